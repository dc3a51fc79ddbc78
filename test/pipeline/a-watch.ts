import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { Target } from './event-pattern';
import { BuildSchedule } from '../../src/pipeline/build-schedule';
import { Watch, watchPipeline, WatchOptions } from '../../src/pipeline/private/watch';
import { WatchedPipeline } from '../../src/pipeline/private/watched-pipeline';
import { Statement } from '../support/iam/policy';
import { resolved } from '../support/resolved';
import { withApp } from '../support/with-app';

export const ACCOUNT = '111111111111';
export const REGION = 'eu-central-1';
const ENV = { account: ACCOUNT, region: REGION };

export function aPipeline(imageName: string, architecture = ec2.InstanceArchitecture.X86_64): WatchedPipeline {
  return {
    architecture,
    imageName,
    pipelineName: imageName,
    pipelineArn: `arn:aws:imagebuilder:${REGION}:${ACCOUNT}:image-pipeline/${imageName}`,
    candidateParameterName: `/golden/${imageName}/candidate`,
  };
}

export const X86 = aPipeline('corp-x86-64');
export const ARM = aPipeline('corp-arm64', ec2.InstanceArchitecture.ARM_64);

/** As an image is watched that is built each week. */
export const WEEKLY = { rhythm: { schedule: BuildSchedule.weekly(), waitsForUpdates: false } };

export type Resources = Readonly<Record<string, { readonly Type: string; readonly Properties: object }>>;

/** Of the resources that tests look at, as much as they do. */
interface Properties {
  readonly 'AWS::CloudWatch::Alarm': {
    readonly MetricName: string;
    readonly Dimensions: readonly { readonly Name: string; readonly Value: string }[];
    readonly AlarmDescription: string;
    readonly Threshold: number | string;
    readonly AlarmActions?: string[];
    readonly InsufficientDataActions?: string[];
  };
  readonly 'AWS::CloudWatch::Dashboard': { readonly DashboardBody: string };
  readonly 'AWS::Events::Rule': { readonly EventPattern?: { readonly source: string[] }; readonly Targets?: readonly Target[] };
  readonly 'AWS::IAM::Policy': { readonly PolicyDocument: { readonly Statement: Statement[] } };
  readonly 'AWS::IAM::Role': { readonly AssumeRolePolicyDocument: { readonly Statement: object[] }; readonly ManagedPolicyArns: string[] };
  readonly 'AWS::ImageBuilder::LifecyclePolicy': {
    readonly ExecutionRole: string;
    readonly PolicyDetails: readonly {
      readonly Action: { readonly Type: string };
      readonly Filter: { readonly Value: number };
      readonly ExclusionRules: { readonly TagMap: Readonly<Record<string, string>> };
    }[];
  };
  readonly 'AWS::KMS::Key': { readonly EnableKeyRotation?: boolean; readonly KeyPolicy: { readonly Statement: ServiceStatement[] } };
  readonly 'AWS::Lambda::Function': { readonly Environment: { readonly Variables: Readonly<Record<string, string>> } };
  readonly 'AWS::SNS::Subscription': { readonly Protocol: string; readonly Endpoint: string };
  readonly 'AWS::SNS::Topic': { readonly KmsMasterKeyId: string };
  readonly 'AWS::SNS::TopicPolicy': { readonly PolicyDocument: { readonly Statement: ServiceStatement[] } };
}

export type Of<T extends keyof Properties> = Properties[T] & { readonly id: string };

/** Of a policy that says which services may. */
export type ServiceStatement = Omit<Statement, 'Principal'> & { readonly Principal: { readonly Service?: string } };

/** The resources of a stack, with tokens resolved as far as a text can be: pseudo parameters by their values, others by their names. */
export function resourcesOf(make: (stack: Stack) => void): Resources {
  return withApp(app => {
    const stack = new Stack(app, 'Images', { env: ENV });
    make(stack);
    return resolved(Template.fromStack(stack).toJSON().Resources ?? {}) as Resources;
  });
}

export const ofType = <T extends keyof Properties>(resources: Resources, type: T): Of<T>[] =>
  Object.entries(resources).filter(([, { Type }]) => Type === type).map(([id, each]) => ({ ...each.Properties, id }) as Of<T>);

/** What is watched, beneath a construct as the pipeline would be. */
export const watchedBy = (
  options: Partial<WatchOptions> = {}, pipelines: readonly WatchedPipeline[] = [X86], use: (watch: Watch) => void = () => undefined,
): Resources => resourcesOf(stack => use(watchPipeline(new Construct(stack, 'Golden'), pipelines, { ...WEEKLY, ...options })));
