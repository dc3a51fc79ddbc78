import { createServer, IncomingMessage, request as httpRequest, Server, ServerResponse } from 'http';
import { AddressInfo } from 'net';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EC2Client, EC2ClientConfig } from '@aws-sdk/client-ec2';
import { KMSClient } from '@aws-sdk/client-kms';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import { Backends, Client, Regional } from './doors';
import { cloudFormationAnswer, ssmAnswer, statesAnswer, WireAnswer, WireRequest } from './wire-formats';
import { Timeline } from '../timeline';

/** What stands behind the port. */
export interface Site {
  readonly timeline: Timeline;
  /** The same services without a wire. */
  readonly direct: Omit<Backends, keyof Regional | 'elsewhere'>;
  readonly accountId: string;
  readonly region: string;
  /** Parameter Store in a Region. Without it nothing there is supported. */
  readonly ssmIn?: (region: string) => Client;
  /** EC2 and KMS, as the simulator of EC2 answers them. Rejects where the connection breaks. */
  answer(request: WireRequest): Promise<WireAnswer>;
}

/**
 * One port of this machine for everything that a function calls, so that the real clients of the SDK can be used: Step Functions (JSON),
 * Parameter Store (JSON), CloudFormation (Query), response URLs (PUT), and EC2 and KMS as their simulator speaks them.
 */
export class Gateway {
  private readonly server: Server;
  private site?: Site;
  private readonly clients = new Map<string, { [service in 'ec2' | 'kms' | 'ssm' | 'states' | 'cloudformation']: Client }>();

  constructor() {
    this.server = createServer((request, response) => {
      this.serve(request, response).catch(() => request.socket.destroy());
    });
  }

  public async listen(): Promise<void> {
    await new Promise<void>(resolve => this.server.listen(0, '127.0.0.1', resolve));
  }

  public async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise(resolve => this.server.close(resolve));
  }

  /** Puts a site behind the port, for clients that are made elsewhere. */
  public answerFor(site: Site): void {
    this.site = site;
  }

  /** Puts a site behind the port, and gives the way to it through real clients. */
  public open(site: Site): Backends {
    this.answerFor(site);
    const { states, cloudformation } = this.clientsIn(site.region, site.accountId);
    const through = (client: Client): Client => ({ send: command => site.timeline.outside(() => client.send(command)) });
    const elsewhere = (region: string): Regional => {
      const { ec2, kms, ssm } = this.clientsIn(region, site.accountId);
      return { ec2: through(ec2), kms: through(kms), ssm: through(ssm) };
    };
    return {
      ...elsewhere(site.region),
      elsewhere,
      states: through(states),
      cloudformation: through(cloudformation),
      put: (url, body, invocationId) => site.timeline.outside(() => this.put(url, body, invocationId)),
    };
  }

  public get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  private get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  private clientsIn(region: string, accountId: string) {
    const known = this.clients.get(`${accountId}/${region}`) ?? this.makeClients(region, accountId);
    this.clients.set(`${accountId}/${region}`, known);
    return known;
  }

  private makeClients(region: string, accountId: string) {
    const options = {
      endpoint: this.url, region, credentials: { accessKeyId: accountId, secretAccessKey: 'none' }, retryStrategy: impatient,
    };
    return {
      ec2: new EC2Client(options) as unknown as Client,
      kms: new KMSClient(options) as unknown as Client,
      ssm: new SSMClient(options) as unknown as Client,
      states: new SFNClient(options) as unknown as Client,
      cloudformation: new CloudFormationClient(options) as unknown as Client,
    };
  }

  private put(url: string, body: string, invocationId: string): Promise<number> {
    const { host, pathname, search } = new URL(url);
    const headers = { host, 'x-invocation-id': invocationId, 'content-length': Buffer.byteLength(body) };
    return new Promise((resolve, reject) => {
      httpRequest({ host: '127.0.0.1', port: this.port, path: pathname + search, method: 'PUT', headers }, answer => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      }).on('error', reject).end(body);
    });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const wireRequest = await read(request);
    const { site } = this;
    if (!site) throw new Error('nothing stands behind the port');
    const { status, headers, body } = await site.timeline.inside(() => answerFrom(site, wireRequest, request.url ?? ''));
    response.writeHead(status, { ...headers }).end(body);
  }
}

async function answerFrom({ direct, answer, ssmIn }: Site, request: WireRequest, path: string): Promise<WireAnswer> {
  const { headers, method, body } = request;
  if (method === 'PUT') {
    return { status: await direct.put(`https://${headers.host}${path}`, body, headers['x-invocation-id'] ?? ''), headers: {}, body: '' };
  }
  if (headers['x-amz-target']?.startsWith('AWSStepFunctions.')) return statesAnswer(direct.states, request);
  if (headers['x-amz-target']?.startsWith('AmazonSSM.') && ssmIn) return ssmAnswer(ssmIn, request);
  if (headers.authorization?.includes('/cloudformation/aws4_request')) return cloudFormationAnswer(direct.cloudformation, request);
  return answer(request);
}

async function read(request: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]));
  return { method: request.method ?? 'POST', headers, body: Buffer.concat(chunks).toString() };
}

const MAX_ATTEMPTS = 10;

/** Retries what the SDK's own strategy retries, as often as the handler asks for, but without pauses: they would be of real time. */
const impatient: Exclude<EC2ClientConfig['retryStrategy'], undefined> = {
  acquireInitialRetryToken: async () => token(0),
  refreshRetryTokenForRetry: async (last, { errorType }) => {
    if (last.getRetryCount() + 1 >= MAX_ATTEMPTS || errorType === 'CLIENT_ERROR') throw new Error('no more attempts');
    return token(last.getRetryCount() + 1);
  },
  recordSuccess: () => undefined,
};

const token = (retries: number) => ({ getRetryCount: () => retries, getRetryDelay: () => 0, getRetryCost: () => 0 });
