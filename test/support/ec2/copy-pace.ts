/**
 * How long copies take: as long as chance has it or, for those that are asked to be done by a time, no longer than that. A snapshot moves
 * at 500 MiB/s at most, and all timed copies from one Region to another share 2,000 MiB/s: what is left is given, and takes longer, and
 * only when nothing is left is a request refused (ec2-semantics 1.5).
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/time-based-copies.html
 */
import type { Caller } from './caller';
import { invalidValue, limitExceeded } from './errors';

/** What is less than this is nothing, and a matter of rounding. */
const LEAST_MIB_PER_SECOND = 1;

export interface TimedCopy {
  readonly from: string;
  readonly mibPerSecond: number;
  readonly until: number;
}

export interface CopyRequest {
  readonly from: string;
  /** Absent: nobody has asked for a time. */
  readonly minutes: number | undefined;
}

/** 15 minutes to 48 hours, in steps of 15 minutes. */
export function assertDuration(minutes: number | undefined): void {
  if (minutes !== undefined && (minutes % 15 !== 0 || minutes < 15 || minutes > 2880)) {
    throw invalidValue('The completion duration must be a multiple of 15, from 15 to 2880 minutes.');
  }
}

function throughputLeft({ world, account }: Caller, from: string): number {
  const busy = account.timedCopies.filter((copy) => copy.from === from && copy.until > world.time);
  return world.rules.limits.timedCopiesMibPerSecond - busy.reduce((sum, { mibPerSecond }) => sum + mibPerSecond, 0);
}

export function assertThroughputLeft(caller: Caller, { from, minutes }: CopyRequest): void {
  if (minutes !== undefined && throughputLeft(caller, from) < LEAST_MIB_PER_SECOND) {
    throw limitExceeded(`The throughput of time-based snapshot copies from ${from} to ${caller.region.name} is used up.`);
  }
}

/** The milliseconds until all of the snapshots are copied. */
export function copyTakes(caller: Caller, { from, minutes }: CopyRequest, sizesGiB: readonly number[]): number {
  const { world, account } = caller;
  const drawn = world.copyDuration(sizesGiB.reduce((sum, sizeGiB) => sum + sizeGiB, 0));
  if (minutes === undefined) return drawn;

  const parts = sizesGiB.map((sizeGiB) => {
    const mib = sizeGiB * 1024;
    const seconds = Math.max(minutes * 60, mib / world.rules.limits.copyMibPerSecond);
    return { seconds, mibPerSecond: mib / seconds };
  });
  const wanted = parts.reduce((sum, { mibPerSecond }) => sum + mibPerSecond, 0);
  const share = Math.min(1, throughputLeft(caller, from) / wanted);
  const took = Math.min(drawn, Math.ceil(1000 * Math.max(minutes * 60, ...parts.map(({ seconds }) => seconds)) / share));
  account.timedCopies.push({ from, mibPerSecond: wanted * share, until: world.time + took });
  return took;
}
