import * as path from 'path';
import { Benchmark } from './benchmark';
import { nodeBinary } from './node-binary';
import { measurePair, timed } from './pairs';

const root = path.resolve(__dirname, '../..');
const GOAL_MILLISECONDS = 10;
/** What every app has loaded before it imports anything else. */
const CDK = "const { App, Stack } = require('aws-cdk-lib'); new Stack(new App());";

/** The CDK with the compiled package imported beside it, against the CDK alone. Modules are loaded when one of their names is used. */
export const packageImport: Benchmark = {
  name: 'import',
  goal: `importing the package adds at most ${GOAL_MILLISECONDS} ms to an app`,
  run({ pairs, node }) {
    const binary = nodeBinary(node);
    const row = measurePair(binary.file, { name: 'import', ours: timed(`${CDK} require('${root}');`), theirs: timed(CDK) }, pairs, root);
    return {
      rows: [row],
      met: row.ours - row.theirs <= GOAL_MILLISECONDS,
      notes: [
        `the package adds ${(row.ours - row.theirs).toFixed(1)} ms`,
        `medians of ${pairs} pairs of fresh processes under Node ${binary.version}`,
      ],
    };
  },
};
