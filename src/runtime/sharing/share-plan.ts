import { ShareChange } from './shares';

/** EC2 takes no more in one call. */
export const CHANGES_PER_CALL = 500;

/** One image or snapshot: who shall have it, and who was to have it before. */
export interface ShareSituation {
  readonly wanted: readonly string[];
  /** Once in the list, and so the template's, whoever granted it. */
  readonly before: readonly string[];
  /** Whom it is shared with; absent when nobody has looked, because nothing is to be taken away. */
  readonly granted?: readonly string[];
  /** Whether others than the wanted lose it, though they were never in the list. */
  readonly exclusive: boolean;
  /** As many as can have it at once. Absent: any number. */
  readonly most?: number;
}

/**
 * What to change so that the wanted have it, and those who left the list have not. Others are left alone, unless it is exclusive. First
 * what is added, so that an account that moves from the list into a listed organization has it all the time; except where there is no
 * room for both.
 */
export function planShares({ wanted, before, granted, exclusive, most = Infinity }: ShareSituation): ShareChange[] {
  const [wished, had] = [new Set(wanted), new Set(granted ?? [])];
  const add = [...wished].filter(each => !had.has(each));
  const leaving = new Set(exclusive ? had : before);
  const remove = [...leaving].filter(each => !wished.has(each) && (!granted || had.has(each)));
  const adding = inCalls('add', add);
  const removing = inCalls('remove', remove);
  return had.size + add.length > most ? [...removing, ...adding] : [...adding, ...removing];
}

/** Whether a plan depends on whom it is shared with: adding what is there already changes nothing. */
export const mustLook = ({ before, exclusive }: Pick<ShareSituation, 'before' | 'exclusive'>) => exclusive || before.length > 0;

function inCalls(how: ShareChange['do'], principals: readonly string[]): ShareChange[] {
  const calls = Math.ceil(principals.length / CHANGES_PER_CALL);
  const inCall = (call: number) => principals.slice(call * CHANGES_PER_CALL, (call + 1) * CHANGES_PER_CALL);
  return Array.from({ length: calls }, (_, call) => ({ do: how, principals: inCall(call) }));
}
