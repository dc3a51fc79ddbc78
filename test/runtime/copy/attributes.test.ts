import { anImage, ImageFacts } from './an-image';
import { AttributeChange, Attributes, parseAttributes, planAttributes } from '../../../src/runtime/copy/attributes';

const NOW = new Date('2026-11-20T12:00:20Z');
const [LATER, LATER_STILL] = [new Date('2027-01-31T00:00:00Z'), new Date('2027-02-28T00:00:00Z')];
const PAST = new Date('2026-01-31T00:00:00Z');

const nothing: Attributes = { requiresImdsV2: false, isProtected: false };
const imds = { ...nothing, requiresImdsV2: true };
const isProtected = { ...nothing, isProtected: true };
const at = (date: Date) => ({ ...nothing, deprecation: { at: date } });
const after = (afterMinutes: number) => ({ ...nothing, deprecation: { afterMinutes } });

type Row = [title: string, wanted: Attributes, before: Attributes | undefined, image: ImageFacts, changes: AttributeChange[]];

const plan = (wanted: Attributes, before: Attributes | undefined, image: ImageFacts) =>
  planAttributes({ wanted, before, image: anImage(image), now: NOW });

describe('of an image', () => {
  test.each<Row>([
    ['nothing is changed when nothing is wanted', nothing, undefined, { protected: true, deprecatedFrom: LATER, requiresImdsV2: true }, []],
    ['all is set that it lacks', { requiresImdsV2: true, isProtected: true, deprecation: { at: LATER } }, undefined, {},
      [{ do: 'require-imds-v2' }, { do: 'deprecate', at: LATER }, { do: 'protect' }]],
    ['nothing is set twice', { requiresImdsV2: true, isProtected: true, deprecation: { at: LATER } }, undefined,
      { requiresImdsV2: true, protected: true, deprecatedFrom: LATER }, []],
    ['IMDSv2 stays, because nobody can take it back', nothing, imds, { requiresImdsV2: true }, []],
  ])('%s', (_title, wanted, before, image, changes) => expect(plan(wanted, before, image)).toEqual(changes));
});

describe('the deprecation', () => {
  test.each<Row>([
    ['is counted from the creation', after(60 * 24), undefined, {}, [{ do: 'deprecate', at: new Date('2026-11-21T12:00:00Z') }]],
    ['is compared by the minute', after(60 * 24), undefined, { deprecatedFrom: new Date('2026-11-21T12:00:29Z') }, []],
    ['is moved', at(LATER_STILL), at(LATER), { deprecatedFrom: LATER }, [{ do: 'deprecate', at: LATER_STILL }]],
    ['is moved although EC2 shows the new moment still, which an update before may have set', at(LATER), at(LATER_STILL), { deprecatedFrom: LATER },
      [{ do: 'deprecate', at: LATER }]],
    ['is set again when somebody has moved it', at(LATER), at(LATER), { deprecatedFrom: LATER_STILL }, [{ do: 'deprecate', at: LATER }]],
    ['is taken back', nothing, at(LATER), { deprecatedFrom: LATER }, [{ do: 'undeprecate' }]],
    ['is taken back although EC2 does not show it yet', nothing, at(LATER), {}, [{ do: 'undeprecate' }]],
    ['of somebody else is left alone', nothing, nothing, { deprecatedFrom: LATER }, []],
    ['in the past comes with the next minute', at(PAST), undefined, {}, [{ do: 'deprecate', at: new Date('2026-11-20T12:01:00Z') }]],
    ['in the past is over, whenever that was', at(PAST), undefined, { deprecatedFrom: new Date('2026-05-01T00:00:00Z') }, []],
    ['that is over can be moved ahead', at(LATER), at(PAST), { deprecatedFrom: PAST }, [{ do: 'deprecate', at: LATER }]],
  ])('%s', (_title, wanted, before, image, changes) => expect(plan(wanted, before, image)).toEqual(changes));
});

describe('the protection', () => {
  test.each<Row>([
    ['is set again when somebody has taken it off', isProtected, isProtected, { protected: false }, [{ do: 'protect' }]],
    ['is set although EC2 shows it, when it was to be off a moment ago', isProtected, nothing, { protected: true }, [{ do: 'protect' }]],
    ['is taken off', nothing, isProtected, { protected: true }, [{ do: 'unprotect' }]],
    ['is taken off although EC2 does not show it yet', nothing, isProtected, {}, [{ do: 'unprotect' }]],
    ['of somebody else is left alone', nothing, nothing, { protected: true }, []],
  ])('%s', (_title, wanted, before, image, changes) => expect(plan(wanted, before, image)).toEqual(changes));
});

describe('what CloudFormation sends', () => {
  test.each<[string, object, Attributes]>([
    ['nothing', {}, nothing],
    ['IMDSv2', { ImdsSupport: 'v2.0' }, imds],
    ['a moment', { DeprecateAt: LATER.toISOString() }, at(LATER)],
    ['an age', { DeprecateAfterMinutes: '1440' }, after(1440)],
    ['a protection', { DeregistrationProtection: 'true' }, isProtected],
  ])('is read: %s', (_title, sent, attributes) => expect(parseAttributes({ Attributes: sent })).toEqual(attributes));

  test('may be left out', () => expect(parseAttributes({})).toEqual(nothing));
  test('fails when a date is none', () => expect(() => parseAttributes({ Attributes: { DeprecateAt: 'soon' } })).toThrow('the property DeprecateAt must be a date'));
});
