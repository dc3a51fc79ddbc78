/**
 * Whether CloudFormation waits for a request. It may have given it up, and asked for something else since: its function may still run then,
 * or be called only then.
 */
import { Progress } from './shares';
import { SharingWorld } from './sharing-ports';
import { parseWish } from './sharing-request';
import { ResourceRequest } from '../cloudformation/request';
import { Step } from '../cloudformation/step';
import { Properties } from '../properties';

/** What it waits for is in progress; where it cannot be asked, every delivery counts. */
export const isAwaited = ({ requestType }: ResourceRequest, progress: Progress | undefined) =>
  progress === undefined || progress.status === `${requestType.toUpperCase()}_IN_PROGRESS`;

/** CloudFormation may show late what it has begun: then the next delivery finds it. */
export const overtaken = (progress: Progress | undefined): Step =>
  ({ do: 'again', afterSeconds: 60, because: `nothing waits for this request: the resource is in ${progress?.status}` });

export const isRollingBack = (stackStatus = '') => stackStatus.includes('ROLLBACK');

/**
 * Whether what is in progress is another request than this one, which comes late, or again: an update whose rollback has begun, or one
 * that was served before the next deployment. CloudFormation names no request, but what it brings the resource to. That is believed where
 * it differs from what the resource last had: then it is no record of what was.
 */
export async function isAnothers(world: SharingWorld, request: ResourceRequest): Promise<boolean> {
  const { requestType, logicalResourceId, resourceType, properties } = request;
  if (requestType === 'Delete') return false;
  const course = await world.progress.courseOf(logicalResourceId);
  if (!course) return false;
  const asks = (each: Properties) => JSON.stringify(parseWish(resourceType, each));
  try {
    const wanted = asks(course.to);
    return wanted !== asks(properties) && wanted !== asks(course.from);
  } catch {
    return false;
  }
}

/** How a request came to nothing while it was served. After a rollback there is what was before it, and after a deletion nothing. */
export type End = 'rollback' | 'deletion';

export function endOf({ requestType }: ResourceRequest, progress: Progress | undefined, stackBefore?: string, stackNow?: string): End | undefined {
  if (requestType === 'Delete') return undefined;
  if (progress?.status.startsWith('DELETE')) return 'deletion';
  return stackBefore !== undefined && !isRollingBack(stackBefore) && isRollingBack(stackNow) ? 'rollback' : undefined;
}
