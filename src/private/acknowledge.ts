import { CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** Why something that cdk-nag (AwsSolutions) finds is meant, as cdk-nag reads it; without it, a comment in the template. */
export function acknowledge(scope: IConstruct | undefined, id: string, reason: string): void {
  const resource = CfnResource.isCfnResource(scope) ? scope : scope?.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) return;
  const { rules_to_suppress: rules = [] } = (resource.getMetadata('cdk_nag') ?? {}) as { rules_to_suppress?: object[] };
  resource.addMetadata('cdk_nag', { rules_to_suppress: [...rules, { id, reason }] });
}

/** A finding that all resources of a type have. */
export interface Finding {
  readonly id: string;
  readonly type: string;
  readonly reason: string;
}

/** What is found in every function that custom resources are sent to. */
export const FOUND_IN_HANDLERS: readonly Finding[] = [
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

/** The same, for everything in a scope. */
export function acknowledgeAll(scope: IConstruct, findings: readonly Finding[]): void {
  for (const resource of scope.node.findAll().filter(CfnResource.isCfnResource)) {
    findings.filter(({ type }) => type === resource.cfnResourceType).forEach(({ id, reason }) => acknowledge(resource, id, reason));
  }
}
