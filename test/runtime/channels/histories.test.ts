import { planOf } from './histories/plan';
import { replay, runSeries } from './histories/series';

test('whatever happens to channels, they name images that are in order, agree after a reconcile, and have something to return to', async () => {
  const { violations, contents } = await runSeries(1, 0, 300);
  expect(violations).toEqual([]);
  // A history that nothing happens in proves nothing.
  for (const kind of [
    'promote: moved', 'rollback: moved', 'rollback: moving', 'promote: cut off', 'reconcile: cut off', 'promote: ChannelBusy', 'advance: moved', 'advance: later',
    'advance: refused', 'somebody deregisters an image', 'the policy deletes a build', 'a Region is down', 'a deployment with other recipes',
  ]) {
    expect(contents[kind]).toBeGreaterThan(5);
  }
}, 120_000);

test('a history is the same each time', async () => {
  expect(planOf(1, 17)).toEqual(planOf(1, 17));
  expect((await replay(1, 17)).story).toEqual((await replay(1, 17)).story);
});
