/** `npm run demo -- channels`: releases that are promoted, rolled back and stopped on emulators, with a fleet that follows. */
import { ChannelsLife } from './channels-life';
import { ChannelsFacts } from './facts';
import { leftovers } from './leftovers';
import { channelsTables } from './tables';
import { WebShop } from './web-shop';
import { HOME } from '../../../test/support/cloudformation/cloud';
import { EmulatedCloud } from '../../../test/support/emulators/emulated-cloud';
import { NoEmulators } from '../../../test/support/emulators/python';
import { EndedElsewhere } from '../life';
import { Refusal } from '../place';
import { displayFor, show } from '../progress';
import { unlessStopped } from '../stop';
import { verdict } from '../verdict';

const FACTOR = 60;
const MINUTE = 60_000;
/** As fast as EC2 ever is. */
const copyDuration = () => MINUTE;
/** Faster than Image Builder is: this is about what comes afterwards. */
const buildRules = {
  buildTakes: [MINUTE, MINUTE], testTakes: [MINUTE, MINUTE], distributionTakes: [MINUTE / 2, MINUTE / 2], integrationTakes: [MINUTE / 2, MINUTE / 2],
} as const;
const INTRODUCTION = `This runs on emulators: CloudFormation, Lambda, DynamoDB, Step Functions, EventBridge, CloudWatch and Parameter Store are MiniStack, Image Builder and EC2
are simulators of this repository, and a stub of Auto Scaling replaces instances; on 127.0.0.1. Real are the CDK with its command line and the function that moves channels.
The command of a rollback is run by a shell, word for word as the stack prints it. \`aws\` in that shell is a stand-in that sends the request which the AWS CLI would send.
AWS is never called, and no credentials of yours are read. A minute takes ${60 / FACTOR} second.\n`;

/** The answer: whether all is well. */
export async function demonstrateChannels({ json }: { readonly json: boolean }, stop: AbortSignal): Promise<boolean> {
  let cloud: EmulatedCloud | undefined;
  try {
    const { accountId: account, region } = HOME;
    cloud = await unlessStopped(stop, EmulatedCloud.start({ account, region, factor: FACTOR, rules: { copyDuration }, buildRules }).catch(refuse));
    if (!json) console.log(INTRODUCTION);
    const facts = await live(new WebShop(cloud), json, stop);
    const { lines, ok } = verdict(facts);
    const counted = `${facts.checks.filter(check => check.ok).length} of ${facts.checks.length} checks are ok`;
    console.log(json ? JSON.stringify(facts, undefined, 2) : `\n${channelsTables(facts)}\n\n${[...lines, counted].join('\n')}`);
    return ok;
  } finally {
    await cloud?.stop();
  }
}

async function live(shop: WebShop, json: boolean, stop: AbortSignal): Promise<ChannelsFacts> {
  const life = new ChannelsLife(shop, stop);
  await show(life.tasks(), displayFor(process.stdout, json), stop).catch(error => {
    if (!(error instanceof EndedElsewhere)) throw error;
  });
  const { steps, checks, command } = life;
  const problems = [...life.problems, ...checks.filter(({ ok }) => !ok).map(({ sentence }) => `not so: ${sentence}`)];
  return { rollback: command?.text, steps, checks, left: await leftovers(shop), problems };
}

function refuse(error: Error): never {
  throw error instanceof NoEmulators ? new Refusal(`The demo of channels runs on emulators only: ${error.message}.`) : error;
}
