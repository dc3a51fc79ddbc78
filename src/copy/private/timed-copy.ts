import { Annotations, Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { CopyCompletion } from '../copy-completion';

/** @see https://docs.aws.amazon.com/ebs/latest/userguide/time-based-copies.html#time-based-copies-quota */
const MIB_PER_SECOND = { snapshot: 500, regions: 2000 };

/** In minutes, as EC2 takes it; with a word about the charge, and about what no charge buys. */
export function renderCopyDuration(scope: Construct, { _copyDuration: duration }: CopyCompletion): string | undefined {
  if (!duration) return undefined;
  Annotations.of(scope).addWarningV2('cdk-golden-ami:CopyCompletion.timed',
    `a time-based copy costs extra for each GiB, the more the shorter it is; ${duration.toHumanString()} are enough for ${sizeIn(duration, MIB_PER_SECOND.snapshot)} of data in a snapshot, and for ${sizeIn(duration, MIB_PER_SECOND.regions)} in all that are copied between two Regions at once: larger ones take longer`);
  return String(duration.toMinutes());
}

function sizeIn(duration: Duration, rate: number): string {
  const gib = duration.toSeconds() * rate / 1024;
  return gib < 1024 ? `${Math.floor(gib)} GiB` : `${(Math.floor(gib / 1024 * 100) / 100).toFixed(2)} TiB`;
}
