import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { BaseImage } from '../../src/pipeline/base-image';
import { GoldenAmiPipeline } from '../../src/pipeline/golden-ami-pipeline';
import { GoldenAmiPipelineProps } from '../../src/pipeline/golden-ami-pipeline-props';

/** A stack in an account and a Region. */
export const aStack = () => new Stack(new App({ analyticsReporting: false }), 'Images', { env: { account: '111111111111', region: 'eu-central-1' } });

export function synthesized(props: Partial<GoldenAmiPipelineProps> = {}, stack = aStack()): Template {
  new GoldenAmiPipeline(stack, 'Base', { baseImage: BaseImage.amazonLinux2023(), imageName: 'base', ...props });
  return Template.fromStack(stack);
}

export const IB = 'AWS::ImageBuilder';

interface Statement {
  readonly Sid?: string;
  readonly Resource?: unknown;
  readonly Condition?: unknown;
}

export const statementsOf = (template: Template, sid: string): Statement[] => Object.values(template.findResources('AWS::IAM::Policy'))
  .flatMap(each => (each.Properties as { PolicyDocument: { Statement: Statement[] } }).PolicyDocument.Statement).filter(each => each.Sid === sid);

export const distributionsOf = (template: Template) => Object.values(template.findResources(`${IB}::DistributionConfiguration`))
  .flatMap(each => (each.Properties as { Distributions: Record<string, unknown>[] }).Distributions);
