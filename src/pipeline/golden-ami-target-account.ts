import { Arn, ArnFormat, Aws, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { launchTemplateProblem } from './private/destination-option-problems';
import { listProblem } from './private/limits';
import { acknowledgeStars } from './private/nag';
import { imageNameProblem, prefixProblem } from './private/names';
import { assertProps, Problem } from '../private/props';
import { CANDIDATE } from '../runtime/channels/channel-contract';
import { EC2_KEY_ACTIONS } from '../runtime/contract';

/** Whose images are copied to this account. */
export interface GoldenAmiTargetAccountProps {
  /** The account of the pipelines, 12 digits. */
  readonly sourceAccountId: string;

  /**
   * The names of the images that may come. Their parameters are written here, and no others.
   *
   * @default - any, below the prefix
   */
  readonly imageNames?: string[];

  /**
   * What the names of parameters start with, as in the pipelines.
   *
   * @default '/golden'
   */
  readonly parameterPrefix?: string;

  /**
   * The keys of the images, by their ARNs: that of the pipeline's Region, and those of the Regions that copies are in.
   *
   * @default - the keys of the source account that its keys' policies let this account use
   */
  readonly keyArns?: string[];

  /**
   * Launch templates of this account that get a new version with each image, by their ids.
   *
   * @default - none
   */
  readonly launchTemplateIds?: string[];

  /**
   * The roles of the source account that may act here, by their ARNs: the execution role of each pipeline, and the role that retires its images. `*` stands for any text.
   *
   * @default - whoever the source account lets
   */
  readonly sourceRoleArns?: string[];

  /**
   * Whether the source account may also retire the copies, by age, as it does with its own.
   *
   * @default true
   */
  readonly retirement?: boolean;
}

/**
 * What an account needs before images are copied to it: two roles with the names that Image Builder looks for. One for an account, in one of its Regions.
 *
 * The template has no assets, so that a StackSet can bring it to many accounts. For images that are shared and not copied, see `SharedAmiAccess`.
 *
 * @example
 * import { GoldenAmiTargetAccount } from 'cdk-golden-ami';
 *
 * new GoldenAmiTargetAccount(this, 'FromFactory', { sourceAccountId: '111111111111', imageNames: ['corp-al2023'] });
 */
export class GoldenAmiTargetAccount extends Construct {
  /** The role that brings images. */
  public readonly distributionRole: iam.IRole;

  constructor(scope: Construct, id: string, props: GoldenAmiTargetAccountProps) {
    super(scope, id);
    assertProps(this, targetProblems(props));
    this.distributionRole = this.createRole('DistributionRole', 'EC2ImageBuilderDistributionCrossAccountRole', 'Lets Image Builder bring images from another account', props);
    distributionStatements(props).forEach(statement => this.distributionRole.addToPrincipalPolicy(statement));
    if (props.retirement !== false) this.createRetirementRole(props);
    this.node.children.forEach(acknowledgeStars);
  }

  private createRetirementRole(props: GoldenAmiTargetAccountProps): void {
    const role = this.createRole('RetirementRole', 'Ec2ImageBuilderCrossAccountLifecycleAccess', 'Lets Image Builder retire images for another account', props);
    retirementStatements().forEach(statement => role.addToPolicy(statement));
  }

  private createRole(id: string, roleName: string, description: string, { sourceAccountId, sourceRoleArns }: GoldenAmiTargetAccountProps): iam.Role {
    const source = new iam.AccountPrincipal(sourceAccountId);
    return new iam.Role(this, id, {
      roleName,
      description,
      assumedBy: sourceRoleArns ? new iam.PrincipalWithConditions(source, { ArnLike: { 'aws:PrincipalArn': sourceRoleArns } }) : source,
    });
  }
}

/** @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/Ec2ImageBuilderCrossAccountDistributionAccess.html */
function distributionStatements(props: GoldenAmiTargetAccountProps): iam.PolicyStatement[] {
  const { sourceAccountId, imageNames = ['*'], parameterPrefix = '/golden', launchTemplateIds = [] } = props;
  const arn = (service: string, resource: string, resourceName: string, account: string = Aws.ACCOUNT_ID) =>
    Arn.format({ partition: Aws.PARTITION, service, region: '*', account, resource, resourceName, arnFormat: ArnFormat.SLASH_RESOURCE_NAME });
  // The prefix has the slash, and may be known at deployment only.
  const candidateArn = (imageName: string) => Arn.format({
    partition: Aws.PARTITION,
    service: 'ssm',
    region: '*',
    account: Aws.ACCOUNT_ID,
    resource: `parameter${parameterPrefix}/${imageName}/*/${CANDIDATE}`,
    arnFormat: ArnFormat.NO_RESOURCE_NAME,
  });
  const keyArns = props.keyArns ?? [arn('kms', 'key', '*', sourceAccountId)];
  const viaEc2 = { StringLike: { 'kms:ViaService': ['ec2.*.amazonaws.com', `ec2.*.${Aws.URL_SUFFIX}`] } };
  return [
    new iam.PolicyStatement({ sid: 'SeeImages', actions: ['ec2:DescribeImages'], resources: ['*'] }),
    new iam.PolicyStatement({
      sid: 'CopyImages', actions: ['ec2:CopyImage', 'ec2:CreateTags'], resources: [arn('ec2', 'image', '*', ''), arn('ec2', 'snapshot', '*', '')],
    }),
    new iam.PolicyStatement({ sid: 'ChangeImages', actions: ['ec2:ModifyImageAttribute'], resources: [arn('ec2', 'image', '*', '')] }),
    new iam.PolicyStatement({ sid: 'Publish', actions: ['ssm:PutParameter'], resources: imageNames.map(candidateArn) }),
    new iam.PolicyStatement({ sid: 'DescribeKeys', actions: ['kms:DescribeKey'], resources: keyArns }),
    new iam.PolicyStatement({ sid: 'UseKeys', actions: [...EC2_KEY_ACTIONS], resources: keyArns, conditions: viaEc2 }),
    new iam.PolicyStatement({
      sid: 'LendKeys', actions: ['kms:CreateGrant'], resources: keyArns, conditions: { ...viaEc2, Bool: { 'kms:GrantIsForAWSResource': 'true' } },
    }),
    ...(launchTemplateIds.length === 0 ? [] : [
      new iam.PolicyStatement({ sid: 'SeeLaunchTemplates', actions: ['ec2:DescribeLaunchTemplates', 'ec2:DescribeLaunchTemplateVersions'], resources: ['*'] }),
      new iam.PolicyStatement({
        sid: 'ChangeLaunchTemplates',
        actions: ['ec2:CreateLaunchTemplateVersion', 'ec2:ModifyLaunchTemplate'],
        resources: launchTemplateIds.map(id => arn('ec2', 'launch-template', id)),
      }),
    ]),
  ];
}

/** @see https://docs.aws.amazon.com/aws-managed-policy/latest/reference/EC2ImageBuilderLifecycleExecutionPolicy.html */
function retirementStatements(): iam.PolicyStatement[] {
  const madeByImageBuilder = { StringEquals: { 'aws:ResourceTag/CreatedBy': 'EC2 Image Builder' } };
  return [
    new iam.PolicyStatement({
      sid: 'RetireImages',
      actions: ['EnableImage', 'DisableImage', 'DeregisterImage', 'EnableImageDeprecation', 'DisableImageDeprecation', 'DescribeImageAttribute'].map(each => `ec2:${each}`),
      resources: [`arn:${Aws.PARTITION}:ec2:*::image/*`],
      conditions: madeByImageBuilder,
    }),
    new iam.PolicyStatement({
      sid: 'DeleteSnapshots', actions: ['ec2:DeleteSnapshot'], resources: [`arn:${Aws.PARTITION}:ec2:*::snapshot/*`], conditions: madeByImageBuilder,
    }),
    new iam.PolicyStatement({ sid: 'SeeImages', actions: ['ec2:DescribeImages'], resources: ['*'] }),
  ];
}

/** With more, a statement has no room in a policy. */
const MOST = 50;

function targetProblems(props: GoldenAmiTargetAccountProps): Problem[] {
  const { sourceAccountId, imageNames, parameterPrefix, keyArns, launchTemplateIds, sourceRoleArns } = props;
  const isFine = (text: string, pattern: RegExp) => Token.isUnresolved(text) || pattern.test(text);
  return [
    isFine(sourceAccountId, /^\d{12}$/) ? undefined : `sourceAccountId must have 12 digits, got '${sourceAccountId}'`,
    listProblem('imageNames', imageNames, MOST),
    ...(imageNames ?? []).map(imageNameProblem),
    prefixProblem(parameterPrefix),
    listProblem('keyArns', keyArns, MOST),
    ...(keyArns ?? []).filter(arn => !isFine(arn, /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\/[\w-]+$/))
      .map(arn => `keyArns must be like arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab, of keys and not of aliases, got '${arn}'`),
    launchTemplateIds?.length === 0 ? undefined : listProblem('launchTemplateIds', launchTemplateIds, MOST),
    ...(launchTemplateIds ?? []).map(id => launchTemplateProblem('launchTemplateIds', id)),
    listProblem('sourceRoleArns', sourceRoleArns, MOST),
    ...(sourceRoleArns ?? []).filter(arn => !isFine(arn, /^arn:[\w*-]+:iam::[\d*]{1,12}:role\/[\w+=,.@/*?-]+$/))
      .map(arn => `sourceRoleArns must be like arn:aws:iam::111111111111:role/web-*, got '${arn}'`),
  ];
}
