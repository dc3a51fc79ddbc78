import { Blueprint, snapshotsOf } from './blueprint';
import { Original, partsOf } from './bring-original';
import { BuildRequest, Encryption } from './build-request';
import { still } from './patience';
import { AwsFailure } from '../aws-failure';
import { Memo, Step, Turn } from '../cloudformation/step';
import { DEVICE_TAG, OWNERSHIP_TAG } from '../contract';
import { assertKeyWorks } from '../copy/copy-checks';
import { CopyPorts } from '../copy/copy-ports';
import { ownershipTags } from '../copy/copy-request';
import { isIntermediate, Snapshot } from '../copy/image';
import { adviceAboutKey } from '../copy/wait-plan';

/** A snapshot to be copied. */
interface Piece {
  readonly device: string;
  readonly snapshotId: string;
  readonly keyArn?: string;
}

/** Of each device the snapshot that is to stand behind it. */
export type Copies = ReadonlyMap<string, string>;

/**
 * Copies each snapshot under the key of its device, all at once. CopySnapshot knows no token: a copy is found again by its tags, and
 * by the memo while EC2 does not show it. One too many goes when the image is there.
 */
export async function bringCopies(
  ports: CopyPorts, request: BuildRequest, original: Original, turn: Turn,
): Promise<{ readonly copies: Copies } | Step> {
  const encryption = request.wish.encryption!;
  const pieces = piecesOf(original.blueprint, encryption);
  const made = (await partsOf(ports, request)).filter(each => DEVICE_TAG in each.tags && !isIntermediate(each)).sort(byAge);
  const copyOf = ({ device }: Piece) => made.find(each => each.tags[DEVICE_TAG] === device);

  const failed = made.find(each => each.state === 'error');
  if (failed) return { do: 'fail', because: explain(failed, keyOf(failed.tags[DEVICE_TAG], encryption)) };
  const memo = await copyMissing(ports, request, original, pieces.filter(each => !copyOf(each)), turn);

  const shown = pieces.flatMap(each => copyOf(each) ?? []);
  if (shown.length < pieces.length || shown.some(each => each.state !== 'completed')) {
    return shown.length < pieces.length
      ? { do: 'again', afterSeconds: 15, because: 'EC2 does not show what was just copied', memo }
      : still(shown.map(each => each.snapshotId), turn, memo);
  }
  return { copies: new Map(pieces.map((each, index) => [each.device, shown[index].snapshotId])) };
}

const keyOf = (device: string, { keyArn, volumeKeys }: Encryption) => volumeKeys.get(device) ?? keyArn;

const piecesOf = (blueprint: Blueprint, encryption: Encryption): Piece[] =>
  snapshotsOf(blueprint).map(each => ({ ...each, keyArn: keyOf(each.device, encryption) }));

const byAge = (a: Snapshot, b: Snapshot) => (a.startedAt?.getTime() ?? 0) - (b.startedAt?.getTime() ?? 0) || a.snapshotId.localeCompare(b.snapshotId);

/** What the memo says was copied before is not copied again. */
async function copyMissing(ports: CopyPorts, request: BuildRequest, { region }: Original, missing: readonly Piece[], turn: Turn): Promise<Memo> {
  const { owner, wish } = request;
  const copied = new Set(Array.isArray(turn.memo.copied) ? turn.memo.copied as readonly string[] : []);
  const keyArns = new Set(missing.filter(each => !copied.has(each.device)).flatMap(each => each.keyArn ?? []));
  for (const keyArn of keyArns) await assertKeyWorks(ports.keys, keyArn);
  for (const { device, snapshotId, keyArn } of missing) {
    if (copied.has(device)) continue;
    const tags = { ...wish.tags, ...ownershipTags(owner, wish), [OWNERSHIP_TAG.source]: snapshotId, [DEVICE_TAG]: device };
    const { description, durationMinutes } = wish;
    const order = { snapshotId, sourceRegion: region, encryptionKeyArn: keyArn, durationMinutes, description, tags };
    await ports.parts.copySnapshot(order).catch(error => {
      throw error instanceof AwsFailure ? error.remembering({ ...turn.memo, copied: [...copied] }) : error;
    });
    copied.add(device);
  }
  return { ...turn.memo, copied: [...copied] };
}

const explain = ({ snapshotId, tags, stateMessage }: Snapshot, keyArn: string | undefined) =>
  `the copy ${snapshotId} of ${tags[OWNERSHIP_TAG.source]} for ${tags[DEVICE_TAG]} failed: ${stateMessage ?? 'EC2 does not say why'}. ${adviceAboutKey(keyArn)}`;
