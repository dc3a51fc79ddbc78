import * as ec2 from 'aws-cdk-lib/aws-ec2';

/** A pipeline of one architecture, as far as who watches it has to know. */
export interface WatchedPipeline {
  readonly architecture: ec2.InstanceArchitecture;
  /** As it stands in the ARNs of its images: the name of the recipe. */
  readonly imageName: string;
  readonly pipelineArn: string;
  readonly pipelineName: string;
  /** The parameter that Image Builder writes when an image is ready, in the stack's Region. */
  readonly candidateParameterName: string;
}
