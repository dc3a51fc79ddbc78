import { AssertionError } from 'assert';
import type { Clause } from './contract/clause';
import { verdictOnMoto } from './contract/verdict';
import { SimulatedWorlds } from './contract/worlds';
import { CLAUSES } from './ec2.contract';

describe('the simulator keeps what EC2 promises:', () => {
  let worlds: SimulatedWorlds;
  beforeAll(async () => { worlds = await SimulatedWorlds.open(); });
  afterAll(() => worlds.close());

  test.each(CLAUSES.map(({ title, run }) => [title, run] as const))('%s', (_title, run) => run(worlds.fresh()));
});

describe('a promise', () => {
  test('is made once', () => {
    const titles = CLAUSES.map(({ title }) => title);
    expect(titles.filter((title, index) => titles.indexOf(title) !== index)).toEqual([]);
  });

  test('has a source', () => {
    const isSource = /^(?:https:\/\/docs\.aws\.amazon\.com\/|https:\/\/github\.com\/|ec2-semantics \d)/;
    expect(CLAUSES.filter(({ source }) => !isSource.test(source)).map(({ title }) => title)).toEqual([]);
  });
});

describe('moto', () => {
  const kept: Clause = { title: 'a promise', source: '', run: async () => undefined };
  const broken: Clause = { ...kept, moto: 'does something else' };
  const refused = Object.assign(new Error('no'), { $metadata: { httpStatusCode: 400 } });
  const unexpected = new AssertionError({ message: 'not so' });
  const unreachable = new Error('connect ECONNREFUSED');

  test.each<[string, Clause, Error | undefined, boolean]>([
    ['keeps a promise as expected', kept, undefined, true],
    ['does not keep a promise that it should', kept, unexpected, false],
    ['refuses where it should keep a promise', kept, refused, false],
    ['does something else as expected', broken, unexpected, true],
    ['refuses as expected', broken, refused, true],
    ['has learned to keep a promise', broken, undefined, false],
    ['cannot be reached, which proves nothing', broken, unreachable, false],
  ])('%s', (_title, clause, error, ok) => expect(verdictOnMoto(clause, error).ok).toBe(ok));

  test('is told of by what the clause says, once it has learned to keep a promise', () => {
    expect(verdictOnMoto(broken).because).toBe('moto has learned this, so the clause must no longer say that it does something else');
  });
});
