import * as fs from 'fs';
import { EC2Client, EC2ClientConfig } from '@aws-sdk/client-ec2';
import { Endpoint } from './endpoint';
import { HOME } from '../../../test/support/cloudformation/cloud';
import { emulatorEnvironment } from '../../../test/support/emulators/toolkit';
import { EXAMPLE } from '../example';
import { Refusal, Surroundings } from '../place';

type Environment = NodeJS.ProcessEnv;

/** What AWS answers at, in each of its partitions. */
const AWS_DOMAINS = [
  'amazonaws.com', 'api.aws', 'amazonaws.com.cn', 'api.amazonwebservices.com.cn', 'amazonaws.eu', 'api.amazonwebservices.eu', 'c2s.ic.gov',
  'api.aws.ic.gov', 'sc2s.sgov.gov', 'api.aws.scloud', 'cloud.adc-e.uk', 'api.cloud-aws.adc-e.uk', 'csp.hci.ic.gov', 'api.aws.hci.ic.gov',
];

const REAL = `Real are the CDK with its command line, ${EXAMPLE}, the bundled handler that is uploaded, and the AWS SDK in it.`;

export function isAws({ hostname }: URL): boolean {
  const host = hostname.replace(/\.$/, '');
  return AWS_DOMAINS.some(domain => host === domain || host.endsWith(`.${domain}`));
}

/** An endpoint that runs already and is not AWS. It sees the credentials of the environment, or some for tests; never those of a profile. */
export function atEndpoint(url: URL, { environment, folder, stop }: Surroundings): Endpoint {
  const region = regionIn(environment) ?? HOME.region;
  const credentials = credentialsIn(environment);
  const variables = {
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    ...(credentials.sessionToken && { AWS_SESSION_TOKEN: credentials.sessionToken }),
  };
  const { AWS_CA_BUNDLE, NODE_EXTRA_CA_CERTS } = environment;
  return new Endpoint({
    name: 'endpoint',
    introduction: `This runs at ${url.origin}, in ${region}, with the access key ${credentials.accessKeyId}; what answers there is up to you.
${REAL}`,
    client: { endpoint: url.href, region, credentials, requestHandler: trusting(environment) },
    environment: {
      ...emulatorEnvironment(url.href, HOME.accountId, region, folder),
      ...variables,
      ...(AWS_CA_BUNDLE && { AWS_CA_BUNDLE }),
      ...(NODE_EXTRA_CA_CERTS && { NODE_EXTRA_CA_CERTS }),
    },
    folder,
    stop,
    bootstraps: true,
    lasts: true,
    doorway: {
      opening: 'Everything stays at the endpoint. To look around with AWS CLI 2.13 or newer:',
      // Whoever has credentials in the environment has them in the next terminal, too.
      exports: [`export AWS_ENDPOINT_URL=${url.href} AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`, ...hasCredentials(environment) ? [] : [
        `export AWS_ACCESS_KEY_ID=${credentials.accessKeyId} AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey}`,
      ]],
    },
  });
}

/** The user's own account, with the user's own credentials, wherever the SDK finds them. */
export async function onAws(url: URL | undefined, { environment, folder, stop }: Surroundings): Promise<Endpoint> {
  const client = { endpoint: url?.href, region: regionIn(environment), requestHandler: trusting(environment) };
  const region = await new EC2Client(client).config.region().catch(() => {
    throw new Refusal('No Region is configured. Say which one: AWS_REGION=… npm run demo -- --aws');
  });
  return new Endpoint({
    name: 'aws',
    introduction: `This runs on AWS, in ${region}, in the account of your credentials.
It costs some cents: empty volumes and their snapshots for some minutes, a t3.nano for one, Lambda, Step Functions. The key that it leaves
costs a dollar a month until you schedule its deletion.
${REAL}`,
    client: { ...client, region },
    environment: { ...environment, AWS_REGION: region, ...(url && { AWS_ENDPOINT_URL: url.href }), FORCE_COLOR: '0' },
    folder,
    stop,
    bootstraps: false,
    lasts: true,
    doorway: { opening: 'Everything stays in your account. To look around:', exports: [`export AWS_REGION=${region} AWS_DEFAULT_REGION=${region}`] },
  });
}

const regionIn = ({ AWS_REGION, AWS_DEFAULT_REGION }: Environment) => AWS_REGION ?? AWS_DEFAULT_REGION;

const hasCredentials = ({ AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY }: Environment) => !!AWS_ACCESS_KEY_ID && !!AWS_SECRET_ACCESS_KEY;

function credentialsIn(environment: Environment): { accessKeyId: string; secretAccessKey: string; sessionToken?: string } {
  if (!hasCredentials(environment)) return { accessKeyId: HOME.accountId, secretAccessKey: 'test' };
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN } = environment;
  return { accessKeyId: AWS_ACCESS_KEY_ID!, secretAccessKey: AWS_SECRET_ACCESS_KEY!, sessionToken: AWS_SESSION_TOKEN };
}

/** NODE_EXTRA_CA_CERTS Node.js reads by itself; this one, the SDK for JavaScript leaves to its user. */
const trusting = ({ AWS_CA_BUNDLE }: Environment): EC2ClientConfig['requestHandler'] =>
  AWS_CA_BUNDLE ? { httpsAgent: { ca: fs.readFileSync(AWS_CA_BUNDLE) } } : undefined;
