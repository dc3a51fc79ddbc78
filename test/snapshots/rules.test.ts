import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ARCHIVE_RULES } from './rules/archive';
import { COPY_RULES } from './rules/copies';
import { DEFAULT_RULES } from './rules/defaults';
import { EVENT_RULES } from './rules/events';
import { FAST_RESTORE_RULES } from './rules/fast-restore';
import { FREQUENCY_RULES } from './rules/frequencies';
import { IMAGE_RULES } from './rules/images';
import { LOCATION_RULES } from './rules/locations';
import { POLICY_RULES } from './rules/policies';
import { PROTECTION_RULES } from './rules/protection';
import { RETENTION_RULES } from './rules/retention';
import { RETENTION_LENGTH_RULES } from './rules/retention-lengths';
import { ROLE_AND_KEY_RULES } from './rules/roles-and-keys';
import { Breach, RuleRow } from './rules/row';
import { SCHEDULE_RULES } from './rules/schedules';
import { SCRIPT_RULES } from './rules/scripts';
import { SHARING_RULES } from './rules/sharing';
import { TAG_RULES } from './rules/tags';
import { TARGET_RULES } from './rules/targets';

const ROWS: readonly RuleRow[] = [
  ...POLICY_RULES, ...ROLE_AND_KEY_RULES, ...TARGET_RULES, ...PROTECTION_RULES, ...SCHEDULE_RULES, ...FREQUENCY_RULES, ...RETENTION_RULES,
  ...RETENTION_LENGTH_RULES, ...TAG_RULES, ...ARCHIVE_RULES, ...FAST_RESTORE_RULES, ...COPY_RULES, ...IMAGE_RULES, ...SHARING_RULES, ...EVENT_RULES,
  ...SCRIPT_RULES, ...LOCATION_RULES, ...DEFAULT_RULES,
];

/** How many rules there are of each section. */
const SECTIONS = { POL: 13, TGT: 15, SCH: 17, RET: 8, TAG: 8, ARC: 13, FSR: 8, XRC: 13, AMI: 8, SHR: 9, EVT: 11, SCR: 12, LOC: 4, DEF: 12 };
const RULES = Object.entries(SECTIONS).flatMap(([section, count]) =>
  Array.from({ length: count }, (_, index) => `${section}-${String(index + 1).padStart(2, '0')}`));

const aStack = () => new Stack(new App(), 'Backups', { env: { account: '111111111111', region: 'eu-central-1' } });
const breaches = (rows: readonly RuleRow[], of: (row: RuleRow) => readonly Breach[] | undefined): [string, string, Breach['breaks']][] =>
  rows.flatMap(row => (of(row) ?? []).map(({ breaks, says }): [string, string, Breach['breaks']] => [row.id, says, breaks]));

function refusal(breaks: Breach['breaks']): string {
  const stack = aStack();
  try {
    breaks(stack);
    Template.fromStack(stack);
  } catch (error) {
    return (error as Error).message;
  }
  return 'nothing was refused';
}

function warningsOf(breaks: Breach['breaks']): string[] {
  const stack = aStack();
  breaks(stack);
  return (stack.node.root as App).synth().stacks.flatMap(each => each.messages).map(({ entry }) => String(entry.data));
}

const idsIn = (text: string) => [...new Set(text.match(/\[[A-Z]{3}-\d\d\]/g))];

test('every rule has one row', () => {
  expect(ROWS.map(row => row.id).sort()).toEqual([...RULES].sort());
});

test('a row says how its rule is held', () => {
  const silent = ROWS.filter(row => !row.refused?.length && !row.warned?.length && !row.unwritable && !row.kept && !row.unseen);
  expect(silent.map(row => row.id)).toEqual([]);
});

test('at least 140 of the 151 rules are held at synth', () => {
  expect(RULES).toHaveLength(151);
  expect(ROWS.filter(row => row.refused || row.warned || row.unwritable || row.kept).length).toBeGreaterThanOrEqual(140);
});

test.each(breaches(ROWS, row => row.refused))('%s: fails when %s', (id, says, breaks) => {
  const message = refusal(breaks);
  expect(message).toContain(says);
  expect(idsIn(message)).toEqual([`[${id}]`]);
});

test.each(breaches(ROWS, row => row.warned))('%s: warns when %s', (id, says, breaks) => {
  const found = warningsOf(breaks).filter(warning => warning.includes(`[${id}]`));
  expect(found).toEqual([expect.stringContaining(says)]);
});

test.each(ROWS.flatMap(row => (row.kept ? [[row.id, row.kept.because, row.kept.holds] as const] : [])))('%s is held: %s', (_id, _because, holds) => {
  expect.hasAssertions();
  holds(aStack());
});
