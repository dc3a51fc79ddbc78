import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';
import { Benchmark, Row } from './benchmark';
import { bundle } from './bundle';
import { nodeBinary } from './node-binary';
import { median } from './pairs';

const ENTRY = 'src/runtime/copy/copy.lambda.ts';
/** At most this much of the time that the run-time's own SDK takes. */
const GOAL = 0.6;

/** Prints how many milliseconds the module takes to load. */
const LOAD = `
  const start = process.hrtime.bigint();
  require(process.argv[1]);
  process.stdout.write(String(Number(process.hrtime.bigint() - start) / 1e6), () => process.exit());
`;

/**
 * The copy handler with the SDK inside, as it ships, against the same handler with the SDK outside, as the Lambda
 * run-time carries it. Fresh processes in turn, so that what slows the machine slows both.
 */
export const startUp: Benchmark = {
  name: 'start-up',
  goal: `loading takes at most ${GOAL} of the time`,
  run({ pairs, node, source }) {
    const binary = nodeBinary(node);
    // Below node_modules, where the external SDK is found.
    const folder = path.resolve(__dirname, '../../node_modules/.cache/cdk-golden-ami/start-up');
    fs.mkdirSync(folder, { recursive: true });
    const inside = path.join(folder, 'inside.js');
    const outside = path.join(folder, 'outside.js');
    const sizes = [bundle(ENTRY, inside, { source }), bundle(ENTRY, outside, { source, external: ['@aws-sdk/*', '@smithy/*'] })];

    const samples = { inside: [] as Sample[], outside: [] as Sample[] };
    [inside, outside].forEach(file => measure(binary.file, file)); // the first run reads from the disk
    for (let pair = 0; pair < pairs; pair++) {
      samples.inside.push(measure(binary.file, inside));
      samples.outside.push(measure(binary.file, outside));
    }

    const row = (name: string, pick: (sample: Sample) => number): Row => {
      const [ours, theirs] = [samples.inside, samples.outside].map(side => median(side.map(pick)));
      return { name, ours, theirs, ratio: ours / theirs, unit: 'ms' };
    };
    const rows = [row('start-up, load the handler', sample => sample.load), row('start-up, whole process', sample => sample.process)];
    return {
      rows,
      met: rows[0].ratio <= GOAL,
      notes: [
        `ours: SDK in the bundle (${kilobytes(sizes[0])}); theirs: SDK outside (${kilobytes(sizes[1])} of our own)`,
        `medians of ${pairs} pairs of fresh processes under Node ${binary.version}`,
      ],
    };
  },
};

interface Sample {
  readonly load: number;
  readonly process: number;
}

function measure(node: string, file: string): Sample {
  const start = process.hrtime.bigint();
  const load = execFileSync(node, ['-e', LOAD, file], { encoding: 'utf8', env: { AWS_REGION: 'eu-central-1' } });
  return { load: Number(load), process: Number(process.hrtime.bigint() - start) / 1e6 };
}

const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} kB`;
