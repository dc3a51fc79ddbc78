import { Image, Snapshot } from './image';
import { AwaitedKeys } from './wait-request';
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
const SHORTEST_PAUSE_SECONDS = 30;
const LONGEST_PAUSE_SECONDS = 180;
/** Nobody waits any more. */
export const LONGEST_WATCH_PAUSE_SECONDS = 900;

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

/**
 * Half of the time that has passed: a copy is seen at most half as late again as it took, and three minutes late when it
 * took long. No copy takes less than half a minute; a shorter first pause would only be another call.
 */
export const pauseAfter = (elapsedSeconds: number, longest = LONGEST_PAUSE_SECONDS) =>
  Math.min(Math.max(elapsedSeconds / 2, SHORTEST_PAUSE_SECONDS), longest);

/** Why a copy failed. EC2 says it of the snapshots; of the image it often says `internal error` only. */
export function explainFailure(image: Image, snapshots: readonly Snapshot[], keyArn: string | undefined): string {
  const reasons = snapshots.filter(each => each.state === 'error').map(each => `${each.snapshotId}: ${each.stateMessage ?? 'no reason given'}`);
  return `the copy ${image.imageId} ${image.state}: ${[image.stateReason ?? 'EC2 does not say why', ...reasons].join('; ')}. ${adviceAboutKey(keyArn)}`;
}

export const adviceAboutKey = (keyArn: string | undefined) => `If this is about the key ${keyArn ?? "that is the account's default for EBS"}: it must be enabled, and its policy must allow the handler's role ${['kms:DescribeKey', 'kms:CreateGrant', ...EC2_KEY_ACTIONS].join(', ')} through EC2`;

/** What keeps a finished copy from being what the template says; undefined when nothing does. */
export function findPlaintext(image: Image, snapshots: readonly Snapshot[], keys: AwaitedKeys): string | undefined {
  const facts = image.snapshots.flatMap(({ device, snapshotId }) => {
    const snapshot = snapshots.find(each => each.snapshotId === snapshotId);
    const keyArn = keys.volumeKeys[device] ?? keys.encryptionKeyArn;
    if (!keys.encrypted || !snapshot || (snapshot.encrypted && (keyArn === undefined || snapshot.keyArn === keyArn))) return [];
    return [`${snapshotId} is ${snapshot.encrypted ? `under ${snapshot.keyArn}` : 'in plain text'}; the key asked for is ${keyArn ?? "the account's default"}`];
  });
  return facts.length === 0 ? undefined : `${image.imageId} is not encrypted as asked: ${facts.join(', ')}`;
}
