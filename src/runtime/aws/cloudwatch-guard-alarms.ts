import { CloudWatchClient, CompositeAlarm, DescribeAlarmsCommand, MetricAlarm } from '@aws-sdk/client-cloudwatch';
import { toFailure } from './failures';
import { GuardAlarms } from '../channels/channel-ports';

/** CloudWatch takes no more names in one call. */
const NAMES_PER_CALL = 100;

/** Alarms of the function's Region, composite ones among them. */
export class CloudWatchGuardAlarms implements GuardAlarms {
  constructor(private readonly cloudWatch: Pick<CloudWatchClient, 'send'>) {}

  /** One that has no data does not ring: what that means, who made it has said with how it treats missing data. */
  public async against(names: readonly string[]): Promise<string[]> {
    const states = new Map<string | undefined, string | undefined>();
    for (let from = 0; from < names.length; from += NAMES_PER_CALL) {
      for (const { AlarmName, StateValue } of await this.describe(names.slice(from, from + NAMES_PER_CALL))) states.set(AlarmName, StateValue);
    }
    return names.flatMap(name => {
      if (!states.has(name)) return [`the alarm ${name} is not there`];
      return states.get(name) === 'ALARM' ? [`the alarm ${name} rings`] : [];
    });
  }

  private async describe(AlarmNames: string[]): Promise<(MetricAlarm | CompositeAlarm)[]> {
    const found: (MetricAlarm | CompositeAlarm)[] = [];
    for (let NextToken: string | undefined, isFirst = true; isFirst || NextToken !== undefined; isFirst = false) {
      const command = new DescribeAlarmsCommand({ AlarmNames, AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: NAMES_PER_CALL, NextToken });
      const page = await this.cloudWatch.send(command).catch(error => {
        throw toFailure(error);
      });
      found.push(...page.MetricAlarms ?? [], ...page.CompositeAlarms ?? []);
      ({ NextToken } = page);
    }
    return found;
  }
}
