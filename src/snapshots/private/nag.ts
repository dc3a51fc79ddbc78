import { CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

const IAM4 = { id: 'AwsSolutions-IAM4', reason: 'AWS keeps the rights of Data Lifecycle Manager in these policies; the app asked for them instead of those that the policy needs.' };
const IAM5 = {
  id: 'AwsSolutions-IAM5',
  reason: 'Backups have no ids before they are made: where EC2 takes resources, they are stars within an ARN and under a condition. Actions that only read take no resources.',
};

/** What cdk-nag (AwsSolutions) finds in a policy's role, with the reason, as cdk-nag reads it; without it, a comment in the template. */
export function acknowledgeStars(role: IConstruct, managed: boolean): void {
  const resource = managed ? role.node.defaultChild : role.node.tryFindChild('DefaultPolicy')?.node.defaultChild;
  if (CfnResource.isCfnResource(resource)) resource.addMetadata('cdk_nag', { rules_to_suppress: [managed ? IAM4 : IAM5] });
}
