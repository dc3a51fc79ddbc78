import { Aws, CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as cr from 'aws-cdk-lib/custom-resources';
import { Construct, IDependable } from 'constructs';
import { BUILD_STARTER_CODE } from './build-starter-code';
import { acknowledgeStars } from './nag';
import { acknowledge } from '../../private/acknowledge';

/** What `Custom::StartImagePipelineExecution` is asked. Any change builds. */
interface StartProperties {
  readonly ImagePipelineArn: string;
  /** Another one after each change of what is built. */
  readonly DeploymentId: string;
  readonly Tags: Readonly<Record<string, string>>;
}

/** The function that starts builds for a stack. Its id can never change: CloudFormation refuses another token. */
export class BuildStarter extends Construct {
  /** That of the stack; made for the first who asks. */
  public static of(scope: Construct): BuildStarter {
    const stack = Stack.of(scope);
    return stack.node.tryFindChild(BuildStarter.ID) as BuildStarter | undefined ?? new BuildStarter(stack);
  }

  private static readonly ID = 'GoldenAmiBuildStarter';

  private readonly role: iam.Role;
  private readonly fn: lambda.Function;
  private readonly rights: IDependable[] = [];

  private constructor(stack: Stack) {
    super(stack, BuildStarter.ID);
    const description = 'Starts builds of golden AMIs';
    const logGroup = new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    logGroup.node.addMetadata(cr.CUSTOM_RESOURCE_SINGLETON_LOG_GROUP, true);
    this.role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), description });
    this.allow(new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }));
    this.allow(new iam.PolicyStatement({ actions: ['cloudformation:DescribeStacks'], resources: [Aws.STACK_ID] }));
    this.fn = new lambda.Function(this, 'Function', {
      description,
      runtime: lambda.determineLatestNodeRuntime(this),
      handler: 'index.handler',
      code: lambda.Code.fromInline(BUILD_STARTER_CODE),
      role: this.role,
      logGroup,
      timeout: Duration.minutes(2),
      environment: { STACK_ID: Aws.STACK_ID, PAUSE: '10000' },
    });
    this.fn.node.addMetadata(cr.CUSTOM_RESOURCE_RUNTIME_FAMILY, this.fn.runtime.family);
    acknowledge(this.fn, 'AwsSolutions-L1', 'The run-time is the newest that the CDK knows in every Region of the stack.');
    acknowledgeStars(this.role);
  }

  /** Builds whenever the properties change. `rights`: what starting this takes. */
  public start(scope: Construct, properties: StartProperties, rights: readonly iam.PolicyStatement[]): void {
    rights.forEach(statement => this.allow(statement));
    new CustomResource(scope, 'Start', {
      serviceToken: this.fn.functionArn,
      resourceType: 'Custom::StartImagePipelineExecution',
      serviceTimeout: Duration.minutes(10),
      properties: { ...properties },
    }).node.addDependency(...this.rights);
  }

  private allow(statement: iam.PolicyStatement): void {
    const { policyDependable } = this.role.addToPrincipalPolicy(statement);
    if (policyDependable) this.rights.push(policyDependable);
  }
}
