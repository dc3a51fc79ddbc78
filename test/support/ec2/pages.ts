/**
 * Pages of a describe call. With `sparsePages` a page is so many resources looked at, as EC2 may do it: it can be empty and yet have a successor.
 * The token holds the last id of the page, so that what comes and goes in between moves nothing else.
 */
import { invalidCombination, invalidValue } from './errors';

interface PageRequest {
  readonly MaxResults?: number;
  readonly NextToken?: string;
}

export interface Page<T> {
  readonly items: T[];
  readonly next?: string;
}

const encode = (id: string) => Buffer.from(`after ${id}`).toString('base64url');

function decode(token: string): string {
  const text = Buffer.from(token, 'base64url').toString();
  if (!text.startsWith('after ')) throw invalidValue('The token is invalid.');
  return text.slice('after '.length);
}

/** Fewer than five to a page are refused; and so are pages of what was asked for by id. */
export function assertPages({ MaxResults: max, NextToken: token }: PageRequest, ids: readonly string[] | undefined, nameOfIds: string): void {
  if (ids?.length && (max !== undefined || token !== undefined)) {
    throw invalidCombination(`The parameter ${nameOfIds} cannot be used with the parameter ${max === undefined ? 'nextToken' : 'maxResults'}`);
  }
  if (max !== undefined && max < 5) throw invalidValue(`Invalid value '${max}' for maxResults. Expecting a value greater than 5.`);
}

export function page<T>(
  candidates: readonly T[], request: PageRequest, idOf: (item: T) => string, select: (items: readonly T[]) => T[], sparse = false,
): Page<T> {
  const { MaxResults: max, NextToken: token } = request;
  if (max === undefined && token === undefined) return { items: select(candidates) };
  if (max !== undefined && (max < 1 || max > 1000)) throw invalidValue(`Value ( ${max} ) for parameter maxResults is invalid.`);

  const sorted = (sparse ? [...candidates] : select(candidates)).sort((a, b) => idOf(a) < idOf(b) ? -1 : 1);
  const after = token === undefined ? '' : decode(token);
  const rest = sorted.filter((item) => idOf(item) > after);
  const taken = rest.slice(0, max ?? 1000);
  return {
    items: sparse ? select(taken) : taken,
    next: rest.length > taken.length ? encode(idOf(taken[taken.length - 1])) : undefined,
  };
}
