import * as fs from 'fs';
import { createServer, Server } from 'http';
import { AddressInfo } from 'net';
import * as os from 'os';
import * as path from 'path';
import { DescribeVolumesCommand } from '@aws-sdk/client-ec2';
import { Choice, placeFor } from '../../scripts/demo/choice';
import { Place } from '../../scripts/demo/place';

let folder: string;
beforeAll(() => { folder = fs.mkdtempSync(path.join(os.tmpdir(), 'choice-test-')); });
afterAll(() => fs.rmSync(folder, { recursive: true }));

const placeOf = (choice: Choice, environment: NodeJS.ProcessEnv = {}): Promise<Place> =>
  placeFor(choice, { environment, folder, stop: new AbortController().signal, say: sentence => { throw new Error(sentence); } });

describe('the demo refuses', () => {
  test.each([
    ['https://ec2.eu-central-1.amazonaws.com', 'ec2.eu-central-1.amazonaws.com is AWS'],
    ['https://CloudFormation.cn-north-1.amazonaws.com.cn/', 'cloudformation.cn-north-1.amazonaws.com.cn is AWS'],
    ['https://ec2.eu-west-1.api.aws', 'ec2.eu-west-1.api.aws is AWS'],
    ['https://ec2.eusc-de-east-1.amazonaws.eu:443', 'ec2.eusc-de-east-1.amazonaws.eu is AWS'],
    ['http://amazonaws.com.', 'amazonaws.com. is AWS'],
    ['localhost:4566', "--endpoint must be a URL such as http://127.0.0.1:4566, got 'localhost:4566'"],
    ['endpoint', "--endpoint must be a URL such as http://127.0.0.1:4566, got 'endpoint'"],
  ])('the endpoint %s', async (endpoint, sentence) => {
    await expect(placeOf({ endpoint })).rejects.toThrow(sentence);
  });

  test.each<Choice>([
    { embedded: true, aws: true },
    { embedded: true, endpoint: 'http://127.0.0.1:4566' },
    { handler: 'handler.js', aws: true },
  ])('what does not fit together: %j', async choice => {
    await expect(placeOf(choice)).rejects.toThrow('is for the simulators, and goes without --endpoint and --aws');
  });
});

describe('at an endpoint', () => {
  let server: Server;
  let authorization: string | undefined;
  let endpoint: string;

  beforeAll(async () => {
    server = createServer((request, response) => {
      ({ authorization } = request.headers);
      response.end('<DescribeVolumesResponse/>');
    });
    await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => server.close());

  const asked = async (environment: NodeJS.ProcessEnv): Promise<string | undefined> => {
    const place = await placeOf({ endpoint }, environment);
    await place.ec2.send(new DescribeVolumesCommand({}));
    return /Credential=([^,]+)/.exec(authorization!)?.[1].replace(/\/\d{8}\//, ' ');
  };

  test('credentials are those of the environment', async () => {
    expect(await asked({ AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE', AWS_SECRET_ACCESS_KEY: 'secret', AWS_REGION: 'us-west-2' }))
      .toBe('AKIAIOSFODNN7EXAMPLE us-west-2/ec2/aws4_request');
  });

  test('credentials are some for tests where the environment has none, whatever profile it names', async () => {
    expect(await asked({ AWS_PROFILE: 'production' })).toBe('111111111111 eu-central-1/ec2/aws4_request');
  });

  test('nothing goes where the environment says that EC2 is', async () => {
    process.env.AWS_ENDPOINT_URL_EC2 = 'https://ec2.eu-central-1.amazonaws.com';
    try {
      expect(await asked({ ...process.env, AWS_REGION: 'eu-west-3' })).toContain(' eu-west-3/ec2/');
    } finally {
      delete process.env.AWS_ENDPOINT_URL_EC2;
    }
  });
});
