/** The form of the contract: sentences about EC2 that are kept, or not, by any EC2 that answers the SDK's own client. */
import { strict as assert } from 'assert';
import type { EC2 } from '@aws-sdk/client-ec2';
import type { KMS } from '@aws-sdk/client-kms';

export const OWNER = '111111111111';
export const OTHER = '222222222222';
export const HERE = 'eu-central-1';
export const FAR = 'us-east-1';

/** An EC2 in which nothing has happened yet. */
export interface World {
  /** As the account `OWNER` sees it in the Region `HERE`. */
  readonly ec2: EC2;
  /** The same account in the Region `FAR`. */
  readonly far: EC2;
  /** The account `OTHER` in the Region `HERE`. */
  readonly other: EC2;
  /** The keys of `OWNER` in `HERE`. */
  readonly kms: KMS;
  readonly farKms: KMS;
  /** Milliseconds since 1970, as this EC2 counts them. */
  now(): number;
  /** Waits until all that EC2 has begun is over. */
  settled(): Promise<void>;
}

export interface Clause {
  /** The promise: a sentence about EC2. */
  readonly title: string;
  /** Who says so. */
  readonly source: string;
  /** Rejects when the promise is not kept. */
  readonly run: (world: World) => Promise<void>;
  /** What moto does instead, if it does not keep the promise. */
  readonly moto?: string;
}

/** EC2's own reference: of an action, or of its error codes. */
export const api = (action: string) => `https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_${action}.html`;
export const ERROR_CODES = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html';
export const IDEMPOTENCY = 'https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html';
export const PAGINATION = 'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/Query-Requests.html#api-pagination';
export const guide = (page: string) => `https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/${page}.html`;
export const ebsGuide = (page: string) => `https://docs.aws.amazon.com/ebs/latest/userguide/${page}.html`;
/** A section of the facts that the simulator, too, was built from. */
export const facts = (section: string) => `ec2-semantics ${section}`;
/** What EC2 answered to others, who published it in September 2026. */
export const recorded = (file: string) =>
  `https://github.com/radkawar/stackd/blob/9dc356f5e5cc49d2d334178a09c1398dd1c62617/testdata/aws/${file}.json`;

/** The call is refused, with this code. Without a code, any refusal of EC2's will do: where its reference names none. */
export async function refused(call: Promise<unknown>, code?: string): Promise<void> {
  const error = await call.then(() => undefined, (reason: Error) => reason);
  assert.ok(error, code ? `the call was not refused with ${code}` : 'the call was not refused');
  if (!isRefusal(error)) throw error;
  if (code) assert.equal(error.name, code);
}

/** An error that EC2 answered on purpose, and not one of a server that stumbled or a connection that broke. */
export function isRefusal(error: unknown): error is Error {
  const { $fault, $metadata } = error as { readonly $fault?: string; readonly $metadata?: { readonly httpStatusCode?: number } };
  return error instanceof Error && $fault === 'client' && ($metadata?.httpStatusCode ?? 500) < 500;
}

/** For what EC2 may refuse at once or let fail later: a refusal counts as an answer without content. */
export function refusal(error: unknown): Record<string, undefined> {
  if (!isRefusal(error)) throw error;
  return {};
}

/** What is there has these members, whatever else it has. */
export function shows<T extends object>(there: T | undefined, expected: Partial<T>): void {
  assert.ok(there, 'there is nothing');
  const same = Object.fromEntries(Object.keys(expected).map(name => [name, there[name as keyof T]]));
  assert.deepEqual(same, expected);
}

/** Whether both lists hold the same, in whatever order EC2 gives them. */
export function sameMembers(actual: readonly (string | undefined)[], expected: readonly (string | undefined)[]): void {
  assert.deepEqual([...actual].sort(), [...expected].sort());
}
