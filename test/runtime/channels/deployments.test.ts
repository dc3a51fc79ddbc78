import { aLab, FAR, HOME, imagesOf, promote, reconcile, rollback } from './a-life';
import { Turn } from './turn';

test('a channel and an architecture that a deployment took out are left as they are, and nothing waits for them', async () => {
  const lab = await aLab(2);
  await lab.ask({ verb: 'promote', channel: 'stable' }, 'approve');
  await lab.pass(600);
  lab.calls.down.add(FAR);
  await lab.ask({ verb: 'promote', channel: 'canary', release: '1.0.1-1' });
  await lab.ask({ verb: 'rollback', channel: 'stable' });
  lab.calls.down.clear();
  const stable = lab.value(HOME, 'arm64', 'stable');
  lab.deploy({ channels: lab.configuration.channels.slice(0, 1), architectures: ['x86_64'] });
  expect(await lab.ask(reconcile)).toMatchObject({ status: 'agreed', problems: [] });
  expect(lab.value(HOME, 'arm64', 'stable')).toBe(stable);
  expect(imagesOf(lab, '1.0.1-2').every(imageId => lab.ec2.images().some(image => image.imageId === imageId && 'golden:pinned' in image.tags))).toBe(true);
});

test('what a channel was rolled back from is not promoted when it comes back with an earlier recipe', async () => {
  const lab = await aLab(2, { keepNewest: 1 });
  await lab.ask(rollback);
  await lab.ask({ verb: 'resume', channel: 'canary' });
  lab.deploy({ recipes: 2 });
  for (let release = 0; release < 2; release++) {
    lab.buildAll();
    await lab.ask(reconcile);
    await lab.ask(promote);
    await lab.pass(600);
    await lab.ask(reconcile);
  }
  expect(lab.ledger.releases.map(({ id }) => id)).not.toContain('1.0.1-2');
  lab.deploy({ recipes: 1 });
  await lab.ask(reconcile);
  expect(await lab.ask({ ...promote, release: '1.0.1-2' })).toMatchObject({ status: 'refused', because: expect.stringContaining('was rolled back') as string });
});

test('what was pinned before a deployment took its Region out is let go of, though the release has the same name', async () => {
  const lab = await aLab(1);
  lab.buildAll();
  // The record, both builds and two images, and then the function dies.
  await lab.timeline.run(lab.invoke(reconcile, 'operate', new Turn({ crashAt: 8 })));
  lab.deploy({ regions: [HOME] });
  await lab.pass(600);
  expect(await lab.ask(reconcile)).toMatchObject({ status: 'agreed', adopted: '1.0.1-2' });
  await lab.ask(reconcile);
  const ofSecond = lab.ec2.images().filter(({ imageId, tags }) => 'golden:pinned' in tags && lab.amis.get(imageId)!.arn.endsWith('/2'));
  expect(ofSecond.map(({ region }) => region)).toEqual([HOME, HOME]);
});
