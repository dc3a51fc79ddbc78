import { App, Stack, Tags } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { Lacks, RuleRow } from './row';
import { ageOf, DAILY, defaultSnapshots, images, INSTANCES, manyPairs, rendered, sharedCopies, snapshots } from './samples';
import { DefaultSnapshotPolicy } from '../../../src/snapshots/default-snapshot-policy';
import { SnapshotPolicyProps } from '../../../src/snapshots/snapshot-policy';

/** A tag of the app, as most are. */
const tagged = (key: string, value = 'x') => (stack: Stack) => {
  snapshots(stack);
  Tags.of(stack).add(key, value);
};

/** The logical ids of two policies at the same place, so that an update replaces one by the other. */
const idsOf = (...policies: ((stack: Stack) => unknown)[]) => policies.map(make => {
  const stack = new Stack(new App(), 'Backups');
  make(stack);
  return rendered(stack).logicalId;
});

export const POLICY_RULES: readonly RuleRow[] = [
  {
    id: 'POL-01',
    refused: [
      { breaks: stack => snapshots(stack, {}, { description: '' }), says: "description must have letters, digits, spaces, _ and - only, and one at least, got ''" },
      { breaks: stack => snapshots(stack, {}, { description: 'Daily, kept 7 days.' }), says: "got 'Daily, kept 7 days.'" },
      { breaks: stack => images(stack, {}, { description: 'täglich' }), says: "got 'täglich'" },
      { breaks: stack => defaultSnapshots(stack, { description: 'x'.repeat(501) }), says: 'description must have at most 500 characters, got 501' },
    ],
    kept: {
      because: 'the default is made from the path, in the letters that are allowed',
      holds: stack => {
        snapshots(new Construct(stack, 'Übung (2)'));
        expect(rendered(stack).Properties.Description).toBe('Backups bung 2 Policy');
      },
    },
  },
  {
    id: 'POL-04',
    unwritable: { because: 'enabled is true or false, and the state ERROR is not to be had', proof: true satisfies Lacks<SnapshotPolicyProps, 'state'> },
    kept: {
      because: 'enabled is rendered as one of two states',
      holds: stack => {
        snapshots(stack, {}, { enabled: false });
        expect(rendered(stack).Properties.State).toBe('DISABLED');
      },
    },
  },
  {
    id: 'POL-05',
    kept: {
      because: 'the settings of a default policy are rendered at the top level only',
      holds: stack => {
        defaultSnapshots(stack);
        expect(rendered(stack).Properties).not.toHaveProperty('PolicyDetails');
      },
    },
  },
  {
    id: 'POL-06',
    refused: [
      { breaks: tagged('aws:team'), says: "the tag 'aws:team' is reserved" },
      { breaks: tagged('k'.repeat(129)), says: 'is too long: a key has at most 128 characters, a value 256' },
      { breaks: tagged('team', 'v'.repeat(257)), says: "the tag 'team' is too long" },
    ],
    warned: [
      { breaks: tagged('Cost Center'), says: "the keys of the policy's tags should have letters, digits and + - = . _ : / only" },
      { breaks: tagged('owner@home'), says: "got 'owner@home'" },
      {
        breaks: stack => {
          snapshots(stack);
          Object.entries(manyPairs(46)).forEach(([key, value]) => Tags.of(stack).add(key, value));
        },
        says: 'a policy takes 45 tags, got 46',
      },
    ],
  },
  {
    id: 'POL-07',
    refused: [{
      breaks: stack => {
        defaultSnapshots(stack);
        const other = new Stack(stack.node.root as App, 'Other', { env: { account: stack.account, region: stack.region } });
        new DefaultSnapshotPolicy(other, 'Second');
      },
      says: 'there can be one default policy of a kind in an account and Region, and Backups/Policy is it',
    }],
    warned: [{
      breaks: stack => {
        for (let index = 0; index <= 100; index++) snapshots(new Construct(stack, `Team${index}`));
      },
      says: 'an account has at most 100 custom policies in a Region, and this is number 101 of the app',
    }],
  },
  {
    id: 'POL-08',
    kept: {
      because: 'the logical id has the kind and the resource type, so another kind is another policy',
      holds: () => {
        const onInstances = (stack: Stack) => snapshots(stack, {}, { target: INSTANCES });
        const ids = idsOf(stack => snapshots(stack), onInstances, stack => images(stack), stack => sharedCopies(stack));
        expect(new Set(ids).size).toBe(4);
      },
    },
  },
  {
    id: 'POL-09',
    kept: {
      because: 'the logical id has the basis of the retention, so the other basis is another policy',
      holds: () => {
        const [byCount, byAge, other] = idsOf(
          stack => snapshots(stack), stack => snapshots(stack, { retention: ageOf(7) }), stack => snapshots(stack, { name: 'other', tags: { a: 'b' } }));
        expect(byAge).not.toBe(byCount);
        expect(other).toBe(byCount);
      },
    },
  },
  {
    id: 'POL-10',
    kept: {
      because: 'every field of the kind is rendered, if need be as false or []',
      holds: stack => {
        snapshots(stack, {}, { target: INSTANCES });
        const { PolicyDetails } = rendered(stack).Properties;
        expect(Object.keys(PolicyDetails).sort()).toEqual(['Parameters', 'PolicyType', 'ResourceLocations', 'ResourceTypes', 'Schedules', 'TargetTags']);
        expect(PolicyDetails.Schedules[0]).toEqual({
          Name: DAILY.name,
          CreateRule: { Interval: 24, IntervalUnit: 'HOURS', Times: ['03:00'], Location: 'CLOUD', Scripts: [] },
          RetainRule: { Count: 7 },
          CopyTags: false,
          TagsToAdd: [],
          VariableTags: [],
          ShareRules: [],
          CrossRegionCopyRules: [],
        });
      },
    },
  },
  {
    id: 'POL-11',
    kept: {
      because: 'Parameters are rendered wherever the kind has them',
      holds: stack => {
        snapshots(stack, {}, { target: INSTANCES });
        expect(rendered(stack).Properties.PolicyDetails.Parameters).toEqual({ ExcludeBootVolume: false, ExcludeDataVolumeTags: [] });
      },
    },
  },
  {
    id: 'POL-12',
    unseen: 'that a policy is removed or replaced shows in no template of the app that is synthesized then; applyRemovalPolicy(RETAIN) keeps it',
  },
  {
    id: 'POL-13',
    warned: [{
      breaks: stack => snapshots(stack, { retention: ageOf(7) }, { enabled: false }),
      says: 'enabled is false: backups that reach their age while the policy is disabled are kept for ever',
    }],
  },
];
