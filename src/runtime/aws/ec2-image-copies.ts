import {
  CopyImageCommand, CreateTagsCommand, DeleteSnapshotCommand, DeleteTagsCommand, DeregisterImageCommand, DescribeImageReferencesCommand,
  DescribeImagesCommand, DescribeImagesCommandInput, DescribeSnapshotsCommand, DescribeSnapshotsCommandInput, EC2Client, Filter,
  ModifyImageAttributeCommand, ResourceTypeRequest,
} from '@aws-sdk/client-ec2';
import { isDenied, isGoneError, isInUseError, toFailure } from './failures';
import { sendChange } from './image-attributes';
import { toImage, toSnapshot, toTags } from './images';
import { OWNERSHIP_TAG } from '../contract';
import { AttributeChange } from '../copy/attributes';
import { Image, Snapshot } from '../copy/image';
import { CopyOrder, ImageCopies, Owner } from '../copy/image-copies';

/** Living instances; launch templates in all their versions, because an Auto Scaling group may name an old one. */
const USERS: ResourceTypeRequest[] = [
  { ResourceType: 'ec2:Instance', ResourceTypeOptions: [{ OptionName: 'state-name', OptionValues: ['pending', 'running', 'stopping', 'stopped'] }] },
  { ResourceType: 'ec2:LaunchTemplate', ResourceTypeOptions: [{ OptionName: 'version-depth', OptionValues: ['10000'] }] },
  { ResourceType: 'ssm:Parameter' },
  { ResourceType: 'imagebuilder:ImageRecipe' },
  { ResourceType: 'imagebuilder:ContainerRecipe' },
];

/** EC2, in one Region. */
export class Ec2ImageCopies implements ImageCopies {
  constructor(private readonly ec2: Pick<EC2Client, 'send'>) {}

  public async find(imageId: string): Promise<Image | undefined> {
    return (await this.describeImages({ ImageIds: [imageId] }))[0];
  }

  public async named(name: string): Promise<Image | undefined> {
    return (await this.describeImages({ Owners: ['self'], Filters: [{ Name: 'name', Values: [name] }] }))[0];
  }

  public async madeFor(owner: Owner): Promise<readonly Image[]> {
    return this.describeImages({ Owners: ['self'], Filters: filtersFor(owner) });
  }

  public async madeOf(snapshotIds: readonly string[]): Promise<readonly Image[]> {
    return this.describeImages({ Owners: ['self'], Filters: [{ Name: 'block-device-mapping.snapshot-id', Values: [...snapshotIds] }] });
  }

  public async snapshotsMadeFor(owner: Owner): Promise<readonly Snapshot[]> {
    return this.describeSnapshots({ OwnerIds: ['self'], Filters: filtersFor(owner) });
  }

  public async snapshots(snapshotIds: readonly string[]): Promise<readonly Snapshot[]> {
    return snapshotIds.length === 0 ? [] : this.describeSnapshots({ Filters: [{ Name: 'snapshot-id', Values: [...snapshotIds] }] });
  }

  public async usersOf(imageId: string): Promise<readonly string[]> {
    return everyPage(async NextToken => {
      const answer = await this.ec2.send(new DescribeImageReferencesCommand({ ImageIds: [imageId], ResourceTypes: USERS, NextToken }));
      return { items: answer.ImageReferences?.map(each => each.Arn ?? String(each.ResourceType)), next: answer.NextToken };
    });
  }

  public async start(order: CopyOrder): Promise<string> {
    const tags = toTags(order.tags);
    const answer = await this.ec2.send(new CopyImageCommand({
      Name: order.name,
      Description: order.description,
      SourceImageId: order.sourceImageId,
      SourceRegion: order.sourceRegion,
      Encrypted: true,
      KmsKeyId: order.encryptionKeyArn,
      SnapshotCopyCompletionDurationMinutes: order.durationMinutes,
      ClientToken: order.token,
      TagSpecifications: [{ ResourceType: 'image', Tags: tags }, { ResourceType: 'snapshot', Tags: tags }],
    })).catch(rethrow);
    return answer.ImageId!;
  }

  public async describe(imageId: string, description: string): Promise<void> {
    await this.ec2.send(new ModifyImageAttributeCommand({ ImageId: imageId, Description: { Value: description } })).catch(rethrow);
  }

  public async change(imageId: string, change: AttributeChange): Promise<void> {
    await sendChange(this.ec2, imageId, change).catch(rethrow);
  }

  public async tag(ids: readonly string[], tags: Readonly<Record<string, string>>): Promise<void> {
    await this.ec2.send(new CreateTagsCommand({ Resources: [...ids], Tags: toTags(tags) })).catch(rethrow);
  }

  public async untag(ids: readonly string[], keys: readonly string[]): Promise<void> {
    await this.ec2.send(new DeleteTagsCommand({ Resources: [...ids], Tags: keys.map(Key => ({ Key })) })).catch(rethrow);
  }

  public async deregister(imageId: string, withSnapshots: boolean): Promise<readonly string[] | 'unseen'> {
    try {
      const command = new DeregisterImageCommand({ ImageId: imageId, DeleteAssociatedSnapshots: withSnapshots });
      const { DeleteSnapshotResults } = await this.ec2.send(command);
      return DeleteSnapshotResults?.flatMap(each => (each.ReturnCode === 'success' && each.SnapshotId ? [each.SnapshotId] : [])) ?? [];
    } catch (error) {
      await this.throwUnlessGone(error, async () => (await this.find(imageId)) !== undefined);
      return 'unseen';
    }
  }

  public async deleteSnapshot(snapshotId: string): Promise<'deleted' | 'kept' | 'unseen'> {
    try {
      await this.ec2.send(new DeleteSnapshotCommand({ SnapshotId: snapshotId }));
      return 'deleted';
    } catch (error) {
      if (isInUseError(error)) return 'kept';
      await this.throwUnlessGone(error, async () => (await this.snapshots([snapshotId])).length > 0);
      return 'unseen';
    }
  }

  /** What is gone has no tags, so a policy that asks for them may refuse it before EC2 says that it is gone. */
  private async throwUnlessGone(error: unknown, isThere: () => Promise<boolean>): Promise<void> {
    if (isGoneError(error)) return;
    if (!isDenied(error) || await isThere()) throw toFailure(error);
  }

  private async describeImages(input: DescribeImagesCommandInput): Promise<Image[]> {
    return everyPage(async NextToken => {
      const command = new DescribeImagesCommand({ ...input, IncludeDisabled: true, IncludeDeprecated: true, NextToken });
      const answer = await this.ec2.send(command).catch(unlessGone);
      return { items: answer?.Images?.map(toImage), next: answer?.NextToken };
    });
  }

  private async describeSnapshots(input: DescribeSnapshotsCommandInput): Promise<Snapshot[]> {
    return everyPage(async NextToken => {
      const answer = await this.ec2.send(new DescribeSnapshotsCommand({ ...input, NextToken }));
      return { items: answer.Snapshots?.map(toSnapshot), next: answer.NextToken };
    });
  }
}

const filtersFor = (owner: Owner): Filter[] => [
  { Name: `tag:${OWNERSHIP_TAG.stackId}`, Values: [owner.stackId] },
  { Name: `tag:${OWNERSHIP_TAG.logicalId}`, Values: [owner.logicalResourceId] },
];

async function everyPage<T>(page: (token: string | undefined) => Promise<{ items?: T[]; next?: string }>): Promise<T[]> {
  const found: T[] = [];
  let token: string | undefined;
  do {
    const { items, next } = await page(token).catch(rethrow);
    found.push(...items ?? []);
    token = next || undefined;
  } while (token);
  return found;
}

function rethrow(error: unknown): never {
  throw toFailure(error);
}

function unlessGone(error: unknown): undefined {
  if (!isGoneError(error)) throw toFailure(error);
  return undefined;
}
