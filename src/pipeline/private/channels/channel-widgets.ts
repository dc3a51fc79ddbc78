import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import { channelMetric } from './channel-alarms';
import { ChannelPlan } from './channel-plan';

const WIDTH = 24;
const DAY = Duration.days(1);

/** Below what the dashboard has of builds: how old what each channel has is, how often it moved, and what rings. */
export function channelWidgets(
  scope: Construct, imageName: string, plans: readonly ChannelPlan[], alarms: readonly cloudwatch.IAlarm[],
): cloudwatch.IWidget[] {
  const each = (name: 'age' | 'moved', statistic: string) =>
    plans.map(plan => channelMetric(scope, imageName, plan.name, name, { statistic, period: DAY, label: plan.name }));
  return [
    new cloudwatch.AlarmStatusWidget({ title: 'Channels', alarms: [...alarms], width: WIDTH, height: 3 }),
    new cloudwatch.GraphWidget({
      title: 'Age of what channels have', left: each('age', cloudwatch.Stats.MAXIMUM), leftYAxis: { min: 0, label: 'hours', showUnits: false }, width: WIDTH / 2,
    }),
    new cloudwatch.GraphWidget({
      title: 'Moves', left: each('moved', cloudwatch.Stats.SUM), leftYAxis: { min: 0, label: 'a day', showUnits: false }, period: DAY, width: WIDTH / 2,
    }),
  ];
}
