import { anImage, aWish, KEY_ARN } from './an-image';
import { AwsFailure, Hope, Refusal } from '../../../src/runtime/aws-failure';
import { assertCopyable, assertNameIsFree, assertUsableKey, explainKey, explainRefusal } from '../../../src/runtime/copy/copy-checks';
import { Image } from '../../../src/runtime/copy/image';
import { EncryptionKey } from '../../../src/runtime/copy/image-copies';

const usable: EncryptionKey = { enabled: true, state: 'Enabled', symmetric: true };

test('an available image on EBS can be copied', () => expect(() => assertCopyable('ami-1', anImage())).not.toThrow());

test.each<[string, Image | undefined, string]>([
  ['the source is not to be seen', undefined, 'the source ami-1 is not to be seen: it is in another Region, deregistered, not shared with this account, or hidden by Allowed AMIs'],
  ['the source is disabled', anImage({ state: 'disabled' }), 'the source ami-1 is disabled; only an available image can be copied'],
  ['the source failed', anImage({ state: 'failed' }), 'the source ami-1 is failed'],
  ['the source is backed by an instance store', anImage({ rootDeviceType: 'instance-store' }), 'the source ami-1 is backed by an instance store'],
])('fails when %s', (_title, source, sentence) => expect(() => assertCopyable('ami-1', source)).toThrow(new RegExp(`^${sentence}`)));

test.each<[string, EncryptionKey | undefined]>([['a key that is enabled and symmetric', usable], ['a key that nobody can be asked about', undefined]])(
  '%s can be used', (_title, key) => expect(() => assertUsableKey(KEY_ARN, key)).not.toThrow());

test.each<[string, EncryptionKey, string]>([
  ['the key is asymmetric', { ...usable, symmetric: false }, `the key ${KEY_ARN} is asymmetric; EBS encrypts with symmetric keys only`],
  ['the key is disabled', { ...usable, enabled: false, state: 'Disabled' }, `the key ${KEY_ARN} is Disabled; enable it, or give another encryptionKey`],
  ['the key is about to be deleted', { ...usable, enabled: false, state: 'PendingDeletion' }, `the key ${KEY_ARN} is PendingDeletion; enable it`],
])('fails when %s', (_title, key, sentence) => expect(() => assertUsableKey(KEY_ARN, key)).toThrow(sentence));

test.each<[string, Image | undefined]>([
  ['that nobody has', undefined],
  ['that a dead attempt of ours still has', anImage({ state: 'failed', name: 'web-1' })],
])('a name %s is free', (_title, holder) => expect(() => assertNameIsFree(aWish(), holder)).not.toThrow());

test.each<[string, Image]>([
  ['of another resource', anImage({ name: 'web-1', job: 'job-2' })],
  ['of somebody else', { ...anImage({ name: 'web-1' }), tags: {} }],
])('fails when an image %s has the name', (_title, holder) => {
  expect(() => assertNameIsFree(aWish(), holder)).toThrow('the name web-1 is taken by ami-1, which is not this copy; give another imageNamePrefix');
});

describe("EC2's refusal", () => {
  const source = anImage({ imageId: 'ami-source', ownerId: '222222222222', snapshots: [{ device: '/dev/xvda', snapshotId: 'snap-1' }, { device: '/dev/sdf', snapshotId: 'snap-2' }] });

  test.each<[string, string, string, string]>([
    ['to read the snapshots', 'InvalidRequest', 'You do not have permission to access the storage of this ami', 'Its owner 222222222222 has to share its snapshots too: snap-1, snap-2'],
    ['to copy what is billed to another', 'InvalidRequest', 'Images with EC2 BillingProduct codes cannot be copied to another AWS account', 'start an instance from the image'],
    ['to copy from the Marketplace', 'InvalidRequest', 'AWS Marketplace images cannot be copied', 'start an instance from the image'],
    ['for want of a tag', 'TagPolicyViolation', 'The tag policy does not allow it', 'Tags.of(copy).add'],
    ['for want of a right', 'UnauthorizedOperation', 'You are not authorized', "an organization's policy denies it"],
  ])('%s comes with what to do', (_title, code, message, advice) => {
    const explained = explainRefusal(new AwsFailure(code, message, 'never'), source);
    expect(explained).toBeInstanceOf(Refusal);
    expect(explained.message).toContain(`EC2 does not copy ami-source (${message}). `);
    expect(explained.message).toContain(advice);
  });

  test.each<Hope>(['soon', 'later'])('that may pass %s keeps its hope, and says what to do if it does not', hope => {
    const explained = explainRefusal(new AwsFailure('UnauthorizedOperation', 'You are not authorized', hope), source);
    expect(explained).toMatchObject({ code: 'UnauthorizedOperation', hope, message: expect.stringContaining("an organization's policy denies it") });
  });

  test('that nobody foresaw is told as it is', () => {
    const failure = new AwsFailure('InvalidRequest', 'something new', 'never');
    expect(explainRefusal(failure, source)).toBe(failure);
  });
});

test.each<Hope>(['never', 'soon', 'later'])("KMS's refusal names the key and what it must allow; that it may pass %s stays true", hope => {
  expect(explainKey(KEY_ARN, new AwsFailure('AccessDeniedException', 'not authorized', hope))).toMatchObject({
    code: 'AccessDeniedException',
    hope,
    message: `the key ${KEY_ARN} cannot be used (not authorized). It must be a key of the copy's Region whose policy lets the handler's role kms:DescribeKey`,
  });
});
