/**
 * The life of `examples/encrypted-root-copy.ts` on the simulators of this repository: deployed, updated twice, destroyed.
 *
 *   npm run demo
 *   npm run demo -- --help
 */
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { parseArgs } from 'util';
import { Account } from './demo/account';
import { EXAMPLE } from './demo/example';
import { Facts } from './demo/facts';
import { leftovers } from './demo/leftovers';
import { EndedElsewhere, Life } from './demo/life';
import { displayFor, show } from './demo/progress';
import { tablesOf } from './demo/tables';

const HELP = `npm run demo -- [options]

Deploys, updates and destroys ${EXAMPLE} on simulators, and shows what came of it.
Ends with 1 if anything is left that nothing explains, or went another way than it should.

  --keep-copy       end before the destroy
  --json            print the facts as JSON, and nothing else
  --handler <file>  run this file in place of the bundled handler: see what a handler that forgets something leaves
  --help            print this`;

const INTRODUCTION = `This is a simulation: EC2, KMS, CloudFormation, Lambda and Step Functions are those of this repository, on 127.0.0.1.
Real are the CDK, ${EXAMPLE}, the bundled handler that would be uploaded, and the AWS SDK in it.
AWS is never called, and no credentials of yours are read. Minutes are virtual.
`;

interface Options {
  readonly keepCopy: boolean;
  readonly json: boolean;
  readonly handler?: string;
}

async function demonstrate({ keepCopy, json, handler }: Options): Promise<Facts> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'cdk-golden-ami-demo-'));
  const account = new Account(handler && path.resolve(handler));
  try {
    await account.open();
    const life = new Life(account, folder);
    const display = displayFor(process.stdout, json);
    await show(life.chapters({ destroyed: !keepCopy }), display, (chapter, watcher) => life.live(chapter, watcher)).catch(error => {
      if (!(error instanceof EndedElsewhere)) throw error;
    });
    const { pair, keyArn, steps, problems, stack } = life;
    return { simulated: true, ...pair, keyArn, steps, left: leftovers(account, stack, keepCopy), problems };
  } finally {
    await account.close();
    fs.rmSync(folder, { recursive: true });
  }
}

/** The last words, and whether all is well. */
function verdict({ problems, left }: Facts): { lines: string[]; ok: boolean } {
  const unexplained = left.filter(({ why }) => why === undefined).map(({ what, id }) => `${what} ${id}`);
  return {
    lines: [
      ...problems.map(problem => `wrong: ${problem}`),
      unexplained.length === 0 ? 'nothing unexplained is left' : `unexplained: ${unexplained.join(', ')}`,
    ],
    ok: problems.length === 0 && unexplained.length === 0,
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      'keep-copy': { type: 'boolean', default: false },
      'json': { type: 'boolean', default: false },
      'handler': { type: 'string' },
      'help': { type: 'boolean', default: false },
    },
  });
  if (values.help) return console.log(HELP);
  if (!values.json) console.log(INTRODUCTION);
  const facts = await demonstrate({ keepCopy: values['keep-copy'], json: values.json, handler: values.handler });
  const { lines, ok } = verdict(facts);
  console.log(values.json ? JSON.stringify(facts, undefined, 2) : `\n${tablesOf(facts)}\n\n${lines.join('\n')}`);
  process.exitCode = ok ? 0 : 1;
}

main().catch((error: NodeJS.ErrnoException) => {
  console.error(error.code?.startsWith('ERR_PARSE_ARGS') ? `${error.message}\n\n${HELP}` : error);
  process.exitCode = 1;
});
