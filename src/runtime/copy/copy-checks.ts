import { CopyWish } from './copy-request';
import { Image, jobOf } from './image';
import { EncryptionKey, EncryptionKeys } from './image-copies';
import { AwsFailure, Refusal } from '../aws-failure';
import { KEY_ACTIONS } from '../contract';

/** Throws for what EC2 cannot copy, before it is asked: its own words come late or say little. */
export function assertCopyable(sourceImageId: string, source: Image | undefined): asserts source is Image {
  if (!source) {
    throw new Refusal(`the source ${sourceImageId} is not to be seen: it is in another Region, deregistered, not shared with this account, or hidden by Allowed AMIs`);
  }
  if (source.state !== 'available') {
    throw new Refusal(`the source ${sourceImageId} is ${source.state}; only an available image can be copied`);
  }
  if (source.rootDeviceType !== 'ebs') {
    throw new Refusal(`the source ${sourceImageId} is backed by an instance store, and its copies cannot be encrypted; start an instance from it, move its root to an EBS volume, and make an image of that`);
  }
}

/** Throws for a key under which nothing can be copied, as far as KMS tells. */
export async function assertKeyWorks(keys: EncryptionKeys, keyArn: string): Promise<void> {
  assertUsableKey(keyArn, await keys.find(keyArn).catch(error => {
    throw error instanceof AwsFailure ? explainKey(keyArn, error) : error;
  }));
}

/** Throws for a key under which EC2 would start the copy and fail a while later. */
export function assertUsableKey(keyArn: string, key: EncryptionKey | undefined): void {
  if (key && !key.symmetric) throw new Refusal(`the key ${keyArn} is asymmetric; EBS encrypts with symmetric keys only`);
  if (key && !key.enabled) throw new Refusal(`the key ${keyArn} is ${key.state}; enable it, or give another encryptionKey`);
}

/** Throws when another image has the name. Ours may have it: a dead attempt that EC2 has not let go of yet. */
export function assertNameIsFree(wish: CopyWish, holder: Image | undefined): void {
  if (!holder || jobOf(holder) === wish.job) return;
  throw new Refusal(`the name ${holder.name} is taken by ${holder.imageId}, which is not this copy; give another imageNamePrefix`);
}

/** EC2's refusal to copy, with what to do about it. */
export function explainRefusal(error: AwsFailure, source: Image): Error {
  const advice = ADVICE.find(each => each.code === error.code && each.says.test(error.message));
  if (!advice) return error;
  const sentence = `EC2 does not copy ${source.imageId} (${error.message}). ${advice.todo(source)}`;
  return error.hope === 'never' ? new Refusal(sentence) : new AwsFailure(error.code, sentence, error.hope);
}

/** KMS's refusal to show a key: KMS does not say what to do, nor always which key it is about. */
export function explainKey(keyArn: string, error: AwsFailure): AwsFailure {
  const todo = `It must be a key of the copy's Region whose policy lets the handler's role ${KEY_ACTIONS.join(', ')}`;
  return new AwsFailure(error.code, `the key ${keyArn} cannot be used (${error.message}). ${todo}`, error.hope);
}

const ADVICE: readonly { readonly code: string; readonly says: RegExp; readonly todo: (source: Image) => string }[] = [
  {
    code: 'InvalidRequest',
    says: /storage of this ami/i,
    todo: ({ ownerId, snapshots }) => `Its owner ${ownerId ?? ''} has to share its snapshots too: ${snapshots.map(each => each.snapshotId).join(', ')}`,
  },
  {
    code: 'InvalidRequest',
    says: /marketplace|billingproduct/i,
    todo: () => 'What is billed to another account cannot be copied: start an instance from the image and make an image of that instance',
  },
  {
    code: 'TagPolicyViolation',
    says: /./,
    todo: () => 'A tag policy asks for more tags: add them with Tags.of(copy).add(…)',
  },
  {
    code: 'UnauthorizedOperation',
    says: /./,
    todo: () => "The handler's role or an organization's policy denies it",
  },
];
