import { Account } from './account';
import { Left } from './leftovers';

/** What the demo found, for tables and for `--json`. */
export interface Facts {
  readonly simulated: true;
  /** Of the last copy, while the stack had it. Absent when there was none. */
  readonly source?: ImageFacts;
  readonly copy?: ImageFacts;
  /** The key that the stack made for its copies. */
  readonly keyArn?: string;
  readonly steps: readonly StepFacts[];
  readonly left: readonly Left[];
  /** What did not go as it should. */
  readonly problems: readonly string[];
}

export interface StepFacts {
  readonly title: string;
  readonly status: string;
  /** Of virtual time. */
  readonly minutes: number;
  /** The calls to EC2 that the handler made, by action. */
  readonly ec2Calls: Readonly<Record<string, number>>;
  /** What came of it. */
  readonly outcome: string;
}

export interface ImageFacts {
  readonly imageId: string;
  readonly name: string;
  readonly owner: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly volumes: readonly VolumeFacts[];
}

export interface VolumeFacts {
  readonly device: string;
  readonly sizeGiB: number;
  readonly snapshotId: string;
  readonly encrypted: boolean;
  readonly keyArn?: string;
  readonly owner: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** An image as it really is, volume by volume. */
export async function imageFacts(account: Account, imageId: string): Promise<ImageFacts> {
  const image = account.ec2.images().find(each => each.imageId === imageId)!;
  const snapshots = new Map(account.ec2.snapshots().map(snapshot => [snapshot.snapshotId, snapshot]));
  const volumes = (await account.volumesOf(imageId, image.account)).map(({ device, snapshotId }) => {
    const { sizeGiB, encrypted, keyArn, account: owner, tags } = snapshots.get(snapshotId)!;
    return { device, sizeGiB, snapshotId, encrypted, keyArn, owner, tags };
  });
  return { imageId, name: image.name, owner: image.account, tags: image.tags, volumes };
}

/** What keeps a copy from being its source under the key, volume by volume. */
export function problemsOfCopy(source: ImageFacts, copy: ImageFacts, keyArn: string): string[] {
  const shapeOf = (image: ImageFacts) => image.volumes.map(({ device, sizeGiB }) => `${device} ${sizeGiB}`).join(', ');
  return [
    ...(shapeOf(source) === shapeOf(copy) ? [] : [`${copy.imageId} has the volumes ${shapeOf(copy)}, and its source ${shapeOf(source)}`]),
    ...copy.volumes.filter(({ encrypted }) => !encrypted).map(({ snapshotId }) => `${snapshotId} of ${copy.imageId} is in plain text`),
    ...copy.volumes.filter(each => each.encrypted && each.keyArn !== keyArn).map(each => `${each.snapshotId} of ${copy.imageId} is under ${each.keyArn}, not under the stack's key`),
  ];
}
