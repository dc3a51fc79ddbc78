import { DisableImageCommand } from '@aws-sdk/client-ec2';
import { aLab, FAR, HOME, imagesOf, measured, promote, reconcile, rollback, values } from './a-life';
import { ChannelLab, Defect } from './channel-lab';
import { Turn } from './turn';
import { ReconcileAnswer } from '../../../src/runtime/channels/channel-contract';

test('a release goes from its build to canary, to stable, and back', async () => {
  const lab = await aLab(2);
  expect(await lab.ask({ verb: 'promote', channel: 'stable' }, 'approve')).toMatchObject({ status: 'moved', because: 'stable has 1.0.1-2' });
  expect(await lab.ask(rollback)).toEqual({ status: 'moved', because: 'canary has 1.0.1-1; 1.0.1-2 is still in stable', channel: 'canary', release: '1.0.1-1' });
  await lab.pass(10);
  expect(values(lab)).toEqual(imagesOf(lab, '1.0.1-1'));
  expect(lab.released).toEqual(['1.0.1-1', '1.0.1-2']);
  expect(lab.moves.at(-1)).toMatchObject({ image: 'web', channel: 'canary', release: '1.0.1-1', previous: '1.0.1-2', verb: 'rollback', isHeld: true });
  expect(Object.keys(lab.moves.at(-1)!.images)).toEqual([HOME, FAR]);
  expect(await lab.ask(promote)).toMatchObject({ status: 'refused', because: expect.stringContaining('say resume first') as string });
  expect(await lab.ask({ verb: 'resume', channel: 'canary' })).toMatchObject({ status: 'moved', because: 'canary takes promotions again' });
  expect(await lab.ask(rollback)).toMatchObject({ status: 'refused' });
});

test('a verb that is said twice is done once', async () => {
  const lab = await aLab(2);
  await lab.ask(rollback);
  const { version } = lab.ledger;
  expect(await lab.ask(rollback)).toMatchObject({ status: 'unchanged', release: '1.0.1-1' });
  expect(lab.ledger.version).toBe(version);
});

test.each<[Defect, string]>([
  ['missing', 'has no arm64 image in eu-west-1: build it anew'],
  ['not encrypted', 'has a volume that is not encrypted'],
  ['not shared', 'is not shared with 222222222222'],
  ['pending', 'is pending'],
])('a build with an image that is %s makes no release, and is not pinned', async (defect, sentence) => {
  const lab = new ChannelLab({ seed: 1 });
  lab.build('x86_64');
  lab.build('arm64', { region: FAR, defect });
  const { status, problems } = await lab.ask(reconcile) as ReconcileAnswer;
  expect([status, problems]).toEqual(['incomplete', [expect.stringContaining(sentence)]]);
  expect(lab.ec2.images().filter(({ tags }) => 'golden:pinned' in tags)).toEqual([]);
  expect(await lab.ask(promote)).toMatchObject({ status: 'refused', because: 'candidate has no release yet' });
});

test('nothing is promoted while a Region does not answer, and nothing has changed', async () => {
  const lab = await aLab(1);
  lab.buildAll();
  await lab.ask(reconcile);
  const before = lab.ledger;
  lab.calls.down.add(FAR);
  expect(await lab.ask(promote)).toMatchObject({ status: 'later', because: expect.stringContaining('eu-west-1 cannot be reached') as string });
  expect(lab.ledger).toBe(before);
});

test('a rollback does not wait for a Region that does not answer, and reconcile brings it there', async () => {
  const lab = await aLab(2);
  lab.calls.down.add(FAR);
  expect(await lab.ask(rollback)).toMatchObject({ status: 'moving', because: expect.stringContaining('eu-west-1 cannot be reached') as string });
  await lab.pass(10);
  const [home, far] = imagesOf(lab, '1.0.1-1');
  expect(values(lab)).toEqual([home, imagesOf(lab, '1.0.1-2')[1]]);
  lab.calls.down.clear();
  expect(await lab.ask(reconcile)).toMatchObject({ status: 'agreed', foreign: [] });
  await lab.pass(10);
  expect(values(lab)).toEqual([home, far]);
  expect(lab.moves.slice(-2).map(({ images }) => Object.keys(images))).toEqual([[HOME], [FAR]]);
});

test('a rollback is refused for what is seen, and asked for again where nobody can look', async () => {
  const lab = await aLab(2);
  lab.calls.down.add(HOME).add(FAR);
  expect(await lab.ask(rollback)).toMatchObject({ status: 'later', because: expect.stringContaining('eu-central-1 cannot be reached') as string });
  lab.calls.down.delete(HOME);
  const [home] = imagesOf(lab, '1.0.1-1');
  await lab.ec2.ec2('111111111111', HOME).send(new DisableImageCommand({ ImageId: home }));
  expect(await lab.ask(rollback)).toMatchObject({ status: 'refused', because: expect.stringContaining(`${home} in eu-central-1 is disabled`) as string });
});

test('an account that is to have images from now on is no reason not to return to an older one', async () => {
  const lab = await aLab(2);
  lab.configuration = { ...lab.configuration, sharedWith: [...lab.configuration.sharedWith, '333333333333'] };
  expect(await lab.ask({ verb: 'promote', channel: 'stable' }, 'approve')).toMatchObject({
    status: 'refused', because: expect.stringContaining('is not shared with 333333333333') as string,
  });
  expect(await lab.ask(rollback)).toMatchObject({ status: 'moved' });
});

test('a parameter that somebody else wrote is repaired and reported', async () => {
  const lab = await aLab(1);
  const name = '/golden/web/arm64/canary';
  lab.store.put({ account: '111111111111', region: FAR, name, value: 'ami-0123456789abcdef0', tags: {}, dataType: 'aws:ec2:image' });
  expect(await lab.ask(reconcile)).toMatchObject({ status: 'agreed', foreign: [`${FAR}${name}`], repaired: [`${FAR}${name}`] });
  expect(lab.lines.filter(({ Channel, ForeignWrite }) => Channel === 'canary' && ForeignWrite === 1)).toHaveLength(1);
  await lab.pass(10);
  expect(values(lab)).toEqual(imagesOf(lab, '1.0.1-1'));
});

test('somebody else who brings a rejected release back is reported, too', async () => {
  const lab = await aLab(2);
  await lab.ask(rollback);
  await lab.pass(600);
  const [, bad] = imagesOf(lab, '1.0.1-2');
  const name = '/golden/web/x86_64/canary';
  lab.store.put({ account: '111111111111', region: FAR, name, value: bad, tags: {}, dataType: 'aws:ec2:image' });
  expect(await lab.ask(reconcile)).toMatchObject({ status: 'agreed', foreign: [`${FAR}${name}`], repaired: [`${FAR}${name}`] });
});

test('what a crash leaves is no foreign write', async () => {
  const lab = await aLab(1);
  lab.buildAll();
  await lab.ask(reconcile);
  // The record, a parameter, and then the function dies.
  const asked = lab.invoke(promote, 'operate', new Turn({ crashAt: 2 }));
  await lab.timeline.run(asked);
  await lab.pass(600);
  expect(await lab.ask(reconcile)).toMatchObject({ status: 'agreed', foreign: [] });
  await lab.pass(10);
  expect(values(lab)).toEqual(imagesOf(lab, '1.0.1-2'));
});

test('a verb ends at once while another is at work', async () => {
  const lab = await aLab(2);
  const slow = lab.invoke(rollback, 'operate', new Turn({ slowness: 40 }));
  await lab.pass(12);
  await expect(lab.ask({ verb: 'resume', channel: 'canary' })).rejects.toThrow('another verb is at work, until');
  await lab.timeline.run(slow);
});

test('a function that is slow begins no write that its lease may not outlast', async () => {
  const lab = await aLab(1);
  await lab.ask({ verb: 'promote', channel: 'stable' }, 'approve');
  await lab.pass(600);
  for (const channel of ['canary', 'stable']) {
    for (const architecture of ['x86_64', 'arm64']) {
      lab.store.put({ account: '111111111111', region: HOME, name: `/golden/web/${architecture}/${channel}`, value: 'ami-0123456789abcdef0', tags: {}, dataType: 'aws:ec2:image' });
    }
  }
  const written: number[] = [];
  let until = 0;
  lab.onParameter = () => void written.push(lab.timeline.now());
  lab.onRecord = (_before, { lease }) => { until = lease?.until ?? until; };
  const slow = lab.invoke(reconcile, 'operate', new Turn({ slowness: 150 }));
  await lab.timeline.run(slow);
  expect(await slow).toMatchObject({ status: 'incomplete', problems: ['eu-central-1 is left for the next reconcile: the time is up'] });
  expect(written).toHaveLength(2);
  expect(Math.max(...written)).toBeLessThan(until);
});

test('a hold is measured when it begins, and when it ends', async () => {
  const lab = await aLab(2);
  const before = measured(lab, 'Held').length;
  await lab.ask(rollback);
  await lab.ask({ verb: 'resume', channel: 'canary' });
  expect(measured(lab, 'Held').slice(before)).toEqual([1, 0]);
});

test('what is let go of loses its pins, and may be deregistered', async () => {
  const lab = await aLab(4, { keepNewest: 1 });
  await lab.ask(reconcile);
  expect(lab.ledger.releases.map(({ id }) => id)).toEqual(['1.0.1-4', '1.0.1-3']);
  expect(lab.ledger.leaving).toEqual([]);
  const pinned = lab.ec2.images().filter(({ tags }) => 'golden:pinned' in tags).map(({ imageId }) => lab.amis.get(imageId)!.arn.split('/').at(-1));
  expect([...new Set(pinned)].sort()).toEqual(['3', '4']);
});
