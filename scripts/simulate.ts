/**
 * Drives stacks, and then the channels of a pipeline, through random histories on the simulators, so many of each, and says what went against the
 * invariants.
 *
 *   npx tsx scripts/simulate.ts --histories 100000 --seed 1
 *   npx tsx scripts/simulate.ts --engine ours --seed 1 --only 4711        the story of one history, of a stack made as small as it still fails
 *
 * Options: --engine ours | channels | cdk-provider for one of them alone, --wire <percent of the histories of stacks that use the real SDK over a port>,
 * --workers <threads>.
 */
import { availableParallelism } from 'os';
import { parseArgs } from 'util';
import Table from 'cli-table3';
import { Engine, enginesOf } from './simulation/engine';
import { replayHistory, Result, runHistories } from './simulation/workers';
import { Counters } from '../test/support/cloudformation/histories/counters';

const SHOWN = 10;

const { values } = parseArgs({
  options: {
    histories: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    engine: { type: 'string' },
    wire: { type: 'string', default: '2' },
    workers: { type: 'string', default: String(availableParallelism()) },
    only: { type: 'string' },
  },
});
const number = (name: 'histories' | 'seed' | 'wire' | 'workers' | 'only'): number => {
  const value = Number(values[name]);
  if (!Number.isFinite(value) || value < 0) throw new Error(`--${name} must be a number of 0 or more, got ${values[name]}`);
  return value;
};

/** What the histories of one engine came to. */
interface Run {
  readonly engine: Engine;
  readonly contents: Counters;
  readonly failures: Result['violations'][number][];
  violations: number;
}

async function runOne([engine]: readonly Engine[], history: number): Promise<void> {
  const { plan, story, violations } = await replayHistory(engine, history);
  console.log(JSON.stringify(plan, undefined, 2));
  console.log(story.join('\n'));
  console.log(violations.length === 0 ? '\nno violations' : `\n${violations.join('\n')}`);
  process.exitCode = violations.length > 0 ? 1 : 0;
}

async function runAll(engines: readonly Engine[], histories: number): Promise<void> {
  const runs: Run[] = [];
  for (const engine of engines) runs.push(await run(engine, histories));
  const table = new Table({ head: ['what the histories contained', 'times'], colAligns: ['left', 'right'], chars: { 'mid': '', 'left-mid': '', 'mid-mid': '', 'right-mid': '' } });
  for (const { engine, contents } of runs) {
    for (const [name, count] of Object.entries(contents.toJSON())) table.push([runs.length > 1 ? `${engine.of}: ${name}` : name, count]);
  }
  console.log(`\n${table.toString()}`);
  runs.forEach(showFailures);
  const violations = runs.reduce((sum, each) => sum + each.violations, 0);
  console.log(`${runs.map(({ engine }) => `${histories} histories of ${engine.of}`).join(', ')}, ${violations} violations`);
  process.exitCode = runs.some(each => each.engine.isOurs && each.violations > 0) ? 1 : 0;
}

async function run(engine: Engine, histories: number): Promise<Run> {
  const state: Run = { engine, contents: new Counters(), failures: [], violations: 0 };
  const began = Date.now();
  let done = 0;
  const progress = () => {
    const perSecond = done / ((Date.now() - began) / 1000);
    const left = perSecond > 0 ? `, ${Math.ceil((histories - done) / perSecond)} s left` : '';
    const line = `${done} of ${histories} histories of ${engine.of}, ${state.violations} violations, ${perSecond.toFixed(0)} a second${left}`;
    process.stderr.write(`${process.stderr.isTTY ? '\r' : ''}${line}   ${process.stderr.isTTY ? '' : '\n'}`);
  };
  const timer = setInterval(progress, process.stderr.isTTY ? 500 : 10_000);
  await runHistories(engine, histories, number('workers'), ({ histories: more, overWire = 0, contents, violations }) => {
    done += more;
    state.contents.count('history over the wire, with the real SDK', overWire);
    state.contents.add(contents);
    state.failures.push(...violations);
    for (const { history, sentences } of violations) {
      state.violations += sentences.length;
      console.error(`history ${history} of ${engine.of}: ${sentences[0]}`);
    }
  });
  clearInterval(timer);
  progress();
  return state;
}

function showFailures({ engine, failures }: Run): void {
  failures.sort((a, b) => a.history - b.history);
  for (const { history, sentences } of failures.slice(0, SHOWN)) {
    console.log(`\nhistory ${history} (npx tsx scripts/simulate.ts --engine ${engine.name} --seed ${values.seed} --only ${history})`);
    sentences.slice(0, 5).forEach(sentence => console.log(`  ${sentence}`));
  }
  const leaking = failures.filter(({ sentences }) => sentences.some(sentence => sentence.startsWith('iii: '))).length;
  if (!engine.isOurs) console.log(`\n${leaking} histories leaked images or snapshots, or lost them`);
}

const engines = enginesOf(values.engine, { seed: number('seed'), wire: number('wire') });
void (values.only === undefined ? runAll(engines, number('histories')) : runOne(engines, number('only')));
