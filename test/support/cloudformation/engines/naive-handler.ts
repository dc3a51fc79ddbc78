import { isDeepStrictEqual } from 'util';
import {
  CopyImageCommand, CreateTagsCommand, DeleteSnapshotCommand, DeregisterImageCommand, DescribeImagesCommand, DescribeImagesResult,
  ModifyImageAttributeCommand,
} from '@aws-sdk/client-ec2';
import { openDoors } from '../doors';
import { FunctionWorld } from '../histories/model';
import { Handler } from '../lambda';
import { ResourceEvent } from '../response-inbox';
import { isMap, Value } from '../template';

/** The properties whose change makes another image, as for our own copies. */
export const REPLACING = ['SourceImageId', 'EncryptionKeyArn', 'ImageNamePrefix'] as const;

const tagsOf = (tags: Value) => Object.entries(isMap(tags) ? tags : {}).map(([Key, value]) => ({ Key, Value: String(value) }));

/** `onEvent` as it is usually written for a provider: one call for each request, and the image's id as the resource's. */
export const naiveOnEvent = (world: FunctionWorld): Handler => {
  const { ec2 } = openDoors(world.sandbox, world.backends);

  async function copy({ ResourceProperties: wanted }: ResourceEvent) {
    const tags = tagsOf(wanted.Tags);
    const answer = await ec2.send(new CopyImageCommand({
      Name: `${String(wanted.ImageNamePrefix)}-${world.sandbox.timeline.now()}`,
      SourceImageId: String(wanted.SourceImageId),
      SourceRegion: 'eu-central-1',
      Encrypted: true,
      KmsKeyId: String(wanted.EncryptionKeyArn),
      Description: wanted.Description === undefined ? undefined : String(wanted.Description),
      TagSpecifications: tags.length > 0 ? [{ ResourceType: 'image', Tags: tags }, { ResourceType: 'snapshot', Tags: tags }] : undefined,
    }));
    return { PhysicalResourceId: (answer as { ImageId: string }).ImageId };
  }

  async function change({ PhysicalResourceId = '', ResourceProperties: wanted }: ResourceEvent) {
    const tags = tagsOf(wanted.Tags);
    if (tags.length > 0) await ec2.send(new CreateTagsCommand({ Resources: [PhysicalResourceId], Tags: tags }));
    await ec2.send(new ModifyImageAttributeCommand({ ImageId: PhysicalResourceId, Description: { Value: String(wanted.Description ?? '') } }));
    return { PhysicalResourceId };
  }

  async function remove({ PhysicalResourceId = '' }: ResourceEvent) {
    if (!PhysicalResourceId.startsWith('ami-')) return {};
    const described = await ec2.send(new DescribeImagesCommand({ ImageIds: [PhysicalResourceId] })).catch(ignoreMissing);
    const { Images = [] } = described as DescribeImagesResult;
    if (Images.length === 0) return {};
    await ec2.send(new DeregisterImageCommand({ ImageId: PhysicalResourceId }));
    for (const { Ebs } of Images[0].BlockDeviceMappings ?? []) {
      if (Ebs?.SnapshotId) await ec2.send(new DeleteSnapshotCommand({ SnapshotId: Ebs.SnapshotId }));
    }
    return {};
  }

  return async input => {
    const event = input as ResourceEvent;
    if (event.RequestType === 'Delete') return remove(event);
    const replaces = REPLACING.some(name => !isDeepStrictEqual(event.ResourceProperties[name], event.OldResourceProperties?.[name]));
    return event.RequestType === 'Create' || replaces ? copy(event) : change(event);
  };
};

export const naiveIsComplete = (world: FunctionWorld): Handler => {
  const { ec2 } = openDoors(world.sandbox, world.backends);
  return async input => {
    const event = input as ResourceEvent;
    if (event.RequestType === 'Delete') return { IsComplete: true };
    const { Images = [] } = await ec2.send(new DescribeImagesCommand({ ImageIds: [event.PhysicalResourceId ?? ''] })) as DescribeImagesResult;
    const [image] = Images;
    if (image?.State === 'failed') throw new Error(`${image.ImageId} failed: ${image.StateReason?.Message}`);
    return { IsComplete: image?.State === 'available' };
  };
};

function ignoreMissing(error: Error): DescribeImagesResult {
  if (error.name === 'InvalidAMIID.NotFound' || error.name === 'InvalidAMIID.Unavailable') return {};
  throw error;
}
