import * as http from 'http';
import { AddressInfo } from 'net';
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { DescribeImagesCommand, EC2Client } from '@aws-sdk/client-ec2';
import { BRIEF, PATIENT } from '../../../src/runtime/aws/client-settings';

const servers: http.Server[] = [];
let asked = 0;

/** An endpoint that answers each request with a status, or never. */
async function anEndpoint(status?: number) {
  asked = 0;
  const server = http.createServer((_request, response) => {
    asked++;
    if (status !== undefined) response.writeHead(status).end();
  });
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { endpoint, region: 'eu-central-1', credentials: { accessKeyId: 'id', secretAccessKey: 'secret' } };
}

afterEach(() => servers.splice(0).forEach(server => { server.closeAllConnections(); server.close(); }));

test.each([['patient', PATIENT], ['brief', BRIEF]])('a request that gets no answer is ended, and fails, for a %s client', async (_name, settings) => {
  const impatient = { ...settings, maxAttempts: 1, requestHandler: { ...settings.requestHandler, requestTimeout: 100 } };
  const client = new EC2Client({ ...await anEndpoint(), ...impatient });
  await expect(client.send(new DescribeImagesCommand({}))).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('a brief client tries three times, and knows within a quarter of a minute that there is no answer', async () => {
  const client = new CloudFormationClient({ ...await anEndpoint(500), ...BRIEF });
  await expect(client.send(new DescribeStacksCommand({}))).rejects.toMatchObject({ $metadata: { httpStatusCode: 500, attempts: 3 } });
  expect(asked).toBe(3);
  expect(BRIEF.maxAttempts * BRIEF.requestHandler.requestTimeout).toBeLessThanOrEqual(15_000);
});

test('a patient client tries ten times, and slows down when it is throttled', async () => {
  const { config } = new EC2Client({ ...await anEndpoint(), ...PATIENT });
  expect(await config.maxAttempts()).toBe(10);
  expect(await config.retryStrategy()).toMatchObject({ mode: 'adaptive' });
});
