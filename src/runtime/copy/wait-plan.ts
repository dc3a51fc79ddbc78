import { Image, Snapshot } from './image';
import { CompletionMode, EC2_KEY_ACTIONS } from '../contract';

/** What a look at a copy means for the one who waits for it. */
export type WaitStep =
  | { readonly do: 'wait' }
  | { readonly do: 'verify' }
  | { readonly do: 'go-on'; readonly because: string }
  | { readonly do: 'explain' }
  | { readonly do: 'fail'; readonly because: string };

/** EC2 may not show a new image for so long. */
const INVISIBLE_SECONDS = 180;
/** EC2 finds out within this time that it cannot use a key. */
export const EARLY_FAILURE_SECONDS = 120;
const SHORTEST_PAUSE_SECONDS = 15;
const LONGEST_PAUSE_SECONDS = 180;

export function nextWaitStep(image: Image | undefined, elapsedSeconds: number, mode: CompletionMode): WaitStep {
  switch (image?.state) {
    case undefined:
      return elapsedSeconds < INVISIBLE_SECONDS ? { do: 'wait' } : { do: 'fail', because: 'the copy is gone: somebody deregistered it' };
    case 'available':
      return { do: 'verify' };
    case 'pending':
    case 'transient':
      return mode === 'PENDING' && elapsedSeconds >= EARLY_FAILURE_SECONDS ? { do: 'go-on', because: 'EC2 goes on copying' } : { do: 'wait' };
    case 'failed':
    case 'error':
    case 'invalid':
      return { do: 'explain' };
    default:
      return { do: 'fail', because: `the copy ${image?.imageId} is ${image?.state}: somebody changed it` };
  }
}

/** A third of the time that has passed: soon for small images, rarely for large ones. */
export const pauseAfter = (elapsedSeconds: number) =>
  Math.min(Math.max(elapsedSeconds / 3, SHORTEST_PAUSE_SECONDS), LONGEST_PAUSE_SECONDS);

/** Why a copy failed. EC2 says it of the snapshots; of the image it often says `internal error` only. */
export function explainFailure(image: Image, snapshots: readonly Snapshot[], keyArn: string | undefined): string {
  const reasons = snapshots.filter(each => each.state === 'error').map(each => `${each.snapshotId}: ${each.stateMessage ?? 'no reason given'}`);
  const key = keyArn ?? "that is the account's default for EBS";
  return `the copy ${image.imageId} ${image.state}: ${[image.stateReason ?? 'EC2 does not say why', ...reasons].join('; ')}. `
    + `If this is about the key ${key}: it must be enabled, and its policy must allow the handler's role ${['kms:DescribeKey', 'kms:CreateGrant', ...EC2_KEY_ACTIONS].join(', ')} through EC2`;
}

/** What keeps a finished copy from being what the template says; undefined when nothing does. */
export function findPlaintext(image: Image, snapshots: readonly Snapshot[], keyArn: string | undefined): string | undefined {
  const wrong = snapshots.filter(each => !each.encrypted || (keyArn !== undefined && each.keyArn !== keyArn));
  if (wrong.length === 0) return undefined;
  const facts = wrong.map(each => `${each.snapshotId} is ${each.encrypted ? `under ${each.keyArn}` : 'in plain text'}`);
  return `${image.imageId} is not encrypted as asked: ${facts.join(', ')}; the key asked for is ${keyArn ?? "the account's default"}`;
}
