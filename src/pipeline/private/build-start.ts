import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as imagebuilder from 'aws-cdk-lib/aws-imagebuilder';
import { Construct } from 'constructs';
import { BuildStarter } from './build-starter';
import { BuildOnDeploy } from '../build-on-deploy';

export interface DeployedBuild {
  /** As it stands in the ARNs of the pipeline and of its images. */
  readonly lineName: string;
  readonly pipeline: imagebuilder.CfnImagePipeline;
  readonly imageTags: Readonly<Record<string, string>>;
}

/** Builds an image with the deployment, if that is asked for. `DeploymentId` is another one after each change of the pipeline. */
export function buildOnDeploy(scope: Construct, mode: BuildOnDeploy, build: DeployedBuild): void {
  if (mode === BuildOnDeploy.START) startBuild(scope, build);
  if (mode === BuildOnDeploy.WAIT) waitForBuild(scope, build);
}

/** What is published stays: no rollback, and no deletion of the stack, takes an image away that instances start from. */
function waitForBuild(scope: Construct, { pipeline, imageTags }: DeployedBuild): void {
  const image = new imagebuilder.CfnImage(scope, 'Image', {
    imagePipelineExecutionSettings: { deploymentId: pipeline.attrDeploymentId, onUpdate: true },
    tags: imageTags,
  });
  image.applyRemovalPolicy(RemovalPolicy.RETAIN);
}

function startBuild(scope: Construct, { lineName, pipeline, imageTags }: DeployedBuild): void {
  // By name: pipelines of a stack may build on each other, and the rights of one function must not wait for all of them.
  const arnOf = (resource: string, resourceName: string) => Stack.of(scope).formatArn({ service: 'imagebuilder', resource, resourceName });
  BuildStarter.of(scope).start(scope, { ImagePipelineArn: pipeline.attrArn, DeploymentId: pipeline.attrDeploymentId, Tags: imageTags }, [
    new iam.PolicyStatement({ actions: ['imagebuilder:StartImagePipelineExecution'], resources: [arnOf('image-pipeline', lineName)] }),
    new iam.PolicyStatement({ actions: ['imagebuilder:TagResource'], resources: [arnOf('image', `${lineName}/*`)], conditions: onlyTags(imageTags) }),
  ]);
}

const onlyTags = (tags: Readonly<Record<string, string>>) => ({
  'StringEquals': Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  'ForAllValues:StringEquals': { 'aws:TagKeys': Object.keys(tags) },
});
