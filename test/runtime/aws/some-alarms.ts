/** Alarms of CloudWatch, as DescribeAlarms shows them: a type that is not asked for does not show, and an answer has so many as a page takes. */
import { Operations } from './a-service';
import { ApiError } from '../../support/ec2/errors';

export type AlarmState = 'OK' | 'ALARM' | 'INSUFFICIENT_DATA';

interface Request {
  readonly AlarmNames?: readonly string[];
  readonly AlarmTypes?: readonly string[];
  readonly MaxRecords?: number;
  readonly NextToken?: string;
}

const MOST = 100;

/** Composite ones are those whose names begin with `all-`. */
export const someAlarms = (states: Readonly<Record<string, AlarmState>>, pageSize = MOST): Operations => ({
  DescribeAlarms: ({ AlarmNames: names = [], AlarmTypes: types = ['MetricAlarm'], MaxRecords: most = 50, NextToken = '0' }: Request) => {
    if (names.length > MOST || most > MOST) throw new ApiError('ValidationError', `Member must have length less than or equal to ${MOST}`);
    const typeOf = (name: string) => (name.startsWith('all-') ? 'CompositeAlarm' : 'MetricAlarm');
    const found = Object.keys(states).filter(name => names.includes(name) && types.includes(typeOf(name))).sort();
    const [from, size] = [Number(NextToken), Math.min(most, pageSize)];
    const shown = (type: string) => found.slice(from, from + size).filter(name => typeOf(name) === type)
      .map(name => ({ AlarmName: name, StateValue: states[name] }));
    return {
      MetricAlarms: shown('MetricAlarm'),
      CompositeAlarms: shown('CompositeAlarm'),
      ...(from + size < found.length && { NextToken: String(from + size) }),
    };
  },
});
