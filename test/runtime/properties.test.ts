import { listOfMaps, oneOf, optionalText, positiveNumber, text, textMap } from '../../src/runtime/properties';

test.each<[string, unknown, string | undefined]>([
  ['a text is itself', 'web', 'web'],
  ['an empty text says nothing', '', undefined],
  ['a property that is not there says nothing', undefined, undefined],
  ['a number becomes text', 55, '55'],
  ['zero is a text, too', 0, '0'],
  ['a boolean becomes text', false, 'false'],
])('%s', (_title, value, expected) => expect(optionalText({ Name: value }, 'Name')).toBe(expected));

test.each<[string, () => unknown, string]>([
  ['a property is missing', () => text({}, 'SourceImageId'), 'the property SourceImageId is missing'],
  ['a property is empty', () => text({ SourceImageId: '' }, 'SourceImageId'), 'the property SourceImageId is missing'],
  ['a list stands where text belongs', () => text({ SourceImageId: ['ami-1'] }, 'SourceImageId'), 'the property SourceImageId must be a string'],
  ['null stands where text belongs', () => optionalText({ Description: null }, 'Description'), 'the property Description must be a string'],
  ['a number is zero', () => positiveNumber({ TimeoutMinutes: '0' }, 'TimeoutMinutes'), 'the property TimeoutMinutes must be a positive number'],
  ['a number is negative', () => positiveNumber({ TimeoutMinutes: '-1' }, 'TimeoutMinutes'), 'the property TimeoutMinutes must be a positive number'],
  ['a number is none', () => positiveNumber({ TimeoutMinutes: 'soon' }, 'TimeoutMinutes'), 'the property TimeoutMinutes must be a positive number'],
  ['a word is none of those allowed', () => oneOf({ OnTimeout: 'MAYBE' }, 'OnTimeout', ['FAIL', 'CONTINUE']), 'the property OnTimeout must be one of FAIL, CONTINUE, got MAYBE'],
  ['a word differs in case', () => oneOf({ OnTimeout: 'fail' }, 'OnTimeout', ['FAIL']), 'the property OnTimeout must be one of FAIL, got fail'],
  ['a map is a list', () => textMap({ Tags: ['a'] }, 'Tags'), 'the property Tags must be a map'],
  ['a list is missing', () => listOfMaps({}, 'Images'), 'the property Images must be a list of maps'],
  ['a list holds something else', () => listOfMaps({ Images: [{}, ['a']] }, 'Images'), 'the property Images must be a list of maps'],
  ['a map is a text', () => textMap({ Tags: 'a' }, 'Tags'), 'the property Tags must be a map'],
])('fails when %s', (_title, read, sentence) => expect(read).toThrow(sentence));

test('a number is read from text or from a number, with its fraction', () => {
  expect([positiveNumber({ N: '55' }, 'N'), positiveNumber({ N: 0.5 }, 'N')]).toEqual([55, 0.5]);
});

test.each<[string, unknown, Record<string, string>]>([
  ['a map gives texts', { team: 'web', size: 3, golden: true }, { team: 'web', size: '3', golden: 'true' }],
  ['a map that is not there is empty', undefined, {}],
  ['a map keeps keys that objects have by birth', JSON.parse('{"constructor":"a","__proto__":"b"}'), JSON.parse('{"constructor":"a","__proto__":"b"}')],
])('%s', (_title, value, expected) => expect(Object.entries(textMap({ Tags: value }, 'Tags'))).toEqual(Object.entries(expected)));
