import type { Calendar } from './calendar';

/** A policy as far as time goes. `BackupRetention`, `RetentionPeriod` and `ImageDeprecation` fit in as they are. */
export interface PolicyModel {
  /** The policy's own Region, or a word for it. */
  readonly region: string;
  readonly schedules: readonly ScheduleModel[];
}

export interface ScheduleModel {
  readonly name: string;
  /** Undefined when the frequency is a token. */
  readonly calendar: Calendar | undefined;
  readonly retention: RetentionModel;
  /** Of the archive tier. */
  readonly archive?: RetentionModel;
  readonly copies?: readonly CopyModel[];
  readonly share?: { readonly accounts: readonly string[]; readonly unshareAfter?: PeriodModel };
  readonly fastRestore?: { readonly zones: readonly string[]; readonly retention: RetentionModel };
  /** So many of the oldest, or so old. */
  readonly deprecation?: { readonly count?: number; readonly period?: PeriodModel };
}

export interface CopyModel {
  /** A Region, or the ARN of an Outpost. */
  readonly target: string;
  readonly retention: PeriodModel;
  readonly deprecateAfter?: PeriodModel;
}

/** By count or by age. */
export interface RetentionModel {
  readonly keep?: number;
  readonly period?: PeriodModel;
}

export interface PeriodModel {
  readonly amount: number;
  /** DAYS, WEEKS, MONTHS or YEARS. */
  readonly unit: string;
}
