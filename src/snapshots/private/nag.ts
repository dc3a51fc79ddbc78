import { IConstruct } from 'constructs';
import { acknowledge } from '../../private/acknowledge';

/** What cdk-nag finds in a policy's role, with the reason. */
export function acknowledgeStars(role: IConstruct, managed: boolean): void {
  if (managed) {
    acknowledge(role, 'AwsSolutions-IAM4', 'AWS keeps the rights of Data Lifecycle Manager in these policies; the app asked for them instead of those that the policy needs.');
  } else {
    acknowledge(role.node.tryFindChild('DefaultPolicy'), 'AwsSolutions-IAM5',
      'Backups have no ids before they are made: where EC2 takes resources, they are stars within an ARN and under a condition. Actions that only read take no resources.');
  }
}
