import { planShares, ShareSituation } from '../../../src/runtime/sharing/share-plan';

const NOBODY: ShareSituation = { wanted: [], before: [] };
const many = (count: number) => Array.from({ length: count }, (_, index) => String(100000000000 + index));

test.each<[string, Partial<ShareSituation>, [string, string[]][]]>([
  ['who is wanted gets it, also who was wanted before: somebody may have taken it away', { wanted: ['a', 'b'], before: ['a'] }, [['add', ['a', 'b']]]],
  ['who left the list loses it', { wanted: ['a'], before: ['a', 'b'] }, [['add', ['a']], ['remove', ['b']]]],
  ['who was never in an exclusive list loses it', { wanted: ['a'], others: ['a', 'c'] }, [['add', ['a']], ['remove', ['c']]]],
  ['when nobody is wanted, all that were in the list lose it', { before: ['a', 'b'] }, [['remove', ['a', 'b']]]],
  ['a move into an organization leaves no gap', { wanted: ['o'], before: ['a'] }, [['add', ['o']], ['remove', ['a']]]],
  ['where there is no room for both the old ones go first', { wanted: ['b'], before: ['a'], most: 1 }, [['remove', ['a']], ['add', ['b']]]],
])('%s', (_title, situation, expected) =>
  expect(planShares({ ...NOBODY, ...situation }).map(({ do: how, principals }) => [how, [...principals]])).toEqual(expected));

test('no call has more than 500 changes, and none is lost between two', () => {
  const calls = planShares({ ...NOBODY, wanted: many(1000) });
  expect(calls.map(({ principals }) => principals.length)).toEqual([500, 500]);
  expect(calls.flatMap(({ principals }) => principals)).toEqual(many(1000));
});
