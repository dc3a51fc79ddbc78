import { fieldsOf } from './request-invariants';
import { changedBy, Page, SharingBook } from './sharing-book';
import { Claim, claimsOf, IN_FLIGHT_MILLISECONDS, SharingClaims } from './sharing-claims';
import { Ec2Simulator } from '../../ec2/ec2-simulator';
import { RequestRecord } from '../response-inbox';

/** EC2 may show so late to an exclusive sharing what others have granted. */
const NOTICE_MILLISECONDS = 60_000;

export interface SharingWitness {
  readonly book: SharingBook;
  readonly claims: SharingClaims;
  readonly simulator: Ec2Simulator;
  readonly now: number;
  /** How many faults struck. */
  faultsBetween(from: number, to: number): number;
  /** Whether one struck a function that was still about the request when CloudFormation did not wait for it any more. */
  wasStruckAfterEnd(record: RequestRecord): boolean;
}

/** So many leave a request unserved: Lambda delivers it three times. */
const DEFEATING_FAULTS = 3;

/**
 * Invariant ix: when CloudFormation is at rest, an image is shared with the list of its sharing, and with those to whom others granted it
 * and who were not in a list since; the snapshots behind it likewise, if they are shared at all. In particular, of an image that no sharing
 * names any more nothing is left that a list once said.
 *
 * What others did while nothing was asked of a sharing holds: who is in the list stays without what others took away until the next
 * request, and who is not keeps what others granted, until a list has it, or is exclusive. What they did since, while requests were
 * served, may have come before or after the function's own call: either is right.
 */
export function violationsOfSharing(witness: SharingWitness): string[] {
  return witness.book.pages().flatMap(page => {
    const { of } = page;
    if (!witness.claims.isSettled(of) || witness.claims.isContested(of)) return [];
    const requests = witness.claims.requests(of).filter(({ sentAt }) => sentAt >= page.since);
    const list = new Set(witness.claims.held(of).flatMap(({ principals }) => principals));
    const violations = requests.some(each => isExcused(each, witness)) ? [] : violationsOn(page, witness.claims.held(of), requests);
    page.others = new Set([...page.has].filter(each => !list.has(each)));
    page.missing = new Set([...list].filter(each => !page.has.has(each)));
    page.touchedAt.clear();
    page.since = witness.now;
    return violations;
  });
}

/** No function could have served it; or, of one that was given up, there is nobody to undo what was still done: it has died, or has no right to. */
function isExcused(record: RequestRecord, { claims, faultsBetween, wasStruckAfterEnd }: SharingWitness): boolean {
  const { sentAt, endedBy, endedAt = Infinity } = record;
  return faultsBetween(sentAt, endedAt) >= DEFEATING_FAULTS || wasStruckAfterEnd(record)
    || (endedBy !== 'answer' && claims.isGone(record, endedAt + IN_FLIGHT_MILLISECONDS));
}

function violationsOn({ of, has, others, missing, touchedAt }: Page, held: readonly Claim[], requests: readonly RequestRecord[]): string[] {
  const claims = requests.map(each => claimsOf(of, each));
  const list = new Set(held.flatMap(({ principals }) => principals));
  const tried = new Set(claims.flat().flatMap(({ principals }) => principals));
  const isExclusive = held.some(({ exclusive }) => exclusive) && requests.length > 0;
  const wasExclusive = claims.some(([asked]) => asked.exclusive);
  const wrong = (principal: string): string | undefined => {
    const isTouched = touchedAt.has(principal);
    if (list.has(principal)) {
      const isOverruled = isTouched || (missing.has(principal) && requests.length === 0);
      return has.has(principal) || isOverruled ? undefined : `is not shared with ${principal}, who is in the list`;
    }
    if (!has.has(principal)) return others.has(principal) && !tried.has(principal) && !wasExclusive ? `was taken from ${principal}, to whom others had granted it` : undefined;
    if (!others.has(principal)) return `is shared with ${principal}, who is ${tried.has(principal) ? 'in the list no more' : 'in no list'}`;
    if (tried.has(principal) && !isTouched) return `is still shared with ${principal}, who has left the list`;
    const isOutdated = isExclusive && (touchedAt.get(principal) ?? 0) < requests.at(-1)!.sentAt - NOTICE_MILLISECONDS;
    return isOutdated ? `is still shared with ${principal}, though the list is exclusive` : undefined;
  };
  return [...new Set([...list, ...has, ...others])].flatMap(principal => {
    const sentence = wrong(principal);
    return sentence === undefined ? [] : [`ix: ${of.id} ${sentence}`];
  });
}

/** Invariant xi: what is refused has changed nothing, in no Region. */
export function violationsOfRefusal({ book, claims, simulator, faultsBetween }: SharingWitness, since: number): string[] {
  const refused = (record: RequestRecord) => record.sentAt >= since && faultsBetween(record.sentAt, record.endedAt ?? Infinity) === 0
    && record.puts.some(put => put.verdict === 'decided' && fieldsOf(put).Status === 'FAILED');
  return book.pages().flatMap(({ of }) => claims.requests(of).filter(refused).flatMap(({ event, sentAt, endedAt = 0 }) => simulator.calls
    .filter(({ principal, at = 0 }) => at >= sentAt && at <= endedAt && principal === undefined)
    .filter(({ action, input }) => changedBy(action, input)?.id === of.id)
    .map(({ action }) => `xi: ${event.RequestType} of ${event.LogicalResourceId} (request ${event.RequestId.slice(0, 8)}) was refused after ${action} of ${of.id}`)));
}
