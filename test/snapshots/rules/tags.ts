import { Is, RuleRow } from './row';
import { DAILY, INSTANCES, manyPairs, manyTags, snapshots } from './samples';
import { BackupVariableTag, BackupVariableTagValue } from '../../../src/snapshots/snapshot-schedule';
import { SnapshotScripts } from '../../../src/snapshots/snapshot-scripts';

const variable = (...keys: string[]): BackupVariableTag[] => keys.map(key => ({ key, value: BackupVariableTagValue.INSTANCE_ID }));
const onInstances = { target: INSTANCES };

export const TAG_RULES: readonly RuleRow[] = [
  {
    id: 'TAG-01',
    refused: [
      { breaks: stack => snapshots(stack, { tags: manyPairs(46) }), says: 'tags must be at most 45, got 46' },
      { breaks: stack => snapshots(stack, { variableTags: variable(...manyTags(46).map(tag => tag.key)) }, onInstances), says: 'variableTags must be at most 45, got 46' },
    ],
  },
  {
    id: 'TAG-02',
    refused: [{
      breaks: stack => snapshots(stack, { tags: manyPairs(45), variableTags: variable('instance') }, onInstances),
      says: 'tags and variableTags must be at most 45 together, got 46',
    }],
    warned: [
      { breaks: stack => snapshots(stack, { tags: manyPairs(21), copyTags: true }), says: 'copyTags adds the tags of the source to 21 of the schedule' },
      {
        breaks: stack => snapshots(stack, {}, {
          schedules: [{ ...DAILY, tags: manyPairs(30, 'one') }, { ...DAILY, name: 'other', tags: manyPairs(30, 'other') }],
        }),
        says: 'it gets 60 tags, and a backup takes 45 besides those of DLM',
      },
    ],
  },
  {
    id: 'TAG-03',
    unwritable: {
      because: 'the value of a variable tag is one of an enumeration',
      proof: true satisfies Is<BackupVariableTag['value'], BackupVariableTagValue> & Is<`${BackupVariableTagValue}`, '$(instance-id)' | '$(timestamp)'>,
    },
  },
  {
    id: 'TAG-04',
    refused: [{ breaks: stack => snapshots(stack, { variableTags: variable('instance') }), says: 'variableTags must be left out in a policy on volumes' }],
  },
  {
    id: 'TAG-05',
    refused: [
      { breaks: stack => snapshots(stack, { tags: { 'a=b': 'c' } }), says: "tags must have keys without \\ and =, got 'a=b'" },
      { breaks: stack => snapshots(stack, { tags: { 'aws:team': 'web' } }), says: "tags must not have keys that start with aws:, which AWS keeps, got 'aws:team'" },
      { breaks: stack => snapshots(stack, { tags: { ['k'.repeat(129)]: 'c' } }), says: 'tags must have keys of 1 to 128 characters' },
      { breaks: stack => snapshots(stack, { tags: { team: 'v'.repeat(257) } }), says: "tags must have values of at most 256 characters, got 257 for 'team'" },
      { breaks: stack => snapshots(stack, { variableTags: variable('a\\b') }, onInstances), says: "variableTags must have keys without \\ and =, got 'a\\b'" },
    ],
  },
  {
    id: 'TAG-06',
    refused: [{ breaks: stack => snapshots(stack, { tags: { 'dlm:managed': 'true' } }), says: "tags must not have 'dlm:managed', which DLM sets itself" }],
  },
  {
    id: 'TAG-07',
    refused: [{
      breaks: stack => snapshots(stack, { tags: { instance: 'web' }, variableTags: variable('instance') }, onInstances),
      says: "tags and variableTags must have each key once, got 'instance' again",
    }],
  },
  {
    id: 'TAG-08',
    refused: [{
      breaks: stack => snapshots(stack, { scripts: SnapshotScripts.windowsVss(), copyTags: true }, onInstances),
      says: 'copyTags must be false with Windows VSS, got true',
    }],
  },
];
