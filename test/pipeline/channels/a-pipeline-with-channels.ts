import { Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ChannelPromotion } from '../../../src/pipeline/channel-promotion';
import { GoldenChannel } from '../../../src/pipeline/golden-channel';
import { PipelineChannels, PipelineChannelsOptions } from '../../../src/pipeline/private/channels/pipeline-channels';
import { WatchedPipeline } from '../../../src/pipeline/private/watched-pipeline';
import { ChannelsConfiguration } from '../../../src/runtime/channels/channel-contract';
import { Statement } from '../../support/iam/policy';
import { resolved } from '../../support/resolved';
import { withApp } from '../../support/with-app';
import { Target } from '../event-pattern';

export const ACCOUNT = '111111111111';
export const REGION = 'eu-central-1';

/** Of the resources that tests look at, as much as they do. */
export interface Resource<P = object> {
  readonly Type: string;
  readonly Properties: P;
  readonly DeletionPolicy?: string;
  readonly Metadata?: { readonly cdk_nag?: { readonly rules_to_suppress: readonly { readonly id: string }[] } };
}
export type Resources = Readonly<Record<string, Resource>>;

export interface Rule {
  readonly EventPattern?: object;
  readonly ScheduleExpression?: string;
  readonly Targets?: readonly Target[];
}

export interface Alarm {
  readonly AlarmDescription: string;
  readonly Namespace?: string;
  readonly MetricName?: string;
  readonly Statistic?: string;
  readonly Period?: number;
  readonly Threshold: number;
  readonly Dimensions?: readonly { readonly Name: string; readonly Value: string }[];
  readonly AlarmActions?: readonly string[];
  readonly TreatMissingData: string;
}

export const CHANNELS: GoldenChannel[] = [
  { name: 'canary' },
  { name: 'stable', promotion: ChannelPromotion.automatic({ bakeTime: Duration.hours(24) }) },
  { name: 'frozen', promotion: ChannelPromotion.approval() },
];

const watched = (architecture: ec2.InstanceArchitecture): WatchedPipeline => {
  const name = `base-${architecture.replace('_', '-')}`;
  return {
    architecture,
    imageName: name,
    pipelineName: name,
    pipelineArn: `arn:aws:imagebuilder:${REGION}:${ACCOUNT}:image-pipeline/${name}`,
    candidateParameterName: `/golden/base/${architecture}/candidate`,
  };
};

export const LINES = [ec2.InstanceArchitecture.X86_64, ec2.InstanceArchitecture.ARM_64].map(architecture => ({
  watched: watched(architecture), recipeArn: `arn:aws:imagebuilder:${REGION}:${ACCOUNT}:image-recipe/base-${architecture.replace('_', '-')}/1.0.7`,
}));

interface Synthesized {
  readonly Resources?: Resources;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: string }>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: string }>>;
}

export const synthesized = (make: (stack: Stack) => void): Synthesized => withApp(app => {
  const stack = new Stack(app, 'Images', { env: { account: ACCOUNT, region: REGION } });
  make(stack);
  return resolved(Template.fromStack(stack).toJSON()) as Synthesized;
});

export const inStack = (make: (stack: Stack) => void): Resources => synthesized(make).Resources ?? {};

/** The channels of a pipeline, beneath a construct as the pipeline would be. */
export const channelsIn = (stack: Stack, options: Partial<PipelineChannelsOptions> = {}) => new PipelineChannels(new Construct(stack, 'Base'), {
  imageName: 'base',
  parameterPrefix: '/golden',
  lines: LINES,
  regions: [REGION, 'us-east-1'],
  sharedWith: [],
  keepNewest: 3,
  channels: CHANNELS,
  topic: new sns.Topic(stack, 'Topic'),
  alarmActions: [],
  staleAfter: Duration.days(14),
  ...options,
});

export const withChannels = (options: Partial<PipelineChannelsOptions> = {}): Resources => inStack(stack => channelsIn(stack, options));

export const ofType = <P>(resources: Resources, type: string): (P & { readonly id: string })[] =>
  Object.entries(resources).filter(([, { Type }]) => Type === type).map(([id, each]) => ({ ...each.Properties as P, id }));

export const rulesOf = (resources: Resources) => ofType<Rule>(resources, 'AWS::Events::Rule');
export const alarmsOf = (resources: Resources) => ofType<Alarm>(resources, 'AWS::CloudWatch::Alarm');

/** Of the function's own role. */
export const rightsOf = (resources: Resources): Statement[] => ofType<{ PolicyDocument: { Statement: Statement[] } }>(resources, 'AWS::IAM::Policy')
  .filter(({ id }) => /^BaseChannelsRole/.test(id)).flatMap(each => each.PolicyDocument.Statement);

export function configurationIn(resources: Resources): ChannelsConfiguration {
  const [fn] = ofType<{ Environment: { Variables: { CHANNELS: string } } }>(resources, 'AWS::Lambda::Function');
  return JSON.parse(fn.Environment.Variables.CHANNELS) as ChannelsConfiguration;
}
