/**
 * What IAM asks about a call of Parameter Store: the action on the parameter, with the tags that it has and those that the request brings.
 * A parameter that is made with tags is asked about as AddTagsToResource, too; and one that names an image needs the right to look at it,
 * whose lack Parameter Store itself does not tell.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssystemsmanager.html
 */
import type * as sdk from '@aws-sdk/client-ssm';
import type { TagsOf } from './ec2-accesses';
import { Access } from './policy';
import { HOME } from '../cloudformation/cloud';

export const parameterArn = (region: string, name: string) =>
  `arn:${HOME.partition}:ssm:${region}:${HOME.accountId}:parameter/${name.replace(/^\//, '')}`;

export function ssmAccesses(region: string, operation: string, request: object, tagsOf: TagsOf): Access[] {
  const input = request as Partial<sdk.PutParameterRequest & sdk.AddTagsToResourceRequest & sdk.RemoveTagsFromResourceRequest>;
  const name = input.Name ?? input.ResourceId!;
  const everywhere = { 'aws:RequestedRegion': region };
  const ask = (action: string, context: Access['context']): Access =>
    ({ action: `ssm:${action}`, resource: parameterArn(region, name), context: { ...everywhere, ...context } });
  const keys = input.TagKeys ?? input.Tags?.map(({ Key }) => Key!) ?? [];
  const requested: Access['context'] = {
    ...Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])),
    ...(keys.length > 0 ? { 'aws:TagKeys': keys } : {}),
  };
  // PutParameter does not know the tags of what it overwrites.
  if (operation !== 'PutParameter') return [ask(operation, { ...requested, ...resourceTags(tagsOf(name)) })];
  return [
    ask('PutParameter', { ...requested, 'ssm:Overwrite': String(input.Overwrite ?? false) }),
    ...(keys.length > 0 ? [ask('AddTagsToResource', requested)] : []),
    ...(input.DataType === 'aws:ec2:image' ? [{ action: 'ec2:DescribeImages', resource: '*', context: everywhere }] : []),
  ];
}

const resourceTags = (tags: Readonly<Record<string, string>> = {}): Access['context'] =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
