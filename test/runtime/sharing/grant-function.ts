import { CreateGrantCommand, ListRetirableGrantsCommand, RetireGrantCommand } from '@aws-sdk/client-kms';
import { AUTO_SCALING, B } from './sharing-lab';
import { GRANT_CODE } from '../../../src/sharing/private/grant-code';
import { HOME } from '../../support/cloudformation/cloud';
import { Lab } from '../../support/lab';

export const GRANT_STACK = `arn:aws:cloudformation:${HOME.region}:${B}:stack/Consumer/11111111-2222-3333-4444-555555555555`;
export const GRANT_ROLE = `arn:aws:iam::${B}:role/Consumer-grants`;
const RESPONSE_URL = `https://cloudformation-custom-resource-response-eucentral1.s3.${HOME.region}.amazonaws.com/answer`;

export interface GrantRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly PhysicalResourceId?: string;
  readonly keyArn: string;
  readonly grantee?: string;
  readonly ResponseURL?: string;
  readonly StackId?: string;
  /** What CloudFormation does to the resource. @default - what the request asks */
  readonly status?: string;
}

type Answer = Readonly<Record<'Status' | 'PhysicalResourceId' | 'Reason', string>>;

/** The text of the inline function, run as Lambda runs it, in account B, with KMS from the simulator. Its answer; none when it has sent none. */
export async function grantFunction({ ec2 }: Lab, { keyArn, grantee = AUTO_SCALING, status, ...event }: GrantRequest): Promise<Answer | undefined> {
  const kms = ec2.kms(B, HOME.region, { principal: GRANT_ROLE });
  let answer: Answer | undefined;
  const https = {
    request: (_url: string, _options: object, answered: (response: object) => void) => ({
      on() { return this; },
      end(body: string) {
        answer = JSON.parse(body) as Answer;
        answered({ statusCode: 200, resume: () => undefined });
      },
    }),
  };
  const modules: Readonly<Record<string, object>> = {
    '@aws-sdk/client-kms': { KMSClient: class { public send = kms.send.bind(kms); }, CreateGrantCommand, ListRetirableGrantsCommand, RetireGrantCommand },
    '@aws-sdk/client-cloudformation': {
      CloudFormationClient: class {
        public async send() { return { StackResourceDetail: { ResourceStatus: status ?? `${event.RequestType.toUpperCase()}_IN_PROGRESS` } }; }
      },
      DescribeStackResourceCommand: class {},
    },
    https,
  };
  const exported: { handler?: (event: object) => Promise<void> } = {};
  const environment = { env: { STACK_ID: GRANT_STACK, PAUSE: '0' } };
  new Function('require', 'exports', 'process', GRANT_CODE)((name: string) => modules[name], exported, environment);
  await exported.handler!({
    StackId: GRANT_STACK,
    RequestId: 'request',
    LogicalResourceId: 'Grant',
    ResponseURL: RESPONSE_URL,
    ResourceProperties: { KeyArn: keyArn, GranteePrincipal: grantee, RetiringPrincipal: GRANT_ROLE },
    ...event,
  });
  return answer;
}
