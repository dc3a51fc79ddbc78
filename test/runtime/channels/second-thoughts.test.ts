import { DeleteTagsCommand } from '@aws-sdk/client-ec2';
import { aLab, FAR, HOME, imagesOf, measured, promote, reconcile, rollback, values } from './a-life';
import { ChannelLab } from './channel-lab';
import { Turn } from './turn';
import { ReconcileAnswer } from '../../../src/runtime/channels/channel-contract';

const inStable = (verb: 'promote' | 'rollback') => ({ verb, channel: 'stable' });
const refusing = (action: string, region?: string) => new Turn({ ofCall: call => (call.action === action && (region === undefined || call.region === region) ? 'refused' : undefined) });

async function build(lab: ChannelLab): Promise<void> {
  lab.buildAll();
  await lab.ask(reconcile);
}

test('what bakes does not come into a channel that people promote into by now', async () => {
  const lab = await aLab(1);
  await build(lab);
  const [canary, stable] = lab.configuration.channels;
  lab.deploy({ channels: [{ ...canary, gate: 'MANUAL' }, stable] });
  expect(await lab.ask({ verb: 'advance', channel: 'canary', release: '1.0.1-2' })).toEqual({
    status: 'refused', because: 'canary is not promoted into by itself any more', channel: 'canary',
  });
});

describe('a rollback to a release from before a Region was added', () => {
  async function aWiderLab(): Promise<ChannelLab> {
    const lab = await aLab(1, { regions: 1 });
    lab.deploy({ regions: [HOME, FAR] });
    await build(lab);
    await lab.ask(promote);
    await lab.pass(600);
    return lab;
  }
  const LEFT = '1.0.1-1 has no arm64 image in eu-west-1, so that canary stays at 1.0.1-2 there: promote a newer release';

  test('says where the bad one stays, and goes on saying so', async () => {
    const lab = await aWiderLab();
    expect(await lab.ask(rollback)).toMatchObject({ status: 'moving', because: expect.stringContaining(LEFT) as string });
    expect(await lab.ask(reconcile)).toMatchObject({ status: 'incomplete', problems: expect.arrayContaining([LEFT]) as string[] });
    expect(measured(lab, 'Blocked').at(-1)).toBe(1);
  });

  test('keeps what is named there, until a newer one is promoted', async () => {
    const lab = await aWiderLab();
    const [, named] = imagesOf(lab, '1.0.1-2');
    await lab.ask(rollback);
    for (let builds = 0; builds < 4; builds++) {
      await build(lab);
      await lab.pass(600);
      await lab.ask(reconcile);
    }
    expect(values(lab)[1]).toBe(named);
    expect(lab.ec2.images().find(({ imageId }) => imageId === named)?.tags).toMatchObject({ 'golden:pinned': 'true' });
    await lab.ask({ verb: 'resume', channel: 'canary' });
    expect(await lab.ask(promote)).toMatchObject({ status: 'moved' });
    await lab.pass(600);
    expect(await lab.ask(reconcile)).toMatchObject({ status: 'agreed', problems: [] });
    expect(lab.ledger.releases.map(({ id }) => id)).not.toContain('1.0.1-2');
  });
});

describe('a rollback from a release whose predecessor another channel has rejected', () => {
  test('returns to the newest that is good', async () => {
    const lab = await aLab(0, { keepNewest: 5 });
    for (let release = 1; release <= 3; release++) {
      await build(lab);
      await lab.ask(promote);
      if (release < 3) await lab.ask(inStable('promote'), 'approve');
      await lab.pass(600);
    }
    expect(await lab.ask(inStable('rollback'))).toMatchObject({ status: 'moved', release: '1.0.1-1' });
    expect(await lab.ask(rollback)).toMatchObject({ status: 'moved', release: '1.0.1-1' });
    await lab.pass(600);
    expect(values(lab)).toEqual(imagesOf(lab, '1.0.1-1'));
  });

  test('goes there when there is no other, and says so', async () => {
    const lab = await aLab(0);
    lab.deploy({ channels: ['canary', 'stable'].map(name => ({ name, source: 'candidate', gate: 'MANUAL' })) });
    for (const inChannels of [['stable'], ['stable', 'canary'], ['canary']]) {
      await build(lab);
      for (const channel of inChannels) await lab.ask({ verb: 'promote', channel });
      await lab.pass(600);
    }
    expect(await lab.ask(inStable('rollback'))).toMatchObject({ status: 'moved', release: '1.0.1-1' });
    expect(await lab.ask(rollback)).toEqual({
      status: 'moved', because: 'canary has 1.0.1-2; it was rolled back in stable, and there is no other to return to', channel: 'canary', release: '1.0.1-2',
    });
  });
});

test('what nobody can be told of is repaired and counted, and told the next time', async () => {
  const lab = await aLab(1);
  lab.store.put({ account: '111111111111', region: FAR, name: '/golden/web/arm64/canary', value: 'ami-0123456789abcdef0', tags: {}, dataType: 'aws:ec2:image' });
  lab.buildAll();
  const { problems, repaired, foreign } = await lab.ask(reconcile, 'operate', refusing('PutEvents')) as ReconcileAnswer;
  expect([problems, repaired.length, foreign.length]).toEqual([['it cannot be told of: ThrottlingException: Rate exceeded'], 1, 1]);
  expect(measured(lab, 'ForeignWrite').at(-1)).toBe(1);
  expect(lab.ledger.lease).toBeUndefined();
  await lab.pass(600);
  expect(await lab.ask(reconcile)).toMatchObject({ status: 'agreed', problems: [] });
  expect(lab.released.at(-1)).toBe('1.0.1-2');
});

test('a Region whose images cannot be protected holds no other up', async () => {
  const lab = await aLab(2);
  const [home] = imagesOf(lab, '1.0.1-1');
  const far = imagesOf(lab, '1.0.1-1')[1];
  await lab.ec2.ec2('111111111111', FAR).send(new DeleteTagsCommand({ Resources: [far], Tags: [{ Key: 'golden:pinned' }] }));
  expect(await lab.ask(rollback, 'operate', refusing('CreateTags', FAR))).toMatchObject({
    status: 'moving', because: expect.stringContaining('an image in eu-west-1 cannot be protected') as string,
  });
  await lab.pass(600);
  expect(values(lab)).toEqual([home, imagesOf(lab, '1.0.1-2')[1]]);
  expect(await lab.ask(reconcile)).toMatchObject({ status: 'agreed' });
  await lab.pass(600);
  expect(values(lab)).toEqual(imagesOf(lab, '1.0.1-1'));
});

test('what cannot be let go of waits behind what can, and is told', async () => {
  const lab = await aLab(1, { keepNewest: 1 });
  const far = imagesOf(lab, '1.0.1-1')[1];
  for (let release = 0; release < 3; release++) {
    await build(lab);
    await lab.ask(promote);
    await lab.pass(600);
  }
  lab.calls.down.add(FAR);
  lab.deploy({ regions: [HOME] });
  const { status, problems } = await lab.ask(reconcile) as ReconcileAnswer;
  expect([status, problems]).toEqual(['incomplete', [expect.stringMatching(/^1\.0\.1-\d cannot be let go of yet: TimeoutError/)]]);
  lab.calls.down.clear();
  await lab.ask(reconcile);
  expect(await lab.ask(reconcile)).toMatchObject({ status: 'agreed', problems: [] });
  expect(lab.ec2.images().find(({ imageId }) => imageId === far)?.tags).not.toHaveProperty('golden:pinned');
});
