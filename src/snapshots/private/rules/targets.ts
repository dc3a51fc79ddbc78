import { Warning, warnings } from './sentences';
import { repeatedTags, isSameTag, tagFormProblems } from './tags';
import { Problem } from '../../../private/props';
import { BackupResourceLocation, BackupTag, SnapshotTarget } from '../../snapshot-target';

export function targetProblems(target: SnapshotTarget): Problem[] {
  return [
    ...targetTagProblems('target.tags', target.tags),
    ...excludedTagProblems('target.excludeDataVolumeTags', target._options.excludeDataVolumeTags, 'TGT-10'),
  ];
}

/** An AMI policy says its tags itself: it targets instances only. */
export function imageTargetProblems(tags: readonly BackupTag[], location: BackupResourceLocation | undefined): Problem[] {
  return [
    ...targetTagProblems('targetTags', tags),
    location === BackupResourceLocation.LOCAL_ZONES
      ? 'location must be REGION or OUTPOSTS, got LOCAL_ZONES: DLM makes no AMIs of instances in Local Zones; snapshot them with a SnapshotPolicy [TGT-08]'
      : undefined,
  ];
}

export function targetWarnings(target: SnapshotTarget): Warning[] {
  const { excludeBootVolume, excludeDataVolumeTags = [] } = target._options;
  const both = target.tags.filter(tag => excludeDataVolumeTags.some(excluded => isSameTag(tag, excluded)));
  return [
    ...anyTagWarnings('target.tags', target.tags),
    ...warnings(
      excludeBootVolume === true && excludeDataVolumeTags.length > 0 && {
        topic: 'nothingLeft',
        says: 'target.excludeBootVolume and target.excludeDataVolumeTags may leave an instance without any volume: '
          + 'then there is no snapshot, and the metric SnapshotsCreateFailed counts it; watch it with alarmWhenFailing [TGT-11]',
      },
      both.length > 0 && {
        topic: 'excludedTarget',
        says: `target.excludeDataVolumeTags has ${both.map(tag => `${tag.key}=${tag.value}`).join(', ')}, which is a target tag, too: `
          + 'volumes that got the tags of their instance are left out [TGT-12]',
      },
    ),
  ];
}

export const imageTargetWarnings = (tags: readonly BackupTag[], location: BackupResourceLocation | undefined): Warning[] => [
  ...anyTagWarnings('targetTags', tags),
  ...warnings(location === BackupResourceLocation.OUTPOSTS && {
    topic: 'imagesOnOutposts',
    says: 'location is OUTPOSTS: AWS documents AMI policies for Regions only; see that AMIs are made, with the metric ImagesCreateCompleted [AMI-08]',
  }),
];

export function excludedTagProblems(prop: string, tags: readonly BackupTag[] | undefined, rule: string): Problem[] {
  if (!tags) return [];
  return [
    tags.length > 50 ? `${prop} must have at most 50 tags, got ${tags.length} [${rule}]` : undefined,
    ...tagFormProblems(prop, tags, rule),
  ];
}

function targetTagProblems(prop: string, tags: readonly BackupTag[]): Problem[] {
  return [
    tags.length < 1 || tags.length > 50 ? `${prop} must have 1 to 50 tags, got ${tags.length} [TGT-01]` : undefined,
    ...tagFormProblems(prop, tags, 'TGT-05'),
    ...repeatedTags(tags).map(tag => `${prop} must have each tag once, got ${tag} again [TGT-07]`),
  ];
}

function anyTagWarnings(prop: string, tags: readonly BackupTag[]): Warning[] {
  const keys = [...new Set(tags.map(tag => tag.key))];
  return warnings(keys.length > 1 && {
    topic: 'anyTag',
    says: `${prop} has ${keys.length} keys, ${keys.join(' and ')}: resources with any one of these tags are backed up, not only those with all [TGT-04]`,
  });
}
