/**
 * Brings the permissions of images and snapshots to the list, for Create, Update and Delete of `Custom::AmiSharing` and
 * `Custom::SnapshotSharing`: whole in one invocation. What may pass by itself is left to Lambda, which delivers the request again.
 *
 * A delivery that comes when CloudFormation waits for this request no more changes nothing; one that was overtaken while it worked, by a
 * rollback or a deletion, undoes what it has done: its last call may have come after those of the request that overtook it.
 */
import { lookAtShares, Share } from './look-at-shares';
import { End, endOf, isAnothers, isAwaited, isRollingBack, overtaken } from './overtaken';
import { planShares } from './share-plan';
import { ShareChange } from './shares';
import { NOT_READY } from './sharing-checks';
import { SharingWorld } from './sharing-ports';
import { parseSharingRequest, physicalIdOf, SharingRequest } from './sharing-request';
import { AwsFailure, isHopeless } from '../aws-failure';
import { ResourceRequest } from '../cloudformation/request';
import { Family, Step } from '../cloudformation/step';

/** Lambda delivers again after one minute, and after two more: what fails after this time is not delivered any more. */
const LAST_DELIVERY_SECONDS = 150;
/** What is not to be seen by the second delivery is not there. The third is left for a function that dies. */
const SECOND_DELIVERY_SECONDS = 45;

export const sharingFamily = (world: SharingWorld): Family => ({
  placeholderId: physicalIdOf,
  deadlineSeconds: () => LAST_DELIVERY_SECONDS,
  run: ({ request }) => runSharing(world, request),
  giveUp: (_turn, because) => ({ do: 'fail', because }),
});

/** What was known when a delivery began. */
interface Start {
  readonly stackStatus: string | undefined;
  /** Since CloudFormation has begun to wait. */
  readonly waitedSeconds: number;
  /** From an update to what was before it. */
  readonly isWayBack: boolean;
}

/** The stack is asked first: a rollback that begins after that is noticed in the end. */
async function runSharing(world: SharingWorld, request: ResourceRequest): Promise<Step> {
  const stackStatus = await world.stack.status();
  const isTaken = await isAnothers(world, request);
  const progress = await world.progress.of(request.logicalResourceId);
  if (isTaken || !isAwaited(request, progress)) return overtaken(progress);
  const start: Start = {
    stackStatus,
    waitedSeconds: progress ? (world.now().getTime() - progress.since.getTime()) / 1000 : 0,
    isWayBack: request.requestType === 'Update' && isRollingBack(stackStatus),
  };
  try {
    return await serve(world, request, start);
  } catch (error) {
    return afterFailure(request, error, start);
  }
}

async function serve(world: SharingWorld, request: ResourceRequest, { stackStatus, isWayBack }: Start): Promise<Step> {
  const done: Done[] = [];
  const shared = share(world, parseSharingRequest(request), isWayBack, done);
  await shared.catch(() => undefined);
  if (done.length > 0) {
    const now = await world.progress.of(request.logicalResourceId).catch(() => undefined);
    const end = endOf(request, now, stackStatus, await world.stack.status());
    if (end) await undo(world, done, end);
    // Another delivery of the same request may have been quicker: then it is as it should be.
    if (end || !isAwaited(request, now)) return overtaken(now);
  }
  await shared;
  return { do: 'succeed', physicalId: physicalIdOf(request), because: summaryOf(done) };
}

/** A change that was made, or may have been. */
interface Done {
  readonly share: Share;
  readonly change: ShareChange;
}

/** Images first, so that nobody can launch what cannot be read. */
async function share(world: SharingWorld, request: SharingRequest, isWayBack: boolean, done: Done[]): Promise<void> {
  const { shares, problem } = await lookAtShares(world, request, isWayBack);
  for (const kind of ['image', 'snapshot']) {
    const results = await Promise.allSettled(shares.filter(({ of }) => of.kind === kind).map(each => bringTo(world, each, done)));
    const failed = results.find(each => each.status === 'rejected');
    if (failed) throw failed.reason;
  }
  if (problem !== undefined) throw problem;
}

async function bringTo(world: SharingWorld, wanted: Share, done: Done[]): Promise<void> {
  const { region, of } = wanted;
  const shares = world.sharesIn(region);
  const others = wanted.exclusive ? await shares.sharedWith(of) : undefined;
  for (const change of planShares({ ...wanted, others })) {
    done.push({ share: wanted, change });
    await shares.change(of, change.do, change.principals);
    world.log({ decided: change.do, of: of.id, region, principals: change.principals.length });
  }
}

/** Of those whom the request has changed something for, who was in the list before has it again, and nobody else. As far as it goes. */
async function undo(world: SharingWorld, done: readonly Done[], end: End): Promise<void> {
  await Promise.allSettled(done.map(async ({ share: { region, of, before }, change: { do: how, principals } }) => {
    const stay = end === 'rollback' ? before : [];
    const undone = principals.filter(each => stay.includes(each) === (how === 'remove'));
    if (undone.length > 0) await world.sharesIn(region).change(of, how === 'add' ? 'remove' : 'add', undone);
  }));
}

function summaryOf(done: readonly Done[]): string {
  const count = (how: ShareChange['do']) => done.filter(({ change }) => change.do === how).reduce((sum, { change }) => sum + change.principals.length, 0);
  return `permissions: ${count('add')} added, ${count('remove')} removed`;
}

/** A rollback goes on although something cannot be shared as it was: a failure would only leave the stack in between. */
function afterFailure(request: ResourceRequest, error: unknown, { waitedSeconds, isWayBack }: Start): Step {
  if (!isHopeless(error) && error instanceof AwsFailure && waitedSeconds < patienceWith(error)) throw error;
  const because = error instanceof AwsFailure ? `${error.code}: ${error.message}` : String((error as Error).message);
  const physicalId = physicalIdOf(request);
  return isWayBack
    ? { do: 'succeed', physicalId, because: `a rollback goes on although ${because}` }
    : { do: 'fail', physicalId, because };
}

const patienceWith = ({ code }: AwsFailure) => (code === NOT_READY ? SECOND_DELIVERY_SECONDS : LAST_DELIVERY_SECONDS);
