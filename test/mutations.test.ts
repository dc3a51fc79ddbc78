import { SynthesizedCopies, synthesizeOurs } from './support/cloudformation/engines/ours-template';
import { firstViolation, handlerCodes, Mutation } from './support/mutation';

/** So many histories find each of these breaks; most are found within some tens. */
const HISTORIES = 3_000;

/** How people break such handlers. */
const MUTATIONS: readonly Mutation[] = [
  { title: 'it does not look for what it has made', file: 'copy/run-copy.ts', from: 'const images = await ports.images.madeFor(request.owner);', to: 'const images: readonly Image[] = [];' },
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
  { title: 'it removes what CloudFormation has taken over', file: 'copy/image.ts', from: 'ACCEPTED_TAG in image.tags', to: 'false' },
  {
    title: "it looks in the stack's own Region for what it shall delete in another",
    file: 'copy/copy-handler.ts',
    from: 'const ports = portsIn(world, request.wish.region);',
    to: "const ports = portsIn(world, requestType === 'Delete' ? world.region : request.wish.region);",
  },
  { title: 'it waits for the first of several Regions', file: 'copy/run-wait.ts', from: 'wish.images.filter(each => !finishedIn(turn.memo).includes(each.imageId));', to: 'wish.images.slice(0, finishedIn(turn.memo).length > 0 ? 0 : 1);' },
  { title: 'it looks once for what it shall delete', file: 'copy/run-delete.ts', from: '(!sawAll && turn.elapsedSeconds < QUIET_SECONDS)', to: 'false' },
  { title: 'it leaves what came to nothing where nobody asks for its deletion', file: 'copy/run-offer.ts', from: 'return hasBegun && request', to: 'return false && request' },
];

/** The same, for images of parts. */
const OF_PARTS: readonly Mutation[] = [
  { title: 'it leaves what was only on the way', file: 'build/run-build.ts', from: '  return sweep(ports, request, image, turn);\n', to: '  return undefined;\n' },
  { title: 'it takes what is on the way for the result', file: 'copy/copy-plan.ts', from: ' && !isIntermediate(image));', to: ');' },
  { title: 'it does not look for the copies that it has ordered', file: 'build/bring-copies.ts', from: 'const made = (await partsOf(ports, request))', to: 'const made = ([] as Snapshot[])' },
  { title: 'it forgets which copies it has ordered', file: 'build/bring-copies.ts', from: 'return { ...turn.memo, copied: [...copied] };', to: 'return turn.memo;' },
  { title: 'it does not tell the copies of different devices apart', file: 'build/bring-copies.ts', from: 'made.find(each => each.tags[DEVICE_TAG] === device)', to: 'made[0]' },
  { title: 'it copies everything under one key', file: 'build/bring-copies.ts', from: 'volumeKeys.get(device) ?? keyArn;', to: 'keyArn;' },
  { title: 'it does not compare what was registered with its source', file: 'build/run-build.ts', from: 'if (wrong.length > 0) return', to: 'if (false) return' },
  { title: 'it answers before the image can be used', file: 'build/run-build.ts', from: "  if (image.state === 'pending') return still([image.imageId], turn);\n", to: '' },
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

let copies: SynthesizedCopies;
beforeAll(() => { copies = synthesizeOurs(); });

test.each([...MUTATIONS, ...OF_PARTS].map(mutation => [mutation.title, mutation] as const))('the simulator turns red when the handler is broken: %s', async (_title, mutation) => {
  expect(await firstViolation(copies, handlerCodes(mutation), HISTORIES)).toMatch(/^history \d+: (i|ii|iii|iv|v|vi|vii|viii|i\/ii): /);
}, 120_000);

test('the simulator stays green over the same histories when it is not', async () => {
  expect(await firstViolation(copies, handlerCodes(), 300)).toBeUndefined();
}, 120_000);
