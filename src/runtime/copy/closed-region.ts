/** A Region that the account has not enabled, in which AWS takes nobody for anybody. */
import { CopyPorts } from './copy-ports';
import { imageIdIn } from './image';
import { NOT_MADE } from './run-delete';
import { AwsFailure } from '../aws-failure';
import { Step, Turn } from '../cloudformation/step';

/** What EC2 says then, and Parameter Store. They may also say it to a role that they do not know everywhere yet. */
const CLOSED = ['AuthFailure', 'OptInRequired', 'UnrecognizedClientException'];
/** By then it would know the role. */
const ROLE_SETTLES_SECONDS = 120;

/** A failure in another Region than the stack's, with the Region's name and what to do about it. */
export function explainElsewhere(error: unknown, { region, home }: Pick<CopyPorts, 'region' | 'home'>): unknown {
  if (!(error instanceof AwsFailure) || region === home) return error;
  const advice = CLOSED.includes(error.code) ? '. If the Region is not enabled for this account, enable it, or take it out of the destinations' : '';
  return new AwsFailure(error.code, `in ${region}: ${error.message}${advice}`, error.hope, error.memo);
}

/**
 * Whether a deletion ends here: its request names no image, so nothing was made in a Region that lets nobody in. A named
 * image may be there still; then the deletion fails until the Region is enabled again.
 */
export function isNothingMade(
  error: unknown, { region, home }: Pick<CopyPorts, 'region' | 'home'>, { request, elapsedSeconds }: Turn,
  isNamed = imageIdIn(request.physicalResourceId) !== undefined,
): boolean {
  return error instanceof AwsFailure && CLOSED.includes(error.code) && region !== home
    && request.requestType === 'Delete' && !isNamed
    && (error.hope === 'never' || elapsedSeconds >= ROLE_SETTLES_SECONDS);
}

export const nothingMade = ({ region }: Pick<CopyPorts, 'region'>, { request }: Turn): Step =>
  ({ do: 'succeed', physicalId: request.physicalResourceId ?? NOT_MADE, because: `nothing was made in ${region}, which lets nobody in` });
