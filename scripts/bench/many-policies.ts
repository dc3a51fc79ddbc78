import * as path from 'path';
import { Benchmark } from './benchmark';
import { nodeBinary } from './node-binary';
import { measurePair, timed } from './pairs';

const root = path.resolve(__dirname, '../..');
const POLICIES = 100;
const GOAL_MILLISECONDS = 500;

const LOAD = `
  const { App, Stack, Duration } = require('aws-cdk-lib');
  const { BackupFrequency, BackupRetention, RetentionPeriod, SnapshotPolicy, SnapshotTarget, TimeOfDay, DayOfMonth } = require('${root}');
  const app = new App({ outdir: require('fs').mkdtempSync(require('os').tmpdir() + '/cdk-golden-ami-bench-'), analyticsReporting: false });
  const stack = new Stack(app, 'Backups');
  process.on('exit', () => require('fs').rmSync(app.outdir, { recursive: true }));
`;

/** Each with three schedules, an interval, a day and a cron expression of its own, so that no result of one serves the next. */
const CONSTRUCT = `
  for (let number = 0; number < ${POLICIES}; number++) {
    const at = TimeOfDay.utc(number % 24, Math.floor(number / 24));
    new SnapshotPolicy(stack, 'Policy' + number, {
      target: SnapshotTarget.volumesTagged('Backup', 'policy ' + number),
      schedules: [
        { name: 'hours', frequency: BackupFrequency.every(Duration.hours(12), at), retention: BackupRetention.age(RetentionPeriod.days(2)) },
        { name: 'days', frequency: BackupFrequency.daily(TimeOfDay.utc((number + 1) % 24, 30 + number % 30)), retention: BackupRetention.age(RetentionPeriod.days(14)) },
        { name: 'months', frequency: BackupFrequency.monthly(DayOfMonth.of(1 + number % 28), at), retention: BackupRetention.age(RetentionPeriod.years(1)) },
      ],
    });
  }
`;

/** An app with many snapshot policies against the same app without, from the first construct to the template. */
export const manyPolicies: Benchmark = {
  name: 'policies',
  goal: `${POLICIES} policies take at most ${GOAL_MILLISECONDS} ms more than none`,
  run({ pairs, node }) {
    const binary = nodeBinary(node);
    const ours = LOAD + timed(`${CONSTRUCT} app.synth();`);
    const row = measurePair(binary.file, { name: `${POLICIES} policies`, ours, theirs: LOAD + timed('app.synth();') }, pairs, root);
    return {
      rows: [row],
      met: row.ours - row.theirs <= GOAL_MILLISECONDS,
      notes: [
        `${POLICIES} policies take ${(row.ours - row.theirs).toFixed(0)} ms more than an app with none`,
        `medians of ${pairs} pairs of fresh processes under Node ${binary.version}`,
      ],
    };
  },
};
