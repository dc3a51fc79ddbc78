import { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-dlm';
import { renderEncryption, renderScheduleBase, renderUnshare, renderVariableTags } from './render-schedule';
import { Script } from './script';
import { SnapshotCopyRule } from '../snapshot-copy';
import { SnapshotFastRestoreRule, SnapshotSchedule } from '../snapshot-schedule';
import { SnapshotLocation, SnapshotTarget } from '../snapshot-target';

export function renderSnapshotPolicy(target: SnapshotTarget): CfnLifecyclePolicy.PolicyDetailsProperty {
  const { excludeBootVolume = false, excludeDataVolumeTags = [] } = target._options;
  return {
    policyType: 'EBS_SNAPSHOT_MANAGEMENT',
    resourceTypes: [target.resourceType],
    resourceLocations: [target.location],
    targetTags: target.tags,
    parameters: target._type === 'INSTANCE' ? { excludeBootVolume, excludeDataVolumeTags } : undefined,
  };
}

export function renderSnapshotSchedule(schedule: SnapshotSchedule, target: SnapshotTarget): CfnLifecyclePolicy.ScheduleProperty {
  const { archive, fastRestore, share, scripts, copies = [], location = SnapshotLocation.REGION } = schedule;
  const base = renderScheduleBase(schedule);
  const onInstances = target._type === 'INSTANCE';
  return {
    ...base,
    createRule: { ...base.createRule, location, ...onInstances && { scripts: scripts ? [renderScript(scripts._script)] : [] } },
    ...onInstances && { variableTags: renderVariableTags(schedule) },
    archiveRule: archive && { retainRule: { retentionArchiveTier: archive.retention._render() } },
    fastRestoreRule: fastRestore && renderFastRestore(fastRestore),
    shareRules: share ? [{ targetAccounts: share.accounts, ...renderUnshare(share.unshareAfter) }] : [],
    crossRegionCopyRules: copies.map(renderCopy),
  };
}

function renderCopy({ destination, encryption, retention, copyTags = false }: SnapshotCopyRule): CfnLifecyclePolicy.CrossRegionCopyRuleProperty {
  return { target: destination.target, ...renderEncryption(encryption), copyTags, retainRule: retention._render() };
}

/** Ids of zones are newer than the oldest aws-cdk-lib that we support: `setZoneIds` adds them. */
function renderFastRestore({ availabilityZones, retention }: SnapshotFastRestoreRule): CfnLifecyclePolicy.FastRestoreRuleProperty {
  return { availabilityZones, ...retention._render() };
}

function renderScript({ feature, handler, stages, fallsBack, options }: Script): CfnLifecyclePolicy.ScriptProperty {
  const documented: Partial<CfnLifecyclePolicy.ScriptProperty> = feature === 'SCRIPTS_VSS' ? {} : {
    executionHandlerService: 'AWS_SYSTEMS_MANAGER',
    stages: [...stages!],
    executionTimeout: options.timeout?.toSeconds() ?? 10,
  };
  return {
    executionHandler: handler,
    ...documented,
    maximumRetryCount: options.retries ?? 0,
    // There is nothing to fall back from when the script runs after the snapshots.
    executeOperationOnScriptFailure: stages?.[0] === 'POST' ? undefined : fallsBack,
  };
}
