import * as fs from 'fs';
import { createServer, IncomingMessage, Server } from 'http';
import { AddressInfo } from 'net';
import * as os from 'os';
import * as path from 'path';
import { Shell } from './shell';

const PAYLOAD = '{"verb":"rollback","channel":"stable"}';
const ARN = 'arn:aws:lambda:eu-central-1:111111111111:function:web:operate';
const COMMAND = `aws lambda invoke --region eu-central-1 --function-name ${ARN} --cli-read-timeout 150 --cli-binary-format raw-in-base64-out --payload '${PAYLOAD}' /dev/stdout`;

let folder: string;
let server: Server;
let asked: { readonly request: IncomingMessage; readonly body: string }[];
let failure: object;

beforeEach(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'shell-test-'));
  [asked, failure] = [[], {}];
  server = createServer(async (request, response) => {
    asked.push({ request, body: (await request.toArray()).join('') });
    response.writeHead(200, { ...failure }).end('{"status":"moved"}');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  await new Promise(resolve => server.close(resolve));
  fs.rmSync(folder, { recursive: true });
});

function shell(): Shell {
  const { port } = server.address() as AddressInfo;
  return new Shell({ PATH: process.env.PATH, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`, AWS_ACCESS_KEY_ID: '111111111111' }, folder);
}

test('a printed command is run word for word, and sends its payload to the function and the Region that it names', async () => {
  await expect(shell().run(COMMAND)).resolves.toBe('{"status":"moved"}');
  expect(asked).toHaveLength(1);
  const [{ request, body }] = asked;
  expect([request.method, decodeURIComponent(request.url!), body]).toEqual(['POST', `/2015-03-31/functions/${ARN}/invocations`, PAYLOAD]);
  expect(request.headers.authorization).toContain('Credential=111111111111/20260101/eu-central-1/lambda/');
});

test('fails when the function does', async () => {
  failure = { 'x-amz-function-error': 'Unhandled' };
  await expect(shell().run(COMMAND)).rejects.toThrow(/ended with 1.*moved/s);
});

test('fails when the answer takes longer than the command waits', async () => {
  server.removeAllListeners('request').on('request', () => undefined);
  await expect(shell().run(COMMAND.replace('--cli-read-timeout 150', '--cli-read-timeout 0.2'))).rejects.toThrow(/ended with 1.*timeout/s);
  server.closeAllConnections();
});

test.each([
  ['a word that the stand-in does not know', COMMAND.replace('--region', '--profile me --region')],
  ['a time that is no number', COMMAND.replace('150', 'long')],
  ['another command', COMMAND.replace('lambda invoke', 's3 ls')],
  ['a payload in the format of the AWS CLI version 1', COMMAND.replace('--cli-binary-format raw-in-base64-out ', '')],
])('fails when the command has %s', async (_title, command) => {
  await expect(shell().run(command)).rejects.toThrow(/ended with 1/);
  expect(asked).toEqual([]);
});
