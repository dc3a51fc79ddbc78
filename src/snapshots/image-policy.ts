import { Lazy } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct, IConstruct } from 'constructs';
import { BackupPolicyBase } from './backup-policy';
import { ImageSchedule } from './image-schedule';
import { LifecyclePolicyBaseProps } from './lifecycle-policy';
import { PolicyPreview, PolicyPreviewOptions } from './policy-preview';
import { accessOfImages } from './private/access-of-schedules';
import type { Rhythm } from './private/alarm-window';
import { modelOfImages, policyModel } from './private/model-of-schedule';
import { PolicyAccess } from './private/policy-access';
import { baseProblems, createPolicyResource, idOfScheduled } from './private/policy-resource';
import { protect } from './private/protect';
import { renderImagePolicy, renderImageSchedule } from './private/render-image-policy';
import type { Feature } from './private/role-statements';
import { imagePolicyProblems, imagePolicyWarnings } from './private/rules/image-policy';
import { sourceKeyProblems } from './private/rules/sharing';
import { simulatePolicy } from './private/simulate-policy';
import { siteOf } from './private/site';
import { BackupResourceLocation, BackupTag } from './snapshot-target';
import { assertProps } from '../private/props';

/** Which instances to make AMIs of, and when. */
export interface ImagePolicyProps extends LifecyclePolicyBaseProps {
  /** 1 to 50 tags. An instance with any one of them is targeted: several tags mean "or". */
  readonly targetTags: BackupTag[];

  /**
   * Where the instances are: in the Region, or on Outposts.
   *
   * @default BackupResourceLocation.REGION
   */
  readonly location?: BackupResourceLocation;

  /**
   * Whether instances are rebooted before their AMI is made. Without it the AMI is crash-consistent; with it, all
   * targeted instances may reboot at the same time.
   *
   * @default false
   */
  readonly rebootInstances?: boolean;

  /** 1 to 4 schedules, all by count or all by age. Age instead of count, or the reverse, makes another policy. */
  readonly schedules: ImageSchedule[];
}

/**
 * Makes AMIs of instances on a schedule, and deregisters them in time, with Data Lifecycle Manager. Deregistering an AMI
 * deletes its snapshots as well.
 *
 * AMIs outlive their policy: when it is deleted, or replaced by another, nobody deregisters the ones that it made. To
 * keep the policy when the stack goes, use `policy.applyRemovalPolicy(RemovalPolicy.RETAIN)`.
 *
 * DLM sends no events about what AMI policies do. Watch them with alarms.
 *
 * @example
 * import { DayOfWeek, BackupFrequency, ImageDeprecation, ImagePolicy, BackupRetention, TimeOfDay } from 'cdk-golden-ami';
 *
 * new ImagePolicy(this, 'Golden', {
 *   targetTags: [{ key: 'Role', value: 'web' }],
 *   schedules: [{
 *     name: 'weekly',
 *     frequency: BackupFrequency.weekly(DayOfWeek.SATURDAY, TimeOfDay.utc(22, 30)),
 *     retention: BackupRetention.count(8),
 *     deprecation: ImageDeprecation.oldest(4),
 *   }],
 * });
 */
export class ImagePolicy extends BackupPolicyBase {
  public readonly policyId: string;
  public readonly policyArn: string;
  public readonly role: iam.IRole;

  /** The tags of the instances, of which any one is enough. */
  public readonly targetTags: BackupTag[];

  /** @internal */
  public readonly _kind = 'IMAGES';

  /** @internal */
  public readonly _sharedWith: readonly string[] = [];

  private readonly schedules: ImageSchedule[];
  private readonly access: PolicyAccess;

  constructor(scope: Construct, id: string, private readonly props: ImagePolicyProps) {
    super(scope, id);
    this.targetTags = props.targetTags;
    this.schedules = [...props.schedules];
    assertProps(this, ...baseProblems(this, props), ...imagePolicyProblems(props, this.schedules, siteOf(this)));

    this.access = new PolicyAccess(this, props, accessOfImages(this.targetTags, this.schedules));
    this.role = this.access.role;
    const location = props.location ?? BackupResourceLocation.REGION;
    const rendered = Lazy.any({ produce: () => this.schedules.map(renderImageSchedule) });
    const resource = createPolicyResource(this, props, {
      id: idOfScheduled('Images', this.schedules),
      properties: { policyDetails: { ...renderImagePolicy(this.targetTags, location, props.rebootInstances ?? false), schedules: rendered } },
      warnings: () => [...this.access.warnings, ...imagePolicyWarnings(props, this.schedules)],
    });
    this.policyId = resource.ref;
    this.policyArn = resource.attrArn;
  }

  /** @internal */
  public get _features(): readonly Feature[] {
    return this.schedules.some(schedule => schedule.copies?.length) ? ['COPY'] : [];
  }

  /** @internal */
  public get _rhythms(): readonly (Rhythm | undefined)[] {
    return this.schedules.map(schedule => schedule.frequency._calendar);
  }

  /**
   * Adds a schedule, up to four in all.
   *
   * Throws with every problem of the schedule, and of all of them together.
   *
   * @param schedule the schedule
   */
  public addSchedule(schedule: ImageSchedule): void {
    assertProps(this, ...imagePolicyProblems(this.props, [...this.schedules, schedule], siteOf(this)));
    this.schedules.push(schedule);
    this.access.extend(accessOfImages(this.targetTags, [schedule]));
  }

  /**
   * Tags a construct so that this policy makes AMIs of it: an instance, an Auto Scaling group, or a launch template. It gets
   * the first of the policy's tags.
   *
   * Throws when the policy cannot reach it: in another account or Region, or when it is no instance and makes none.
   *
   * @param resource the construct
   */
  public protect(resource: IConstruct): void {
    protect(this, { type: 'INSTANCE', tags: this.targetTags }, resource);
  }

  /**
   * Lets the policy make AMIs of instances whose volumes a key encrypts, as `sourceKeys` does.
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
   * What the policy does, day by day: when AMIs are made, copied, deprecated, deregistered, and how many there are.
   *
   * Throws when a frequency has no time of day, or a number is not known before the deployment.
   *
   * @param options which days
   */
  public preview(options: PolicyPreviewOptions): PolicyPreview {
    return simulatePolicy(policyModel(this, this.schedules.map(modelOfImages)), options);
  }

  /**
   * How many AMIs were made.
   *
   * @param props another period or statistic than the sum of five minutes
   */
  public metricImagesCreateCompleted(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('ImagesCreateCompleted', props);
  }

  /**
   * How many AMIs could not be made.
   *
   * @param props another period or statistic than the sum of five minutes
   */
  public metricImagesCreateFailed(props?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric('ImagesCreateFailed', props);
  }
}
