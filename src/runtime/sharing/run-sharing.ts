/**
 * Brings the permissions of images and snapshots to the list, for Create, Update and Delete of `Custom::AmiSharing` and
 * `Custom::SnapshotSharing`: whole in one invocation. What may pass by itself is left to Lambda, which delivers the request again.
 *
 * A delivery that comes when CloudFormation waits for this request no more changes nothing; one that was overtaken while it worked takes
 * back what it has granted. What else it did the request that overtook it has seen to, or sees to.
 */
import { lookAtShares, Share } from './look-at-shares';
import { planShares } from './share-plan';
import { Progress, ShareChange } from './shares';
import { SharingWorld } from './sharing-ports';
import { parseSharingRequest, physicalIdOf, SharingRequest } from './sharing-request';
import { AwsFailure, isHopeless } from '../aws-failure';
import { ResourceRequest } from '../cloudformation/request';
import { Family, Step } from '../cloudformation/step';

/** Lambda delivers again after one minute, and after two more: what fails after this time is not delivered any more. */
const LAST_DELIVERY_SECONDS = 150;

export const sharingFamily = (world: SharingWorld): Family => ({
  placeholderId: physicalIdOf,
  deadlineSeconds: () => LAST_DELIVERY_SECONDS,
  run: ({ request }) => runSharing(world, request),
  giveUp: (_turn, because) => ({ do: 'fail', because }),
});

async function runSharing(world: SharingWorld, request: ResourceRequest): Promise<Step> {
  const progress = await world.progress.of(request.logicalResourceId);
  if (!isAwaited(request, progress)) return overtaken(progress);
  const startedIn = await world.stack.status();
  try {
    const done = await share(world, parseSharingRequest(request));
    const added = done.filter(({ change }) => change.do === 'add');
    const now = added.length > 0 ? await world.progress.of(request.logicalResourceId) : progress;
    if (isAwaited(request, now)) return { do: 'succeed', physicalId: physicalIdOf(request), because: summaryOf(done) };
    // Another delivery of the same request may have been quicker: then it is as it should be.
    const isTakenBack = now?.status.startsWith('DELETE') || (!isRollingBack(startedIn) && isRollingBack(await world.stack.status()));
    if (isTakenBack) for (const { share: { region, of }, change } of added) await world.sharesIn(region).change(of, 'remove', change.principals);
    return overtaken(now);
  } catch (error) {
    return afterFailure(world, request, error, progress);
  }
}

/** What CloudFormation waits for is in progress; where it cannot be asked, every delivery counts. */
const isAwaited = ({ requestType }: ResourceRequest, progress: Progress | undefined) =>
  progress === undefined || progress.status === `${requestType.toUpperCase()}_IN_PROGRESS`;

const isRollingBack = (stackStatus = '') => stackStatus.includes('ROLLBACK');

/** CloudFormation may show late what it has begun: then the next delivery finds it. */
const overtaken = (progress: Progress | undefined): Step =>
  ({ do: 'again', afterSeconds: 60, because: `nothing waits for this request: the resource is in ${progress?.status}` });

interface Done {
  readonly share: Share;
  readonly change: ShareChange;
}

/** Images first, so that nobody can launch what cannot be read. */
async function share(world: SharingWorld, request: SharingRequest): Promise<Done[]> {
  const shares = await lookAtShares(world, request);
  const bring = (kind: string) => Promise.all(shares.filter(({ of }) => of.kind === kind).map(each => bringTo(world, each)));
  return [...await bring('image'), ...await bring('snapshot')].flat();
}

async function bringTo(world: SharingWorld, wanted: Share): Promise<Done[]> {
  const { region, of } = wanted;
  const shares = world.sharesIn(region);
  const others = wanted.exclusive ? await shares.sharedWith(of) : undefined;
  const changes = planShares({ ...wanted, others });
  for (const change of changes) {
    await shares.change(of, change.do, change.principals);
    world.log({ decided: change.do, of: of.id, region, principals: change.principals.length });
  }
  return changes.map(change => ({ share: wanted, change }));
}

function summaryOf(done: readonly Done[]): string {
  const count = (how: ShareChange['do']) => done.filter(({ change }) => change.do === how).reduce((sum, { change }) => sum + change.principals.length, 0);
  return `permissions: ${count('add')} added, ${count('remove')} removed`;
}

/** A rollback goes on although something cannot be shared as it was: a failure would only leave the stack in between. */
async function afterFailure(world: SharingWorld, request: ResourceRequest, error: unknown, progress: Progress | undefined): Promise<Step> {
  const waited = progress ? (world.now().getTime() - progress.since.getTime()) / 1000 : 0;
  if (!isHopeless(error) && error instanceof AwsFailure && waited < LAST_DELIVERY_SECONDS) throw error;
  const because = error instanceof AwsFailure ? `${error.code}: ${error.message}` : String((error as Error).message);
  const isRollback = request.requestType === 'Update' && await world.stack.status() === 'UPDATE_ROLLBACK_IN_PROGRESS';
  const physicalId = physicalIdOf(request);
  return isRollback
    ? { do: 'succeed', physicalId, because: `a rollback goes on although ${because}` }
    : { do: 'fail', physicalId, because };
}
