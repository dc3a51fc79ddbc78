import { ShareChange } from './shares';

/** EC2 takes no more in one call. */
export const CHANGES_PER_CALL = 500;

/** One image or snapshot: who shall have it, and who was to have it before. */
export interface ShareSituation {
  readonly wanted: readonly string[];
  /** Once in the list, and so the template's, whoever granted it. */
  readonly before: readonly string[];
  /** Who else loses it: whom it is shared with, of an exclusive list. */
  readonly others?: readonly string[];
  /** As many as can have it at once. Absent: any number. */
  readonly most?: number;
}

/**
 * What to change so that the wanted have it, and those who left the list have not. That is said whether or not EC2 shows it already: what
 * a deployment has just changed may not show yet to its rollback, and saying it twice changes nothing. Others are left alone.
 *
 * First what is added, so that an account that moves from the list into a listed organization has it all the time; except where there is
 * no room for both.
 */
export function planShares({ wanted, before, others = [], most = Infinity }: ShareSituation): ShareChange[] {
  const wished = new Set(wanted);
  const leaving = [...new Set([...before, ...others])].filter(each => !wished.has(each));
  const [adding, removing] = [inCalls('add', [...wished]), inCalls('remove', leaving)];
  return wished.size + leaving.length > most ? [...removing, ...adding] : [...adding, ...removing];
}

function inCalls(how: ShareChange['do'], principals: readonly string[]): ShareChange[] {
  const calls = Math.ceil(principals.length / CHANGES_PER_CALL);
  const inCall = (call: number) => principals.slice(call * CHANGES_PER_CALL, (call + 1) * CHANGES_PER_CALL);
  return Array.from({ length: calls }, (_, call) => ({ do: how, principals: inCall(call) }));
}
