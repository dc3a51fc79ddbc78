import { perRegion } from '../../../src/runtime/aws/per-region';

test('what a Region needs is made when it is first asked for, and once', () => {
  const made: string[] = [];
  const clientIn = perRegion(region => ({ region, number: made.push(region) }));
  expect(made).toEqual([]);
  expect(clientIn('eu-west-1')).toBe(clientIn('eu-west-1'));
  expect(clientIn('us-east-1').region).toBe('us-east-1');
  expect(made).toEqual(['eu-west-1', 'us-east-1']);
});
