import { ArnFormat, IResource, Resource, Stack, Token } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { ILifecyclePolicyRef, LifecyclePolicyReference } from 'aws-cdk-lib/aws-dlm';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { BackupAlarmOptions } from './backup-alarms';
import type { Rhythm } from './private/alarm-window';
import { alarmWhenFailing } from './private/alarms';
import { metricsOf, policyMetric } from './private/metrics';
import { onError } from './private/policy-events';
import { PolicyKind } from './private/policy-kind';
import type { Feature } from './private/role-statements';

/** Any policy of Data Lifecycle Manager. */
export interface ILifecyclePolicy extends IResource, ILifecyclePolicyRef {
  /**
   * The id, like `policy-0123456789abcdef0`.
   *
   * @attribute
   */
  readonly policyId: string;

  /**
   * The ARN.
   *
   * @attribute
   */
  readonly policyArn: string;

  /**
   * A metric of the policy, in the namespace `AWS/EBS`.
   *
   * @see https://docs.aws.amazon.com/ebs/latest/userguide/monitor-dlm-cw-metrics.html
   *
   * @param metricName like `SnapshotsCreateFailed`
   * @param props another period or statistic than the sum of five minutes
   */
  metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric;

  /**
   * A rule for the moment when the policy enters the state ERROR, mostly for want of rights. Until somebody mends it,
   * nothing is backed up, and nothing deleted. Sent on a best-effort basis.
   *
   * @param id the rule's id
   * @param options what the rule does
   */
  onError(id: string, options?: events.OnEventOptions): events.Rule;
}

/** Which rights the role of a policy gets. */
export enum RolePermissions {
  /** What the features in use need, on what they need it for. */
  LEAST_PRIVILEGE = 'LEAST_PRIVILEGE',

  /** AWS's managed policies for the kind of policy, which AWS keeps up to date. */
  AWS_MANAGED = 'AWS_MANAGED',
}

/** What all kinds of policies have. */
export interface LifecyclePolicyBaseProps {
  /**
   * 1 to 500 letters, digits, spaces, `_` and `-`.
   *
   * @default - made from the construct's path
   */
  readonly description?: string;

  /**
   * Whether the policy runs. While it does not, backups that reach their age are kept for ever.
   *
   * @default true
   */
  readonly enabled?: boolean;

  /**
   * The role that DLM takes on. One that the app makes gets the rights that the policy needs; one that is imported has to
   * have them.
   *
   * @default - a role for this policy alone
   */
  readonly role?: iam.IRole;

  /**
   * Which rights the role gets.
   *
   * @default RolePermissions.LEAST_PRIVILEGE
   */
  readonly rolePermissions?: RolePermissions;

  /**
   * The customer managed keys that encrypt what is backed up: keys themselves, not aliases of them. The role gets what it
   * needs to use them. In a policy that copies what another account shares, the keys of that account.
   *
   * @default - what is backed up is not encrypted, or with the default EBS key
   */
  readonly sourceKeys?: kms.IKey[];
}

/** What all kinds of policies can do. */
export abstract class LifecyclePolicyBase extends Resource implements ILifecyclePolicy {
  /**
   * A policy that exists in the stack's account and Region.
   *
   * @param scope where to put it
   * @param id the construct's id
   * @param policyId like `policy-0123456789abcdef0`
   */
  public static fromPolicyId(scope: Construct, id: string, policyId: string): ILifecyclePolicy {
    const policyArn = Stack.of(scope).formatArn({ service: 'dlm', resource: 'policy', resourceName: policyId });
    return new ImportedPolicy(scope, id, policyId, policyArn);
  }

  /**
   * A policy that exists.
   *
   * @param scope where to put it
   * @param id the construct's id
   * @param policyArn like `arn:aws:dlm:eu-central-1:111111111111:policy/policy-0123456789abcdef0`
   */
  public static fromPolicyArn(scope: Construct, id: string, policyArn: string): ILifecyclePolicy {
    const { resourceName } = Stack.of(scope).splitArn(policyArn, ArnFormat.SLASH_RESOURCE_NAME);
    return new ImportedPolicy(scope, id, resourceName!, policyArn);
  }

  public abstract readonly policyId: string;
  public abstract readonly policyArn: string;

  /** The role that DLM takes on to run the policy. */
  public abstract readonly role: iam.IRole;

  /** @internal */
  public abstract readonly _kind: PolicyKind;

  /**
   * What it does besides making, keeping and deleting backups.
   * @internal
   */
  public abstract readonly _features: readonly Feature[];

  /**
   * How often each schedule runs; undefined where that is known at deployment only.
   * @internal
   */
  public abstract readonly _rhythms: readonly (Rhythm | undefined)[];

  /**
   * The accounts that it shares snapshots with.
   * @internal
   */
  public abstract readonly _sharedWith: readonly string[];

  /** The id and the ARN, for what takes any policy. */
  public get lifecyclePolicyRef(): LifecyclePolicyReference {
    return { lifecyclePolicyId: this.policyId, lifecyclePolicyArn: this.policyArn };
  }

  /**
   * A metric of the policy, in the namespace `AWS/EBS`.
   *
   * Throws for a name that DLM does not have for this kind of policy: an alarm on it would never ring.
   *
   * @see https://docs.aws.amazon.com/ebs/latest/userguide/monitor-dlm-cw-metrics.html
   *
   * @param metricName like `SnapshotsCreateFailed`
   * @param props another period or statistic than the sum of five minutes
   */
  public metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    const names: readonly string[] = metricsOf(this._kind);
    if (!Token.isUnresolved(metricName) && !names.includes(metricName)) {
      throw new Error(`${this.node.path}: metricName must be ${names.join(', ')}, got '${metricName}'`);
    }
    return policyMetric(this, metricName, props);
  }

  /**
   * A rule for the moment when the policy enters the state ERROR, mostly for want of rights. Until somebody mends it,
   * nothing is backed up, and nothing deleted. Sent on a best-effort basis.
   *
   * @param id the rule's id
   * @param options what the rule does
   */
  public onError(id: string, options?: events.OnEventOptions): events.Rule {
    return onError(this, id, this, options);
  }

  /**
   * An alarm that rings when anything that the policy does has failed in the last hour. Call it after the last schedule
   * is added.
   *
   * @param id the alarm's id
   * @param options what the alarm does
   */
  public alarmWhenFailing(id: string, options?: BackupAlarmOptions): cloudwatch.Alarm {
    return alarmWhenFailing(this, id, this, options);
  }
}

class ImportedPolicy extends Resource implements ILifecyclePolicy {
  constructor(scope: Construct, id: string, public readonly policyId: string, public readonly policyArn: string) {
    super(scope, id, { environmentFromArn: policyArn });
  }

  public get lifecyclePolicyRef(): LifecyclePolicyReference {
    return { lifecyclePolicyId: this.policyId, lifecyclePolicyArn: this.policyArn };
  }

  public metric(metricName: string, props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return policyMetric(this, metricName, props);
  }

  public onError(id: string, options?: events.OnEventOptions): events.Rule {
    return onError(this, id, this, options);
  }
}
