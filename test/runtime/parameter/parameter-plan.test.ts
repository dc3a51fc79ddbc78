import { aWish, OURS, OWNER } from './a-parameter';
import { OWNERSHIP_TAG } from '../../../src/runtime/contract';
import { ParameterPlan, ParameterSituation, planParameter } from '../../../src/runtime/parameter/parameter-plan';

const plan = (situation: Partial<ParameterSituation>): ParameterPlan =>
  planParameter({ owner: OWNER, wish: aWish(), isWritten: false, ...situation });

const says = (value: string | undefined, tags: Readonly<Record<string, string>> = OURS, dataType = 'aws:ec2:image'): ParameterSituation['found'] =>
  ({ tags, content: value === undefined ? undefined : { value, dataType } });

const NOTHING_TO_CHANGE = { do: 'keep', set: {}, unset: [] };

test.each<[string, Partial<ParameterSituation>, ParameterPlan['do']]>([
  ['none is there', {}, 'create'],
  ['none shows after the write', { isWritten: true }, 'wait'],
  ['ours says another image', { found: says('ami-old') }, 'overwrite'],
  ['ours still says another image after the write', { found: says('ami-old'), isWritten: true }, 'wait'],
  ['ours shows its tags and no value, because it is going', { found: says(undefined) }, 'create'],
  ['ours shows its tags and no value after the write', { found: says(undefined), isWritten: true }, 'wait'],
  ['ours says the image, as after a delivery that broke off', { found: says('ami-new') }, 'keep'],
  ['ours says the image, and its description has changed', { found: says('ami-new'), before: aWish({ description: 'old' }) }, 'overwrite'],
  ['ours says the image after a new description was written', { found: says('ami-new'), before: aWish({ description: 'old' }), isWritten: true }, 'keep'],
  ['ours says the image of the wish before', { found: says('ami-old'), before: aWish({ imageId: 'ami-old' }) }, 'overwrite'],
])('when %s: %#', (_title, situation, expected) => expect(plan(situation).do).toBe(expected));

test.each<[string, Readonly<Record<string, string>>, string]>([
  ['without tags', {}, 'is there already, and is not this stack\'s'],
  ['of another stack', { ...OURS, [OWNERSHIP_TAG.stackId]: 'another' }, 'is there already, and is not this stack\'s'],
  ['of another resource of the stack', { ...OURS, [OWNERSHIP_TAG.logicalId]: 'Other' }, 'belongs to Other, another resource of this stack'],
])('a parameter %s is never written, whatever it says', (_title, tags, sentence) => {
  for (const isWritten of [false, true]) {
    for (const value of ['ami-new', 'ami-old', undefined]) {
      expect(plan({ found: says(value, tags), isWritten })).toEqual({ do: 'refuse', because: expect.stringContaining(`the parameter /images/web in eu-west-1 ${sentence}`) });
    }
  }
});

test('a parameter of another data type is not written: Parameter Store changes none', () => {
  expect(plan({ found: says('ami-old', OURS, 'text') })).toEqual({
    do: 'refuse', because: 'the parameter /images/web in eu-west-1 holds text, and Parameter Store changes none to aws:ec2:image: give another parameterName',
  });
});

test.each<[string, { wished?: object; before?: object; carried?: object }, object]>([
  ['none are wished', {}, NOTHING_TO_CHANGE],
  ['all are there', { wished: { team: 'web' }, carried: { team: 'web' } }, NOTHING_TO_CHANGE],
  ['one is new', { wished: { team: 'web' } }, { do: 'keep', set: { team: 'web' }, unset: [] }],
  ['one has changed', { wished: { team: 'web' }, before: { team: 'old' }, carried: { team: 'old' } }, { do: 'keep', set: { team: 'web' }, unset: [] }],
  ['one is wished no more', { before: { team: 'old' }, carried: { team: 'old' } }, { do: 'keep', set: {}, unset: ['team'] }],
  ['one that is wished no more is gone', { before: { team: 'old' } }, NOTHING_TO_CHANGE],
  ['somebody else added one', { carried: { theirs: 'x' } }, NOTHING_TO_CHANGE],
])('tags, when %s', (_title, { wished, before, carried }, expected) => {
  const situation = { wish: aWish({ tags: { ...wished } }), before: before && aWish({ tags: { ...before } }), found: says('ami-new', { ...OURS, ...carried }) };
  expect(plan(situation)).toEqual(expected);
});
