import { IConstruct } from 'constructs';
import { acknowledge } from '../../private/acknowledge';

/** What cdk-nag (AwsSolutions) finds in the roles of a pipeline, with the reasons. */
export const acknowledgeManagedPolicies = (role: IConstruct) => acknowledge(role, 'AwsSolutions-IAM4',
  'What Image Builder and its instances need grows with the service, and AWS keeps it in these policies; what goes too far in them is denied beside them.');

export const acknowledgeStars = (role: IConstruct) => acknowledge(role.node.tryFindChild('DefaultPolicy'), 'AwsSolutions-IAM5',
  'Images and log streams have no names before they are made. What reads takes no resources, and what denies should be broad.');
