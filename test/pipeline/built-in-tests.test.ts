import { spawn } from 'node:child_process';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { FakeRoot, scriptsOf } from './a-shell';
import { aTarget, FAMILIES } from './a-target';
import { OsFamily } from '../../src/pipeline/os-family';
import { builtInTests } from '../../src/pipeline/private/built-in-tests';

const [component] = builtInTests(aTarget());
const scriptOf = (step: string) => scriptsOf(component, aTarget()).find(script => script.step === step)!.text;

test.each(FAMILIES)('run in the phase test, without a problem, on %s', family => {
  const [tests] = builtInTests(aTarget(family));
  expect(tests._problems(aTarget(family))).toEqual([]);
  expect(tests._phases).toEqual(['test']);
});

test.each([['running', 0], ['degraded', 0], ['maintenance', 1], ['offline', 1]])('a system that is %s', (state, status) => {
  const root = new FakeRoot();
  root.program('systemctl', `[ "$1" != is-system-running ] || { echo ${state}; [ ${state} = running ]; }`);
  expect(root.run(scriptOf('has-started')).status).toBe(status);
});

test('the SSM Agent must run', () => {
  const root = new FakeRoot();
  root.program('systemctl', '[ "$1" = cat ] || { echo inactive; exit 3; }');
  expect(root.run(scriptOf('ssm-agent-runs')).status).not.toBe(0);
});

describe('the metadata service', () => {
  let server: Server;
  afterEach(() => server.close());

  /** As an instance has it: version 2 asks for a token, version 1 does not. */
  async function statusWith(version: 1 | 2, token = 'secret') {
    server = createServer((request, response) => {
      if (request.method === 'PUT' && request.url === '/latest/api/token' && request.headers['x-aws-ec2-metadata-token-ttl-seconds'] === '60') return response.end(token);
      response.statusCode = version === 1 || request.headers['x-aws-ec2-metadata-token'] === 'secret' ? 200 : 401;
      return response.end('ami-id');
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    const imds = `127.0.0.1/${(server.address() as AddressInfo).port}`;
    const bash = spawn('bash', ['--norc', '-c', scriptOf('imdsv1-is-refused')], { env: { ...process.env, GOLDEN_AMI_IMDS: imds } });
    let said = '';
    bash.stdout.on('data', chunk => said += String(chunk));
    return new Promise(resolve => bash.on('close', status => resolve({ status, said })));
  }

  test('may refuse version 1', async () => expect(await statusWith(2)).toEqual({ status: 0, said: '' }));
  test('must not answer version 1', async () => {
    expect(await statusWith(1)).toEqual({ status: 1, said: expect.stringContaining('without a token, the metadata service says HTTP/1.1 200 OK') });
  });
  test('proves nothing when it answers nobody', async () => {
    expect(await statusWith(2, 'other')).toEqual({ status: 1, said: expect.stringContaining('with a token, the metadata service says HTTP/1.1 401') });
  });
});

test('on Windows asks with and without a token', () => {
  const windows = aTarget(OsFamily.WINDOWS);
  const text = scriptsOf(builtInTests(windows)[0], windows).find(({ step }) => step === 'imdsv1-is-refused')!.text;
  expect(text).toContain('X-aws-ec2-metadata-token');
  expect(text).toContain('-ne 401');
});
