import * as imagebuilder from 'aws-cdk-lib/aws-imagebuilder';
import { VulnerabilityScan } from '../vulnerability-scan';

/**
 * Properties that the oldest aws-cdk-lib we support has no type for: written as CloudFormation spells them, past the types, so that every
 * version renders the same. Each with the version that types it first.
 */

/** What checks templates in the CDK, from 2.276.0 on, and cfn-lint do not know these yet, though CloudFormation documents them. */
const UNKNOWN = 'CloudFormation-Validate::F3002';

/** 2.276.0 */
export function setScan(pipeline: imagebuilder.CfnImagePipeline, { _scan: scan }: VulnerabilityScan): void {
  if (scan) {
    pipeline.node.addMetadata('aws:cdk:acknowledged-rules', {
      [UNKNOWN]: 'ImageScanningTypes and ScanResultCondition are newer than the schema that templates are checked with.',
    });
    pipeline.addMetadata('cfn-lint', { config: { ignore_checks: ['E3002'] } });
  }
  pipeline.addPropertyOverride('ImageScanningConfiguration', scan
    ? { ImageScanningEnabled: true, ImageScanningTypes: scan.types, ScanResultCondition: scan.condition }
    : { ImageScanningEnabled: false });
}

/** After 2.262.0, in 2.276.0 */
export function setTimeZone(pipeline: imagebuilder.CfnImagePipeline, timeZone: string): void {
  pipeline.addPropertyOverride('Schedule.Timezone', timeZone);
}

/** After 2.250.0, in 2.262.0: tags of the images that the schedule makes. */
export function setImageTags(pipeline: imagebuilder.CfnImagePipeline, tags: Readonly<Record<string, string>>): void {
  pipeline.addPropertyOverride('ImageTags', tags);
}

/** After 2.250.0, in 2.262.0 */
export function setWatermarks(recipe: imagebuilder.CfnImageRecipe, watermarks: readonly string[]): void {
  recipe.addPropertyOverride('AmiWatermarks', watermarks);
}
