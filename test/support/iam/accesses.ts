import { Access } from './policy';
import { HOME } from '../cloudformation/cloud';
import { Client, Command, operationOf } from '../cloudformation/doors';

/** The tags that a resource really has. */
export type TagsOf = (resourceId: string) => Readonly<Record<string, string>> | undefined;

/** Where a call goes. */
export interface Endpoint {
  readonly service: string;
  readonly region: string;
}

interface TagList { readonly Key?: string; readonly Value?: string }
interface Ec2Input {
  readonly SourceImageId?: string;
  readonly ImageId?: string;
  readonly SnapshotId?: string;
  readonly Resources?: readonly string[];
  readonly Tags?: readonly TagList[];
  readonly TagSpecifications?: readonly { readonly ResourceType?: string; readonly Tags?: readonly TagList[] }[];
}

const arn = (id: string, region: string) => `arn:${HOME.partition}:ec2:${region}::${id.startsWith('snap-') ? 'snapshot' : 'image'}/${id}`;

/**
 * What IAM asks about a call: each action on each resource, by the Service Authorization Reference. CopyImage is asked
 * about its source, the new image, the snapshots on both sides and, because it tags, about CreateTags.
 */
export function accessesOf({ service, region: requested }: Endpoint, command: Command, tagsOf: TagsOf): Access[] {
  const operation = operationOf(command);
  const action = `${service}:${operation}`;
  const region = { 'aws:RequestedRegion': requested };
  if (service !== 'ec2') return [{ action, resource: resourceOf(command), context: region }];

  const input = command.input as Ec2Input;
  const on = (id: string, context = {}): Access =>
    ({ action, resource: arn(id, requested), context: { ...region, ...resourceTags(tagsOf(id)), ...context } });
  switch (operation) {
    case 'CopyImage':
      return copyAccesses(input, on);
    case 'DeregisterImage':
    case 'ModifyImageAttribute':
      return [on(input.ImageId!)];
    case 'DeleteSnapshot':
      return [on(input.SnapshotId!)];
    case 'CreateTags':
    case 'DeleteTags':
      return input.Resources!.map(id => on(id, { 'aws:TagKeys': input.Tags!.map(tag => tag.Key!) }));
    default:
      return [{ action, resource: '*', context: region }];
  }
}

function copyAccesses(input: Ec2Input, on: (id: string, context?: object) => Access): Access[] {
  const tags = input.TagSpecifications?.flatMap(each => each.Tags ?? []) ?? [];
  const requested = Object.fromEntries(tags.map(tag => [`aws:RequestTag/${tag.Key}`, tag.Value]));
  const tagging = ['ami-00000000000000000', 'snap-00000000000000000'].map(id => ({
    ...on(id, { 'ec2:CreateAction': 'CopyImage', 'aws:TagKeys': tags.map(tag => tag.Key!), ...requested }), action: 'ec2:CreateTags',
  }));
  return [on(input.SourceImageId!), on('ami-00000000000000000', requested), on('snap-00000000000000000', requested), ...tagging];
}

const resourceTags = (tags: Readonly<Record<string, string>> = {}) =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));

function resourceOf({ input }: Command): string {
  const { KeyId, StackName, stateMachineArn } = input as { KeyId?: string; StackName?: string; stateMachineArn?: string };
  return KeyId ?? StackName ?? stateMachineArn ?? '*';
}

/** A client that refuses what the policies do not allow, as its service does. */
export function guard(client: Client, endpoint: Endpoint, tagsOf: TagsOf, isAllowed: (access: Access) => boolean): Client {
  return {
    send: async command => {
      const denied = accessesOf(endpoint, command, tagsOf).find(access => !isAllowed(access));
      if (!denied) return client.send(command);
      const name = endpoint.service === 'ec2' ? 'UnauthorizedOperation' : 'AccessDeniedException';
      const message = `You are not authorized to perform ${denied.action} on ${denied.resource}`;
      throw Object.assign(new Error(message), { name, $fault: 'client', $metadata: { httpStatusCode: 403 } });
    },
  };
}
