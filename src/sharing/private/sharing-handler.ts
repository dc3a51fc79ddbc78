import { Aws, CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as cr from 'aws-cdk-lib/custom-resources';
import { Construct, IDependable } from 'constructs';
import { FOUND_IN_SHARING_HANDLERS } from './nag';
import { SharingFunction } from './sharing-function';
import { sharingRights } from './sharing-rights';
import { HandlerOptions } from '../../ami/handler-options';
import { acknowledgeAll } from '../../private/acknowledge';
import { ENVIRONMENT, SHARING_SERVICE_TIMEOUT_SECONDS } from '../../runtime/contract';

/**
 * The function that shares images and snapshots of a stack. Its id, and with it the service token, can never change: CloudFormation
 * refuses another token.
 */
export class SharingHandler extends Construct {
  /** The stack's handler; made for the first who asks. */
  public static of(scope: Construct, options?: HandlerOptions): SharingHandler {
    const stack = Stack.of(scope);
    const existing = stack.node.tryFindChild(SharingHandler.ID) as SharingHandler | undefined;
    if (existing && options && options !== existing.options) {
      throw new Error(`${scope.node.path}: handlerOptions must be given to ${existing.madeFor.node.path}, the first sharing of the stack: all sharings of a stack share one function`);
    }
    return existing ?? new SharingHandler(stack, scope, options);
  }

  private static readonly ID = 'AmiSharingHandler';

  private readonly fn: lambda.Function;
  private readonly rights: IDependable[] = [];

  private constructor(stack: Stack, private readonly madeFor: Construct, private readonly options: HandlerOptions | undefined) {
    super(stack, SharingHandler.ID);
    const { permissionsBoundary, vpc } = options ?? {};
    if (permissionsBoundary) iam.PermissionsBoundary.of(this).apply(permissionsBoundary);
    const description = 'Shares AMIs and snapshots for its stack';
    const logGroup = this.createLogGroup();
    const role = options?.role ?? new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
      description,
      managedPolicies: vpc && [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AWSLambdaVPCAccessExecutionRole')],
    });
    for (const statement of sharingRights(logGroup)) {
      const { policyDependable } = role.addToPrincipalPolicy(statement);
      if (policyDependable) this.rights.push(policyDependable);
    }
    this.fn = new SharingFunction(this, 'Function', {
      description,
      role,
      logGroup,
      timeout: Duration.minutes(2),
      memorySize: 256,
      environment: { [ENVIRONMENT.stackId]: Aws.STACK_ID, [ENVIRONMENT.urlSuffix]: Aws.URL_SUFFIX },
      environmentEncryption: options?.encryptionKey,
      vpc,
      vpcSubnets: options?.vpcSubnets,
      securityGroups: options?.securityGroups,
    });
    this.fn.node.addMetadata(cr.CUSTOM_RESOURCE_RUNTIME_FAMILY, this.fn.runtime.family);
    acknowledgeAll(this, FOUND_IN_SHARING_HANDLERS);
  }

  /** A resource that the handler sees to, and that outlasts none of its rights. */
  public createResource(scope: Construct, resourceType: string, properties: object): CustomResource {
    const resource = new CustomResource(scope, 'Resource', {
      serviceToken: this.fn.functionArn,
      resourceType,
      serviceTimeout: Duration.seconds(SHARING_SERVICE_TIMEOUT_SECONDS),
      properties: { ...properties },
    });
    resource.node.addDependency(...this.rights);
    return resource;
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
