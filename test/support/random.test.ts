import { Random } from './random';

test('the same seed gives the same numbers, another seed others', () => {
  const draws = (seed: number) => {
    const random = new Random(seed);
    return Array.from({ length: 20 }, () => random.int(0, 1_000_000));
  };
  expect(draws(7)).toEqual(draws(7));
  expect(draws(7)).not.toEqual(draws(8));
});

test('a fork depends on its label, not on what was drawn before', () => {
  const fresh = new Random(1);
  const used = new Random(1);
  used.next();
  expect(used.fork('ids').hex(17)).toEqual(fresh.fork('ids').hex(17));
  expect(fresh.fork('ids').hex(17)).not.toEqual(fresh.fork('faults').hex(17));
});

test('draws are spread evenly over their range', () => {
  const random = new Random(3);
  const counts = new Array<number>(10).fill(0);
  for (let i = 0; i < 100_000; i++) counts[random.int(0, 9)]++;
  for (const count of counts) {
    expect(count).toBeGreaterThan(9_600);
    expect(count).toBeLessThan(10_400);
  }
});

test('the first numbers are those of the published generator', () => {
  // The reference implementation starts from six times 12345 and gives these; the seed is set here the same way.
  const random = new Random(0);
  Object.assign(random, { a0: 12345, a1: 12345, a2: 12345, b0: 12345, b1: 12345, b2: 12345 });
  expect([random.next(), random.next(), random.next()].map((u) => u.toFixed(7))).toEqual(['0.1270111', '0.3185276', '0.3091860']);
});

test('fails when picking from nothing', () => {
  expect(() => new Random(1).pick([])).toThrow('cannot pick from an empty list');
});
