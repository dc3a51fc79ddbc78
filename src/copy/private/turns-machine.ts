import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { WATCH_SECONDS } from '../../runtime/contract';

export interface TurnsMachineProps {
  readonly handler: lambda.IFunction;
  readonly encryptionKey?: kms.IKey;
}

/**
 * Gives a request its further turns: waits as long as the last one asked, and calls the handler again.
 *
 * The first turn was the handler's own. An execution starts with the request and what that turn said, `{ event, next }`,
 * and ends when a turn has answered CloudFormation, or when it has come to the end of what the answer left to be watched: in
 * success or in failure. When the handler fails again and again, a last call answers, from the execution's own input: what
 * an error carries may be cut short. The data is JSONPath, which every emulator knows.
 */
export class TurnsMachine extends Construct {
  public readonly arn: string;
  private readonly machine: sfn.StateMachine;

  constructor(scope: Construct, id: string, props: TurnsMachineProps) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com'),
      description: 'Calls the handler of AMI copies',
      inlinePolicies: {
        CallHandler: new iam.PolicyDocument({
          statements: [new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [props.handler.functionArn] })],
        }),
      },
    });
    this.machine = new sfn.StateMachine(this, 'Resource', {
      comment: 'Waits for AMI copies',
      definitionBody: sfn.DefinitionBody.fromChainable(this.createTurns(props.handler)),
      // Tasks would allow more than they need: all versions of the function.
      role: role.withoutPolicyUpdates(),
      timeout: Duration.seconds(WATCH_SECONDS).plus(Duration.hours(2)),
      encryptionConfiguration: props.encryptionKey && new sfn.CustomerManagedEncryptionConfiguration(props.encryptionKey),
    });
    this.arn = this.machine.stateMachineArn;
    props.encryptionKey?.grant(role, 'kms:Decrypt', 'kms:GenerateDataKey');
  }

  /** The executions that failed: in a watch, or because nobody could answer CloudFormation. */
  public metricFailed(options: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.machine.metricFailed(options);
  }

  private createTurns(handler: lambda.IFunction): sfn.IChainable {
    const wait = new sfn.Wait(this, 'Wait', { time: sfn.WaitTime.secondsPath('$.next.afterSeconds') });
    const turn = new tasks.LambdaInvoke(this, 'Take a turn', {
      lambdaFunction: handler,
      payload: sfn.TaskInput.fromObject({
        turnOf: sfn.JsonPath.objectAt('$.event'),
        after: sfn.JsonPath.stringAt('$.next.do'),
        memo: sfn.JsonPath.objectAt('$.next.memo'),
        startedAt: sfn.JsonPath.stringAt('$$.Execution.StartTime'),
        now: sfn.JsonPath.stringAt('$$.State.EnteredTime'),
      }),
      resultSelector: {
        do: sfn.JsonPath.stringAt('$.Payload.do'),
        afterSeconds: sfn.JsonPath.numberAt('$.Payload.afterSeconds'),
        memo: sfn.JsonPath.objectAt('$.Payload.memo'),
      },
      resultPath: '$.next',
      retryOnServiceExceptions: false,
    }).addRetry({ errors: [sfn.Errors.ALL], interval: Duration.seconds(5), backoffRate: 2, maxDelay: Duration.minutes(1), maxAttempts: 6 });
    const giveUp = new tasks.LambdaInvoke(this, 'Give up', {
      lambdaFunction: handler,
      payload: sfn.TaskInput.fromObject({ turnOf: sfn.JsonPath.objectAt('$.event'), giveUp: true }),
      resultPath: sfn.JsonPath.DISCARD,
      retryOnServiceExceptions: false,
    }).addRetry({ errors: [sfn.Errors.ALL], interval: Duration.seconds(10), backoffRate: 2, maxDelay: Duration.minutes(2), maxAttempts: 8 });
    const failed = new sfn.Fail(this, 'Failed late', { error: 'LateFailure', cause: "The handler's log says what failed" });
    const nextIs = (word: string) => sfn.Condition.stringEquals('$.next.do', word);
    turn.addCatch(new sfn.Choice(this, 'Answered before?').when(nextIs('watch'), failed).otherwise(giveUp), { resultPath: sfn.JsonPath.DISCARD });
    return wait.next(turn).next(new sfn.Choice(this, 'Again?')
      .when(sfn.Condition.or(nextIs('again'), nextIs('watch')), wait)
      .when(nextIs('failed'), failed)
      .otherwise(new sfn.Succeed(this, 'Answered')));
  }
}
