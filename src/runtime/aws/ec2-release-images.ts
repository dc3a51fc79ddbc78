import {
  CreateTagsCommand, DeleteTagsCommand, DescribeImageAttributeCommand, DescribeImagesCommand, DisableImageDeregistrationProtectionCommand, EC2Client,
  EnableImageDeregistrationProtectionCommand, Image, LaunchPermission,
} from '@aws-sdk/client-ec2';
import { isGoneError, toFailure } from './failures';
import { PINNED_TAG } from '../channels/channel-contract';
import { RegionImages, SeenImage } from '../channels/channel-ports';

const TAG = { Key: PINNED_TAG.key, Value: PINNED_TAG.value };

/** The images of releases in EC2, in one Region. */
export class Ec2ReleaseImages implements RegionImages {
  constructor(private readonly ec2: Pick<EC2Client, 'send'>) {}

  /** By filter: of ids that are asked for by name, one that is gone would hide the others. */
  public async look(imageIds: readonly string[]): Promise<SeenImage[]> {
    const command = new DescribeImagesCommand({ Filters: [{ Name: 'image-id', Values: [...imageIds] }], Owners: ['self'], IncludeDisabled: true });
    return (await this.ec2.send(command).catch(fail)).Images?.map(toSeen) ?? [];
  }

  public async sharedWith(imageId: string): Promise<string[]> {
    const command = new DescribeImageAttributeCommand({ ImageId: imageId, Attribute: 'launchPermission' });
    // Of what is gone, looking says so.
    const answer = await this.ec2.send(command).catch(unlessGone);
    return answer?.LaunchPermissions?.map(fromPermission) ?? [];
  }

  public async protect(imageId: string): Promise<void> {
    await this.ec2.send(new EnableImageDeregistrationProtectionCommand({ ImageId: imageId })).catch(fail);
  }

  public async pin(imageIds: readonly string[]): Promise<void> {
    await this.ec2.send(new CreateTagsCommand({ Resources: [...imageIds], Tags: [TAG] })).catch(fail);
  }

  /** The pin goes last: where it is left, this is not done yet. */
  public async release(imageId: string): Promise<void> {
    await this.ec2.send(new DisableImageDeregistrationProtectionCommand({ ImageId: imageId })).catch(unlessGone);
    await this.ec2.send(new DeleteTagsCommand({ Resources: [imageId], Tags: [TAG] })).catch(unlessGone);
  }
}

function toSeen({ ImageId, State, BlockDeviceMappings = [], DeregistrationProtection = 'disabled', Tags = [] }: Image): SeenImage {
  const volumes = BlockDeviceMappings.flatMap(({ Ebs }) => Ebs ?? []);
  return {
    imageId: ImageId ?? '',
    state: State ?? 'pending',
    isEncrypted: volumes.length > 0 && volumes.every(({ Encrypted }) => Encrypted === true),
    // `disabled after …` while a cooldown lasts.
    isProtected: DeregistrationProtection.startsWith('enabled'),
    isPinned: Tags.some(({ Key, Value }) => Key === TAG.Key && Value === TAG.Value),
  };
}

const fromPermission = ({ Group, UserId, OrganizationArn, OrganizationalUnitArn }: LaunchPermission) =>
  Group ?? UserId ?? OrganizationArn ?? OrganizationalUnitArn ?? '';

const fail = (error: unknown): never => {
  throw toFailure(error);
};

const unlessGone = (error: unknown): undefined => {
  if (!isGoneError(error)) throw toFailure(error);
  return undefined;
};
