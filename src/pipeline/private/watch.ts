import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { alarmOnEvent, alarmProblems, alarmWhenStale, countOf, lostOf } from './alarms';
import { createDashboard } from './dashboard';
import { candidateAge, reportCandidateAges } from './image-age';
import { notificationProblems, notificationTopic } from './notification-topic';
import { BuildRhythm, freshnessOf } from './stale-after';
import { tellOfAlarms, tellOfPipelines, ToldEvents } from './told-events';
import { WatchedPipeline } from './watched-pipeline';
import { Problem } from '../../private/props';
import { PipelineAlarmOptions } from '../pipeline-alarms';
import { PipelineNotificationOptions } from '../pipeline-notifications';

/** Props of the construct, by the names that they have there, and how often it is to build. */
export interface WatchOptions {
  readonly rhythm: BuildRhythm;
  readonly notifications?: PipelineNotificationOptions;
  readonly alarms?: PipelineAlarmOptions;
  /** @default false: from the fourth of an account on, a dashboard costs 3 USD a month, and the alarms say what is wrong without it */
  readonly dashboard?: boolean;
}

/** What is wrong with `notifications` and `alarms`, in sentences that start with these names. */
export const watchProblems = (scope: Construct, { notifications, alarms }: Pick<WatchOptions, 'notifications' | 'alarms'>): Problem[] =>
  [...notificationProblems(scope, notifications), ...alarmProblems(alarms)];

/** Watches all architectures of an image, from a child of the scope. The options have passed `watchProblems`. */
export const watchPipeline = (scope: Construct, pipelines: readonly WatchedPipeline[], options: WatchOptions) => new Watch(scope, pipelines, options);

/** One topic, one set of rules and one of alarms; of alarms for stale images, one for each architecture. */
export class Watch extends Construct {
  public readonly topic: sns.ITopic;
  public readonly alarms: readonly cloudwatch.Alarm[];
  public readonly dashboard?: cloudwatch.Dashboard;

  private readonly told: ToldEvents;

  constructor(scope: Construct, private readonly pipelines: readonly WatchedPipeline[], options: WatchOptions) {
    super(scope, 'Watch');
    this.topic = notificationTopic(this, options.notifications);
    reportCandidateAges(this, pipelines);
    const stale = this.createStaleAlarms(options);
    this.told = {
      ...tellOfPipelines(this, pipelines, this.topic),
      ...stale.length > 0 && { stale: tellOfAlarms(this, stale, this.topic) },
    };
    const names = pipelines.map(({ pipelineName }) => pipelineName).join(' or ');
    this.alarms = [
      alarmOnEvent(this, 'FailedAlarm', this.told.failed, `An image of ${names} failed in the last 24 hours.`, options.alarms),
      alarmOnEvent(this, 'DisabledAlarm', this.told.disabled, `Image Builder switched ${names} off in the last 24 hours.`, options.alarms),
      ...stale,
    ];
    if (options.dashboard) this.dashboard = this.createDashboard(scope.node.path);
  }

  public metricBuildsSucceeded(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return countOf(this.told.built, { label: 'succeeded', ...options });
  }

  public metricBuildsFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return countOf(this.told.failed, { label: 'failed', ...options });
  }

  /** In hours. The architecture is one of the pipelines'. */
  public metricCandidateAge(architecture: ec2.InstanceArchitecture, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return candidateAge(this, this.pipelines.find(each => each.architecture === architecture)!, options);
  }

  private createStaleAlarms({ rhythm, alarms }: WatchOptions): cloudwatch.Alarm[] {
    const { staleAfter } = freshnessOf(rhythm, alarms);
    return staleAfter ? this.pipelines.map(pipeline => alarmWhenStale(this, `${pipeline.architecture}Stale`, pipeline, staleAfter, alarms)) : [];
  }

  private createDashboard(title: string): cloudwatch.Dashboard {
    return createDashboard(this, {
      title,
      alarms: this.alarms,
      ages: this.pipelines.map(pipeline => candidateAge(this, pipeline, { label: pipeline.imageName })),
      built: this.metricBuildsSucceeded(),
      failed: this.metricBuildsFailed(),
      lost: Object.entries(this.told).map(([event, rule]) => lostOf(rule, { label: event })),
    });
  }
}
