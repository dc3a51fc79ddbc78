import { Annotations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { GoldenAmiPipelineProps } from '../golden-ami-pipeline-props';

/** Allowed, but you should know. */
export function warn(scope: Construct, { baseImage, scan, hardening, patching }: GoldenAmiPipelineProps): void {
  const annotations = Annotations.of(scope);
  if (baseImage._traits.isPinned) {
    annotations.addWarningV2('cdk-golden-ami:GoldenAmiPipeline.pinnedBase',
      'baseImage is one AMI for ever: the pipeline never sees an update of it; name a parameter with BaseImage.ssmParameter');
  }
  if (scan?._reason) annotations.addWarningV2('cdk-golden-ami:GoldenAmiPipeline.notScanned', `images are not scanned: ${scan._reason}`);
  if (hardening?._noneBecause) annotations.addWarningV2('cdk-golden-ami:GoldenAmiPipeline.notHardened', `images are not hardened: ${hardening._noneBecause}`);
  if (patching?.skippedBecause) annotations.addWarningV2('cdk-golden-ami:GoldenAmiPipeline.notPatched', `images are not patched: ${patching.skippedBecause}`);
}
