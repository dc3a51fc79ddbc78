import {
  DescribeImageAttributeCommand, DescribeImagesCommand, DescribeSnapshotAttributeCommand, DescribeSnapshotsCommand, EC2Client,
  GetImageBlockPublicAccessStateCommand, GetSnapshotBlockPublicAccessStateCommand, Image, LaunchPermission, ModifyImageAttributeCommand,
  ModifySnapshotAttributeCommand, Snapshot,
} from '@aws-sdk/client-ec2';
import { isGoneError, toFailure } from './failures';
import { AwsFailure } from '../aws-failure';
import { EVERYONE } from '../contract';
import { Shareable, ShareChange, SharedImage, SharedSnapshot, Shares } from '../sharing/shares';

/** EC2, in one Region. Failures say which, because a sharing reaches several. */
export class Ec2Shares implements Shares {
  constructor(private readonly ec2: Pick<EC2Client, 'send'>, private readonly region: string) {}

  public async images(imageIds: readonly string[]): Promise<SharedImage[]> {
    const command = new DescribeImagesCommand({ ImageIds: [...imageIds], IncludeDisabled: true, IncludeDeprecated: true });
    const answer = await this.orGone(() => this.ec2.send(command));
    return answer?.Images?.map(toSharedImage) ?? [];
  }

  /** By filter: of ids that are asked for by name, one that is gone would hide the others. */
  public async snapshots(snapshotIds: readonly string[]): Promise<SharedSnapshot[]> {
    const command = new DescribeSnapshotsCommand({ Filters: [{ Name: 'snapshot-id', Values: [...snapshotIds] }] });
    const answer = await this.orGone(() => this.ec2.send(command));
    return answer?.Snapshots?.map(toSharedSnapshot) ?? [];
  }

  public async sharedWith({ kind, id }: Shareable): Promise<string[]> {
    if (kind === 'image') {
      const command = new DescribeImageAttributeCommand({ ImageId: id, Attribute: 'launchPermission' });
      return (await this.orGone(() => this.ec2.send(command)))?.LaunchPermissions?.map(fromPermission) ?? [];
    }
    const command = new DescribeSnapshotAttributeCommand({ SnapshotId: id, Attribute: 'createVolumePermission' });
    return (await this.orGone(() => this.ec2.send(command)))?.CreateVolumePermissions?.map(fromPermission) ?? [];
  }

  public async change({ kind, id }: Shareable, how: ShareChange['do'], principals: readonly string[]): Promise<void> {
    const permissions = principals.map(toPermission);
    const changes = how === 'add' ? { Add: permissions } : { Remove: permissions };
    const send = async (): Promise<unknown> => (kind === 'image'
      ? this.ec2.send(new ModifyImageAttributeCommand({ ImageId: id, LaunchPermission: changes }))
      : this.ec2.send(new ModifySnapshotAttributeCommand({ SnapshotId: id, Attribute: 'createVolumePermission', CreateVolumePermission: changes })));
    // Of what is gone there is nothing left to take away.
    await (how === 'remove' ? this.orGone(send) : this.orFailure(send));
  }

  public async blocksPublic(kind: Shareable['kind']): Promise<boolean> {
    const state = await this.orFailure(async () => (kind === 'image'
      ? (await this.ec2.send(new GetImageBlockPublicAccessStateCommand({}))).ImageBlockPublicAccessState
      : (await this.ec2.send(new GetSnapshotBlockPublicAccessStateCommand({}))).State));
    return state !== undefined && state !== 'unblocked';
  }

  private async orGone<T>(send: () => Promise<T>): Promise<T | undefined> {
    return this.orFailure(() => send().catch(error => {
      if (isGoneError(error)) return undefined;
      throw error;
    }));
  }

  private async orFailure<T>(send: () => Promise<T>): Promise<T> {
    return send().catch(error => {
      const { code, message, hope } = toFailure(error);
      throw new AwsFailure(code, `in ${this.region}: ${message}`, hope);
    });
  }
}

const fromPermission = ({ Group, UserId, OrganizationArn, OrganizationalUnitArn }: LaunchPermission) =>
  Group ?? UserId ?? OrganizationArn ?? OrganizationalUnitArn ?? '';

function toPermission(principal: string): LaunchPermission {
  if (principal === EVERYONE) return { Group: 'all' };
  if (!principal.startsWith('arn:')) return { UserId: principal };
  return principal.includes(':ou/') ? { OrganizationalUnitArn: principal } : { OrganizationArn: principal };
}

function toSharedImage({ ImageId, OwnerId, State, BlockDeviceMappings = [], ProductCodes = [] }: Image): SharedImage {
  const volumes = BlockDeviceMappings.flatMap(({ Ebs }) => Ebs ?? []);
  return {
    imageId: ImageId ?? '',
    ownerId: OwnerId ?? '',
    state: State ?? 'pending',
    snapshotIds: volumes.flatMap(({ SnapshotId }) => SnapshotId ?? []),
    encrypted: volumes.some(({ Encrypted }) => Encrypted === true),
    hasProductCodes: ProductCodes.length > 0,
  };
}

const toSharedSnapshot = ({ SnapshotId, OwnerId, Encrypted, KmsKeyId, StorageTier }: Snapshot): SharedSnapshot => ({
  snapshotId: SnapshotId ?? '',
  ownerId: OwnerId ?? '',
  encrypted: Encrypted === true,
  keyArn: KmsKeyId,
  archived: StorageTier === 'archive',
});
