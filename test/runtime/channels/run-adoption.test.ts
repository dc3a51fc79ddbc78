/** The pins of builds, which retention goes by. */
import { aLab, promote, reconcile } from './a-life';
import { ChannelLab } from './channel-lab';
import { Turn } from './turn';
import { ReconcileAnswer } from '../../../src/runtime/channels/channel-contract';

const pinned = (lab: ChannelLab) => lab.builds.filter(({ isPinned }) => isPinned).map(({ arn }) => arn.split('/').slice(1).join('/'));

/** What somebody does with a build of this number, of both architectures. */
function unpin(lab: ChannelLab, number: number): void {
  for (const build of lab.builds.filter(({ arn }) => arn.endsWith(`/${number}`))) build.isPinned = false;
}

const writes = (lab: ChannelLab) => lab.calls.made.filter(({ action }) => action === 'PutItem' || action === 'TagResource').length;

test('the pin of a build is renewed, of a recipe that was before too', async () => {
  const lab = await aLab(2);
  lab.deploy({ recipes: 2 });
  unpin(lab, 1);
  expect(await lab.ask(reconcile)).toMatchObject({ status: 'agreed', problems: [] });
  expect(pinned(lab)).toEqual(['web-x86-64/1.0.1/1', 'web-arm64/1.0.1/1', 'web-x86-64/1.0.1/2', 'web-arm64/1.0.1/2']);
  expect(lab.lines).toContainEqual({ decided: 'pin again', builds: lab.builds.slice(0, 2).map(({ arn }) => arn) });
  expect(lab.ledger.lease).toBeUndefined();
});

test('while all pins are there, nothing is written', async () => {
  const lab = await aLab(2);
  await lab.ask(reconcile);
  const before = writes(lab);
  await lab.ask(reconcile);
  expect(writes(lab)).toBe(before);
});

test('the build of a new release does not wait for old pins, nor they for it', async () => {
  const lab = await aLab(1);
  unpin(lab, 1);
  lab.buildAll();
  expect(await lab.ask(reconcile)).toMatchObject({ status: 'agreed', adopted: '1.0.1-2' });
  expect(pinned(lab)).toHaveLength(4);
});

test('what is let go of is not pinned again', async () => {
  const lab = await aLab(4, { keepNewest: 1 });
  unpin(lab, 2);
  await lab.ask(reconcile);
  expect(lab.ledger.releases.map(({ id }) => id)).toEqual(['1.0.1-4', '1.0.1-3']);
  expect(pinned(lab).map(each => each.at(-1))).toEqual(['3', '3', '4', '4']);
});

test('a pin that cannot be renewed is said, and renewed the next time', async () => {
  const lab = await aLab(1);
  unpin(lab, 1);
  const refused = new Turn({ ofCall: ({ action }) => (action === 'TagResource' ? 'refused' : undefined) });
  const { status, problems } = await lab.ask(reconcile, 'operate', refused) as ReconcileAnswer;
  expect([status, problems]).toEqual(['incomplete', lab.builds.map(({ arn }) => expect.stringContaining(`${arn} cannot be pinned: ThrottlingException`) as string)]);
  await lab.pass(600);
  expect(await lab.ask(reconcile)).toMatchObject({ status: 'agreed', problems: [] });
  expect(pinned(lab)).toHaveLength(2);
});

test('when Image Builder does not answer, parameters are brought all the same', async () => {
  const lab = await aLab(1);
  lab.store.put({ account: '111111111111', region: 'eu-west-1', name: '/golden/web/arm64/canary', value: 'ami-0123456789abcdef0', tags: {}, dataType: 'aws:ec2:image' });
  const deaf = new Turn({ ofCall: ({ action }) => (action === 'ListImageBuildVersions' ? 'refused' : undefined) });
  expect(await lab.ask(reconcile, 'operate', deaf)).toMatchObject({
    status: 'incomplete', problems: ['Image Builder cannot be asked: ThrottlingException: Rate exceeded'], repaired: ['eu-west-1/golden/web/arm64/canary'],
  });
});

test('a promotion asks Image Builder nothing', async () => {
  const lab = await aLab(1);
  lab.buildAll();
  await lab.ask(reconcile);
  const before = lab.calls.made.length;
  expect(await lab.ask(promote)).toMatchObject({ status: 'moved' });
  expect(lab.calls.made.slice(before).filter(({ service }) => service === 'imagebuilder')).toEqual([]);
});
