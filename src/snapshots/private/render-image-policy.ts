import { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-dlm';
import { renderEncryption, renderScheduleBase, renderVariableTags } from './render-schedule';
import { ImageSchedule } from '../image-schedule';
import { ImageCopyRule } from '../snapshot-copy';
import { BackupResourceLocation, BackupTag } from '../snapshot-target';

export function renderImagePolicy(
  targetTags: BackupTag[], location: BackupResourceLocation, reboot: boolean,
): CfnLifecyclePolicy.PolicyDetailsProperty {
  return {
    policyType: 'IMAGE_MANAGEMENT',
    resourceTypes: ['INSTANCE'],
    resourceLocations: [location],
    targetTags,
    parameters: { noReboot: !reboot },
  };
}

export function renderImageSchedule(schedule: ImageSchedule): CfnLifecyclePolicy.ScheduleProperty {
  const { deprecation, copies = [] } = schedule;
  return {
    ...renderScheduleBase(schedule),
    variableTags: renderVariableTags(schedule),
    deprecateRule: deprecation && (deprecation.period ? deprecation.period._render() : { count: deprecation.count }),
    crossRegionCopyRules: copies.map(renderCopy),
  };
}

/** Copies of AMIs name their destination in another field than those of snapshots. */
function renderCopy(copy: ImageCopyRule): CfnLifecyclePolicy.CrossRegionCopyRuleProperty {
  const { region, encryption, retention, deprecateAfter, copyTags = false } = copy;
  return {
    targetRegion: region,
    ...renderEncryption(encryption),
    copyTags,
    retainRule: retention._render(),
    deprecateRule: deprecateAfter?._render(),
  };
}
