import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { channelAlarms } from './channel-alarms';
import { printRollback } from './channel-commands';
import { configurationOf, roomProblem } from './channel-configuration';
import { onParametersWritten, onReleaseFor } from './channel-events';
import { bakeSeconds, ChannelPlan, channelPlans, isAutomatic } from './channel-plan';
import { channelRights } from './channel-rights';
import { channelWidgets } from './channel-widgets';
import { ChannelsFunction } from './channels-function';
import { PromotionInput, PromotionMachine } from './promotion-machine';
import { tellOfApproval, tellOfMoves } from './told-channels';
import { acknowledge } from '../../../private/acknowledge';
import { assertProps } from '../../../private/props';
import { CHANNEL_ENVIRONMENT, CHANNEL_TIMEOUT_SECONDS, channelParameterName, VERB_GROUP } from '../../../runtime/channels/channel-contract';
import { ShareTarget } from '../../../sharing/share-target';
import { GoldenChannel } from '../../golden-channel';
import { onceInADay } from '../alarms';
import { onBuildSucceeded } from '../events';
import { lineNameOf } from '../names';
import { tellOfAlarms } from '../told-events';
import { WatchedPipeline } from '../watched-pipeline';

/** A pipeline of one architecture, and what its images are made of now. */
export interface ChannelLine {
  readonly watched: WatchedPipeline;
  /** With its version. */
  readonly recipeArn: string;
}

export interface PipelineChannelsOptions {
  readonly imageName: string;
  readonly parameterPrefix: string;
  readonly lines: readonly ChannelLine[];
  /** The stack's own among them. */
  readonly regions: readonly string[];
  readonly sharedWith: readonly ShareTarget[];
  readonly keepNewest: number;
  /** They have passed `channelProblems`. */
  readonly channels: readonly GoldenChannel[];
  readonly topic: sns.ITopic;
  readonly alarmActions: readonly cloudwatch.IAlarmAction[];
  readonly staleAfter?: Duration;
}

/**
 * The channels of a pipeline: a function that moves them, with the record that it keeps, what asks it, and what tells of it.
 *
 * Its aliases point to what is deployed last, not to a version: the recipes of the pipeline are in the environment, and change there without the CDK
 * seeing that a version should be made.
 */
export class PipelineChannels extends Construct {
  public readonly plans: readonly ChannelPlan[];
  public readonly operate: lambda.Alias;
  /** Undefined where no channel asks for an approval. */
  public readonly approve?: lambda.Alias;
  public readonly alarms: readonly cloudwatch.Alarm[];

  constructor(scope: Construct, private readonly options: PipelineChannelsOptions) {
    super(scope, 'Channels');
    this.plans = channelPlans(options.channels);
    const fn = this.createFunction(this.createTable());
    this.operate = new lambda.Alias(this, 'Operate', { aliasName: VERB_GROUP.operate, version: fn.latestVersion });
    if (this.plans.some(({ promotion }) => promotion._gate === 'APPROVAL')) {
      this.approve = new lambda.Alias(this, 'Approve', { aliasName: VERB_GROUP.approve, version: fn.latestVersion });
    }
    this.reconcile();
    tellOfMoves(this, options.imageName, this.plans, options.topic);
    this.alarms = [...this.plans.flatMap(plan => this.watch(plan)), ...this.promoteThemselves(), this.watchFunction(fn)];
  }

  /** For a dashboard. */
  public widgets(): cloudwatch.IWidget[] {
    return channelWidgets(this, this.options.imageName, this.plans, this.alarms);
  }

  /** Kept with the images: without it nobody knows which of them are protected, and what was rejected. A create that fails leaves nothing. */
  private createTable(): dynamodb.Table {
    return new dynamodb.Table(this, 'Record', {
      partitionKey: { name: 'id', type: dynamodb.AttributeType.STRING },
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // With the key of DynamoDB, which costs nothing: there are image ids in it, and nothing secret.
      encryption: dynamodb.TableEncryption.DEFAULT,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }

  private createFunction(table: dynamodb.Table): lambda.Function {
    const { imageName, regions } = this.options;
    const description = `Moves the channels of ${imageName}`;
    const logGroup = new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.ONE_YEAR, removalPolicy: RemovalPolicy.DESTROY });
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), description });
    channelRights(this, {
      imageName,
      logGroup,
      tableArn: table.tableArn,
      parameterNames: this.plans.flatMap(({ name }) => this.parametersOf(name)),
      regions,
      // Also of an architecture that is taken out: what was pinned is let go of.
      lineNames: [ec2.InstanceArchitecture.X86_64, ec2.InstanceArchitecture.ARM_64].map(architecture => lineNameOf(imageName, architecture)),
      hasGuards: this.plans.some(({ promotion }) => (promotion._options.guards ?? []).length > 0),
    }).forEach(statement => role.addToPrincipalPolicy(statement));
    acknowledge(role.node.tryFindChild('DefaultPolicy'), 'AwsSolutions-IAM5',
      'Images have no ids before they are made; statements that change them are bounded by their tags. Describe actions take no resources.');
    const configuration = Stack.of(this).toJsonString(this.configuration(table));
    const fn = new ChannelsFunction(this, 'Function', {
      description,
      role,
      logGroup,
      timeout: Duration.seconds(CHANNEL_TIMEOUT_SECONDS),
      memorySize: 512,
      environment: { [CHANNEL_ENVIRONMENT.configuration]: configuration },
    });
    acknowledge(fn, 'AwsSolutions-L1', 'The run-time is the newest that the CDK knows in every Region of the stack.');
    return fn;
  }

  private parametersOf(channel: string): string[] {
    const { imageName, lines, parameterPrefix } = this.options;
    return lines.map(({ watched: { architecture } }) => channelParameterName(parameterPrefix, imageName, architecture, channel));
  }

  private configuration(table: dynamodb.Table) {
    const configuration = configurationOf(this.options, this.plans, table.tableName);
    assertProps(this.node.scope!, roomProblem(configuration));
    return configuration;
  }

  /** After each build, as EventBridge tells of them as well as it can; and once a day, for what it did not tell, and for other Regions. */
  private reconcile(): void {
    const target = new targets.LambdaFunction(this.operate);
    onBuildSucceeded(this, 'Built', this.options.lines.map(({ watched }) => watched), { target });
    new events.Rule(this, 'Daily', { schedule: events.Schedule.rate(Duration.days(1)), targets: [target] });
  }

  private watch(plan: ChannelPlan): cloudwatch.Alarm[] {
    const { imageName, staleAfter, topic, alarmActions: actions } = this.options;
    const scope = new Construct(this, plan.name);
    printRollback(scope, plan.name, this.operate);
    // What the function wrote itself it finds in order, and does nothing. A rule for each channel: a pattern has room for a few names.
    onParametersWritten(scope, 'Written', this.parametersOf(plan.name), new targets.LambdaFunction(this.operate));
    if (plan.promotion._gate === 'APPROVAL') tellOfApproval(scope, imageName, plan, topic, this.approve!);
    const alarms = channelAlarms(scope, plan, { imageName, staleAfter, actions });
    // A rule for each: a pattern has room for a few alarms.
    tellOfAlarms(new Construct(scope, 'Told'), alarms, topic);
    return alarms;
  }

  /** One machine for all: what is different between channels is in the input. */
  private promoteThemselves(): cloudwatch.Alarm[] {
    const plans = this.plans.filter(isAutomatic);
    if (plans.length === 0) return [];
    const { imageName } = this.options;
    const promotions = new PromotionMachine(this, 'Promotions', this.operate);
    for (const plan of plans) {
      const input: PromotionInput = { channel: plan.name, release: events.EventField.fromPath('$.detail.release'), bakeSeconds: bakeSeconds(plan) };
      onReleaseFor(this, `Promote-${plan.name}`, imageName, plan, {
        target: new targets.SfnStateMachine(promotions.machine, { input: events.RuleTargetInput.fromObject(input) }),
      });
    }
    return [this.tell(promotions, onceInADay(promotions, 'Failed', promotions.metricFailed({ period: Duration.hours(1) }),
      `A release of ${imageName} could not be promoted in the last 24 hours: promote it by hand.`))];
  }

  /**
   * What it does not do, it cannot report itself. Of the function, as builds, schedules and writes are: an event that failed three times, or found no room for hours.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
   */
  private watchFunction(fn: lambda.IFunction): cloudwatch.Alarm {
    const scope = new Construct(this, 'Dropped');
    return this.tell(scope, onceInADay(scope, 'Resource', fn.metric('AsyncEventsDropped', { statistic: cloudwatch.Stats.SUM, period: Duration.hours(1) }),
      `The function of the channels of ${this.options.imageName} failed whenever it was asked to look, in the last 24 hours: see its log, and say reconcile.`));
  }

  private tell(scope: Construct, alarm: cloudwatch.Alarm): cloudwatch.Alarm {
    alarm.addAlarmAction(...this.options.alarmActions);
    tellOfAlarms(scope, [alarm], this.options.topic);
    return alarm;
  }
}
