import { strict as assert } from 'assert';
import { CopyImageCommand, DescribeImagesCommand, EC2Client, ModifyImageAttributeCommand, RunInstancesCommand } from '@aws-sdk/client-ec2';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Ami } from '../../../src/ami/ami';
import { EncryptedRootCopy } from '../../../src/copy/encrypted-root-copy';
import { RootSource } from '../../../src/copy/root-source';
import { AmiSharing, AmiSharingProps, SnapshotAccess } from '../../../src/sharing/ami-sharing';
import { ShareTarget } from '../../../src/sharing/share-target';
import { Scenario, Stage } from '../stage';

const [B, C, STRANGER] = ['222222222222', '333333333333', '999999999999'];
const ORGANIZATION = 'arn:aws:organizations::111111111111:organization/o-a1b2c3d4e5';

const sharing = (imageId: string, targets: readonly ShareTarget[], props: Partial<AmiSharingProps> = {}) => (stack: Stack): void =>
  void new AmiSharing(stack, 'Sharing', { image: Ami.fromImageId(imageId), ...props, sharedWith: [...targets] });

/** What another account can do with an image, by its own calls: see it, run it, copy it. */
async function can({ cloud, home }: Stage, account: string, imageId: string): Promise<string> {
  const ec2 = new EC2Client(cloud.clientOf(account, home.region));
  const tries: Readonly<Record<string, () => Promise<unknown>>> = {
    see: async () => assert.equal((await ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }))).Images?.length, 1),
    run: () => ec2.send(new RunInstancesCommand({ ImageId: imageId, MinCount: 1, MaxCount: 1 })),
    copy: () => ec2.send(new CopyImageCommand({ SourceImageId: imageId, SourceRegion: home.region, Name: `copy by ${account} at ${cloud.clock.now()}` })),
  };
  const results = await Promise.all(Object.entries(tries).map(([what, work]) => work().then(() => what, () => undefined)));
  return results.filter(Boolean).join(' ');
}

const listOf = ({ cloud }: Stage, id: string) => [...cloud.ec2.images().find(({ imageId }) => imageId === id)!.sharedWith].sort();

const account = (id: string) => ShareTarget.account(id);

/** What deployments do to the permissions of images. */
export const sharings: readonly Scenario[] = [
  {
    title: 'an account sees and runs a shared image while it is in the list, and copies it only when asked',
    run: async stage => {
      const image = stage.seed.image();
      assert.equal(await can(stage, B, image), '');
      await stage.deploy(sharing(image, [account(B)]), 'CREATE_COMPLETE');
      assert.equal(await can(stage, B, image), 'see run');
      await stage.deploy(sharing(image, [account(B)], { snapshots: SnapshotAccess.COPY }), 'UPDATE_COMPLETE');
      assert.equal(await can(stage, B, image), 'see run copy');
      await stage.deploy(sharing(image, [account(C)]), 'UPDATE_COMPLETE');
      assert.equal(await can(stage, B, image), '');
      await stage.destroy();
      assert.deepEqual(listOf(stage, image), []);
    },
  },
  {
    title: 'a shared image reaches the accounts of an organization, and no other',
    run: async stage => {
      stage.cloud.ec2.joins(C, { organizationArn: ORGANIZATION, organizationalUnitArns: [] });
      const image = stage.seed.image();
      await stage.deploy(sharing(image, [ShareTarget.organization(ORGANIZATION)]), 'CREATE_COMPLETE');
      assert.deepEqual([await can(stage, B, image), await can(stage, C, image)], ['', 'see run']);
      await stage.destroy();
      assert.equal(await can(stage, C, image), '');
    },
  },
  {
    title: 'what a person shared with an account outside the list stays, until the list is exclusive',
    run: async stage => {
      const image = stage.seed.image();
      const LaunchPermission = { Add: [{ UserId: STRANGER }] };
      await new EC2Client(stage.clientSettings).send(new ModifyImageAttributeCommand({ ImageId: image, LaunchPermission }));
      await stage.deploy(sharing(image, [account(B), account(C)]), 'CREATE_COMPLETE');
      await stage.deploy(sharing(image, [account(B)]), 'UPDATE_COMPLETE');
      assert.deepEqual(listOf(stage, image), [B, STRANGER]);
      await stage.deploy(sharing(image, [account(B)], { exclusive: true }), 'UPDATE_COMPLETE');
      assert.deepEqual(listOf(stage, image), [B]);
      await stage.destroy();
    },
  },
  {
    title: 'an image that the stack makes is shared when it is available',
    run: async stage => {
      const source = stage.seed.image();
      await stage.deploy(stack => {
        const image = new EncryptedRootCopy(stack, 'Copy', { source: RootSource.amiId(source), removalPolicy: RemovalPolicy.DESTROY });
        new AmiSharing(stack, 'Sharing', { image, sharedWith: [account(B)] });
      }, 'CREATE_COMPLETE');
      assert.deepEqual(listOf(stage, stage.copy.imageId), [B]);
      await stage.destroy();
      assert.deepEqual(stage.copies, []);
    },
  },
  {
    title: 'a list that cannot be shared fails the deployment, says why, and the list before it is back',
    run: async stage => {
      const [image, theirs] = [stage.seed.image(), stage.cloud.ec2.seed(B, stage.home.region).image({ sharedWith: [stage.home.account] })];
      await stage.deploy(sharing(image, [account(B)]), 'CREATE_COMPLETE');
      const sentence = await stage.failToDeploy(sharing(theirs, [account(C)]), 'UPDATE_ROLLBACK_COMPLETE');
      assert.match(sentence, /belongs to 222222222222, and only its owner can share it/);
      assert.deepEqual([listOf(stage, image), listOf(stage, theirs)], [[B], [stage.home.account]]);
      await stage.destroy();
    },
  },
  {
    // The emulators' KMS knows no keys that AWS manages, so that here EC2 has the word. Where KMS tells, the handler's own sentence comes first.
    title: 'an image under the key that AWS manages is refused, and the list before is back',
    run: async stage => {
      const [image, managed] = [stage.seed.image(), stage.seed.image({ volumes: [{ encrypted: true }] })];
      await stage.deploy(sharing(image, [account(B)]), 'CREATE_COMPLETE');
      const sentence = await stage.failToDeploy(sharing(managed, [account(C)]), 'UPDATE_ROLLBACK_COMPLETE');
      assert.match(sentence, /Snapshots encrypted with the AWS Managed CMK can't be shared/);
      assert.deepEqual([listOf(stage, image), listOf(stage, managed)], [[B], []]);
      await stage.destroy();
    },
  },
];
