import { Arn, ArnFormat, Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as logs from 'aws-cdk-lib/aws-logs';
import {
  COPY_ACTIONS, DESCRIBE_ACTIONS, EC2_KEY_ACTIONS, KEY_ACTIONS, OWNERSHIP_TAG, READ_ACTIONS, REFERENCE_READ_ACTIONS, REFERENCE_SCAN_ACTIONS,
  REMOVE_ACTIONS, STACK_ACTIONS, TAG_ACTIONS, TURN_ACTIONS,
} from '../../runtime/contract';

const images = (region: string, imageId = '*') => `arn:${Aws.PARTITION}:ec2:${region}::image/${imageId}`;
const snapshots = (region: string) => `arn:${Aws.PARTITION}:ec2:${region}::snapshot/*`;

const OURS = { StringEquals: { [`aws:ResourceTag/${OWNERSHIP_TAG.stackId}`]: Aws.STACK_ID } };
const IN_OUR_REGION = { StringEquals: { 'aws:RequestedRegion': Aws.REGION } };

/**
 * What every handler may, whatever its stack makes today: a copy that is taken out of the template is removed after the
 * template has stopped to mention it. Bounded by the ownership tags, which only a creating call can write.
 */
export function constantRights(): iam.PolicyStatement[] {
  const made = [images(Aws.REGION), snapshots(Aws.REGION)];
  return [
    new iam.PolicyStatement({ sid: 'Read', actions: READ_ACTIONS, resources: ['*'], conditions: IN_OUR_REGION }),
    ...referenceRights(),
    new iam.PolicyStatement({ sid: 'RemoveOurs', actions: REMOVE_ACTIONS, resources: made, conditions: OURS }),
    new iam.PolicyStatement({ sid: 'DescribeOurs', actions: DESCRIBE_ACTIONS, resources: [images(Aws.REGION)], conditions: OURS }),
    new iam.PolicyStatement({ sid: 'TagOurs', actions: TAG_ACTIONS, resources: made, conditions: OURS }),
    new iam.PolicyStatement({
      sid: 'KeepOwnership',
      effect: iam.Effect.DENY,
      actions: TAG_ACTIONS,
      resources: made,
      conditions: {
        'ForAnyValue:StringEquals': { 'aws:TagKeys': Object.values(OWNERSHIP_TAG) },
        'Null': { 'ec2:CreateAction': 'true' },
      },
    }),
    new iam.PolicyStatement({
      sid: 'TagWhatIsMade',
      actions: ['ec2:CreateTags'],
      resources: made,
      conditions: { StringEquals: { 'ec2:CreateAction': COPY_ACTIONS.map(action => action.split(':')[1]) } },
    }),
    new iam.PolicyStatement({ sid: 'AskForOurStack', actions: STACK_ACTIONS, resources: [Aws.STACK_ID] }),
  ];
}

/** What EC2 looks at in our name to find out who uses an image; nothing that the handler could read by itself. */
function referenceRights(): iam.PolicyStatement[] {
  const viaEc2Images = { 'ForAnyValue:StringEquals': { 'aws:CalledVia': ['ec2-images.amazonaws.com'] } };
  const conditions = { ...viaEc2Images, ...IN_OUR_REGION };
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
  partition: Aws.PARTITION, service, region: Aws.REGION, account: Aws.ACCOUNT_ID, resource, resourceName: '*', arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
});

/** The source may be anybody's; what is made must carry our tags from the start. Snapshots are named on both sides at once. */
export function copyRights(sourceImageId: string): iam.PolicyStatement[] {
  return [
    new iam.PolicyStatement({ actions: COPY_ACTIONS, resources: [images('*', sourceImageId), snapshots('*')] }),
    new iam.PolicyStatement({
      actions: COPY_ACTIONS,
      resources: [images(Aws.REGION)],
      conditions: { StringEquals: { [`aws:RequestTag/${OWNERSHIP_TAG.stackId}`]: Aws.STACK_ID } },
    }),
  ];
}

/** The handler may look at a key; EC2 may use it in the handler's name, and give AWS's services grants on it. */
export function keyRights(key: kms.IKey): iam.PolicyStatement[] {
  const viaEc2 = { 'kms:ViaService': [`ec2.${Aws.REGION}.amazonaws.com`, `ec2.${Aws.REGION}.${Aws.URL_SUFFIX}`] };
  return [
    new iam.PolicyStatement({ actions: KEY_ACTIONS, resources: [key.keyArn] }),
    new iam.PolicyStatement({ actions: EC2_KEY_ACTIONS, resources: [key.keyArn], conditions: { StringEquals: viaEc2 } }),
    new iam.PolicyStatement({
      actions: ['kms:CreateGrant'],
      resources: [key.keyArn],
      conditions: { StringEquals: viaEc2, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    }),
  ];
}

export const loggingRights = (logGroup: logs.ILogGroup) =>
  [new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] })];

export const turnRights = (stateMachineArn: string) => [new iam.PolicyStatement({ actions: TURN_ACTIONS, resources: [stateMachineArn] })];
