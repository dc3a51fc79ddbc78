/**
 * The REST protocol of the service: PUT and POST with JSON, GET and DELETE with a query, each at the path of its operation, and tags by
 * ARN. The account is the access key id, the Region stands in the credential scope; signatures are not verified.
 */
import { randomUUID } from 'node:crypto';
import type { Input } from './kinds';
import type { Caller } from './resources';
import { ApiError } from '../ec2/errors';
import type { WireRequest, WireResponse } from '../ec2/wire/wire-door';

const TAGGING: Readonly<Record<string, string>> = { GET: 'ListTagsForResource', POST: 'TagResource', DELETE: 'UntagResource' };
const METHODS: readonly (readonly [pattern: RegExp, method: string])[] = [[/^Get/, 'GET'], [/^Delete/, 'DELETE'], [/^List/, 'POST'], [/^/, 'PUT']];
const LISTS = ['tagKeys'];

export class RestDoor {
  constructor(private readonly handle: (operation: string, caller: Caller, input: Input) => object) {}

  public async answer(request: WireRequest): Promise<WireResponse> {
    const requestId = randomUUID();
    const respond = (status: number, body: object, headers: object = {}): WireResponse =>
      ({ status, headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId, ...headers }, body: JSON.stringify(body) });
    try {
      const { operation, input } = read(request);
      return respond(200, { requestId, clientToken: input.clientToken, ...this.handle(operation, callerOf(request), input) });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return respond(error.status, { message: error.message }, { 'x-amzn-errortype': error.code });
    }
  }
}

function read({ method, path = '/', body }: WireRequest): { operation: string; input: Input } {
  const { pathname, searchParams } = new URL(path, 'http://localhost');
  const valueOf = (name: string) => (LISTS.includes(name) ? searchParams.getAll(name) : searchParams.get(name));
  const query = Object.fromEntries([...searchParams.keys()].map(name => [name, valueOf(name)]));
  const given = body === '' ? {} : JSON.parse(body) as Input;
  if (pathname.startsWith('/tags/')) {
    return { operation: TAGGING[method] ?? unknown(method, pathname), input: { ...query, ...given, resourceArn: decodeURIComponent(pathname.slice('/tags/'.length)) } };
  }
  const operation = pathname.slice(1);
  if (METHODS.find(([pattern]) => pattern.test(operation))![1] !== method) unknown(method, pathname);
  return { operation, input: { ...query, ...given } };
}

function unknown(method: string, path: string): never {
  throw new ApiError('UnknownOperationException', `There is no ${method} ${path} here.`, 404);
}

function callerOf({ headers: { authorization = '' } }: WireRequest): Caller {
  const [, account, region] = /Credential=(\d{12})\/\d+\/([a-z0-9-]+)\/imagebuilder\//.exec(authorization) ?? [];
  if (!account) throw new ApiError('UnrecognizedClientException', 'The security token included in the request is invalid.', 403);
  return { account, region };
}
