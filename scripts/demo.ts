/**
 * The life of `examples/encrypted-root-copy.ts`, on emulators where they can be had: deployed, updated twice, destroyed.
 *
 *   npm run demo
 *   npm run demo -- --help
 *
 * And that of a pipeline of Image Builder, with a build that passes and one that does not:
 *
 *   npm run demo -- pipeline
 *
 * And that of its channels, with a release that is promoted, one that is rolled back and one that is stopped:
 *
 *   npm run demo -- channels
 */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { setTimeout as sleep } from 'timers/promises';
import { parseArgs } from 'util';
import { demonstrateChannels } from './demo/channels/channels-demo';
import { Choice, placeFor } from './demo/choice';
import { UP_FOR_MINUTES } from './demo/endpoint/emulators';
import { indented } from './demo/endpoint/guide';
import { EXAMPLE } from './demo/example';
import { Facts } from './demo/facts';
import { EndedElsewhere, Life } from './demo/life';
import { demonstratePipeline } from './demo/pipeline/pipeline-demo';
import { Place, Refusal } from './demo/place';
import { displayFor, show, Told } from './demo/progress';
import { Stopped, unlessStopped } from './demo/stop';
import { tablesOf } from './demo/tables';
import { verdict } from './demo/verdict';

const HELP = `npm run demo -- [options]
npm run demo -- pipeline [--json]
npm run demo -- channels [--json]

Deploys, updates and destroys ${EXAMPLE}, and shows what came of it: on emulators where Python 3.10 or newer and its
package index are there, otherwise on the simulators of this repository. AWS is called with --aws only.
Ends with 1 if anything is left that nothing explains, or went another way than it should.

  --keep            end before the destroy, and say how to look around; emulators stay up for ${UP_FOR_MINUTES} minutes or until Ctrl-C
  --json            print the facts as JSON, and nothing else
  --embedded        run on the simulators of this repository alone
  --endpoint <url>  run on an emulator that is up, with the credentials of the environment (AWS_ACCESS_KEY_ID …) or some for tests
  --aws             run on AWS, with your credentials and in your Region; costs some cents
  --handler <file>  run this file in place of the bundled handler, on the simulators: see what a handler that forgets something leaves
  --help            print this

pipeline            deploys examples/golden-pipeline.ts on emulators, and follows its images: one that passes, and one with a secret left in it
channels            deploys a pipeline with a channel on emulators, and a fleet that follows it: forward, back by the printed command, and not at all`;

interface Options extends Choice {
  readonly keep: boolean;
  readonly json: boolean;
}

async function demonstrate(place: Place, folder: string, { keep, json }: Options, stop: AbortSignal): Promise<Facts> {
  const life = new Life(place, folder);
  await show(life.tasks({ destroyed: !keep }), displayFor(process.stdout, json), stop).catch(error => {
    if (!(error instanceof EndedElsewhere)) throw error;
  });
  const refusals = keep ? [] : await place.tidy();
  const { pair, keyArn, steps, problems } = life;
  return { place: place.name, ...pair, keyArn, steps, left: await place.left(keep), problems: [...problems, ...refusals] };
}

/** From the choice of a place until nothing of it is left on this machine. The answer: whether all is well. */
async function run(options: Options, stop: AbortSignal): Promise<boolean> {
  const { keep, json } = options;
  // What is no fact goes where it does not mix with them.
  const say = (text: string) => json ? console.error(text) : console.log(text);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cdk-golden-ami-demo-'));
  let place: Place | undefined;
  try {
    place = await unlessStopped(stop, placeFor(options, { environment: process.env, folder, stop, say }));
    if (!json) say(`${place.introduction}\n`);
    const facts = await demonstrate(place, folder, options, stop);
    const { lines, ok } = verdict(facts);
    console.log(json ? JSON.stringify(facts, undefined, 2) : `\n${tablesOf(facts)}\n\n${lines.join('\n')}`);
    if (keep) say(`\n${await place.guide()}`);
    if (keep && place.name === 'emulators') await sleep(UP_FOR_MINUTES * 60_000, undefined, { signal: stop }).catch(() => undefined);
    return ok;
  } finally {
    // Where nobody answers any more, nobody can be told to remove anything.
    const removals = await place?.removals().catch(() => []) ?? [];
    if (removals.length > 0) say(`\n${indented('To remove what is still there:', removals)}`);
    await place?.close();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** What has a demo of its own, by the word for it. */
const SUBJECTS: Readonly<Record<string, { readonly name: string; readonly demonstrate: typeof run }>> = {
  pipeline: { name: 'the pipeline', demonstrate: demonstratePipeline },
  channels: { name: 'channels', demonstrate: demonstrateChannels },
};

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      keep: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      embedded: { type: 'boolean' },
      endpoint: { type: 'string' },
      aws: { type: 'boolean' },
      handler: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  // What the SDK says about the Node.js of this machine.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const stop = new AbortController();
  // Not `once`: npm says it again, and what hides the cursor ends the process when it is the only listener left.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => stop.abort());
  process.exitCode = await runnerFor(positionals, values)(values, stop.signal) ? 0 : 1;
}

main().catch((error: NodeJS.ErrnoException) => {
  // Whatever was under way when it was stopped would keep the process.
  if (error instanceof Stopped) process.exit(130);
  if (!(error instanceof Told)) console.error(wordsFor(error));
  process.exitCode = 1;
});

/** What its user named, which may be nothing. */
function runnerFor(subjects: readonly string[], options: Readonly<Record<string, unknown>>): typeof run {
  if (subjects.length === 0) return run;
  const subject = Object.keys(SUBJECTS).find(each => each === subjects.join());
  if (subject === undefined) {
    throw new Refusal(`The demo knows 'pipeline', 'channels', or nothing by name, got '${subjects.join(' ')}'.\n\n${HELP}`);
  }
  const others = Object.keys(options).filter(name => name !== 'json' && options[name]).map(name => `--${name}`);
  if (others.length > 0) throw new Refusal(`The demo of ${SUBJECTS[subject].name} goes without ${others.join(' and ')}.`);
  return SUBJECTS[subject].demonstrate;
}

function wordsFor(error: NodeJS.ErrnoException): unknown {
  if (error instanceof Refusal) return error.message;
  return error.code?.startsWith('ERR_PARSE_ARGS') ? `${error.message}\n\n${HELP}` : error;
}
