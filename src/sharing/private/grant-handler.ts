import { Aws, CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as cr from 'aws-cdk-lib/custom-resources';
import { Construct, IDependable } from 'constructs';
import { GRANT_CODE } from './grant-code';
import { FOUND_IN_SHARING_HANDLERS } from './nag';
import { acknowledgeAll } from '../../private/acknowledge';
import { ENVIRONMENT, GRANT_RESOURCE_TYPE, GrantProperties } from '../../runtime/contract';
import { SharedAmiGrantee } from '../shared-ami-grantee';

/** The function that gives the grants of a stack, without an asset. Its id can never change: CloudFormation refuses another token. */
export class GrantHandler extends Construct {
  /** The stack's handler; made for the first who asks. */
  public static of(scope: Construct): GrantHandler {
    const stack = Stack.of(scope);
    return stack.node.tryFindChild(GrantHandler.ID) as GrantHandler | undefined ?? new GrantHandler(stack);
  }

  private static readonly ID = 'SharedAmiGrantHandler';

  private readonly role: iam.Role;
  private readonly fn: lambda.Function;
  private readonly rights: IDependable[] = [];

  private constructor(stack: Stack) {
    super(stack, GrantHandler.ID);
    const description = 'Gives grants on the keys of shared AMIs';
    const logGroup = new logs.LogGroup(this, 'Logs', { retention: logs.RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    logGroup.node.addMetadata(cr.CUSTOM_RESOURCE_SINGLETON_LOG_GROUP, true);
    this.role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'), description });
    this.allow(new iam.PolicyStatement({ actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] }));
    // Grants that the role may retire, whatever key the template names today. KMS lets it retire its own alone.
    this.allow(new iam.PolicyStatement({ actions: ['kms:RetireGrant', 'kms:ListRetirableGrants'], resources: ['*'] }));
    this.allow(new iam.PolicyStatement({ actions: ['cloudformation:DescribeStackResource'], resources: [Aws.STACK_ID] }));
    this.fn = new lambda.Function(this, 'Function', {
      description,
      runtime: lambda.determineLatestNodeRuntime(this),
      handler: 'index.handler',
      code: lambda.Code.fromInline(GRANT_CODE),
      role: this.role,
      logGroup,
      timeout: Duration.minutes(2),
      environment: { [ENVIRONMENT.stackId]: Aws.STACK_ID, PAUSE: '10000' },
    });
    this.fn.node.addMetadata(cr.CUSTOM_RESOURCE_RUNTIME_FAMILY, this.fn.runtime.family);
  }

  public createGrant(scope: Construct, key: kms.IKey, grantee: SharedAmiGrantee): CustomResource {
    this.allow(new iam.PolicyStatement({
      actions: ['kms:CreateGrant'], resources: [key.keyArn], conditions: { StringEquals: { 'kms:GranteePrincipal': grantee._arn } },
    }));
    acknowledgeAll(this, FOUND_IN_SHARING_HANDLERS);
    const resource = new CustomResource(scope, grantee._id, {
      serviceToken: this.fn.functionArn,
      resourceType: GRANT_RESOURCE_TYPE,
      serviceTimeout: Duration.minutes(10),
      properties: { KeyArn: key.keyArn, GranteePrincipal: grantee._arn, RetiringPrincipal: this.role.roleArn } satisfies GrantProperties,
    });
    resource.node.addDependency(...this.rights);
    return resource;
  }

  private allow(statement: iam.PolicyStatement): void {
    const { policyDependable } = this.role.addToPrincipalPolicy(statement);
    if (policyDependable) this.rights.push(policyDependable);
  }
}
