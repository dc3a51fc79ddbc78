import { ChannelLab } from './channel-lab';

test('a promotion over ten Regions and two architectures takes at most 60 calls, and less than ten seconds', async () => {
  // A call takes 200 milliseconds, there and back.
  const lab = new ChannelLab({ seed: 1, regions: 10, latency: () => 100 });
  for (let release = 0; release < 2; release++) {
    lab.buildAll();
    await lab.ask({ verb: 'reconcile' });
    if (release === 0) await lab.ask({ verb: 'promote', channel: 'canary' });
  }
  const [calls, began] = [lab.calls.made.length, lab.timeline.now()];
  expect(await lab.ask({ verb: 'promote', channel: 'canary' })).toMatchObject({ status: 'moved', release: '1.0.1-2' });
  const made = lab.calls.made.slice(calls).map(({ action }) => action);
  const counted = Object.fromEntries([...new Set(made)].map(action => [action, made.filter(each => each === action).length]));
  expect(counted).toEqual({ GetItem: 1, DescribeImages: 10, DescribeImageAttribute: 20, PutItem: 2, PutParameter: 20, PutEvents: 1 });
  expect(made.length).toBeLessThanOrEqual(60);
  expect(lab.timeline.now() - began).toBeLessThan(10_000);
});

test('a rollback takes no more', async () => {
  const lab = new ChannelLab({ seed: 1, regions: 10, latency: () => 100 });
  for (let release = 0; release < 2; release++) {
    lab.buildAll();
    await lab.ask({ verb: 'reconcile' });
    await lab.ask({ verb: 'promote', channel: 'canary' });
  }
  const [calls, began] = [lab.calls.made.length, lab.timeline.now()];
  expect(await lab.ask({ verb: 'rollback', channel: 'canary' })).toMatchObject({ status: 'moved', release: '1.0.1-1' });
  expect(lab.calls.made.length - calls).toBeLessThanOrEqual(60);
  expect(lab.timeline.now() - began).toBeLessThan(10_000);
});
