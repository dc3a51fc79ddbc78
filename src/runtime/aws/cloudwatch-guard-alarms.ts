import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { toFailure } from './failures';
import { GuardAlarms } from '../channels/channel-ports';

/** Alarms of the function's Region, composite ones among them; at most 100. */
export class CloudWatchGuardAlarms implements GuardAlarms {
  constructor(private readonly cloudWatch: Pick<CloudWatchClient, 'send'>) {}

  public async against(names: readonly string[]): Promise<string[]> {
    const command = new DescribeAlarmsCommand({ AlarmNames: [...names], AlarmTypes: ['MetricAlarm', 'CompositeAlarm'], MaxRecords: 100 });
    const { MetricAlarms = [], CompositeAlarms = [] } = await this.cloudWatch.send(command).catch(error => {
      throw toFailure(error);
    });
    const states = new Map([...MetricAlarms, ...CompositeAlarms].map(({ AlarmName, StateValue }) => [AlarmName, StateValue]));
    return names.flatMap(name => {
      if (!states.has(name)) return [`the alarm ${name} is not there`];
      return states.get(name) === 'ALARM' ? [`the alarm ${name} rings`] : [];
    });
  }
}
