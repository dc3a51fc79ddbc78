/**
 * The door for real clients: EC2's Query protocol, and AWS JSON 1.1 for KMS, on one URL. The account is the access key id, if that has
 * twelve digits, or what `accounts` says of it; the Region stands in the credential scope. Signatures are not verified.
 */
import { randomUUID } from 'node:crypto';
import { ApiError } from '../errors';
import type { Answer, Exchange } from '../exchange';
import { operation, type Service } from '../operations';
import { readJson, renderJson, renderJsonError } from './kms-json';
import { parseQuery, readParameters } from './query-request';
import { requestOf } from './schema';
import { renderError, renderResponse } from './xml-response';

export interface WireRequest {
  readonly method: string;
  /** With the query. EC2 and KMS have one path for everything. */
  readonly path?: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface WireResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The effect took place, and the connection breaks before an answer is sent. */
export class LostAnswer extends Error {
  constructor() {
    super('the answer was lost');
    this.name = 'LostAnswer';
  }
}

interface Format {
  readonly contentType: string;
  output(action: string, output: object, requestId: string): string;
  error(error: ApiError, requestId: string): string;
}

const XML: Format = {
  contentType: 'text/xml;charset=UTF-8',
  output: (action, output, requestId) => renderResponse(operation('ec2', action).schema, output, requestId),
  error: renderError,
};

const JSON_1_1: Format = {
  contentType: 'application/x-amz-json-1.1',
  output: (action, output) => renderJson(operation('kms', action).schema, output),
  error: renderJsonError,
};

export class WireDoor {
  constructor(private readonly exchange: Exchange, private readonly accounts: Readonly<Record<string, string>>) {}

  public async answer(request: WireRequest): Promise<WireResponse> {
    const target = request.headers['x-amz-target'];
    const format = target === undefined ? XML : JSON_1_1;
    const requestId = randomUUID();
    const respond = (status: number, body: string): WireResponse =>
      ({ status, body, headers: { 'content-type': format.contentType, 'x-amzn-requestid': requestId } });
    try {
      const { service, action, input } = target === undefined ? queryCall(request) : jsonCall(target, request);
      const answer: Answer = await this.exchange.handle({ service, action, input, ...this.originOf(request) });
      if (answer.kind === 'lost') throw new LostAnswer();
      if (answer.kind === 'error') throw answer.error;
      return respond(200, format.output(action, answer.output, requestId));
    } catch (error) {
      if (error instanceof ApiError) return respond(error.status, format.error(error, requestId));
      throw error;
    }
  }

  private originOf({ headers }: WireRequest): { account: string; region: string } {
    const scope = /Credential=([^/]+)\/\d{8}\/([^/]+)\//.exec(headers.authorization ?? '');
    if (!scope) throw new ApiError('MissingAuthenticationToken', 'Request is missing Authentication Token', 403);
    const [, accessKeyId, region] = scope;
    const account = this.accounts[accessKeyId] ?? (/^\d{12}$/.test(accessKeyId) ? accessKeyId : undefined);
    if (!account) throw new ApiError('AuthFailure', 'AWS was not able to validate the provided access credentials', 401);
    return { account, region };
  }
}

interface ParsedCall {
  readonly service: Service;
  readonly action: string;
  readonly input: object;
}

function queryCall({ body }: WireRequest): ParsedCall {
  const { action, parameters } = parseQuery(body);
  const { schema } = operation('ec2', action);
  return { service: 'ec2', action, input: readParameters(requestOf(schema), parameters) as object };
}

function jsonCall(target: string, { body }: WireRequest): ParsedCall {
  const [service, action] = target.split('.');
  if (service !== 'TrentService') throw new ApiError('UnknownOperationException', `${target} is not known here`);
  return { service: 'kms', action, input: readJson(body) };
}
