import { strict as assert } from 'assert';
import { DescribeImagesCommand, EC2Client, Image } from '@aws-sdk/client-ec2';
import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { AmiFromInstance, AmiFromSnapshot, EncryptedRootCopy, RootSource } from '../../../src';
import { PARAVIRTUAL, WINDOWS } from '../../support/ec2/seed-specs';
import { Scenario, Stage } from '../stage';

const OTHER_ACCOUNT = '222222222222';
const ELSEWHERE = 'eu-west-1';
const VOLUMES = [{ sizeGiB: 8, type: 'gp3' as const, iops: 4000, throughput: 250 }, { device: '/dev/sdf', sizeGiB: 20, type: 'io2' as const, iops: 9000, deleteOnTermination: false }];
const EPHEMERAL = { '/dev/sdb': 'ephemeral0', '/dev/sdc': 'ephemeral1' };
const { DESTROY } = RemovalPolicy;

type Sources = { readonly [id: string]: (scope: Construct) => RootSource };

const instanceOf = (scope: Construct, instanceId: string) =>
  ({ node: scope.node, env: { account: Stack.of(scope).account, region: Stack.of(scope).region }, instanceRef: { instanceId } }) as ec2.IInstanceRef;
const volumeOf = (scope: Construct, volumeId: string) =>
  ec2.Volume.fromVolumeAttributes(scope, 'Volume', { volumeId, availabilityZone: `${Stack.of(scope).region}a` });

/** Sources of every kind, the image of another account and the one in another Region among them. */
const sourcesOn = ({ seed, cloud, home }: Stage): Sources => {
  const image = seed.image({ volumes: VOLUMES, ephemeral: EPHEMERAL });
  const instance = seed.instance({ imageId: image });
  const volume = seed.volume({ sizeGiB: 8 });
  const [root, data] = [seed.snapshot({ sizeGiB: 8 }), seed.snapshot({ sizeGiB: 20 })];
  const ours = [home.account];
  const shared = cloud.ec2.seed(OTHER_ACCOUNT, home.region).image({ volumes: VOLUMES, sharedWith: ours, snapshotsSharedWith: ours });
  const foreign = cloud.ec2.seed(home.account, ELSEWHERE).image({ volumes: VOLUMES });
  return {
    Image: () => RootSource.amiId(image),
    Shared: () => RootSource.amiId(shared),
    Elsewhere: () => RootSource.amiId(foreign, { region: ELSEWHERE }),
    Instance: scope => RootSource.instance(instanceOf(scope, instance)),
    Volume: scope => RootSource.volume(volumeOf(scope, volume)),
    Snapshot: () => RootSource.snapshot(root, { dataSnapshots: { '/dev/sdf': data } }),
  };
};

/** A stack with an image of each source; the keys are those of `/dev/xvda` and `/dev/sdf`. */
const imagesOf = (
  of: Sources, keyArn: string, volumeKeys: { readonly [device: string]: string } = {}, registerBilledImage?: boolean,
) => (stack: Stack): void => {
  const key = kms.Key.fromKeyArn(stack, 'Key', keyArn);
  const keys = Object.entries(volumeKeys).map(([device, arn]) => [device, kms.Key.fromKeyArn(stack, `Key${device}`, arn)]);
  for (const [id, sourceIn] of Object.entries(of)) {
    const scope = new Construct(stack, id);
    const copy = new EncryptedRootCopy(scope, 'Copy', {
      source: sourceIn(scope),
      encryptionKey: key,
      volumeKeys: keys.length > 0 ? Object.fromEntries(keys) : undefined,
      registerBilledImage,
      removalPolicy: DESTROY,
      imageNamePrefix: id,
    });
    new CfnOutput(stack, `${id}Image`, { value: copy.imageId });
  }
};

/** The image as EC2 tells it. */
async function described(stage: Stage, imageId: string, account = stage.home.account, region = stage.home.region): Promise<Image> {
  const { Images = [] } = await new EC2Client(stage.cloud.clientOf(account, region)).send(new DescribeImagesCommand({ ImageIds: [imageId] }));
  return Images[0];
}

/** What decides whether an image boots, and how it is billed; and its map, without the snapshots. */
const traitsOf = (image: Image) => ({
  ...Object.fromEntries((['Architecture', 'VirtualizationType', 'RootDeviceName', 'EnaSupport', 'SriovNetSupport', 'BootMode', 'TpmSupport', 'ImdsSupport', 'KernelId',
    'RamdiskId', 'Platform', 'PlatformDetails', 'UsageOperation'] as const).map(key => [key, image[key]])),
  map: image.BlockDeviceMappings?.map(({ Ebs, ...mapping }) => ({ ...mapping, Ebs: Ebs && { ...Ebs, SnapshotId: undefined, Encrypted: undefined } })),
});

/** The key of each device of an image that the stack made. */
function keysOf(stage: Stage, imageId: string): Record<string, string | undefined> {
  const devices = stage.copies.find(each => each.imageId === imageId)!.devices.filter(({ snapshotId }) => snapshotId);
  return Object.fromEntries(devices.map(({ device, snapshotId }) => [device, stage.snapshots.find(each => each.snapshotId === snapshotId)?.keyArn]));
}

async function assertGone(stage: Stage): Promise<void> {
  await stage.destroy();
  assert.deepEqual([...stage.copies, ...stage.snapshots], []);
}

/** What can be made of what: every source, with one key and with a key for each volume. */
export const sources: readonly Scenario[] = [
  {
    title: 'every source gives an encrypted image under one key, and nothing that was only on the way is left',
    run: async stage => {
      const [keyArn, of] = [await stage.newKey(), sourcesOn(stage)];
      await stage.deploy(imagesOf(of, keyArn), 'CREATE_COMPLETE');
      assert.equal(stage.copies.length, Object.keys(of).length);
      for (const { imageId, state } of stage.copies) {
        assert.equal(state, 'available');
        for (const [device, key] of Object.entries(keysOf(stage, imageId))) assert.equal(key, keyArn, `${imageId} ${device}`);
      }
      assert.equal(stage.snapshots.length, stage.copies.flatMap(({ snapshotIds }) => snapshotIds).length);
      await assertGone(stage);
    },
  },
  {
    title: 'every source gives an image whose volumes have different keys',
    run: async stage => {
      const [rootKey, dataKey] = [await stage.newKey(), await stage.newKey()];
      const { Volume, ...of } = sourcesOn(stage);
      await stage.deploy(imagesOf(of, rootKey, { '/dev/sdf': dataKey }), 'CREATE_COMPLETE');
      for (const id of Object.keys(of)) assert.deepEqual(keysOf(stage, await stage.output(`${id}Image`)), { '/dev/xvda': rootKey, '/dev/sdf': dataKey }, id);
      assert.equal(stage.snapshots.length, 2 * Object.keys(of).length);
      await assertGone(stage);
    },
  },
  {
    title: 'a Windows image, a paravirtual one and one with two disks of the host are registered anew as they were, field by field',
    run: async stage => {
      const [rootKey, dataKey] = [await stage.newKey(), await stage.newKey()];
      const images: { readonly [id: string]: string } = {
        Windows: stage.seed.image({ traits: WINDOWS, volumes: [{ device: '/dev/sda1', sizeGiB: 30 }, VOLUMES[1]] }),
        Paravirtual: stage.seed.image({ traits: PARAVIRTUAL, volumes: VOLUMES }),
        Ephemeral: stage.seed.image({ volumes: VOLUMES, ephemeral: EPHEMERAL }),
      };
      const of = Object.fromEntries(Object.entries(images).map(([id, imageId]) => [id, () => RootSource.amiId(imageId)]));
      await stage.deploy(imagesOf(of, rootKey, { '/dev/sdf': dataKey }, true), 'CREATE_COMPLETE');
      for (const [id, imageId] of Object.entries(images)) {
        assert.deepEqual(traitsOf(await described(stage, await stage.output(`${id}Image`))), traitsOf(await described(stage, imageId)), id);
      }
      await assertGone(stage);
    },
  },
  {
    title: 'an instance and a snapshot give images as they are; the snapshot is still there when its image is gone',
    run: async stage => {
      const instance = stage.seed.instance({ imageId: stage.seed.image({ volumes: VOLUMES }) });
      const rootSnapshotId = stage.seed.snapshot({ sizeGiB: 8 });
      await stage.deploy(stack => {
        new AmiFromInstance(stack, 'OfInstance', { instance: instanceOf(stack, instance), removalPolicy: DESTROY });
        new AmiFromSnapshot(stack, 'OfSnapshot', { rootSnapshotId, removalPolicy: DESTROY });
      }, 'CREATE_COMPLETE');
      assert.deepEqual(stage.copies.map(({ state, snapshotIds }) => [state, snapshotIds.length]).sort(), [['available', 1], ['available', 2]]);
      await assertGone(stage);
      assert.ok(stage.cloud.ec2.snapshots().some(({ snapshotId }) => snapshotId === rootSnapshotId));
    },
  },
  {
    title: 'a volume of the copy is a native one, encrypted under the key of its device',
    run: async stage => {
      const [rootKey, dataKey] = [await stage.newKey(), await stage.newKey()];
      const image = stage.seed.image({ volumes: VOLUMES });
      await stage.deploy(stack => {
        const copy = new EncryptedRootCopy(stack, 'Copy', {
          source: RootSource.amiId(image),
          encryptionKey: kms.Key.fromKeyArn(stack, 'Root', rootKey),
          volumeKeys: { '/dev/sdf': kms.Key.fromKeyArn(stack, 'Data', dataKey) },
          removalPolicy: DESTROY,
        });
        copy.createVolume('Volume', { availabilityZone: `${stack.region}a`, device: '/dev/sdf', removalPolicy: DESTROY });
      }, 'CREATE_COMPLETE');
      const [volumes, snapshots] = await stage.resources('AWS::EC2::Volume', 'Custom::AmiRootSnapshot');
      assert.deepEqual([volumes.length, snapshots.length], [1, 1]);
      assert.match(volumes[0], /^vol-/);
      await assertGone(stage);
    },
  },
  {
    title: 'an image of an instance whose encryption fails leaves neither the image on the way nor anything of the copy',
    run: async stage => {
      const instance = stage.seed.instance({ imageId: stage.seed.image({ volumes: VOLUMES }) });
      const unusable = (await stage.newKey()).replace(/key\/.*$/, 'key/00000000-0000-4000-8000-000000000000');
      const sentence = await stage.failToDeploy(imagesOf({ Instance: scope => RootSource.instance(instanceOf(scope, instance)) }, unusable), 'ROLLBACK_COMPLETE');
      assert.match(sentence, /the key arn:\S+ cannot be used/);
      assert.deepEqual([...stage.copies, ...stage.snapshots], []);
    },
  },
];
