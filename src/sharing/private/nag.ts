import { CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** What cdk-nag (AwsSolutions) finds in the handlers, with the reasons why it is so, written as cdk-nag reads it. */
const REASONS: readonly { readonly id: string; readonly type: string; readonly reason: string }[] = [
  {
    id: 'AwsSolutions-IAM5',
    type: 'AWS::IAM::Policy',
    reason: 'What is shared no more is no longer in the template when it is revoked, so that no statement can name it. Describe actions take no resources.',
  },
  {
    id: 'AwsSolutions-IAM4',
    type: 'AWS::IAM::Role',
    reason: 'A function in a VPC needs the network rights that AWS keeps in its managed policy for that.',
  },
  {
    id: 'AwsSolutions-L1',
    type: 'AWS::Lambda::Function',
    reason: 'The run-time is the newest that the CDK knows in every Region of the stack; it is set for all custom resources with CustomResourceConfig.',
  },
];

export function acknowledge(scope: IConstruct): void {
  for (const resource of scope.node.findAll().filter(CfnResource.isCfnResource)) {
    const rules = REASONS.filter(each => each.type === resource.cfnResourceType).map(({ id, reason }) => ({ id, reason }));
    if (rules.length > 0) resource.addMetadata('cdk_nag', { rules_to_suppress: rules });
  }
}
