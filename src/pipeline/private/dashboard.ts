import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';

export interface DashboardContent {
  readonly title: string;
  readonly alarms: readonly cloudwatch.IAlarm[];
  /** In hours. */
  readonly ages: readonly cloudwatch.IMetric[];
  readonly built: cloudwatch.IMetric;
  readonly failed: cloudwatch.IMetric;
  readonly lost: readonly cloudwatch.IMetric[];
}

const WIDTH = 24;

/** One page: is anything wrong, how old are the images, what was built, and does anybody hear of it. */
export function createDashboard(scope: Construct, { title, alarms, ages, built, failed, lost }: DashboardContent): cloudwatch.Dashboard {
  const counts = { period: Duration.days(1), leftYAxis: { min: 0, label: 'a day', showUnits: false } };
  return new cloudwatch.Dashboard(scope, 'Dashboard', {
    // Builds come by the week.
    defaultInterval: Duration.days(28),
    widgets: [
      [new cloudwatch.AlarmStatusWidget({ title, alarms: [...alarms], width: WIDTH, height: 3 })],
      [new cloudwatch.GraphWidget({ title: 'Age of the newest image', left: [...ages], leftYAxis: { min: 0, label: 'hours', showUnits: false }, width: WIDTH })],
      [
        new cloudwatch.GraphWidget({ title: 'Images', left: [built, failed], width: WIDTH / 2, ...counts }),
        new cloudwatch.GraphWidget({ title: 'Messages that nobody got', left: [...lost], width: WIDTH / 2, ...counts }),
      ],
    ],
  });
}
