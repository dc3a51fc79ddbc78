import { Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { IMAGE_AGE_CODE } from './image-age-code';
import { WatchedPipeline } from './watched-pipeline';
import { acknowledge } from '../../private/acknowledge';
import { parameterArns } from '../../private/parameter-arns';

const NAMESPACE = 'GoldenAmi';
const METRIC = 'CandidateAgeHours';
const DIMENSION = 'ImageName';

/** A metric is paid for by the hour in which it is reported: four of these in a day. */
export const REPORTED_EVERY = Duration.hours(6);

/** The age of the newest image, in hours. */
export const candidateAge = (scope: Construct, { imageName }: WatchedPipeline, options?: cloudwatch.MetricOptions) => new cloudwatch.Metric({
  namespace: NAMESPACE,
  metricName: METRIC,
  dimensionsMap: { [DIMENSION]: imageName },
  statistic: cloudwatch.Stats.MAXIMUM,
  period: REPORTED_EVERY,
  ...options,
}).attachTo(scope);

/** Has the ages of these images reported, by the one function that the stack has for it. */
export function reportCandidateAges(scope: Construct, pipelines: readonly WatchedPipeline[]): void {
  const images = pipelines.map(({ imageName, candidateParameterName: parameterName, pipelineArn }) => ({ imageName, parameterName, pipelineArn }));
  const rule = new events.Rule(scope, 'Age', {
    description: `Has the age of ${pipelines.map(({ imageName }) => imageName).join(' and ')} reported`,
    schedule: events.Schedule.rate(REPORTED_EVERY),
  });
  rule.addTarget(new targets.LambdaFunction(ImageAges.of(scope).read(pipelines), { event: events.RuleTargetInput.fromObject({ images }) }));
}

/** CloudWatch looks back a week at the most, and Image Builder has no metric: so somebody has to say how old an image is. */
class ImageAges extends Construct {
  /** That of the stack; made for the first who asks. */
  public static of(scope: Construct): ImageAges {
    const stack = Stack.of(scope);
    return stack.node.tryFindChild(ImageAges.ID) as ImageAges | undefined ?? new ImageAges(stack);
  }

  private static readonly ID = 'GoldenAmiImageAges';

  private readonly fn: lambda.Function;
  private readonly parameters: string[] = [];
  private readonly pipelines: string[] = [];

  private constructor(stack: Stack) {
    super(stack, ImageAges.ID);
    const description = 'Reports how old golden AMIs are';
    const logGroup = new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), description });
    this.rights(logGroup).forEach(statement => role.addToPrincipalPolicy(statement));
    this.fn = new lambda.Function(this, 'Function', {
      description,
      runtime: lambda.determineLatestNodeRuntime(this),
      handler: 'index.handler',
      code: lambda.Code.fromInline(IMAGE_AGE_CODE),
      role,
      logGroup,
      timeout: Duration.minutes(1),
      environment: { NAMESPACE, METRIC, DIMENSION },
    });
    acknowledge(this.fn, 'AwsSolutions-L1', 'The run-time is the newest that the CDK knows in every Region of the stack.');
    acknowledge(role.node.tryFindChild('DefaultPolicy'), 'AwsSolutions-IAM5', 'Metrics take no resources: the condition names their namespace.');
  }

  /** Lets the function read what says how old these images are. */
  public read(pipelines: readonly WatchedPipeline[]): lambda.IFunction {
    this.pipelines.push(...pipelines.map(({ pipelineArn }) => pipelineArn));
    this.parameters.push(...pipelines.flatMap(({ candidateParameterName }) => parameterArns(this, candidateParameterName)));
    return this.fn;
  }

  private rights(logGroup: logs.ILogGroup): iam.PolicyStatement[] {
    return [
      new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }),
      new iam.PolicyStatement({ actions: ['ssm:GetParameter'], resources: Lazy.list({ produce: () => this.parameters }) }),
      new iam.PolicyStatement({ actions: ['imagebuilder:GetImagePipeline'], resources: Lazy.list({ produce: () => this.pipelines }) }),
      new iam.PolicyStatement({
        actions: ['cloudwatch:PutMetricData'], resources: ['*'], conditions: { StringEquals: { 'cloudwatch:namespace': NAMESPACE } },
      }),
    ];
  }
}
