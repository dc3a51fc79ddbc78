import { CfnTag } from 'aws-cdk-lib';
import { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-dlm';
import { RetentionPeriod } from '../retention';
import { BackupCopyEncryption } from '../snapshot-copy';
import type { BackupScheduleBase } from '../snapshot-schedule';

/**
 * What all schedules have. A field that a schedule may have is always rendered, if need be as `false` or `[]`: an update
 * merges, and what is left out keeps its last value.
 */
export function renderScheduleBase(schedule: BackupScheduleBase): CfnLifecyclePolicy.ScheduleProperty {
  return {
    name: schedule.name,
    createRule: schedule.frequency._render(),
    retainRule: schedule.retention._render(),
    copyTags: schedule.copyTags ?? false,
    tagsToAdd: Object.entries(schedule.tags ?? {}).map(([key, value]): CfnTag => ({ key, value })),
  };
}

export const renderVariableTags = ({ variableTags = [] }: BackupScheduleBase): CfnTag[] => variableTags.map(({ key, value }) => ({ key, value }));

/** Encrypted, unless the user wants the copy as its source is. */
export function renderEncryption(encryption: BackupCopyEncryption = BackupCopyEncryption.defaultKey()): { encrypted: boolean; cmkArn?: string } {
  return { encrypted: encryption.encrypted, cmkArn: encryption.key?.keyArn };
}

export const renderUnshare = (period: RetentionPeriod | undefined) => {
  const { interval, intervalUnit } = period?._render() ?? {};
  return { unshareInterval: interval, unshareIntervalUnit: intervalUnit };
};
