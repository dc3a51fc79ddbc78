import { CreateImageCommand, DeleteSnapshotCommand, DeregisterImageCommand, ModifySnapshotAttributeCommand } from '@aws-sdk/client-ec2';
import { CopyLab, copyOf, CopyWish, MINUTE } from './copy-lab';
import { HOME } from '../../support/cloudformation/cloud';
import { SeedImage, SeedKey } from '../../support/ec2/seed-specs';

/** Rows of the failure table about the key of a copy and its source. `rows.test.ts` sees to it that no row is forgotten. */

const OTHER_ACCOUNT = '222222222222';

/** An image of another account, which shares it with ours. */
const foreignImage = (lab: CopyLab, image: SeedImage = {}) => lab.ec2.seed(OTHER_ACCOUNT, HOME.region).image({
  sharedWith: [HOME.accountId], snapshotsSharedWith: [HOME.accountId], ...image,
});

/** Deploys a copy that cannot be made, and gives the sentence that CloudFormation shows. Nothing may be left. */
async function refusalOf(lab: CopyLab, wish: Partial<CopyWish> & Pick<CopyWish, 'source'>): Promise<string> {
  expect(await lab.deploy(copyOf(wish))).toBe('ROLLBACK_COMPLETE');
  expect(lab.left).toEqual([]);
  return lab.sentence;
}

describe('a key', () => {
  test.each<[title: string, key: SeedKey, says: RegExp]>([
    ['is disabled', { state: 'Disabled' }, /key\/\S+ is Disabled; enable it, or give another encryptionKey/],
    ['is about to be deleted', { state: 'PendingDeletion' }, /key\/\S+ is PendingDeletion; enable it, or give another encryptionKey/],
    ['is asymmetric', { spec: 'RSA_2048' }, /key\/\S+ is asymmetric; EBS encrypts with symmetric keys only/],
    ['signs', { usage: 'SIGN_VERIFY', spec: 'ECC_NIST_P256' }, /EBS encrypts with symmetric keys only/],
  ])('row 7: a key that %s is refused before anything is made', async (_title, key, says) => {
    const lab = new CopyLab();
    expect(await refusalOf(lab, { source: lab.seed.image(), keyArn: lab.seed.key(key) })).toMatch(says);
    expect(lab.calls('CopyImage')).toEqual([]);
  });

  test('row 7: a key of another account that does not let us use it is refused before anything is made', async () => {
    const lab = new CopyLab();
    const keyArn = lab.ec2.seed(OTHER_ACCOUNT, HOME.region).key();
    expect(await refusalOf(lab, { source: lab.seed.image(), keyArn })).toContain(`not authorized to perform: kms:DescribeKey on resource: ${keyArn}`);
    expect(lab.calls('CopyImage')).toEqual([]);
  });

  test('row 7: a key of another Region is refused before anything is made, and named', async () => {
    const lab = new CopyLab();
    const keyArn = lab.ec2.seed(HOME.accountId, 'us-east-1').key();
    expect(await refusalOf(lab, { source: lab.seed.image(), keyArn })).toContain(keyArn);
    expect(lab.calls('CopyImage')).toEqual([]);
  });

  test.each(['Disabled', 'PendingDeletion'] as const)('row 8: a key that becomes %s during the copy fails it, with the reason of the snapshot', async state => {
    const lab = new CopyLab();
    const keyArn = lab.seed.key();
    lab.after(5 * MINUTE, () => { lab.ec2.key(keyArn).state = state; });
    const sentence = await refusalOf(lab, { source: lab.seed.image(), keyArn });
    expect(sentence).toMatch(/ami-\S+ failed: .*snap-\S+: Given key ID is not accessible/);
    expect(sentence).toContain(`the key ${keyArn}: it must be enabled`);
  });

  test('row 9: a key that EC2 may not use in our name fails the copy, and the actions that it needs are named', async () => {
    const lab = new CopyLab();
    const keyArn = lab.seed.key({ deniesUse: true });
    const sentence = await refusalOf(lab, { source: lab.seed.image(), keyArn });
    const actions = ['DescribeKey', 'CreateGrant', 'Decrypt', 'GenerateDataKey', 'GenerateDataKeyWithoutPlaintext', 'ReEncryptFrom', 'ReEncryptTo'];
    for (const action of actions) expect(sentence).toContain(`kms:${action}`);
    expect(sentence).toContain(keyArn);
  });

  test("row 10: the account's encryption by default does not take a copy from its key", async () => {
    const lab = new CopyLab();
    lab.seed.encryptionByDefault();
    const keyArn = lab.seed.key();
    expect(await lab.deploy(copyOf({ source: lab.seed.image(), keyArn }))).toBe('CREATE_COMPLETE');
    expect(lab.snapshotsOfCopies).toMatchObject([{ encrypted: true, keyArn }]);
  });

  test('row 11: a source that is encrypted already is copied under the new key', async () => {
    const lab = new CopyLab();
    const keyArn = lab.seed.key();
    const source = lab.seed.image({ volumes: [{ kmsKeyId: lab.seed.key() }, { device: '/dev/sdf' }] });
    expect(await lab.deploy(copyOf({ source, keyArn }))).toBe('CREATE_COMPLETE');
    expect(lab.snapshotsOfCopies).toMatchObject([{ encrypted: true, keyArn }, { encrypted: true, keyArn }]);
    expect(lab.calls('CopyImage').map(({ input }) => input)).toMatchObject([{ Encrypted: true }]);
  });
});

describe('a source', () => {
  test('row 12: one that is still being made is waited for', async () => {
    const lab = new CopyLab();
    const InstanceId = lab.seed.instance({ imageId: lab.seed.image() });
    const { ImageId } = await lab.somebody.send(new CreateImageCommand({ InstanceId, Name: 'fresh' }));
    expect(await lab.deploy(copyOf({ source: ImageId! }))).toBe('CREATE_COMPLETE');
    expect(lab.log).toContainEqual(expect.objectContaining({ because: `the source ${ImageId} is still pending` }));
  });

  test('row 12: one that does not become available fails the copy, and is named', async () => {
    const lab = new CopyLab();
    const source = lab.seed.image({ state: 'pending' });
    expect(await refusalOf(lab, { source })).toContain(`not done in 13 minutes: the source ${source} is still pending`);
  });

  test('row 13: one that is deregistered before its deployment fails the update; the old copy stays', async () => {
    const lab = new CopyLab();
    await lab.deploy(copyOf({ source: lab.seed.image() }));
    const before = lab.left;
    const gone = lab.seed.image();
    await lab.somebody.send(new DeregisterImageCommand({ ImageId: gone }));

    expect(await lab.deploy(copyOf({ source: gone }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(lab.sentence).toMatch(new RegExp(`the source ${gone} is not to be seen: .*deregistered`));
    expect(lab.left).toEqual(before);
  });

  test('row 13: one that is disabled is refused', async () => {
    const lab = new CopyLab();
    const source = lab.seed.image({ state: 'disabled' });
    expect(await refusalOf(lab, { source })).toContain(`the source ${source} is disabled; only an available image can be copied`);
  });

  test.each<[title: string, lose: (lab: CopyLab, ImageId: string, SnapshotId: string) => Promise<unknown>]>([
    ['deregistered', (lab, ImageId) => lab.somebody.send(new DeregisterImageCommand({ ImageId }))],
    ['deregistered, its snapshots deleted', async (lab, ImageId, SnapshotId) => {
      await lab.somebody.send(new DeregisterImageCommand({ ImageId }));
      await lab.somebody.send(new DeleteSnapshotCommand({ SnapshotId }));
    }],
  ])('row 14: one that is %s during the copy fails it, and nothing is left', async (_title, lose) => {
    const lab = new CopyLab();
    const source = lab.seed.image();
    const [snapshotId] = lab.ec2.images()[0].snapshotIds;
    lab.after(5 * MINUTE, () => lose(lab, source, snapshotId));
    expect(await refusalOf(lab, { source })).toMatch(/the copy ami-\S+ failed: .*snap-\S+: Source snapshot ID is not valid/);
  });

  test('row 14: one whose owner stops to share its snapshots during the copy fails it, and nothing is left', async () => {
    const lab = new CopyLab();
    const source = foreignImage(lab);
    const [SnapshotId] = lab.ec2.images()[0].snapshotIds;
    lab.after(5 * MINUTE, () => unshare(lab, SnapshotId));
    expect(await refusalOf(lab, { source })).toMatch(/the copy ami-\S+ failed: .*Source snapshot ID is not valid/);
  });

  test.each<[title: string, traits: SeedImage['traits']]>([
    ['from the Marketplace', { ProductCodes: [{ ProductCodeId: 'abc', ProductCodeType: 'marketplace' }] }],
    ['with a billing code', { PlatformDetails: 'Windows', UsageOperation: 'RunInstances:0002' }],
  ])('row 15: an image of another account %s is refused at once, with the way round', async (_title, traits) => {
    const lab = new CopyLab();
    const begun = lab.timeline.now();
    expect(await refusalOf(lab, { source: foreignImage(lab, { traits }) })).toContain('start an instance from the image and make an image of that instance');
    expect(lab.timeline.now() - begun).toBeLessThan(2 * MINUTE);
  });

  test('row 16: an image that is shared without its snapshots is refused at once, and they are named', async () => {
    const lab = new CopyLab();
    const source = foreignImage(lab, { volumes: [{}, { device: '/dev/sdf' }], snapshotsSharedWith: [] });
    const { snapshotIds } = lab.ec2.images()[0];
    const sentence = await refusalOf(lab, { source });
    expect(sentence).toContain(`Its owner ${OTHER_ACCOUNT} has to share its snapshots too: ${snapshotIds.join(', ')}`);
    expect(lab.calls('CopyImage')).toHaveLength(1);
  });

  test('row 50: an image that Allowed AMIs hide, or that nobody shared, is refused with all that may be the reason', async () => {
    const lab = new CopyLab();
    const source = foreignImage(lab, { sharedWith: [] });
    const sentence = await refusalOf(lab, { source });
    expect(sentence).toContain(`the source ${source} is not to be seen`);
    expect(sentence).toMatch(/another Region.*deregistered.*not shared with this account.*Allowed AMIs/);
  });
});

function unshare(lab: CopyLab, SnapshotId: string): Promise<unknown> {
  return lab.ec2.ec2(OTHER_ACCOUNT, HOME.region).send(new ModifySnapshotAttributeCommand({
    SnapshotId, Attribute: 'createVolumePermission', CreateVolumePermission: { Remove: [{ UserId: HOME.accountId }] },
  }));
}
