/**
 * List prices in USD, in us-east-1, without the free tier. Data, not advice: a price that changes is changed here, and the date with it.
 */
export const PRICES_OF = '2026-11';

export interface Price {
  readonly usd: number;
  /** Of what, and for how long. */
  readonly unit: string;
  readonly source: string;
}

export const PRICES = {
  key: { usd: 1, unit: 'a key and month', source: 'https://aws.amazon.com/kms/pricing/' },
  alarm: { usd: 0.10, unit: 'an alarm on one metric and month', source: 'https://aws.amazon.com/cloudwatch/pricing/' },
  dashboard: { usd: 3, unit: 'a dashboard and month', source: 'https://aws.amazon.com/cloudwatch/pricing/' },
  metric: { usd: 0.30, unit: 'a custom metric and month, by the hours in which it is reported', source: 'https://aws.amazon.com/cloudwatch/pricing/' },
  logs: { usd: 0.50, unit: 'a GB of logs that is written', source: 'https://aws.amazon.com/cloudwatch/pricing/' },
  keptLogs: { usd: 0.03, unit: 'a GB of logs and month, compressed', source: 'https://aws.amazon.com/cloudwatch/pricing/' },
  snapshot: { usd: 0.05, unit: 'a GB of snapshots and month', source: 'https://aws.amazon.com/ebs/pricing/' },
} as const satisfies Readonly<Record<string, Price>>;

interface Row {
  readonly usd: number;
  readonly why: string;
}

const free = (why: string): Row => ({ usd: 0, why });

/** What a resource costs a month when nothing happens. Every type that the pipeline can make has a row, so that none comes in unseen. */
export const AT_REST: Readonly<Record<string, Row>> = {
  'AWS::CloudWatch::Alarm': { usd: PRICES.alarm.usd, why: 'ten of an account are free' },
  'AWS::CloudWatch::Dashboard': { usd: PRICES.dashboard.usd, why: 'three of an account are free' },
  'AWS::EC2::SecurityGroup': free('free'),
  'AWS::Events::Rule': free('what services tell, and schedules, are free'),
  'AWS::IAM::InstanceProfile': free('free'),
  'AWS::IAM::Policy': free('free'),
  'AWS::IAM::Role': free('free'),
  'AWS::ImageBuilder::Component': free('Image Builder is free'),
  'AWS::ImageBuilder::DistributionConfiguration': free('Image Builder is free'),
  'AWS::ImageBuilder::ImagePipeline': free('Image Builder is free; what it builds with is not, see below'),
  'AWS::ImageBuilder::ImageRecipe': free('Image Builder is free'),
  'AWS::ImageBuilder::InfrastructureConfiguration': free('Image Builder is free'),
  'AWS::ImageBuilder::LifecyclePolicy': free('Image Builder is free'),
  'AWS::KMS::Key': { usd: PRICES.key.usd, why: '1 USD more from the first rotation on, and again from the second, which is the last that costs' },
  'AWS::Lambda::Function': free('is paid for by the call: four short ones a day, and one with a deployment'),
  'AWS::Lambda::Permission': free('free'),
  'AWS::Logs::LogGroup': free('is paid for by what is written to it, see below'),
  'AWS::SNS::Topic': free('is paid for by the message, and the first 1,000 e-mails of a month are free'),
  'AWS::SNS::TopicPolicy': free('free'),
  'Custom::StartImagePipelineExecution': free('runs with a deployment only'),
};
