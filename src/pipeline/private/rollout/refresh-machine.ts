import { Duration } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { acknowledge } from '../../../private/acknowledge';
import type { GoldenAmiRolloutProps } from '../../golden-ami-rollout';

/** As Step Functions calls Auto Scaling's InstanceRefreshInProgress. */
const IN_PROGRESS = 'AutoScaling.InstanceRefreshInProgressException';
const NOTHING_TO_CANCEL = 'AutoScaling.ActiveInstanceRefreshNotFoundException';

/**
 * Starts a refresh, in place of one that is under way: that would go on with the image before. A cancelled refresh ends when the instances that it is
 * replacing are there, which may take as long as one of them needs.
 *
 * An execution ends when the refresh has begun. How it goes, Auto Scaling tells.
 */
export class RefreshMachine extends Construct {
  public readonly machine: sfn.StateMachine;

  constructor(scope: Construct, id: string, private readonly props: GoldenAmiRolloutProps) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('states.amazonaws.com'),
      description: 'Refreshes the instances of an Auto Scaling group',
      inlinePolicies: {
        Refresh: new iam.PolicyDocument({
          statements: [new iam.PolicyStatement({
            actions: ['autoscaling:StartInstanceRefresh', 'autoscaling:CancelInstanceRefresh'], resources: [props.autoScalingGroup.autoScalingGroupArn],
          })],
        }),
      },
    });
    this.machine = new sfn.StateMachine(this, 'Resource', {
      comment: 'Replaces the instances of a group when its channel has moved',
      definitionBody: sfn.DefinitionBody.fromChainable(this.createSteps()),
      role: role.withoutPolicyUpdates(),
    });
    acknowledge(role, 'AwsSolutions-IAM5', 'The ARN of a group has an id that CloudFormation does not tell; its name is in it.');
    acknowledge(this.machine, 'AwsSolutions-SF1', 'The history of an execution has all that it does, and Auto Scaling keeps that of refreshes.');
    acknowledge(this.machine, 'AwsSolutions-SF2', 'There is nothing to trace: it makes one or two calls.');
  }

  private createSteps(): sfn.IChainable {
    const started = new sfn.Succeed(this, 'Refreshing');
    const again = this.start('Start after that').addRetry({
      errors: [IN_PROGRESS], interval: Duration.seconds(30), backoffRate: 1, maxAttempts: 240,
    }).addRetry(BRIEFLY);
    const cancel = this.call('Cancel', 'cancelInstanceRefresh', {}).addRetry({ errors: [NOTHING_TO_CANCEL], maxAttempts: 0 }).addRetry(BRIEFLY);
    // It has ended by itself, or is being cancelled already.
    cancel.addCatch(again, { errors: [NOTHING_TO_CANCEL], resultPath: sfn.JsonPath.DISCARD });
    const start = this.start('Start').addRetry({ errors: [IN_PROGRESS], maxAttempts: 0 }).addRetry(BRIEFLY);
    start.addCatch(cancel.next(again).next(started), { errors: [IN_PROGRESS], resultPath: sfn.JsonPath.DISCARD });
    return start.next(started);
  }

  /** Nothing is skipped: to Auto Scaling the configuration is the same, whatever the parameter says, and it would skip all. */
  private start(id: string): tasks.CallAwsService {
    const { minHealthyPercentage, maxHealthyPercentage, instanceWarmup, bakeTime, alarms = [] } = this.props;
    return this.call(id, 'startInstanceRefresh', {
      Strategy: 'Rolling',
      Preferences: {
        MinHealthyPercentage: minHealthyPercentage,
        MaxHealthyPercentage: maxHealthyPercentage,
        InstanceWarmup: instanceWarmup?.toSeconds(),
        BakeTime: bakeTime?.toSeconds(),
        SkipMatching: false,
        AlarmSpecification: alarms.length === 0 ? undefined : { Alarms: alarms.map(({ alarmName }) => alarmName) },
      },
    });
  }

  private call(id: string, action: string, parameters: { readonly [key: string]: unknown }): tasks.CallAwsService {
    const { autoScalingGroupName, autoScalingGroupArn } = this.props.autoScalingGroup;
    return new tasks.CallAwsService(this, id, {
      service: 'autoscaling',
      action,
      iamResources: [autoScalingGroupArn],
      parameters: { AutoScalingGroupName: autoScalingGroupName, ...parameters },
      resultPath: sfn.JsonPath.DISCARD,
    });
  }
}

/** A throttle, or a service that is unwell. Of what is wrong for good, the alarm tells in some minutes. */
const BRIEFLY: sfn.RetryProps = { errors: [sfn.Errors.ALL], interval: Duration.seconds(5), backoffRate: 2, maxAttempts: 6 };
