import { SharedImage, SharedSnapshot } from './shares';
import { AwsFailure, Refusal } from '../aws-failure';

/** Throws for what EC2 cannot share, before it is asked: then nothing has changed in any Region, and the sentence says what to do. */
export function assertImage(imageId: string, region: string, image: SharedImage | undefined, account: string): asserts image is SharedImage {
  const place = `the image ${imageId} in ${region}`;
  if (!image) {
    throw notYet(`${place} is not to be seen, and cannot be shared: it is deregistered, or in another Region or account`);
  }
  if (image.ownerId !== account) {
    throw new Refusal(`${place} belongs to ${image.ownerId}, and only its owner can share it: make a copy with AmiCopy or EncryptedRootCopy, and share that`);
  }
  if (image.state !== 'available') {
    const sentence = `${place} is ${image.state}; only an available image can be shared. Of an image that a deployment may leave pending, share it in a later one`;
    throw image.state === 'pending' ? notYet(sentence) : new Refusal(sentence);
  }
}

/** EC2 does not show everywhere at once what it has just made: the next delivery looks again, and says so. */
export const NOT_READY = 'NotReady';
const notYet = (sentence: string) => new AwsFailure(NOT_READY, sentence, 'soon');

export function assertPublicImage({ imageId, encrypted, hasProductCodes }: SharedImage, region: string, isBlocked: boolean): void {
  const place = `the image ${imageId} in ${region}`;
  if (encrypted) throw new Refusal(`${place} is encrypted, and an encrypted image cannot be public: name the accounts, or share with an organization`);
  if (hasProductCodes) throw new Refusal(`${place} has product codes, and what is billed to its users cannot be public: name the accounts`);
  if (isBlocked) {
    throw new Refusal(`${place} cannot be public: the account blocks public access to its images in ${region}, and that stays on. Take ShareTarget.everyone away, or have whoever set the block lift it first`);
  }
}

export function assertSnapshot(
  snapshotId: string, region: string, snapshot: SharedSnapshot | undefined, account: string,
): asserts snapshot is SharedSnapshot {
  const place = `the snapshot ${snapshotId} in ${region}`;
  if (!snapshot) throw notYet(`${place} is not to be seen, and cannot be shared: it is deleted, or in another Region or account`);
  if (snapshot.ownerId !== account) throw new Refusal(`${place} belongs to ${snapshot.ownerId}, and only its owner can share it: copy it, and share the copy`);
  if (snapshot.archived) throw new Refusal(`${place} is archived, and an archived snapshot cannot be shared: restore it to the standard tier first`);
}

export function assertPublicSnapshot({ snapshotId, encrypted }: SharedSnapshot, region: string, isBlocked: boolean): void {
  const place = `the snapshot ${snapshotId} in ${region}`;
  if (encrypted) throw new Refusal(`${place} is encrypted, and an encrypted snapshot cannot be public: name the accounts`);
  if (isBlocked) {
    throw new Refusal(`${place} cannot be public: the account blocks public access to its snapshots in ${region}, and that stays on. Take ShareTarget.everyone away, or have whoever set the block lift it first`);
  }
}

export function assertKeyLeavesAccount({ snapshotId, keyArn }: SharedSnapshot, region: string, isManagedByAws: boolean | undefined): void {
  if (!isManagedByAws) return;
  throw new Refusal(`the snapshot ${snapshotId} in ${region} is encrypted under ${keyArn}, a key that AWS manages, and nobody else can ever use that: copy the image under a key of your own, with EncryptedRootCopy or AmiCopy, and share the copy`);
}
