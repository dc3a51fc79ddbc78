/** A Region that the account has not enabled, in which EC2 takes nobody for anybody. */
import { CopyPorts } from './copy-ports';
import { imageIdIn } from './image';
import { NOT_MADE } from './run-delete';
import { AwsFailure } from '../aws-failure';
import { Step, Turn } from '../cloudformation/step';

/** What EC2 says then. The first it may also say to a role that it does not know everywhere yet. */
const CLOSED = ['AuthFailure', 'OptInRequired'];
/** By then it would know the role. */
const ROLE_SETTLES_SECONDS = 120;

/** A failure in another Region than the stack's, with the Region's name and what to do about it. */
export function explainElsewhere(error: unknown, { region, sourceRegion }: CopyPorts): unknown {
  if (!(error instanceof AwsFailure) || region === sourceRegion) return error;
  const advice = CLOSED.includes(error.code) ? '. If the Region is not enabled for this account, enable it, or take it out of the destinations' : '';
  return new AwsFailure(error.code, `in ${region}: ${error.message}${advice}`, error.hope, error.memo);
}

/**
 * Whether a deletion ends here: its request names no image, so nothing was made in a Region that lets nobody in. A named
 * image may be there still; then the deletion fails until the Region is enabled again.
 */
export function isNothingMade(error: unknown, { region, sourceRegion }: CopyPorts, { request, elapsedSeconds }: Turn): boolean {
  return error instanceof AwsFailure && CLOSED.includes(error.code) && region !== sourceRegion
    && request.requestType === 'Delete' && imageIdIn(request.physicalResourceId) === undefined
    && (error.hope === 'never' || elapsedSeconds >= ROLE_SETTLES_SECONDS);
}

export const nothingMade = ({ region }: CopyPorts, { request }: Turn): Step =>
  ({ do: 'succeed', physicalId: request.physicalResourceId ?? NOT_MADE, because: `nothing was made in ${region}, which lets nobody in` });
