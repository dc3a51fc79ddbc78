import { under, Warning, warnings } from './sentences';
import { Problem } from '../../../private/props';
import type { ImageSchedule } from '../../image-schedule';
import type { RetentionPeriod } from '../../retention';
import { known } from '../known';

/** EC2 deprecates within 10 years; in each unit, as AWS lists it. */
const MOST_PERIOD: Readonly<Record<string, number>> = { DAYS: 3650, WEEKS: 520, MONTHS: 120, YEARS: 10 };

/** @see https://docs.aws.amazon.com/dlm/latest/APIReference/API_DeprecateRule.html */
export function deprecationProblems({ deprecation, retention, copies = [] }: ImageSchedule): Problem[] {
  return [
    ...deprecation ? [
      (deprecation.count !== undefined) === (retention.basis === 'COUNT') ? undefined
        : `deprecation must be ${retention.basis === 'COUNT' ? 'oldest(count)' : 'after(period)'} where retention goes by ${retention.basis.toLowerCase()} [AMI-02]`,
      countProblem(known(deprecation.count), known(retention.keep)),
      periodProblem('deprecation', deprecation.period, retention.period, 'AMI-04'),
    ] : [],
    ...copies.flatMap((copy, index) => under(`copies[${index}]`, [periodProblem('deprecateAfter', copy.deprecateAfter, copy.retention, 'XRC-13')])),
  ];
}

export const rebootWarnings = (rebootInstances: boolean | undefined): Warning[] => warnings(rebootInstances === true && {
  topic: 'reboot',
  says: 'rebootInstances is true: all targeted instances may reboot at the same time, whenever AMIs are made [AMI-05]',
});

function countProblem(count: number | undefined, most: number | undefined): Problem {
  if (count === undefined || (Number.isInteger(count) && count >= 1 && count <= (most ?? 1000))) return undefined;
  return `deprecation must be oldest(1) to oldest(${most ?? 1000}), what the schedule keeps at most, got oldest(${count}) [AMI-03]`;
}

function periodProblem(prop: string, period: RetentionPeriod | undefined, retention: RetentionPeriod | undefined, rule: string): Problem {
  const [days, most] = [period?._days, retention?._days];
  if (period === undefined || days === undefined) return undefined;
  if (days < 1) return `${prop} must be 1 day or more, got ${period} [${rule}]`;
  if (period.amount > MOST_PERIOD[period.unit]) return `${prop} must be at most 10 years, 120 months, 520 weeks or 3650 days, got ${period} [${rule}]`;
  return most !== undefined && days > most ? `${prop} must be at most the retention, ${retention}, got ${period} [${rule}]` : undefined;
}
