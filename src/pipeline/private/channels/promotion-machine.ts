import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { acknowledge } from '../../../private/acknowledge';
import { CHANNEL_BUSY, ChannelPayload, MoveAnswer } from '../../../runtime/channels/channel-contract';

/** What an execution starts with. */
export interface PromotionInput {
  readonly channel: string;
  readonly release: string;
  readonly bakeSeconds: number;
}

const at = (field: keyof PromotionInput) => `$.${field}`;
const ADVANCE: ChannelPayload['verb'] = 'advance';
const LATER: MoveAnswer['status'] = 'later';
const REFUSED: MoveAnswer['status'] = 'refused';

/** The history of an execution has room for four weeks of this; then it fails, which rings. */
const LATER_IS = Duration.minutes(15);

/**
 * Promotes releases by themselves: waits for the bake time, and says so to the function, which promotes unless something is against it. An execution is one release
 * on its way into one channel. It waits for what may pass, and says it again: a channel that is held, a Region that is down. So a release comes by itself when that is
 * over, unless the source has another by then. What is refused ends in success: that is the function's decision, and in its log. An execution that
 * fails could not ask.
 */
export class PromotionMachine extends Construct {
  public readonly machine: sfn.StateMachine;

  constructor(scope: Construct, id: string, operate: lambda.IAlias) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com'),
      description: 'Promotes releases of golden AMIs',
      inlinePolicies: {
        Operate: new iam.PolicyDocument({
          statements: [new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [operate.functionArn] })],
        }),
      },
    });
    this.machine = new sfn.StateMachine(this, 'Resource', {
      comment: 'Promotes releases when their bake time is over and no guard rings',
      definitionBody: sfn.DefinitionBody.fromChainable(this.createSteps(operate)),
      // Tasks would allow more than they need: all versions of the function.
      role: role.withoutPolicyUpdates(),
    });
    acknowledge(this.machine, 'AwsSolutions-SF1', 'The function logs what it decides and why; the history of an execution has the rest.');
    acknowledge(this.machine, 'AwsSolutions-SF2', 'A state machine that calls one function leaves nothing to trace; its history shows every call.');
  }

  public metricFailed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.machine.metricFailed(options);
  }

  private createSteps(operate: lambda.IAlias): sfn.IChainable {
    const bake = new sfn.Wait(this, 'Bake', { time: sfn.WaitTime.secondsPath(at('bakeSeconds')) });
    const advance = this.advance(operate);
    return bake.next(advance).next(new sfn.Choice(this, 'Promoted?')
      .when(sfn.Condition.stringEquals('$.answer.status', LATER),
        new sfn.Wait(this, 'Ask again later', { time: sfn.WaitTime.duration(LATER_IS) }).next(advance))
      .when(sfn.Condition.stringEquals('$.answer.status', REFUSED), new sfn.Succeed(this, 'Refused'))
      .otherwise(new sfn.Succeed(this, 'Has the release')));
  }

  private advance(lambdaFunction: lambda.IAlias): sfn.TaskStateBase {
    return new tasks.LambdaInvoke(this, 'Advance', {
      lambdaFunction,
      payload: sfn.TaskInput.fromObject({ verb: ADVANCE, channel: sfn.JsonPath.stringAt(at('channel')), release: sfn.JsonPath.stringAt(at('release')) }),
      resultSelector: { status: sfn.JsonPath.stringAt('$.Payload.status'), because: sfn.JsonPath.stringAt('$.Payload.because') },
      resultPath: '$.answer',
      retryOnServiceExceptions: false,
    })
      // Another verb is at work, for a minute at the most; many channels may wait for the same.
      .addRetry({
        errors: [CHANNEL_BUSY],
        interval: Duration.seconds(15),
        backoffRate: 1.5,
        maxDelay: Duration.minutes(2),
        maxAttempts: 20,
        jitterStrategy: sfn.JitterType.FULL,
      })
      // A service that is down, or a quota: hours may pass. It may be said again.
      .addRetry({ errors: [sfn.Errors.ALL], interval: Duration.seconds(30), backoffRate: 2, maxDelay: Duration.minutes(30), maxAttempts: 12 });
  }
}
