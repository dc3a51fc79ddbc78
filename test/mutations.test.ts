import { SynthesizedCopies, synthesizeOurs } from './support/cloudformation/engines/ours-template';
import { firstViolation, handlerCodes, Mutation } from './support/mutation';

/** So many histories find each of these breaks; most are found within some tens. */
const HISTORIES = 3_000;

/** How people break such handlers. */
const MUTATIONS: readonly Mutation[] = [
  { title: 'it does not look for what it has made', file: 'copy/run-copy.ts', from: 'currentImageId, images, isRollingBack });', to: 'currentImageId, images: [], isRollingBack });' },
  {
    title: 'it makes a token, and a name, for each request instead of each job',
    file: 'copy/copy-image.ts',
    from: 'name: imageNameOf(wish),\n  description: wish.description,\n  encryptionKeyArn: wish.encryptionKeyArn,\n  durationMinutes: wish.durationMinutes,\n  tags: { ...wish.tags, ...ownershipTags(owner, wish) },\n  token: tokenOf(wish, attempt),',
    to: 'name: `${imageNameOf(wish)}-${process.hrtime.bigint()}`,\n  description: wish.description,\n  encryptionKeyArn: wish.encryptionKeyArn,\n  durationMinutes: wish.durationMinutes,\n  tags: { ...wish.tags, ...ownershipTags(owner, wish) },\n  token: String(process.hrtime.bigint()),',
  },
  { title: 'it names images without the job', file: 'copy/copy-request.ts', from: '`${imageNamePrefix}-${job.slice(0, 12)}`', to: 'imageNamePrefix' },
  { title: 'it leaves the source out of the job', file: 'copy/copy-request.ts', from: '...Object.values(what)]),', to: 'what.encryptionKeyArn, what.imageNamePrefix]),' },
  { title: 'it does not ask who uses an image', file: 'copy/run-removal.ts', from: '...await ports.images.usersOf(image.imageId)', to: '...[] as string[]' },
  { title: 'it answers twice', file: 'cloudformation/answering.ts', from: '    return afterAnswer(ending);\n', to: '    await ports.replies.send(request.responseUrl, renderAnswer(request, ending, placeholder));\n    return afterAnswer(ending);\n' },
  { title: 'it takes what is gone for a failure', file: 'aws/ec2-image-copies.ts', from: 'if (isGoneError(error)) return;', to: 'if (isGoneError(error)) throw new Error("it is gone");' },
  { title: 'it does not mark images as accepted', file: 'aws/ec2-image-copies.ts', from: '    await this.ec2.send(new CreateTagsCommand', to: "    if (Object.keys(tags).some(key => key.endsWith(':accepted'))) return;\n    await this.ec2.send(new CreateTagsCommand" },
  { title: 'it never asks whether an image is still wanted', file: 'copy/copy-plan.ts', from: 'stackStatus === undefined\n', to: 'true || stackStatus === undefined\n' },
  { title: 'it does not tag the snapshots', file: 'aws/ec2-image-copies.ts', from: ", { ResourceType: 'snapshot', Tags: tags }]", to: ']' },
  { title: 'it does not wait', file: 'copy/wait-plan.ts', from: "'go-on', because: 'EC2 goes on copying' } : { do: 'wait' };", to: "'go-on', because: 'EC2 goes on copying' } : { do: 'go-on', because: 'why wait' };" },
  { title: 'it does not answer a failure', file: 'cloudformation/answering.ts', from: '    const placeholder = ', to: "    if (ending.do === 'fail') return DONE;\n    const placeholder = " },
  { title: 'it answers with another id each time', file: 'copy/image.ts', from: '`${region}/${imageId}`', to: '`${region}/${imageId}/${process.hrtime.bigint()}`' },
  {
    title: "it looks in the stack's own Region for what it shall delete in another",
    file: 'copy/copy-handler.ts',
    from: 'const ports = portsIn(world, request.wish.region);',
    to: "const ports = portsIn(world, requestType === 'Delete' ? world.region : request.wish.region);",
  },
  { title: 'it waits for the first of several Regions', file: 'copy/run-wait.ts', from: 'wish.images.filter(each => !finishedIn(turn.memo).includes(each.imageId));', to: 'wish.images.slice(0, finishedIn(turn.memo).length > 0 ? 0 : 1);' },
  { title: 'it looks once for what it shall delete', file: 'copy/run-delete.ts', from: '(!sawAll && turn.elapsedSeconds < QUIET_SECONDS)', to: 'false' },
  { title: 'it leaves what came to nothing where nobody asks for its deletion', file: 'copy/run-offer.ts', from: 'return isNobodys && hasBegun ?', to: 'return false ?' },
];

/** The same, for images of parts. */
const OF_PARTS: readonly Mutation[] = [
  { title: 'it leaves what was only on the way', file: 'build/run-build.ts', from: ': sweep(ports, request, image, turn);', to: ': undefined;' },
  { title: 'it takes what is on the way for the result', file: 'copy/copy-plan.ts', from: ' && !isIntermediate(image));', to: ');' },
  { title: 'it does not look for the copies that it has ordered', file: 'build/bring-copies.ts', from: 'const made = (await partsOf(ports, request))', to: 'const made = ([] as Snapshot[])' },
  { title: 'it forgets which copies it has ordered', file: 'build/bring-copies.ts', from: 'return { ...turn.memo, copied: [...copied] };', to: 'return turn.memo;' },
  { title: 'it does not tell the copies of different devices apart', file: 'build/bring-copies.ts', from: 'made.find(each => each.tags[DEVICE_TAG] === device)', to: 'made[0]' },
  { title: 'it copies everything under one key', file: 'build/bring-copies.ts', from: 'volumeKeys.get(device) ?? keyArn;', to: 'keyArn;' },
  { title: 'it does not compare what was registered with its source', file: 'build/run-build.ts', from: 'if (wrong.length > 0) return', to: 'if (false) return' },
  { title: 'it answers before the image can be used', file: 'build/run-build.ts', from: "  if (image.state === 'pending') return still([image.imageId], turn, seeing(request.wish, image));\n", to: '' },
  { title: 'it takes the snapshots of others along', file: 'copy/run-removal.ts', from: 'shown.filter(each => !belongsTo(each, stackId))', to: 'shown.filter(() => false)' },
  { title: 'it tags the snapshots of others', file: 'copy/run-keep.ts', from: '.filter(each => !foreign.includes(each));', to: ';' },
  { title: 'it gives what is on the way the name of the result', file: 'copy/copy-request.ts', from: '(part === undefined ? ', to: '(true ? ' },
  { title: 'it leaves a copy too many', file: 'build/run-build.ts', from: 'filter(each => !mapped.includes(each.snapshotId));', to: 'filter(() => false);' },
  { title: 'it forgets the snapshot of a volume that it has ordered', file: 'build/bring-original.ts', from: 'still([snapshotId], turn, { snapshotId })', to: 'still([snapshotId], turn)' },
  { title: 'it takes back what a later deployment has made', file: 'copy/run-take-back.ts', from: '(CLOCK_MARGIN_SECONDS - elapsedSeconds)', to: 'CLOCK_MARGIN_SECONDS' },
  { title: 'it makes again what somebody takes away', file: 'build/seen.ts', from: "if (typeof imageId !== 'string') return make();", to: 'return make();' },
  { title: 'it makes something in the first turn', file: 'copy/run-start.ts', from: 'if (turn.memo.startedIn === undefined) return', to: 'if (false) return' },
  { title: 'it loses what only an image knows', file: 'aws/ec2-image-parts.ts', from: '    uefiData,\n', to: '' },
];

/** The same, for sharings. One history in three has one. */
const OF_SHARINGS: readonly Mutation[] = [
  { title: 'it forgets to revoke who has left the list', file: 'sharing/share-plan.ts', from: '[...new Set([...before, ...others])]', to: '[...new Set(others)]' },
  { title: 'it revokes what was never listed', file: 'sharing/run-sharing.ts', from: 'wanted.exclusive ? await shares.sharedWith(of) : undefined', to: 'await shares.sharedWith(of)' },
  { title: 'it leaves others in though the list is exclusive', file: 'sharing/run-sharing.ts', from: 'wanted.exclusive ? await shares.sharedWith(of) : undefined', to: 'undefined' },
  { title: 'it revokes what was never listed when it shares no more', file: 'sharing/look-at-shares.ts', from: '!staying.includes(each)), exclusive: false', to: '!staying.includes(each)), exclusive: true' },
  { title: 'it shares only with whom it does not see', file: 'sharing/run-sharing.ts', from: 'planShares({ ...wanted, others })) {', to: "planShares({ ...wanted, others })) {\n    if (change.do === 'add' && (await shares.sharedWith(of)).includes(change.principals[0])) continue;" },
  { title: 'it shares in one Region what it has to refuse in another', file: 'sharing/look-at-shares.ts', from: '    if (!isWayBack) throw error;\n', to: '' },
  { title: 'it shares snapshots that nobody is to copy', file: 'sharing/sharing-request.ts', from: "['NONE', 'COPY']) === 'COPY'", to: "['NONE', 'COPY']) !== undefined" },
  { title: 'it leaves snapshots shared that nobody is to copy any more', file: 'sharing/look-at-shares.ts', from: 'const ofSnapshots = withSnapshots || wereShared ?', to: 'const ofSnapshots = withSnapshots ?' },
  { title: 'it forgets the image that another one takes over from', file: 'sharing/look-at-shares.ts', from: 'before.things.filter(thing => !has(wish, thing))', to: '([] as Wished[])' },
  { title: 'it forgets the snapshots of such an image', file: 'sharing/look-at-shares.ts', from: '...(before.withSnapshots ?', to: '...(false ?' },
  { title: 'it leaves what an update has shared when the image before is gone', file: 'sharing/look-at-shares.ts', from: 'if (!isWayBack) throw error;', to: 'throw error;' },
  { title: 'it serves what nothing waits for', file: 'sharing/overtaken.ts', from: 'progress === undefined || ', to: 'true || ' },
  { title: 'it takes an update for its own rollback', file: 'sharing/overtaken.ts', from: 'return wanted !== asks(properties) &&', to: 'return false &&' },
  { title: 'it undoes too much', file: 'sharing/run-sharing.ts', from: "end === 'rollback' ? before : [];", to: '[] as string[];' },
  { title: 'it takes back what another delivery of the same request has done', file: 'sharing/run-sharing.ts', from: 'if (end) await undo(world, done, end);', to: "if (end || !isAwaited(request, now)) await undo(world, done, end ?? 'deletion');" },
  { title: 'it waits to the last for what is not there', file: 'sharing/run-sharing.ts', from: 'code === NOT_READY ?', to: 'false ?' },
];

let copies: SynthesizedCopies;
beforeAll(() => { copies = synthesizeOurs(); });

test.each([...MUTATIONS, ...OF_PARTS].map(mutation => [mutation.title, mutation] as const))('the simulator turns red when the handler is broken: %s', async (_title, mutation) => {
  expect(await firstViolation(copies, handlerCodes(mutation), HISTORIES)).toMatch(/^history \d+: (i|ii|iii|iv|v|vi|vii|viii|i\/ii): /);
}, 120_000);

test.each(OF_SHARINGS.map(mutation => [mutation.title, mutation] as const))('the simulator turns red when the sharing handler is broken: %s', async (_title, mutation) => {
  const found = firstViolation(copies, handlerCodes(mutation), HISTORIES, ({ sharing }) => sharing !== undefined);
  expect(await found).toMatch(/^history \d+: (i|ix|x|xi): /);
}, 120_000);

test('the simulator stays green over the same histories when it is not', async () => {
  expect(await firstViolation(copies, handlerCodes(), 300)).toBeUndefined();
}, 120_000);
