import { Arn, ArnFormat, Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as logs from 'aws-cdk-lib/aws-logs';
import { KEY_ACTIONS, SHARING_ACTIONS, STACK_ACTIONS, STACK_EVENT_ACTIONS } from '../../runtime/contract';

/**
 * What every sharing handler may, whatever its stack shares today: what is taken out of the template is revoked after the template has
 * stopped to name it. Images and snapshots may be anybody's of the account; those of others EC2 refuses. Of keys it reads who manages them.
 */
export function sharingRights(logGroup: logs.ILogGroup): iam.PolicyStatement[] {
  const keys = Arn.format({
    partition: Aws.PARTITION, service: 'kms', region: '*', account: Aws.ACCOUNT_ID, resource: 'key', resourceName: '*', arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
  });
  return [
    new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
    new iam.PolicyStatement({ sid: 'Look', actions: [...SHARING_ACTIONS.look], resources: ['*'] }),
    new iam.PolicyStatement({ sid: 'ShareImages', actions: [...SHARING_ACTIONS.image], resources: [`arn:${Aws.PARTITION}:ec2:*::image/*`] }),
    new iam.PolicyStatement({ sid: 'ShareSnapshots', actions: [...SHARING_ACTIONS.snapshot], resources: [`arn:${Aws.PARTITION}:ec2:*::snapshot/*`] }),
    new iam.PolicyStatement({ sid: 'TellWhoseKey', actions: KEY_ACTIONS, resources: [keys] }),
    new iam.PolicyStatement({ sid: 'AskForOurStack', actions: [...STACK_ACTIONS, ...STACK_EVENT_ACTIONS], resources: [Aws.STACK_ID] }),
  ];
}
