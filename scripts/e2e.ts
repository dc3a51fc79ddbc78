/**
 * Deploys for real, on emulators that nobody here wrote: `cdk deploy` and `cdk destroy` against MiniStack, with EC2 from the simulator
 * of this repository, and what EC2 promises against moto.
 *
 *   npm run e2e
 *   npm run e2e -- --help
 */
import { parseArgs } from 'util';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Listr, ListrTask } from 'listr2';
import { contractAgainstMoto } from '../test/e2e/contract';
import { integrationApps, runIntegrationApp } from '../test/e2e/integration';
import { checks } from '../test/e2e/layer/checks';
import { scenarios } from '../test/e2e/scenarios/scenarios';
import { buildRules, copyDuration, Home, Scenario, Stage } from '../test/e2e/stage';
import { EmulatedCloud } from '../test/support/emulators/emulated-cloud';
import { NoEmulators, pythonWith } from '../test/support/emulators/python';

const HELP = `npm run e2e -- [options]

Makes a Python environment with MiniStack and moto, starts them on free ports of 127.0.0.1, and deploys on them.
Needs Python 3.10 or newer and its package index. AWS is never called.

  --only <text>  run what has the text in its title
  --help         print this`;

const HOME = { account: '111111111111', region: 'us-east-1' };
const AMAZON_LINUX = { owner: '137112412989', parameter: '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64' };
/** A scenario waits for its child processes for much of the time. */
const AT_ONCE = 2;

interface Failure {
  readonly title: string;
  readonly because: string;
}

/** One run: what is started, in which order, and what came of it. */
class Run {
  public readonly failures: Failure[] = [];
  public passed = 0;
  private cloud?: EmulatedCloud;

  private readonly isWatched = process.stdout.isTTY === true && process.env.CI !== 'true';

  constructor(private readonly only: string) {}

  public async all(): Promise<void> {
    const selected = scenarios.filter(({ title }) => this.wants(title));
    const homes = homesOf(selected);
    // First of all, so that there is one sentence and nothing else when it cannot be had.
    await pythonWith('requirements.txt');
    await new Listr([
      this.group('emulators', [this.task('up', async () => { this.cloud = await EmulatedCloud.start({ ...HOME, rules: { copyDuration }, buildRules }); })], { exitOnError: true }),
      this.group('the layer over MiniStack', checks.filter(({ title }) => this.wants(title)).map(check => this.task(check.title, () => check.run(this.emulators)))),
      this.group('cdk bootstrap', homes.map(home => this.task(`${home.account} in ${home.region}`, () => bootstrap(this.emulators, home)))),
      this.group('scenarios', selected.map((scenario, number) =>
        this.task(scenario.title, () => scenario.run(new Stage(this.emulators, scenario.home ?? HOME, `Scenario${number}`)))), { concurrent: AT_ONCE }),
      this.group('integration apps', integrationApps().filter(name => this.wants(name)).map(name => this.task(name, () => this.integration(name)))),
      this.group('what EC2 promises, on moto', this.only === '' ? [this.task('all of it', task => this.contract(task))] : []),
    ], { renderer: this.isWatched ? 'default' : 'silent', registerSignalListeners: false, rendererOptions: { collapseSubtasks: false } }).run();
  }

  public async stop(): Promise<void> {
    await this.cloud?.stop();
  }

  private get emulators(): EmulatedCloud {
    return this.cloud!;
  }

  private wants(title: string): boolean {
    return title.includes(this.only);
  }

  private group(title: string, tasks: readonly ListrTask[], options: { exitOnError?: boolean; concurrent?: number } = {}): ListrTask {
    return {
      title,
      skip: tasks.length === 0,
      task: (_, task) => {
        this.say(`\n${title}`);
        return task.newListr([...tasks], { exitOnError: false, ...options });
      },
    };
  }

  /** Where no terminal shows how things go on, there is a line for each result. */
  private say(line: string): void {
    if (!this.isWatched) console.log(line);
  }

  private task(title: string, run: (task: { title?: string }) => Promise<unknown>): ListrTask {
    return {
      title,
      task: async (_, task) => {
        const began = Date.now();
        let isDone = false;
        try {
          await run(task);
          isDone = true;
          this.passed++;
        } catch (error) {
          this.failures.push({ title, because: (error as Error).message });
          throw error;
        } finally {
          task.title = `${task.title} (${((Date.now() - began) / 1000).toFixed(1)} s)`;
          this.say(`${isDone ? '✔' : '✖'} ${task.title}`);
        }
      },
    };
  }

  private async integration(name: string): Promise<void> {
    const { account, region } = HOME;
    const settings = this.emulators.clientOf(account, region);
    await publishAmazonLinux(this.emulators, new SSMClient(settings));
    await runIntegrationApp(name, this.emulators.toolkit(account, region), new CloudFormationClient(settings), this.emulators.temporaryFolder());
  }

  /** Promise by promise in the count, in one line here. */
  private async contract(task: { title?: string }): Promise<void> {
    const results = await contractAgainstMoto(await pythonWith('contract-requirements.txt'));
    const broken = results.filter(({ ok }) => !ok);
    this.passed += results.length - broken.length;
    this.failures.push(...broken.map(({ title, because }) => ({ title, because: because ?? '' })));
    task.title = `${results.length} promises`;
    if (broken.length > 0) throw new Error(`${broken.length} of ${results.length} promises are not kept`);
  }
}

/** MiniStack knows the public parameter of Amazon Linux; here the image that it names is there as well. */
async function publishAmazonLinux(cloud: EmulatedCloud, ssm: SSMClient): Promise<void> {
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: AMAZON_LINUX.parameter }));
  const id = Parameter!.Value!;
  if (cloud.ec2.images().some(({ imageId }) => imageId === id)) return;
  cloud.ec2.seed(AMAZON_LINUX.owner, HOME.region).image({ id, sharedWith: ['all'], snapshotsSharedWith: ['all'] });
}

const homesOf = (selected: readonly Scenario[]): readonly Home[] =>
  [...new Map([{ home: HOME }, ...selected].map(({ home = HOME }) => [`${home.account}/${home.region}`, home])).values()];

async function bootstrap(cloud: EmulatedCloud, { account, region }: Home): Promise<void> {
  const { ok, output } = await cloud.toolkit(account, region).bootstrap(account, region);
  if (!ok) throw new Error(output);
}

async function main(): Promise<void> {
  // About the Node.js of this machine, for which the project has its own limits.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';
  const { values } = parseArgs({ options: { only: { type: 'string', default: '' }, help: { type: 'boolean', default: false } } });
  if (values.help) return console.log(HELP);
  const run = new Run(values.only);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void run.stop().finally(() => process.exit(130)));
  try {
    await run.all();
  } finally {
    await run.stop();
  }
  for (const { title, because } of run.failures) console.log(`\n${title}\n  ${because.trimEnd().split('\n').join('\n  ')}`);
  console.log(`\n${run.passed} passed, ${run.failures.length} failed`);
  process.exitCode = run.failures.length > 0 ? 1 : 0;
}

main().catch((error: NodeJS.ErrnoException) => {
  console.error(error instanceof NoEmulators ? error.message : error.code?.startsWith('ERR_PARSE_ARGS') ? `${error.message}\n\n${HELP}` : error);
  process.exitCode = 1;
});
