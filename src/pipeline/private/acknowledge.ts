import { CfnResource } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** Why something that cdk-nag (AwsSolutions) finds is meant, as cdk-nag reads it; without it, a comment in the template. */
export function acknowledge(scope: IConstruct | undefined, id: string, reason: string): void {
  const resource = CfnResource.isCfnResource(scope) ? scope : scope?.node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) return;
  const { rules_to_suppress: rules = [] } = (resource.getMetadata('cdk_nag') ?? {}) as { rules_to_suppress?: object[] };
  resource.addMetadata('cdk_nag', { rules_to_suppress: [...rules, { id, reason }] });
}
