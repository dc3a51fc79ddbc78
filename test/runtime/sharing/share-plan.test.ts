import { planShares, ShareSituation } from '../../../src/runtime/sharing/share-plan';

const NOBODY: ShareSituation = { wanted: [], before: [], granted: [], exclusive: false };
const many = (count: number) => Array.from({ length: count }, (_, index) => String(100000000000 + index));

test.each<[string, Partial<ShareSituation>, [string, string[]][]]>([
  ['who is wanted and has it not gets it', { wanted: ['a', 'b'], granted: ['a'] }, [['add', ['b']]]],
  ['who left the list loses it, whoever granted it', { wanted: ['a'], before: ['a', 'b'], granted: ['a', 'b'] }, [['remove', ['b']]]],
  ['who was never in the list keeps it', { wanted: ['a'], before: ['b'], granted: ['a', 'c'] }, []],
  ['who was never in an exclusive list loses it', { wanted: ['a'], granted: ['a', 'c'], exclusive: true }, [['remove', ['c']]]],
  ['who left the list and has it no more is left alone', { before: ['b'], granted: [] }, []],
  ['who gave it back gets it again', { wanted: ['a', 'b'], before: ['a'], granted: [] }, [['add', ['a', 'b']]]],
  ['the wanted get it when nobody has looked', { wanted: ['a'], granted: undefined }, [['add', ['a']]]],
  ['a move into an organization leaves no gap', { wanted: ['o'], before: ['a'], granted: ['a'] }, [['add', ['o']], ['remove', ['a']]]],
  ['where there is no room for both the old ones go first', { wanted: ['b'], before: ['a'], granted: ['a'], most: 1 }, [['remove', ['a']], ['add', ['b']]]],
])('%s', (_title, situation, expected) =>
  expect(planShares({ ...NOBODY, ...situation }).map(({ do: how, principals }) => [how, [...principals]])).toEqual(expected));

test('no call has more than 500 changes, and none is lost between two', () => {
  const calls = planShares({ ...NOBODY, wanted: many(1000) });
  expect(calls.map(({ principals }) => principals.length)).toEqual([500, 500]);
  expect(calls.flatMap(({ principals }) => principals)).toEqual(many(1000));
});
