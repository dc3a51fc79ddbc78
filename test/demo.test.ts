import { ChildProcess, execFile } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import type { Facts } from '../scripts/demo/facts';

const root = path.resolve(__dirname, '..');
const bundled = path.join(root, 'assets/runtime/copy/copy.lambda/index.js');

/** A handler that answers that copies are removed, and leaves them where they are. */
const FORGETFUL = `
  const http = require('http');
  const { handler } = require(${JSON.stringify(bundled)});
  exports.handler = async (event, context) => {
    if (event.RequestType !== 'Delete' || event.ResourceType !== 'Custom::AmiCopy') return handler(event, context);
    const { StackId, RequestId, LogicalResourceId, PhysicalResourceId } = event;
    const answer = { Status: 'SUCCESS', StackId, RequestId, LogicalResourceId, PhysicalResourceId };
    await new Promise(done => http.request(event.ResponseURL, { method: 'PUT' }, done).end(JSON.stringify(answer)));
  };
`;

/** The real handler, with a look around when it starts. */
const CURIOUS = `
  const { handler } = require(${JSON.stringify(bundled)});
  console.log('environment: ' + Object.entries(process.env).map(([name, value]) => name + '=' + value).join(' '));
  require('https').get('https://ec2.eu-central-1.amazonaws.com').on('error', error => console.log('refused: ' + error.message));
  exports.handler = handler;
`;

interface Ending {
  readonly code: number;
  readonly output: string;
  /** What it said beside that. */
  readonly remarks: string;
}

let folder: string;
beforeAll(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'demo-test-')); });
afterAll(() => fs.rmSync(folder, { recursive: true }));

function write(name: string, code: string): string {
  const file = path.join(folder, name);
  fs.writeFileSync(file, code);
  return file;
}

function demo(args: readonly string[], environment: NodeJS.ProcessEnv = {}, watch: (child: ChildProcess) => void = () => {}): Promise<Ending> {
  const env = { ...process.env, TMPDIR: folder, ...environment };
  return new Promise(resolve => {
    const command = ['--require', 'tsx/cjs', 'scripts/demo.ts', ...args];
    const child = execFile(process.execPath, command, { cwd: root, env }, (_error, output, remarks) =>
      resolve({ code: child.exitCode ?? -1, output, remarks }));
    watch(child);
  });
}

const leftHere = () => fs.readdirSync(folder).filter(name => name.startsWith('cdk'));

const unexplained = ({ left }: Facts) => left.filter(({ why }) => why === undefined).map(({ what }) => what);

describe('the demo', () => {
  let facts: Facts;
  let ending: Ending;
  beforeAll(async () => {
    ending = await demo(['--json'], { PYTHON: '/nowhere/python' });
    facts = JSON.parse(ending.output);
  }, 120_000);

  test('goes on with the simulators where there are no emulators, and says why', () => {
    expect(facts.place).toBe('embedded');
    expect(ending.remarks).toMatch(/^The emulators need Python 3\.10 or newer, \/nowhere\/python does not run; .* goes on with the simulators alone\.$/m);
  });

  test('ends well', () => {
    expect(facts.problems).toEqual([]);
    expect(unexplained(facts)).toEqual([]);
    expect(ending.code).toBe(0);
  });

  test("copies every volume under the stack's key", () => {
    expect(facts.source!.volumes.map(({ device, sizeGiB, encrypted }) => ({ device, sizeGiB, encrypted }))).toEqual([
      { device: '/dev/xvda', sizeGiB: 8, encrypted: false },
      { device: '/dev/sdf', sizeGiB: 20, encrypted: false },
    ]);
    expect(facts.keyArn).toMatch(/^arn:aws:kms:/);
    expect(facts.copy!.volumes.map(({ device, sizeGiB, encrypted, keyArn }) => ({ device, sizeGiB, encrypted, keyArn }))).toEqual([
      { device: '/dev/xvda', sizeGiB: 8, encrypted: true, keyArn: facts.keyArn },
      { device: '/dev/sdf', sizeGiB: 20, encrypted: true, keyArn: facts.keyArn },
    ]);
  });

  test('tags the copy and its snapshots, and owns them', () => {
    const { copy, source } = facts;
    expect([copy!, ...copy!.volumes].map(({ owner, tags }) => ({ owner, team: tags.team }))).toEqual(Array(3).fill({ owner: '111111111111', team: 'platform' }));
    expect(source!.owner).toBe('222222222222');
  });

  test('goes through a whole life, with a copy for each base image', () => {
    expect(facts.steps.map(({ status, ec2Calls }) => [status, ec2Calls?.CopyImage ?? 0, ec2Calls?.DeregisterImage ?? 0])).toEqual([
      ['CREATE_COMPLETE', 1, 0],
      ['UPDATE_COMPLETE', 0, 0],
      ['UPDATE_COMPLETE', 1, 1],
      ['DELETE_FAILED', 0, 0],
      ['DELETE_COMPLETE', 0, 1],
    ]);
    expect(facts.steps[3].outcome).toMatch(/^refused, since i-[0-9a-f]{17} uses ami-[0-9a-f]{17}$/);
  });

  test('leaves nothing on this machine', () => {
    expect(leftHere()).toEqual([]);
  });
});

test('the demo fails when a handler leaves something that nothing explains', async () => {
  const { code, output } = await demo(['--handler', write('forgetful.js', FORGETFUL)]);
  expect(code).toBe(1);
  expect(output).toMatch(/still there, though no stack has it: ami-\w+, snap-\w+, snap-\w+/);
  expect(output).toMatch(/^unexplained: image ami-\w+, image ami-\w+, snapshot snap-/m);
  expect(output).not.toContain('nothing unexplained is left');
}, 120_000);

test('the demo hides the credentials of its user from the handler, and everything but this machine', async () => {
  const { output, code } = await demo(['--embedded', '--keep', '--handler', write('curious.js', CURIOUS)], {
    AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
    AWS_SECRET_ACCESS_KEY: 'a secret',
    AWS_SESSION_TOKEN: 'a token',
    AWS_PROFILE: 'production',
    AWS_ENDPOINT_URL_EC2: 'https://ec2.eu-central-1.amazonaws.com',
  });
  expect(output).toContain('AWS_ACCESS_KEY_ID=111111111111');
  expect(output).not.toMatch(/AKIA|a secret|AWS_SESSION_TOKEN|AWS_PROFILE|AWS_ENDPOINT_URL_EC2/);
  expect(output).toContain('refused: ec2.eu-central-1.amazonaws.com is not on this machine');
  expect(output).toContain('kept on request: --keep');
  expect(code).toBe(0);
}, 120_000);

test('the demo stops when it is told to, and leaves nothing on this machine', async () => {
  const { code, output, remarks } = await demo(['--embedded'], {}, child => child.stdout!.once('data', () => child.kill('SIGINT')));
  expect(remarks).toContain('stopped');
  expect(output).not.toContain('What is left in the end');
  expect(code).toBe(130);
  expect(leftHere()).toEqual([]);
}, 120_000);
