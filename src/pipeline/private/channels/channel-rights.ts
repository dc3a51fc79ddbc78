import { ArnFormat, Aws, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { parameterArns } from '../../../private/parameter-arns';
import { CHANNEL_ACTIONS, CHANNEL_EVENT, PINNED_TAG } from '../../../runtime/channels/channel-contract';
import { IMAGE_TAG } from '../tags';

export interface ChannelRightsOptions {
  readonly imageName: string;
  readonly logGroup: logs.ILogGroup;
  readonly tableArn: string;
  /** Of all channels and architectures; that of the candidate is not among them. */
  readonly parameterNames: readonly string[];
  readonly regions: readonly string[];
  /** As they stand in the ARNs of images. */
  readonly lineNames: readonly string[];
  readonly hasGuards: boolean;
}

/** What the channel function may: its images, its parameters, its record, and telling of it. */
export function channelRights(scope: Construct, options: ChannelRightsOptions): iam.PolicyStatement[] {
  const stack = Stack.of(scope);
  const inRegions = { 'aws:RequestedRegion': [...options.regions] };
  const ofImage = { [`aws:ResourceTag/${IMAGE_TAG}`]: options.imageName };
  // Without keys, DeleteTags takes all tags away.
  const onlyPin = { 'ForAllValues:StringEquals': { 'aws:TagKeys': [PINNED_TAG.key] }, 'Null': { 'aws:TagKeys': 'false' } };
  // Also in a Region that is taken out of the pipeline: what was pinned there is let go of.
  const images = [`arn:${Aws.PARTITION}:ec2:*::image/*`];
  const [lookAtAll, lookAtOne] = CHANNEL_ACTIONS.images;
  const [pin, unpin] = CHANNEL_ACTIONS.pin;
  return [
    new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [options.logGroup.logGroupArn] }),
    new iam.PolicyStatement({ sid: 'LookAtImages', actions: [lookAtAll], resources: ['*'] }),
    new iam.PolicyStatement({ sid: 'LookAtShares', actions: [lookAtOne], resources: images }),
    new iam.PolicyStatement({
      sid: 'Pin',
      actions: [pin],
      resources: images,
      conditions: { StringEquals: { ...ofImage, [`aws:RequestTag/${PINNED_TAG.key}`]: PINNED_TAG.value }, ...onlyPin },
    }),
    new iam.PolicyStatement({ sid: 'Unpin', actions: [unpin], resources: images, conditions: { StringEquals: ofImage, ...onlyPin } }),
    new iam.PolicyStatement({ sid: 'Protect', actions: [...CHANNEL_ACTIONS.protect], resources: images, conditions: { StringEquals: ofImage } }),
    // Each by its name, and never the candidate's. The Regions are in a condition: with an ARN for each, many would not fit into a policy.
    new iam.PolicyStatement({
      sid: 'MoveChannels',
      actions: [...CHANNEL_ACTIONS.parameters],
      resources: options.parameterNames.flatMap(name => parameterArns(scope, name, { region: '*' })),
      conditions: { StringEquals: inRegions },
    }),
    new iam.PolicyStatement({ sid: 'Remember', actions: [...CHANNEL_ACTIONS.records], resources: [options.tableArn] }),
    ...buildRights(stack, options.lineNames),
    new iam.PolicyStatement({
      sid: 'Tell',
      actions: [...CHANNEL_ACTIONS.events],
      resources: [stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' })],
      conditions: { StringEquals: { 'events:source': CHANNEL_EVENT.source } },
    }),
    // Composite alarms are shown to those alone who may look at all.
    ...options.hasGuards ? [new iam.PolicyStatement({ sid: 'AskGuards', actions: [...CHANNEL_ACTIONS.alarms], resources: ['*'] })] : [],
  ];
}

function buildRights(stack: Stack, lineNames: readonly string[]): iam.PolicyStatement[] {
  const [look, ...tag] = CHANNEL_ACTIONS.builds;
  const arnsOf = (resource: string) => lineNames.map(name => stack.formatArn({
    service: 'imagebuilder', resource, resourceName: `${name}/*`, arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  }));
  const resources = arnsOf('image');
  return [
    new iam.PolicyStatement({ sid: 'LookAtBuilds', actions: [look], resources }),
    new iam.PolicyStatement({ sid: 'LookAtRecipes', actions: [...CHANNEL_ACTIONS.recipes], resources: arnsOf('image-recipe') }),
    new iam.PolicyStatement({
      sid: 'PinBuilds', actions: tag, resources, conditions: { 'ForAllValues:StringEquals': { 'aws:TagKeys': [PINNED_TAG.key] } },
    }),
  ];
}
