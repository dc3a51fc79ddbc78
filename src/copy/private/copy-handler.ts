import { Aws, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as cr from 'aws-cdk-lib/custom-resources';
import { Construct, IDependable } from 'constructs';
import { CopyFunction } from './copy-function';
import { constantRights, keyRights, loggingRights, turnRights } from './handler-rights';
import { lateFailureAlarm } from './late-failure';
import { FOUND_IN_COPY_HANDLER } from './nag';
import { TurnsMachine } from './turns-machine';
import { acknowledgeAll } from '../../private/acknowledge';
import { ENVIRONMENT } from '../../runtime/contract';
import { HandlerOptions } from '../handler-options';

/**
 * The function that makes, awaits and removes the copies of a stack, with the state machine that gives it time.
 * Its id, and with it the service token of every copy, can never change: CloudFormation refuses another token.
 */
export class CopyHandler extends Construct {
  /** The stack's handler; made for the first who asks. */
  public static of(scope: Construct, options?: HandlerOptions): CopyHandler {
    const stack = Stack.of(scope);
    const existing = stack.node.tryFindChild(CopyHandler.ID) as CopyHandler | undefined;
    if (existing && options && options !== existing.options) {
      throw new Error(`${scope.node.path}: handlerOptions must be given to ${existing.madeFor.node.path}, the first copy of the stack: all copies of a stack share one function`);
    }
    return existing ?? new CopyHandler(stack, scope, options);
  }

  private static readonly ID = 'AmiCopyHandler';

  public readonly serviceToken: string;
  public readonly stateMachineArn: string;
  public readonly fn: lambda.Function;
  private readonly turns: TurnsMachine;
  private alarm?: cloudwatch.Alarm;
  private readonly role: iam.IRole;
  private readonly rights: IDependable[] = [];

  private constructor(stack: Stack, private readonly madeFor: Construct, private readonly options: HandlerOptions | undefined) {
    super(stack, CopyHandler.ID);
    const { encryptionKey, permissionsBoundary, vpc } = options ?? {};
    if (permissionsBoundary) iam.PermissionsBoundary.of(this).apply(permissionsBoundary);

    const logGroup = this.createLogGroup();
    this.role = options?.role ?? new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description: 'Copies AMIs for its stack, and removes those copies',
      managedPolicies: vpc && [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaVPCAccessExecutionRole')],
    });
    this.allow(...loggingRights(logGroup), ...constantRights());
    this.fn = new CopyFunction(this, 'Function', {
      description: 'Copies AMIs for its stack, and removes those copies',
      role: this.role,
      logGroup,
      timeout: Duration.minutes(2),
      // CloudFormation waits no longer.
      maxEventAge: Duration.hours(1),
      memorySize: 256,
      environment: { [ENVIRONMENT.stackId]: Aws.STACK_ID, [ENVIRONMENT.urlSuffix]: Aws.URL_SUFFIX },
      environmentEncryption: encryptionKey,
      vpc,
      vpcSubnets: options?.vpcSubnets,
      securityGroups: options?.securityGroups,
    });
    this.fn.node.addMetadata(cr.CUSTOM_RESOURCE_RUNTIME_FAMILY, this.fn.runtime.family);

    this.turns = new TurnsMachine(this, 'Turns', { handler: this.fn, encryptionKey });
    this.serviceToken = this.fn.functionArn;
    this.stateMachineArn = this.turns.arn;
    // Not in the role's own policy: the machine depends on the function, and the function on that.
    this.rights.push(this.allowApart(this, 'TurnsPolicy', turnRights(this.turns.arn)));
    acknowledgeAll(this, FOUND_IN_COPY_HANDLER);
  }

  /** Lets the handler use keys through EC2 in these Regions. Rights to remove do not depend on this, and stay when it is gone. */
  public allowKeys(keys: readonly (kms.IKey | undefined)[], regions: readonly string[]): void {
    const known = new Set(keys.filter(key => key !== undefined));
    if (known.size > 0) this.allow(...keyRights([...known], [...new Set(regions)]));
  }

  /** Rings when a copy of the stack fails late; made for the first that may. */
  public get lateFailureAlarm(): cloudwatch.Alarm {
    this.alarm ??= lateFailureAlarm(this, this.turns);
    return this.alarm;
  }

  /** Makes a resource outlast none of the rights that it is removed with. */
  public outlast(resource: Construct): void {
    resource.node.addDependency(...this.rights);
  }

  public allow(...statements: iam.PolicyStatement[]): void {
    for (const statement of statements) {
      const { policyDependable } = this.role.addToPrincipalPolicy(statement);
      if (policyDependable) this.rights.push(policyDependable);
    }
  }

  /** In a policy of its own, which nothing waits for by itself; the role decides whether it takes one. */
  public allowApart(scope: Construct, id: string, statements: iam.PolicyStatement[]): iam.Policy {
    const policy = new iam.Policy(scope, id, { statements });
    this.role.attachInlinePolicy(policy);
    acknowledgeAll(policy, FOUND_IN_COPY_HANDLER);
    return policy;
  }

  private createLogGroup(): logs.LogGroup {
    const logGroup = new logs.LogGroup(this, 'Logs', {
      retention: this.options?.logRetention ?? logs.RetentionDays.ONE_MONTH,
      removalPolicy: this.options?.logRemovalPolicy ?? RemovalPolicy.DESTROY,
      encryptionKey: this.options?.encryptionKey,
    });
    logGroup.node.addMetadata(cr.CUSTOM_RESOURCE_SINGLETON_LOG_GROUP, true);
    return logGroup;
  }
}
