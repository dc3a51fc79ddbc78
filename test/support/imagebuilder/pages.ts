import { invalid } from './errors';

const USUAL = 25;
const MOST = 100;

/** A page of a list, under the name that the list has in the answer. */
export function page(member: string, items: readonly object[], { maxResults = USUAL, nextToken = '0' }: { readonly maxResults?: unknown; readonly nextToken?: unknown }): object {
  const [size, first] = [Number(maxResults), Number(nextToken)];
  if (!(size >= 1 && size <= MOST)) throw invalid(`The value supplied for parameter 'maxResults' is not valid. It must be from 1 to ${MOST}.`);
  if (!(first >= 0)) throw invalid("The value supplied for parameter 'nextToken' is not valid.");
  const next = first + size;
  return { [member]: items.slice(first, next), ...(next < items.length ? { nextToken: String(next) } : {}) };
}
