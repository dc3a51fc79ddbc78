/** `npm run demo -- pipeline`: an image factory on emulators, over a build that passes and one that leaves a secret behind. */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { EXAMPLE, Factory } from './factory';
import { PipelineFacts } from './facts';
import { leftovers } from './leftovers';
import { PipelineLife } from './pipeline-life';
import { pipelineTables } from './tables';
import { HOME } from '../../../test/support/cloudformation/cloud';
import { EmulatedCloud } from '../../../test/support/emulators/emulated-cloud';
import { NoEmulators } from '../../../test/support/emulators/python';
import { EndedElsewhere } from '../life';
import { Refusal } from '../place';
import { displayFor, show } from '../progress';
import { unlessStopped } from '../stop';
import { verdict } from '../verdict';

const FACTOR = 60;
/** As fast as EC2 ever is. */
const copyDuration = () => 120_000;
const INTRODUCTION = `This runs on emulators: CloudFormation, KMS, SSM and Lambda are MiniStack, Image Builder and EC2 are simulators of this repository, on 127.0.0.1.
Real are the CDK with its command line, ${EXAMPLE}, and the scripts that seal an image and prove it: they run on a folder with the files of a small Linux.
AWS is never called, and no credentials of yours are read. A minute takes ${60 / FACTOR} second.\n`;

/** The answer: whether all is well. */
export async function demonstratePipeline({ json }: { readonly json: boolean }, stop: AbortSignal): Promise<boolean> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cdk-golden-ami-demo-'));
  let cloud: EmulatedCloud | undefined;
  try {
    const { accountId: account, region } = HOME;
    cloud = await unlessStopped(stop, EmulatedCloud.start({ account, region, factor: FACTOR, rules: { copyDuration } }).catch(refuse));
    if (!json) console.log(INTRODUCTION);
    const facts = await live(new Factory(cloud, folder), json, stop);
    const { lines, ok } = verdict(facts);
    console.log(json ? JSON.stringify(facts, undefined, 2) : `\n${pipelineTables(facts)}\n\n${lines.join('\n')}`);
    return ok;
  } finally {
    await cloud?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

async function live(factory: Factory, json: boolean, stop: AbortSignal): Promise<PipelineFacts> {
  const life = new PipelineLife(factory, stop);
  await show(life.tasks(), displayFor(process.stdout, json), stop).catch(error => {
    if (!(error instanceof EndedElsewhere)) throw error;
  });
  return { steps: life.steps, builds: life.builds, left: await leftovers(factory), problems: life.problems };
}

function refuse(error: Error): never {
  throw error instanceof NoEmulators ? new Refusal(`The demo of the pipeline runs on emulators only: ${error.message}.`) : error;
}
