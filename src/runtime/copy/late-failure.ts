import { asRecord } from '../cloudformation/request';
import { Log } from '../log';

/** EC2's word, by EventBridge, about a copy that a deployment has not waited for. The rule's metric rings the alarm; the reason is for the log. */
export function noteLateFailure(event: unknown, log: Log): boolean {
  const fields = asRecord(event);
  if (fields['detail-type'] !== 'EC2 AMI State Change') return false;
  const { ImageId, State, ErrorMessage } = asRecord(fields.detail);
  log({ late: State, imageId: ImageId, because: ErrorMessage });
  return true;
}
