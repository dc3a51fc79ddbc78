import { Annotations, Reference, Token, Tokenization } from 'aws-cdk-lib';
import * as autoscaling from 'aws-cdk-lib/aws-autoscaling';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { IGoldenAmi } from '../../golden-ami';

/** A refresh starts instances from what the launch template says: unless that is the channel, at launch, they are as old as those that they replace. */
export function warnOfOtherImage(scope: Construct, group: autoscaling.IAutoScalingGroup, goldenAmi: IGoldenAmi, channel: string): void {
  const imageId = imageIdOf(group);
  const right = goldenAmi.architectures.map(architecture => `resolve:ssm:${goldenAmi.parameterName({ channel, architecture })}`);
  if (imageId === undefined || right.includes(imageId) || (imageId.startsWith('resolve:ssm:') && Token.isUnresolved(imageId))) return;
  Annotations.of(scope).addWarningV2('cdk-golden-ami:GoldenAmiRollout.otherImage',
    `instances of ${group.node.path} do not start from ${channel} of ${goldenAmi.imageName}, so that replacing them brings no other image: start them from machineImage({ channel: '${channel}', atLaunch: true })`);
}

/** As the launch template has it; undefined for a group that is not of this app, and for what its template does not say. */
function imageIdOf(group: autoscaling.IAutoScalingGroup): string | undefined {
  const { launchTemplate } = (group.node.defaultChild ?? {}) as Partial<autoscaling.CfnAutoScalingGroup>;
  if (!launchTemplate || !('version' in launchTemplate) || launchTemplate.launchTemplateId === undefined) return undefined;
  const reference = Tokenization.reverse(launchTemplate.launchTemplateId);
  const template = Reference.isReference(reference) ? reference.target : undefined;
  if (!(template instanceof ec2.CfnLaunchTemplate) || !('imageId' in template.launchTemplateData)) return undefined;
  return template.launchTemplateData.imageId;
}
