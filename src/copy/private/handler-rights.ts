import { Arn, ArnFormat, Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import {
  ATTRIBUTE_ACTIONS, BUILD_ACTIONS, COPY_ACTIONS, DEVICE_TAG, EC2_KEY_ACTIONS, KEY_ACTIONS, OWNERSHIP_TAG, PARAMETER_ACTIONS, READ_ACTIONS,
  REFERENCE_READ_ACTIONS, REFERENCE_SCAN_ACTIONS, REMOVE_ACTIONS, STACK_ACTIONS, TAG_ACTIONS, TURN_ACTIONS,
} from '../../runtime/contract';

export const image = (imageId: string) => `arn:${Aws.PARTITION}:ec2:*::image/${imageId}`;
export const IMAGES = image('*');
export const snapshot = (snapshotId: string) => `arn:${Aws.PARTITION}:ec2:*::snapshot/${snapshotId}`;
export const SNAPSHOTS = snapshot('*');

/** Images and snapshots that are to be made in a Region, with our tags from the start. */
export const wanted = (regions: readonly string[]) =>
  ({ StringEquals: { [`aws:RequestTag/${OWNERSHIP_TAG.stackId}`]: Aws.STACK_ID, 'aws:RequestedRegion': regions } });

export type Conditions = NonNullable<iam.PolicyStatementProps['conditions']>;

export const OURS = { StringEquals: { [`aws:ResourceTag/${OWNERSHIP_TAG.stackId}`]: Aws.STACK_ID } };

/**
 * What every handler may, whatever its stack makes today: a copy that is taken out of the template is removed after the
 * template has stopped to mention it, and its Region. Bounded by the ownership tags, which only a creating call can write.
 */
export function constantRights(): iam.PolicyStatement[] {
  const made = [IMAGES, SNAPSHOTS];
  return [
    new iam.PolicyStatement({ sid: 'Read', actions: READ_ACTIONS, resources: ['*'] }),
    ...referenceRights(),
    new iam.PolicyStatement({ sid: 'RemoveOurs', actions: REMOVE_ACTIONS, resources: made, conditions: OURS }),
    new iam.PolicyStatement({ sid: 'ChangeOurs', actions: ATTRIBUTE_ACTIONS, resources: [IMAGES], conditions: OURS }),
    new iam.PolicyStatement({ sid: 'TagOurs', actions: TAG_ACTIONS, resources: made, conditions: OURS }),
    new iam.PolicyStatement({
      sid: 'KeepOwnership',
      effect: iam.Effect.DENY,
      actions: TAG_ACTIONS,
      resources: made,
      conditions: {
        'ForAnyValue:StringEquals': { 'aws:TagKeys': [...Object.values(OWNERSHIP_TAG), DEVICE_TAG] },
        'Null': { 'ec2:CreateAction': 'true' },
      },
    }),
    new iam.PolicyStatement({
      sid: 'TagWhatIsMade',
      actions: ['ec2:CreateTags'],
      resources: made,
      conditions: { StringEquals: { 'ec2:CreateAction': [...COPY_ACTIONS, ...Object.values(BUILD_ACTIONS)].map(action => action.split(':')[1]) } },
    }),
    new iam.PolicyStatement({ sid: 'TellWhoseParameter', actions: [PARAMETER_ACTIONS.readTags], resources: [ownArn('ssm', 'parameter')] }),
    new iam.PolicyStatement({ sid: 'RemoveOurParameters', actions: [PARAMETER_ACTIONS.remove], resources: [ownArn('ssm', 'parameter')], conditions: OURS }),
    new iam.PolicyStatement({ sid: 'AskForOurStack', actions: STACK_ACTIONS, resources: [Aws.STACK_ID] }),
  ];
}

/** What EC2 looks at in our name to find out who uses an image; nothing that the handler could read by itself. */
function referenceRights(): iam.PolicyStatement[] {
  const conditions = { 'ForAnyValue:StringEquals': { 'aws:CalledVia': ['ec2-images.amazonaws.com'] } };
  return [
    new iam.PolicyStatement({ sid: 'ScanReferences', actions: REFERENCE_SCAN_ACTIONS, resources: ['*'], conditions }),
    new iam.PolicyStatement({
      sid: 'ReadReferences',
      actions: [REFERENCE_READ_ACTIONS.parameters, REFERENCE_READ_ACTIONS.containerRecipes],
      resources: [ownArn('ssm', 'parameter'), ownArn('imagebuilder', 'container-recipe')],
      conditions,
    }),
  ];
}

const ownArn = (service: string, resource: string) => Arn.format({
  partition: Aws.PARTITION, service, region: '*', account: Aws.ACCOUNT_ID, resource, resourceName: '*', arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
});

/** The source may be anybody's; what is made must carry our tags from the start, and be in one of the Regions. Snapshots are named on both sides at once. */
export function copyRights(sourceImageId: string, regions: readonly string[], conditions?: Conditions): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({ actions: COPY_ACTIONS, resources: [image(sourceImageId), SNAPSHOTS], conditions }),
    new iam.PolicyStatement({
      actions: COPY_ACTIONS,
      resources: [IMAGES],
      conditions: wanted(regions),
    }),
  ];
}

/**
 * The handler may look at keys; EC2 may use them in the handler's name, and give AWS's services grants on them. Which of two
 * Regions EC2 uses a source's key from is not written anywhere, so that each of them may be.
 */
export function keyRights(keys: readonly kms.IKey[], regions: readonly string[]): iam.PolicyStatement[] {
  const viaEc2 = { 'kms:ViaService': regions.flatMap(region => [`ec2.${region}.amazonaws.com`, `ec2.${region}.${Aws.URL_SUFFIX}`]) };
  const resources = keys.map(key => key.keyArn);
  return [
    new iam.PolicyStatement({ actions: KEY_ACTIONS, resources }),
    new iam.PolicyStatement({ actions: EC2_KEY_ACTIONS, resources, conditions: { StringEquals: viaEc2 } }),
    new iam.PolicyStatement({
      actions: ['kms:CreateGrant'],
      resources,
      conditions: { StringEquals: viaEc2, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    }),
  ];
}

export const loggingRights = (logGroup: logs.ILogGroup) =>
  [new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] })];

export const turnRights = (stateMachineArn: string) => [new iam.PolicyStatement({ actions: TURN_ACTIONS, resources: [stateMachineArn] })];
