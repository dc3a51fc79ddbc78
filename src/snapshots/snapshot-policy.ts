import { Lazy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-dlm';
import * as events from 'aws-cdk-lib/aws-events';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct, IConstruct } from 'constructs';
import { BackupPolicyBase } from './backup-policy';
import { LifecyclePolicyBaseProps } from './lifecycle-policy';
import { PolicyPreview, PolicyPreviewOptions } from './policy-preview';
import { accessOfSnapshots, tagDocuments } from './private/access-of-schedules';
import type { Rhythm } from './private/alarm-window';
import { snapshotFeatures } from './private/features';
import { modelOfSnapshots, policyModel } from './private/model-of-schedule';
import { PolicyAccess } from './private/policy-access';
import { onScriptEvent, onScriptFailure } from './private/policy-events';
import { PolicyKind } from './private/policy-kind';
import { baseProblems, createPolicyResource, idOfScheduled } from './private/policy-resource';
import { protect, vssProblems } from './private/protect';
import { renderSnapshotPolicy, renderSnapshotSchedule } from './private/render-snapshot-policy';
import type { Feature } from './private/role-statements';
import { sourceKeyProblems } from './private/rules/sharing';
import { snapshotPolicyProblems, snapshotPolicyWarnings } from './private/rules/snapshot-policy';
import { simulatePolicy } from './private/simulate-policy';
import { siteOf } from './private/site';
import { setZoneIds } from './private/untyped-properties';
import { SnapshotSchedule } from './snapshot-schedule';
import { SnapshotTarget } from './snapshot-target';
import { assertProps } from '../private/props';

/** What to back up, and when. */
export interface SnapshotPolicyProps extends LifecyclePolicyBaseProps {
  /** The volumes or instances to back up. Volumes instead of instances, or the reverse, makes another policy. */
  readonly target: SnapshotTarget;

  /**
   * 1 to 4 schedules, all by count or all by age. Age instead of count, or the reverse, makes another policy.
   *
   * Where schedules run at the same time they make one snapshot, with the longest retention and the tags of all.
   */
  readonly schedules: SnapshotSchedule[];
}

/**
 * Makes EBS snapshots on a schedule, and deletes them in time, with Data Lifecycle Manager.
 *
 * Snapshots outlive their policy: when it is deleted, or replaced by another, nobody deletes the ones that it made.
 * Those that wait for the archive are not archived then, but deleted. To keep the policy when the stack goes, use
 * `policy.applyRemovalPolicy(RemovalPolicy.RETAIN)`.
 *
 * @example
 * import { BackupFrequency, BackupRetention, SnapshotPolicy, SnapshotTarget, TimeOfDay } from 'cdk-golden-ami';
 *
 * new SnapshotPolicy(this, 'Daily', {
 *   target: SnapshotTarget.volumesTagged('Backup', 'daily'),
 *   schedules: [{
 *     name: 'daily',
 *     frequency: BackupFrequency.daily(TimeOfDay.utc(3)),
 *     retention: BackupRetention.count(7),
 *   }],
 * });
 */
export class SnapshotPolicy extends BackupPolicyBase {
  public readonly policyId: string;
  public readonly policyArn: string;
  public readonly role: iam.IRole;

  /** What is backed up. */
  public readonly target: SnapshotTarget;

  /** @internal */
  public readonly _kind: PolicyKind;

  private readonly schedules: SnapshotSchedule[];
  private readonly protectedOnes: IConstruct[] = [];
  private readonly access: PolicyAccess;
  private readonly resource: CfnLifecyclePolicy;

  constructor(scope: Construct, id: string, props: SnapshotPolicyProps) {
    super(scope, id);
    this.target = props.target;
    this.schedules = [...props.schedules];
    this._kind = this.target._type === 'VOLUME' ? 'SNAPSHOT_VOLUMES' : 'SNAPSHOT_INSTANCES';
    assertProps(this, ...baseProblems(this, props), ...snapshotPolicyProblems(this.target, this.schedules, siteOf(this)));

    tagDocuments(this.schedules);
    this.access = new PolicyAccess(this, props, accessOfSnapshots(this, this._kind, this.target, this.schedules));
    this.role = this.access.role;
    const rendered = Lazy.any({ produce: () => this.schedules.map(schedule => renderSnapshotSchedule(schedule, this.target)) });
    this.resource = createPolicyResource(this, props, {
      id: idOfScheduled(this.target._type === 'VOLUME' ? 'SnapshotVolumes' : 'SnapshotInstances', this.schedules),
      properties: { policyDetails: { ...renderSnapshotPolicy(this.target), schedules: rendered } },
      warnings: () => [...this.access.warnings, ...snapshotPolicyWarnings({
        target: this.target, schedules: this.schedules, enabled: props.enabled, sourceKeyCount: this.access.sourceKeyCount,
      })],
    });
    this.schedules.forEach((schedule, index) => setZoneIds(this.resource, index, schedule));
    this.policyId = this.resource.ref;
    this.policyArn = this.resource.attrArn;
    this.node.addValidation({ validate: () => this.problemsOfProtectedOnes() });
  }

  /** @internal */
  public get _features(): readonly Feature[] {
    return snapshotFeatures(this.schedules, this.target.location);
  }

  /** @internal */
  public get _rhythms(): readonly (Rhythm | undefined)[] {
    return this.schedules.map(schedule => schedule.frequency._calendar);
  }

  /** @internal */
  public get _sharedWith(): readonly string[] {
    return this.schedules.flatMap(schedule => schedule.share?.accounts ?? []);
  }

  /**
   * Adds a schedule, up to four in all.
   *
   * Throws with every problem of the schedule, and of all of them together.
   *
   * @param schedule the schedule
   */
  public addSchedule(schedule: SnapshotSchedule): void {
    const schedules = [...this.schedules, schedule];
    assertProps(this, ...snapshotPolicyProblems(this.target, schedules, siteOf(this)));
    this.schedules.push(schedule);
    tagDocuments([schedule]);
    this.access.extend(accessOfSnapshots(this, this._kind, this.target, [schedule]));
    setZoneIds(this.resource, schedules.length - 1, schedule);
  }

  /**
   * Tags a construct so that this policy backs it up: a volume, an instance, an Auto Scaling group, or a launch template. It
   * gets the first of the target's tags.
   *
   * Throws when the policy cannot reach it: in another account or Region, or of another kind than the target.
   *
   * @param resource the construct
   */
  public protect(resource: IConstruct): void {
    protect(this, { type: this.target._type, tags: this.target.tags }, resource);
    this.protectedOnes.push(resource);
  }

  /**
   * Lets the policy back up what a key encrypts, as `sourceKeys` does.
   *
   * Throws for an alias.
   *
   * @param key a customer managed key
   */
  public grantKeyAccess(key: kms.IKey): void {
    assertProps(this, ...sourceKeyProblems([key]));
    this.access.addSourceKey(key);
  }

  /**
   * What the policy does, day by day: when snapshots are made, copied, archived, deleted, and how many there are.
   *
   * Throws when a frequency has no time of day, or a number is not known before the deployment.
   *
   * @param options which days
   */
  public preview(options: PolicyPreviewOptions): PolicyPreview {
    return simulatePolicy(policyModel(this, this.schedules.map(modelOfSnapshots)), options);
  }

  /**
   * How many snapshots were made.
   *
   * @param props another period or statistic than the sum of five minutes
   */
  public metricSnapshotsCreateCompleted(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('SnapshotsCreateCompleted', props);
  }

  /**
   * How many snapshots could not be made.
   *
   * @param props another period or statistic than the sum of five minutes
   */
  public metricSnapshotsCreateFailed(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('SnapshotsCreateFailed', props);
  }

  /**
   * A rule for each start, success and failure of a script.
   *
   * @param id the rule's id
   * @param options what the rule does
   */
  public onScriptEvent(id: string, options?: events.OnEventOptions): events.Rule {
    return onScriptEvent(this, id, this, options);
  }

  /**
   * A rule for scripts that fail.
   *
   * @param id the rule's id
   * @param options what the rule does
   */
  public onScriptFailure(id: string, options?: events.OnEventOptions): events.Rule {
    return onScriptFailure(this, id, this, options);
  }

  private problemsOfProtectedOnes(): string[] {
    return this._features.includes('SCRIPTS_VSS') ? vssProblems(this.protectedOnes).filter(problem => problem !== undefined) : [];
  }
}
