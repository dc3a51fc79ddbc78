import { parseArgs } from 'util';
import Table from 'cli-table3';
import { apiCalls } from './api-calls';
import { Row } from './benchmark';
import { manyPipelines } from './many-pipelines';
import { manyPolicies } from './many-policies';
import { packageImport } from './package-import';
import { startUp } from './start-up';
import { verifyFiles } from './verify-files';

const BENCHMARKS = [startUp, packageImport, manyPolicies, manyPipelines, verifyFiles, apiCalls];
const USAGE = `npm run bench -- [${BENCHMARKS.map(benchmark => benchmark.name).join(' | ')}] [--json] [--pairs N] [--node PATH] [--source FILE]`;

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      pairs: { type: 'string', default: '21' },
      node: { type: 'string' },
      source: { type: 'string' },
    },
  });
  const pairs = Number(values.pairs);
  if (!Number.isInteger(pairs) || pairs < 1) throw new Error(`--pairs must be a whole number above 0, got ${values.pairs}`);
  const chosen = positionals.length === 0 ? BENCHMARKS : BENCHMARKS.filter(benchmark => positionals.includes(benchmark.name));
  if (chosen.length === 0) throw new Error(`no benchmark is called ${positionals.join(' or ')}: ${USAGE}`);

  for (const benchmark of chosen) {
    const { rows, met, notes } = await benchmark.run({ pairs, node: values.node, source: values.source });
    if (values.json) console.log(JSON.stringify(rows, undefined, 2));
    else print(rows, [...notes, `goal: ${benchmark.goal} - ${met ? 'met' : 'MISSED'}`]);
    if (!met) process.exitCode = 1;
  }
}

function print(rows: Row[], notes: string[]) {
  const table = new Table({ head: ['', 'ours', 'theirs', 'ratio'], style: { head: [], border: [] }, colAligns: ['left', 'right', 'right', 'right'] });
  rows.forEach(row => table.push([row.name, `${row.ours.toFixed(1)} ${row.unit}`, `${row.theirs.toFixed(1)} ${row.unit}`, row.ratio.toFixed(2)]));
  console.log(table.toString());
  notes.forEach(note => console.log(note));
}

void main();
