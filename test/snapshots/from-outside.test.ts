import { App, Stack } from 'aws-cdk-lib';
import { DEFAULT_EXAMPLES } from './from-outside/default-examples';
import { OutsideExample } from './from-outside/example';
import { IMAGE_EXAMPLES } from './from-outside/image-examples';
import { SCRIPT_EXAMPLES } from './from-outside/script-examples';
import { SNAPSHOT_EXAMPLES } from './from-outside/snapshot-examples';
import { TEMPLATE_EXAMPLES } from './from-outside/template-examples';
import { TERRAFORM_EXAMPLES } from './from-outside/terraform-examples';
import { rendered } from './rules/samples';

const ALL = [...SNAPSHOT_EXAMPLES, ...SCRIPT_EXAMPLES, ...IMAGE_EXAMPLES, ...DEFAULT_EXAMPLES, ...TEMPLATE_EXAMPLES, ...TERRAFORM_EXAMPLES];
const EXAMPLES = ALL.filter(({ refused }) => refused === undefined);

/** What is always rendered, because an update merges, and AWS leaves out because it is the default. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  'PolicyType': 'EBS_SNAPSHOT_MANAGEMENT',
  'ResourceLocations': ['CLOUD'],
  'Parameters.ExcludeBootVolume': false,
  'Parameters.ExcludeDataVolumeTags': [],
  'Parameters.NoReboot': true,
  'Schedules.*.CopyTags': false,
  'Schedules.*.CreateRule.Location': 'CLOUD',
  'Schedules.*.CreateRule.Scripts': [],
  'Schedules.*.CrossRegionCopyRules': [],
  'Schedules.*.CrossRegionCopyRules.*.CopyTags': false,
  'Schedules.*.ShareRules': [],
  'Schedules.*.TagsToAdd': [],
  'Schedules.*.VariableTags': [],
  'CopyTags': false,
  'CreateInterval': 1,
  'CrossRegionCopyTargets': [],
  'Exclusions.ExcludeBootVolumes': false,
  'Exclusions.ExcludeTags': [],
  'Exclusions.ExcludeVolumeTypes': [],
  'ExtendDeletion': false,
  'RetainInterval': 7,
};

/** Everything that a structure says, by path. Lists of strings and empty lists are values. */
function leaves(value: unknown, path = ''): [string, unknown][] {
  const isList = Array.isArray(value);
  if (typeof value !== 'object' || value === null || (isList && typeof value[0] !== 'object')) return [[path, value]];
  return Object.entries(value).flatMap(([key, each]) => leaves(each, path === '' ? key : `${path}.${key}`));
}

const aStack = () => new Stack(new App(), 'Backups', { env: { account: '123456789012', region: 'eu-central-1' } });
const starred = (path: string) => path.replace(/\.\d+\./g, '.*.');

function write({ ours }: OutsideExample): Readonly<Record<string, unknown>> {
  const stack = aStack();
  ours(stack);
  const { Description, ExecutionRoleArn, PolicyDetails, State, ...settings } = rendered(stack).Properties;
  return PolicyDetails ?? { ...settings, Description, State };
}

/** The paths at which two structures differ, but for defaults that only one of them spells out. */
function differences(example: OutsideExample): string[] {
  const [ours, theirs] = [new Map(leaves(write(example))), new Map(leaves(example.theirs))];
  const spellsOutDefault = (path: string) => {
    const value = DEFAULTS[starred(path)];
    return (!theirs.has(path) && value !== undefined && isEqual(ours.get(path), value)) || (!('Description' in example.theirs) && /^(Description|State)$/.test(path));
  };
  return [...new Set([...ours.keys(), ...theirs.keys()])].filter(path => !isEqual(ours.get(path), theirs.get(path)) && !spellsOutDefault(path));
}

const isEqual = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

test.each(EXAMPLES.map(example => [example.title, example.source, example] as const))('%s (%s)', (_title, _source, example) => {
  const allowed = Object.keys(example.differs ?? {});
  const isAllowed = (path: string) => allowed.some(each => path === each || path.startsWith(`${each}.`));
  const found = differences(example);
  expect(found.filter(path => !isAllowed(path))).toEqual([]);
  expect(allowed.filter(each => !found.some(path => path === each || path.startsWith(`${each}.`)))).toEqual([]);
});

test.each(ALL.flatMap(({ title, refused, ours }) => (refused === undefined ? [] : [[title, refused, ours] as const])))('fails when: %s [%s]', (_title, rule, ours) => {
  expect(() => ours(aStack())).toThrow(`[${rule}]`);
});

test('every default that is spelt out is one that some example leaves out', () => {
  const seen = EXAMPLES.flatMap(example => {
    const theirs = new Map(leaves(example.theirs));
    return leaves(write(example)).map(([path]) => path).filter(path => !theirs.has(path)).map(starred);
  });
  expect(Object.keys(DEFAULTS).filter(path => !seen.includes(path))).toEqual([]);
});
