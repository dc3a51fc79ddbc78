import { Lacks, Requires, RuleRow } from './row';
import { images, manyTags, rendered, snapshots } from './samples';
import { CrossAccountCopyPolicyProps } from '../../../src/snapshots/cross-account-copy-policy';
import { ImagePolicyProps } from '../../../src/snapshots/image-policy';
import { SnapshotPolicyProps } from '../../../src/snapshots/snapshot-policy';
import { BackupResourceLocation, BackupTag, SnapshotTarget, VolumeTargetOptions } from '../../../src/snapshots/snapshot-target';

const volumes = (tags: BackupTag[]) => ({ target: SnapshotTarget.volumes({ tags }) });
const TAG = { key: 'Backup', value: 'daily' };

export const TARGET_RULES: readonly RuleRow[] = [
  {
    id: 'TGT-01',
    refused: [
      { breaks: stack => snapshots(stack, {}, volumes([])), says: 'target.tags must have 1 to 50 tags, got 0' },
      { breaks: stack => snapshots(stack, {}, volumes(manyTags(51))), says: 'target.tags must have 1 to 50 tags, got 51' },
      { breaks: stack => images(stack, {}, { targetTags: [] }), says: 'targetTags must have 1 to 50 tags, got 0' },
    ],
    unwritable: {
      because: 'a policy that copies what others share has no target, and all others must have one',
      proof: true satisfies Lacks<CrossAccountCopyPolicyProps, 'target' | 'targetTags'> & Requires<SnapshotPolicyProps, 'target'> & Requires<ImagePolicyProps, 'targetTags'>,
    },
  },
  {
    id: 'TGT-02',
    unwritable: { because: 'a target is volumes or instances', proof: true satisfies Requires<SnapshotPolicyProps, 'target'> },
    kept: {
      because: 'exactly one resource type is rendered',
      holds: stack => {
        snapshots(stack);
        expect(rendered(stack).Properties.PolicyDetails.ResourceTypes).toEqual(['VOLUME']);
      },
    },
  },
  {
    id: 'TGT-03',
    unwritable: { because: 'an ImagePolicy has tags, but no target', proof: true satisfies Lacks<ImagePolicyProps, 'target'> },
    kept: {
      because: 'AMI policies are rendered for instances',
      holds: stack => {
        images(stack);
        expect(rendered(stack).Properties.PolicyDetails.ResourceTypes).toEqual(['INSTANCE']);
      },
    },
  },
  {
    id: 'TGT-04',
    warned: [
      {
        breaks: stack => snapshots(stack, {}, volumes([TAG, { key: 'Stage', value: 'prod' }])),
        says: 'target.tags has 2 keys, Backup and Stage: resources with any one of these tags are backed up, not only those with all',
      },
      { breaks: stack => images(stack, {}, { targetTags: [TAG, { key: 'Stage', value: 'prod' }] }), says: 'targetTags has 2 keys, Backup and Stage' },
    ],
  },
  {
    id: 'TGT-05',
    refused: [
      { breaks: stack => snapshots(stack, {}, volumes([{ key: 'a=b', value: '' }])), says: "target.tags must have keys without \\ and =, got 'a=b'" },
      { breaks: stack => snapshots(stack, {}, volumes([{ key: 'a\\b', value: '' }])), says: "target.tags must have keys without \\ and =, got 'a\\b'" },
      { breaks: stack => snapshots(stack, {}, volumes([{ key: '', value: '' }])), says: "target.tags must have keys of 1 to 128 characters, got ''" },
      { breaks: stack => images(stack, {}, { targetTags: [{ key: 'a', value: 'x'.repeat(257) }] }), says: "targetTags must have values of at most 256 characters, got 257 for 'a'" },
    ],
  },
  {
    id: 'TGT-06',
    kept: {
      because: 'a target tag of CloudFormation itself is accepted: stacks target what they made by it',
      holds: stack => {
        snapshots(stack, {}, volumes([{ key: 'aws:cloudformation:stack-name', value: 'web' }]));
        expect(rendered(stack).Properties.PolicyDetails.TargetTags).toEqual([{ Key: 'aws:cloudformation:stack-name', Value: 'web' }]);
      },
    },
  },
  {
    id: 'TGT-07',
    refused: [{ breaks: stack => snapshots(stack, {}, volumes([TAG, TAG])), says: 'target.tags must have each tag once, got Backup=daily again' }],
  },
  {
    id: 'TGT-08',
    refused: [{ breaks: stack => images(stack, {}, { location: BackupResourceLocation.LOCAL_ZONES }), says: 'location must be REGION or OUTPOSTS, got LOCAL_ZONES' }],
  },
  {
    id: 'TGT-09',
    unwritable: {
      because: 'only instances have options for what to leave out',
      proof: true satisfies Lacks<VolumeTargetOptions, 'excludeBootVolume' | 'excludeDataVolumeTags'> & Lacks<ImagePolicyProps, 'excludeBootVolume' | 'excludeDataVolumeTags'>,
    },
  },
  {
    id: 'TGT-10',
    refused: [{
      breaks: stack => snapshots(stack, {}, { target: SnapshotTarget.instances({ tags: [TAG], excludeDataVolumeTags: manyTags(51) }) }),
      says: 'target.excludeDataVolumeTags must have at most 50 tags, got 51',
    }],
  },
  {
    id: 'TGT-11',
    warned: [{
      breaks: stack => snapshots(stack, {}, {
        target: SnapshotTarget.instances({ tags: [TAG], excludeBootVolume: true, excludeDataVolumeTags: manyTags(1) }),
      }),
      says: 'target.excludeBootVolume and target.excludeDataVolumeTags may leave an instance without any volume',
    }],
  },
  {
    id: 'TGT-12',
    warned: [{
      breaks: stack => snapshots(stack, {}, { target: SnapshotTarget.instances({ tags: [TAG], excludeDataVolumeTags: [TAG] }) }),
      says: 'target.excludeDataVolumeTags has Backup=daily, which is a target tag, too',
    }],
  },
  { id: 'TGT-15', unseen: 'a tag that is taken from a resource shows in no template; BackupCoverage tells which resources nothing covers any more' },
];
