/**
 * Services of AWS behind a port of this machine, for the real clients of the SDK, set up as the handlers set them up: what a request does not say
 * never arrives, and what an answer does not say nobody reads.
 */
import { BRIEF } from '../../../src/runtime/aws/client-settings';
import { ApiError } from '../../support/ec2/errors';
import { listen, Listening } from '../../support/ec2/wire/listen';
import { WireRequest, WireResponse } from '../../support/ec2/wire/wire-door';

export const ACCOUNT = '111111111111';
export const REGION = 'eu-central-1';

/** One service: by the name of an operation what it answers, or an `ApiError`. */
export type Operations = Readonly<Record<string, (input: never, region: string) => object>>;

export interface ServiceCall {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/** AWS JSON 1.0 and 1.1: the operation in a header, errors by their type. */
export async function answerJson(operations: Operations, { headers, body }: WireRequest, calls: ServiceCall[] = []): Promise<WireResponse> {
  const operation = headers['x-amz-target']?.split('.').at(-1) ?? '';
  const [, region = ''] = /Credential=[^/]+\/\d{8}\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const respond = (status: number, value: object): WireResponse =>
    ({ status, headers: { 'content-type': headers['content-type'] ?? '' }, body: JSON.stringify(value) });
  try {
    const input = JSON.parse(body) as ServiceCall['input'];
    calls.push({ operation, input });
    const run = operations[operation];
    if (!run) throw new ApiError('UnknownOperationException', `${operation} is not known here`);
    return respond(200, run(input as never, region));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return respond(error.status, { __type: `com.amazonaws#${error.code}`, message: error.message });
  }
}

const open: Listening[] = [];

/** After each test. */
export const closeServices = () => Promise.all(open.splice(0).map(each => each.close()));

export async function serve(answer: (request: WireRequest) => Promise<WireResponse>): Promise<string> {
  const listening = await listen({ answer }, {});
  open.push(listening);
  return listening.url;
}

/** What a client of the service is made with, and what it was asked. */
export async function aJsonService(operations: Operations) {
  const calls: ServiceCall[] = [];
  const endpoint = await serve(request => answerJson(operations, request, calls));
  return { options: optionsFor(endpoint), calls };
}

/** For a test with throttles: the SDK takes its time between attempts. */
export const WITH_RETRIES = 30_000;

export const optionsFor = (endpoint: string, region = REGION) =>
  ({ ...BRIEF, endpoint, region, credentials: { accessKeyId: ACCOUNT, secretAccessKey: 'none' } });

/** Refuses so many calls before it answers as it would. */
export function refusing<Run extends Operations[string]>(times: number, error: ApiError, run: Run): Operations[string] {
  let left = times;
  return (input, region) => {
    if (left-- > 0) throw error;
    return run(input, region);
  };
}
