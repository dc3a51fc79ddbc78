import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { Lacks, RuleRow } from './row';
import { defaultImages, defaultSnapshots, manyTags, rendered } from './samples';
import { DefaultImagePolicyProps } from '../../../src/snapshots/default-image-policy';
import { DefaultPolicyBaseProps } from '../../../src/snapshots/default-policy';

const { STANDARD, GP2, GP3, IO1, IO2, ST1, SC1 } = ec2.EbsDeviceVolumeType;

export const DEFAULT_RULES: readonly RuleRow[] = [
  {
    id: 'DEF-01',
    refused: [Duration.hours(12), Duration.days(8), Duration.hours(36)].map(createEvery => ({
      breaks: stack => defaultSnapshots(stack, { createEvery, retainFor: Duration.days(14) }),
      says: `createEvery must be 1 to 7 whole days, got ${createEvery.toHumanString()}`,
    })),
  },
  {
    id: 'DEF-02',
    refused: [
      { breaks: stack => defaultSnapshots(stack, { retainFor: Duration.days(15) }), says: 'retainFor must be 2 to 14 whole days, got 15 days' },
      { breaks: stack => defaultImages(stack, { retainFor: Duration.hours(60) }), says: 'retainFor must be 2 to 14 whole days, got' },
    ],
  },
  {
    id: 'DEF-03',
    refused: [
      { breaks: stack => defaultSnapshots(stack, { createEvery: Duration.days(7) }), says: 'retainFor must be longer than createEvery, 7 days, got 7 days' },
      { breaks: stack => defaultImages(stack, { createEvery: Duration.days(5), retainFor: Duration.days(4) }), says: 'retainFor must be longer than createEvery, 5 days, got 4 days' },
    ],
  },
  {
    id: 'DEF-04',
    refused: [
      { breaks: stack => defaultSnapshots(stack, { copyToRegions: ['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-north-1'] }), says: 'copyToRegions must be at most 3, got 4' },
      { breaks: stack => defaultSnapshots(stack, { copyToRegions: ['eu-west-1', 'eu-west-1'] }), says: 'copyToRegions must name each Region once, got eu-west-1 again' },
      { breaks: stack => defaultImages(stack, { copyToRegions: ['eu-central-1'] }), says: "copyToRegions must be other Regions, got the policy's own, eu-central-1" },
      { breaks: stack => defaultImages(stack, { copyToRegions: ['Ireland'] }), says: "copyToRegions must be Regions like eu-west-1, got 'Ireland'" },
    ],
  },
  {
    id: 'DEF-05',
    unwritable: { because: 'a default policy has names of Regions, and no rules for copies', proof: true satisfies Lacks<DefaultPolicyBaseProps, 'copies' | 'encryption'> },
  },
  {
    id: 'DEF-06',
    unwritable: { because: 'instances are left out by tag alone', proof: true satisfies Lacks<DefaultImagePolicyProps, 'excludeBootVolumes' | 'excludeVolumeTypes'> },
    kept: {
      because: 'nothing else is rendered for instances',
      holds: stack => {
        defaultImages(stack);
        expect(rendered(stack).Properties.Exclusions).toEqual({ ExcludeTags: [] });
      },
    },
  },
  {
    id: 'DEF-07',
    refused: [
      { breaks: stack => defaultSnapshots(stack, { excludeVolumeTypes: [STANDARD, GP2, GP3, IO1, IO2, ST1, SC1] }), says: 'excludeVolumeTypes must be at most 6, got 7' },
      { breaks: stack => defaultSnapshots(stack, { excludeVolumeTypes: [GP2, GP2] }), says: 'excludeVolumeTypes must name each type once, got gp2 again' },
    ],
  },
  { id: 'DEF-08', refused: [{ breaks: stack => defaultSnapshots(stack, { excludeTags: manyTags(51) }), says: 'excludeTags must have at most 50 tags, got 51' }] },
  {
    id: 'DEF-09',
    kept: {
      because: 'the type is that of the class, and the id of the resource never changes',
      holds: stack => {
        defaultSnapshots(stack, { extendDeletion: true, retainFor: Duration.days(14) });
        expect(rendered(stack)).toMatchObject({ logicalId: 'PolicyDefaultSnapshots57E808A0', Properties: { DefaultPolicy: 'VOLUME' } });
      },
    },
  },
  {
    id: 'DEF-10',
    warned: [{ breaks: stack => defaultSnapshots(stack, { extendDeletion: true }), says: 'extendDeletion is true: the last backup of what is deleted goes, too' }],
  },
  {
    id: 'DEF-11',
    kept: {
      because: 'the alarm for missing backups waits for twice the frequency: a resource that others backed up is not backed up again',
      holds: stack => {
        const alarm = defaultSnapshots(stack, { createEvery: Duration.days(2) }).alarmWhenStale('Stale');
        expect(stack.resolve((alarm.metric as { period?: Duration }).period!.toHours())).toBeGreaterThanOrEqual(2 * 48);
      },
    },
  },
  {
    id: 'DEF-12',
    kept: {
      because: 'the field is rendered as the service calls it, not as the guide does',
      holds: stack => {
        defaultSnapshots(stack, { excludeBootVolumes: true });
        expect(rendered(stack).Properties.Exclusions).toEqual({ ExcludeBootVolumes: true, ExcludeVolumeTypes: [], ExcludeTags: [] });
      },
    },
  },
];
