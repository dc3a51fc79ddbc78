import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Conditions, copyRights, image, IMAGES, OURS, snapshot, SNAPSHOTS, wanted } from './handler-rights';
import { BUILD_ACTIONS, EncryptionProperties, ORIGIN_ACTIONS, OriginProperties } from '../../runtime/contract';

const { createImage, createSnapshot, copySnapshot, registerImage } = BUILD_ACTIONS;

/** An intermediate image or snapshot, whose id nobody knows yet. The ids of what others have look the same. */
const ANY_IMAGE = 'ami-*';
const ANY_SNAPSHOT = 'snap-*';
const OF_THE_ACCOUNT: Conditions = { StringEqualsIfExists: { 'ec2:Owner': Aws.ACCOUNT_ID } };

/** What the handler may to make an image of this origin in a Region, and no more than the way from one to the other takes. */
export function buildRights(origin: OriginProperties, encryption: EncryptionProperties | undefined, region: string): iam.PolicyStatement[] {
  const looksAtOurs = encryption && (origin.Kind === 'INSTANCE' || (origin.Kind === 'IMAGE' && encryption.VolumeKeys));
  return [...makingRights(origin, encryption, region), ...looksAtOurs ? [lookAt(IMAGES, OURS)] : []];
}

function makingRights(origin: OriginProperties, encryption: EncryptionProperties | undefined, region: string): iam.PolicyStatement[] {
  const { Kind, Id, DataSnapshots = {} } = origin;
  const given = [Id, ...Object.values(DataSnapshots)];
  switch (Kind) {
    case 'IMAGE':
      // One that EC2 does not tell all about is copied first.
      return [...copyRights(Id, [region]), lookAt(image(Id)), ...copySnapshotRights([ANY_SNAPSHOT], region), ...registerRights(region)];
    case 'INSTANCE':
      return [...createImageRights(origin, region), ...encryption ? encryptedInstanceRights(encryption, region) : []];
    case 'VOLUME':
      return [...createSnapshotRights(origin, region), ...copySnapshotRights([ANY_SNAPSHOT], region, OF_THE_ACCOUNT), ...registerRights(region)];
    case 'SNAPSHOT':
      return encryption ? [...copySnapshotRights(given, region), ...registerRights(region)] : registerRights(region, given);
  }
}

/** The handler's own image of the instance is copied, as one or snapshot by snapshot. */
const encryptedInstanceRights = ({ VolumeKeys }: EncryptionProperties, region: string) => (VolumeKeys
  ? [...copySnapshotRights([ANY_SNAPSHOT], region, OF_THE_ACCOUNT), ...registerRights(region)]
  : copyRights(ANY_IMAGE, [region], OF_THE_ACCOUNT));

const createImageRights = (instance: OriginProperties, region: string) => [
  new iam.PolicyStatement({ actions: [createImage], resources: [ownArn(instance, 'instance')] }),
  new iam.PolicyStatement({ actions: [createImage], resources: [IMAGES, SNAPSHOTS], conditions: wanted([region]) }),
];

const createSnapshotRights = (volume: OriginProperties, region: string) => [
  new iam.PolicyStatement({ actions: [ORIGIN_ACTIONS.volumes], resources: ['*'] }),
  new iam.PolicyStatement({ actions: [createSnapshot], resources: [ownArn(volume, 'volume')] }),
  new iam.PolicyStatement({ actions: [createSnapshot], resources: [SNAPSHOTS], conditions: wanted([region]) }),
];

/**
 * EC2 asks about both sides at once, and names the new snapshot `*`. That character itself is written `${*}` in a policy.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/security_iam_id-based-policy-examples.html
 */
const copySnapshotRights = (sources: readonly string[], region: string, conditions?: Conditions) => [
  new iam.PolicyStatement({ actions: [copySnapshot], resources: sources.map(snapshot), conditions }),
  new iam.PolicyStatement({ actions: [copySnapshot], resources: [snapshot('${*}')], conditions: wanted([region]) }),
];

/** Of snapshots that the handler made, or of those that the user gives. */
const registerRights = (region: string, given?: readonly string[]) => [
  new iam.PolicyStatement({ actions: [registerImage], resources: [IMAGES], conditions: wanted([region]) }),
  given
    ? new iam.PolicyStatement({ actions: [registerImage], resources: given.map(snapshot) })
    : new iam.PolicyStatement({ actions: [registerImage], resources: [SNAPSHOTS], conditions: OURS }),
];

/** What DescribeImages does not tell. */
const lookAt = (resource: string, conditions?: Conditions) =>
  new iam.PolicyStatement({ actions: [ORIGIN_ACTIONS.imageAttribute], resources: [resource], conditions });

const ownArn = ({ Region, Id }: OriginProperties, type: 'instance' | 'volume') => `arn:${Aws.PARTITION}:ec2:${Region}:${Aws.ACCOUNT_ID}:${type}/${Id}`;
