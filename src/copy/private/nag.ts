import { CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * What cdk-nag (AwsSolutions) finds in the handler, with the reasons why it is so. Written as cdk-nag reads it, so that
 * its users need not repeat it; without cdk-nag it is a comment in the template.
 */
const REASONS: readonly { readonly id: string; readonly type: string; readonly reason: string }[] = [
  {
    id: 'AwsSolutions-IAM5',
    type: 'AWS::IAM::Policy',
    reason: 'Images and snapshots are named by ids that EC2 gives when it makes them; statements about them are bounded by ownership tags. Describe actions take no resources.',
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
  {
    id: 'AwsSolutions-SF1',
    type: 'AWS::StepFunctions::StateMachine',
    reason: "The input holds CloudFormation's response URLs, which must not be logged; the handler logs each decision.",
  },
  {
    id: 'AwsSolutions-SF2',
    type: 'AWS::StepFunctions::StateMachine',
    reason: 'A state machine that calls one function leaves nothing to trace; its history shows every call.',
  },
];

export function acknowledge(scope: IConstruct): void {
  for (const resource of scope.node.findAll().filter(CfnResource.isCfnResource)) {
    const rules = REASONS.filter(each => each.type === resource.cfnResourceType).map(({ id, reason }) => ({ id, reason }));
    if (rules.length > 0) resource.addMetadata('cdk_nag', { rules_to_suppress: rules });
  }
}
