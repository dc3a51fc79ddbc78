import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { PolicyKind } from './policy-kind';
import type { Feature } from './role-statements';

/** As DLM writes them: some begin in lower case, and one is `Deregistered` where its twin is `Deregister`. */
const SNAPSHOT_METRICS = [
  'ResourcesTargeted',
  'SnapshotsCreateStarted', 'SnapshotsCreateCompleted', 'SnapshotsCreateFailed',
  'SnapshotsSharedCompleted',
  'SnapshotsDeleteCompleted', 'SnapshotsDeleteFailed',
  'SnapshotsCopiedRegionStarted', 'SnapshotsCopiedRegionCompleted', 'SnapshotsCopiedRegionFailed',
  'SnapshotsCopiedRegionDeleteCompleted', 'SnapshotsCopiedRegionDeleteFailed',
  'snapshotsArchiveScheduled', 'snapshotsArchiveCompleted', 'snapshotsArchiveFailed',
  'snapshotsArchiveDeletionCompleted', 'snapshotsArchiveDeletionFailed',
  'PreScriptStarted', 'PreScriptCompleted', 'PreScriptFailed',
  'PostScriptStarted', 'PostScriptCompleted', 'PostScriptFailed',
  'VSSBackupStarted', 'VSSBackupCompleted', 'VSSBackupFailed',
] as const;

const IMAGE_METRICS = [
  'ResourcesTargeted',
  'ImagesCreateStarted', 'ImagesCreateCompleted', 'ImagesCreateFailed',
  'ImagesDeregisterCompleted', 'ImagesDeregisterFailed',
  'ImagesCopiedRegionStarted', 'ImagesCopiedRegionCompleted', 'ImagesCopiedRegionFailed',
  'ImagesCopiedRegionDeregisterCompleted', 'ImagesCopiedRegionDeregisteredFailed',
  'EnableImageDeprecationCompleted', 'EnableImageDeprecationFailed',
  'EnableCopiedImageDeprecationCompleted', 'EnableCopiedImageDeprecationFailed',
  'SnapshotsDeleteCompleted', 'SnapshotsDeleteFailed',
  'SnapshotsCopiedRegionDeleteCompleted', 'SnapshotsCopiedRegionDeleteFailed',
] as const;

const CROSS_ACCOUNT_METRICS = [
  'SnapshotsCopiedAccountStarted', 'SnapshotsCopiedAccountCompleted', 'SnapshotsCopiedAccountFailed',
  'SnapshotsCopiedAccountDeleteCompleted', 'SnapshotsCopiedAccountDeleteFailed',
] as const;

export type SnapshotMetric = typeof SNAPSHOT_METRICS[number];
export type ImageMetric = typeof IMAGE_METRICS[number];
export type CrossAccountMetric = typeof CROSS_ACCOUNT_METRICS[number];
export type PolicyMetric = SnapshotMetric | ImageMetric | CrossAccountMetric;

/**
 * The metrics that DLM has for a kind of policy.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/monitor-dlm-cw-metrics.html
 */
export function metricsOf(kind: PolicyKind): readonly PolicyMetric[] {
  if (kind === 'CROSS_ACCOUNT_COPY') return CROSS_ACCOUNT_METRICS;
  return makesImages(kind) ? IMAGE_METRICS : SNAPSHOT_METRICS;
}

/** The metrics that count failures of what a policy does. CloudWatch adds up 10 at most; a policy has 9 at most. */
export function failing(kind: PolicyKind, features: readonly Feature[]): PolicyMetric[] {
  if (kind === 'CROSS_ACCOUNT_COPY') return ['SnapshotsCopiedAccountFailed', 'SnapshotsCopiedAccountDeleteFailed'];
  const has = (...wanted: Feature[]) => wanted.some(feature => features.includes(feature));
  if (makesImages(kind)) {
    return [
      'ImagesCreateFailed', 'ImagesDeregisterFailed', 'SnapshotsDeleteFailed',
      ...kind === 'IMAGES' ? ['EnableImageDeprecationFailed'] as const : [],
      ...has('COPY') ? ['ImagesCopiedRegionFailed', 'ImagesCopiedRegionDeregisteredFailed', 'SnapshotsCopiedRegionDeleteFailed'] as const : [],
      ...kind === 'IMAGES' && has('COPY') ? ['EnableCopiedImageDeprecationFailed'] as const : [],
    ];
  }
  return [
    'SnapshotsCreateFailed', 'SnapshotsDeleteFailed',
    ...has('COPY') ? ['SnapshotsCopiedRegionFailed', 'SnapshotsCopiedRegionDeleteFailed'] as const : [],
    ...has('ARCHIVE') ? ['snapshotsArchiveFailed', 'snapshotsArchiveDeletionFailed'] as const : [],
    ...has('SCRIPTS_VSS') ? ['VSSBackupFailed'] as const : [],
    ...has('SCRIPTS_SAP_HANA', 'SCRIPTS_DOCUMENT') ? ['PreScriptFailed', 'PostScriptFailed'] as const : [],
  ];
}

/** The metric that counts what a policy is for. */
export function completed(kind: PolicyKind): PolicyMetric {
  if (kind === 'CROSS_ACCOUNT_COPY') return 'SnapshotsCopiedAccountCompleted';
  return makesImages(kind) ? 'ImagesCreateCompleted' : 'SnapshotsCreateCompleted';
}

interface Counted extends Construct {
  readonly policyId: string;
}

/** A metric of a policy, in the policy's account and Region wherever it is looked at. */
export function policyMetric(policy: Counted, metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/EBS',
    metricName,
    dimensionsMap: { DLMPolicyId: policy.policyId },
    statistic: cloudwatch.Stats.SUM,
    ...options,
  }).attachTo(policy);
}

const makesImages = (kind: PolicyKind) => kind === 'IMAGES' || kind === 'DEFAULT_IMAGES';
