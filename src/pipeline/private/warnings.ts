import { Annotations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { GoldenAmiPipelineProps } from '../golden-ami-pipeline-props';

/** Allowed, but you should know. */
export function warn(scope: Construct, { baseImage, scan, hardening, patching, channels, destinations = [] }: GoldenAmiPipelineProps): void {
  const annotations = Annotations.of(scope);
  if (baseImage._traits.isPinned) {
    annotations.addWarningV2('cdk-golden-ami:GoldenAmiPipeline.pinnedBase',
      'baseImage is one AMI for ever: the pipeline never sees an update of it; name a parameter with BaseImage.ssmParameter');
  }
  if (scan?._reason) annotations.addWarningV2('cdk-golden-ami:GoldenAmiPipeline.notScanned', `images are not scanned: ${scan._reason}`);
  if (hardening?._noneBecause) annotations.addWarningV2('cdk-golden-ami:GoldenAmiPipeline.notHardened', `images are not hardened: ${hardening._noneBecause}`);
  if (patching?.skippedBecause) annotations.addWarningV2('cdk-golden-ami:GoldenAmiPipeline.notPatched', `images are not patched: ${patching.skippedBecause}`);
  const past = destinations.flatMap(({ _options: { copyToAccounts = [], launchTemplates = [] } }) => [
    ...copyToAccounts.length > 0 ? ['copyToAccounts'] : [],
    ...launchTemplates.length > 0 ? ['launchTemplates'] : [],
  ]);
  if (channels && past.length > 0) {
    annotations.addWarningV2('cdk-golden-ami:GoldenAmiPipeline.pastChannels',
      `${[...new Set(past)].join(' and ')} of destinations get each image as soon as it is built, whatever channels have: who should follow a channel takes sharedWith and machineImage`);
  }
}
