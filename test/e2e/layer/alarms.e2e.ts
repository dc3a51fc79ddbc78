import { strict as assert } from 'assert';
import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { Check } from './check';
import { HOME, ProbeStack } from './probe-stack';

const errors = { Id: 'errors', MetricStat: { Metric: { Namespace: 'Checks', MetricName: 'Errors' }, Period: 60, Stat: 'Sum' }, ReturnData: false };
const Alarm = {
  Type: 'AWS::CloudWatch::Alarm',
  Properties: {
    AlarmName: 'checks-expression',
    Metrics: [errors, { Id: 'filled', Expression: 'FILL(errors, 0)' }],
    ComparisonOperator: 'GreaterThanThreshold',
    Threshold: 0,
    EvaluationPeriods: 1,
  },
};

export const checks: Check[] = [
  {
    title: 'a stack may have an alarm on an expression',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Expression');
      assert.equal(await stack.create({ Resources: { Alarm } }), 'CREATE_COMPLETE');
      const client = new CloudWatchClient(emulators.clientOf(HOME.account, HOME.region));
      const { MetricAlarms = [] } = await client.send(new DescribeAlarmsCommand({ AlarmNames: ['checks-expression'] }));
      assert.deepEqual(MetricAlarms.map(({ StateValue }) => StateValue), ['INSUFFICIENT_DATA']);
      assert.equal(await stack.delete(), 'DELETE_COMPLETE');
    },
  },
];
