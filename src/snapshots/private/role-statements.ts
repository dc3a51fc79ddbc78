import { Aws, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { PolicyKind } from './policy-kind';
import type { BackupTag } from '../snapshot-target';

/** What a policy does besides making, keeping and deleting backups. */
export type Feature =
  | 'FAST_RESTORE' | 'COPY' | 'SHARE' | 'ARCHIVE' | 'LOCAL_ZONES' | 'SCRIPTS_VSS' | 'SCRIPTS_SAP_HANA' | 'SCRIPTS_DOCUMENT';

/** What a policy needs rights for. Added to what the role has already, as schedules are added. */
export interface PolicyNeeds {
  readonly kind: PolicyKind;
  readonly features: readonly Feature[];
  /** The tags of the resources that a custom policy backs up. Any one of them is enough. */
  readonly targetTags?: readonly BackupTag[];
  /** The Regions of copies. For an Outpost, its Region; a token where it is known at deployment only. */
  readonly copyRegions?: readonly string[];
  /** The accounts that snapshots are shared with. */
  readonly sharedWith?: readonly string[];
  /** ARNs of documents with scripts. */
  readonly documents?: readonly string[];
}

const arn = (service: string, region: string, account: string, resource: string) =>
  `arn:${Aws.PARTITION}:${service}:${region}:${account}:${resource}`;
const owned = (resource: string) => arn('ec2', Aws.REGION, Aws.ACCOUNT_ID, `${resource}/*`);
/** Snapshots and images have no account in their ARNs. */
const backups = (resource: 'snapshot' | 'image', region: string = Aws.REGION) => arn('ec2', region, '', `${resource}/*`);

/** DLM calls EC2 where the policy is, and where the copies are. This key is in every request. */
const inRegions = (...regions: string[]) => ({ StringEquals: { 'aws:RequestedRegion': [Aws.REGION, ...regions] } });

/**
 * Old copies are deleted where the policy once copied to, so no Region bounds this. Nor does the tag
 * `aws:dlm:lifecycle-policy-id`: AWS does not say that copies have it, nor that EC2 compares it in time; what DLM may
 * not delete would stay, and cost, without a word. `IfExists`, because AWS does not promise the key in every call.
 */
const IN_THIS_ACCOUNT = { StringEqualsIfExists: { 'aws:ResourceAccount': Aws.ACCOUNT_ID } };

/**
 * The rights that a policy of a kind needs, by feature. AWS writes nearly all of them on `*`; where EC2 takes resources,
 * they are named here. What is made has no id before it is made, so snapshots and images are stars within an ARN.
 *
 * Two kinds of rights are there whatever the features: those that only read, because a wrong guess about who reads what
 * would end in a policy in state ERROR; and those that undo, because DLM may have to undo what a schedule once did after
 * the template has stopped to mention it.
 *
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/service-role.html
 */
export function roleStatements(needs: PolicyNeeds): iam.PolicyStatement[] {
  switch (needs.kind) {
    case 'IMAGES':
    case 'DEFAULT_IMAGES':
      return imageStatements(needs);
    case 'CROSS_ACCOUNT_COPY':
      return [...readsOfSnapshots(), keepSnapshots(), copy('ec2:CopySnapshot', ['snapshot'], needs), watchSharing()];
    default:
      return snapshotStatements(needs);
  }
}

function snapshotStatements(needs: PolicyNeeds): iam.PolicyStatement[] {
  const { kind, features } = needs;
  const has = (feature: Feature) => features.includes(feature);
  const ofInstances = kind === 'SNAPSHOT_INSTANCES';
  const create = ofInstances ? ['ec2:CreateSnapshot', 'ec2:CreateSnapshots'] : ['ec2:CreateSnapshot'];
  const hasRules = kind !== 'DEFAULT_SNAPSHOTS';
  return [
    ...readsOfSnapshots(),
    // The volumes of an instance that is targeted need not have its tag.
    ...ofInstances
      ? [...onTargets('ec2:CreateSnapshots', 'instance', needs), allow(create, [owned('volume')], inRegions())]
      : onTargets('ec2:CreateSnapshot', 'volume', needs),
    allow(create, [backups('snapshot')], inRegions()),
    keepSnapshots(),
    ...hasRules ? undoRules() : [],
    ...has('FAST_RESTORE') ? [allow(['ec2:EnableFastSnapshotRestores'], [backups('snapshot')], inRegions())] : [],
    ...has('COPY') ? [copy('ec2:CopySnapshot', ['snapshot'], needs)] : [],
    ...has('SHARE') ? [share(needs.sharedWith ?? [])] : [],
    ...has('ARCHIVE') ? [allow(['ec2:ModifySnapshotTier'], [backups('snapshot')], inRegions())] : [],
    ...scriptStatements(needs),
  ];
}

function imageStatements(needs: PolicyNeeds): iam.PolicyStatement[] {
  const made = [backups('image', '*'), backups('snapshot', '*')];
  return [
    read('ec2:DescribeImages', 'ec2:DescribeInstances', 'ec2:DescribeVolumes', 'ec2:DescribeSnapshots'),
    allow(['ec2:DescribeImageAttribute'], [backups('image', '*')]),
    ...onTargets('ec2:CreateImage', 'instance', needs),
    allow(['ec2:CreateImage'], [backups('image'), backups('snapshot')], inRegions()),
    allow(['ec2:CreateTags'], made, IN_THIS_ACCOUNT),
    allow(['ec2:DeleteSnapshot'], [backups('snapshot', '*')], IN_THIS_ACCOUNT),
    // AWS grants the two attribute actions without saying what DLM does with them.
    allow([
      'ec2:DeregisterImage', 'ec2:ModifyImageAttribute', 'ec2:ResetImageAttribute', 'ec2:EnableImageDeprecation', 'ec2:DisableImageDeprecation',
    ], [backups('image', '*')], IN_THIS_ACCOUNT),
    ...needs.features.includes('COPY') ? [copy('ec2:CopyImage', ['image', 'snapshot'], needs)] : [],
  ];
}

const readsOfSnapshots = () => [
  read('ec2:DescribeInstances', 'ec2:DescribeVolumes', 'ec2:DescribeSnapshots', 'ec2:DescribeFastSnapshotRestores', 'ec2:DescribeSnapshotTierStatus',
    'ec2:DescribeAvailabilityZones'),
  allow(['ec2:DescribeSnapshotAttribute'], [backups('snapshot', '*')]),
];

/** DLM tags what it makes, in the creating call and later: when it archives, and after a script. Copies, too. */
const keepSnapshots = () => allow(['ec2:CreateTags', 'ec2:DeleteSnapshot'], [backups('snapshot', '*')], IN_THIS_ACCOUNT);

/** Ends fast restore, which is billed by the hour, and sharing. */
const undoRules = () => [
  allow(['ec2:DisableFastSnapshotRestores'], [backups('snapshot')], inRegions()),
  allow(['ec2:ModifySnapshotAttribute'], [backups('snapshot')], { ...inRegions(), Null: { 'ec2:Add/userId': 'true', 'ec2:Add/group': 'true' } }),
];

/** With the accounts that the schedule names, and never with everybody. Each condition also holds where its key is missing. */
const share = (accounts: readonly string[]) => allow(['ec2:ModifySnapshotAttribute'], [backups('snapshot')], {
  'ForAllValues:StringEquals': { 'ec2:Add/userId': accounts },
  'StringNotEquals': { 'ec2:Add/group': 'all' },
});

/** The source may be in another account, and the new one is anywhere that the policy copies to: both are named at once. */
const copy = (action: string, resources: readonly ('snapshot' | 'image')[], { copyRegions = [] }: PolicyNeeds) =>
  allow([action], resources.map(resource => backups(resource, '*')), inRegions(...copyRegions));

/** DLM makes a managed rule on the default bus, under a name of its own choosing. */
const watchSharing = () => allow([
  'events:PutRule', 'events:DeleteRule', 'events:DescribeRule', 'events:EnableRule', 'events:DisableRule', 'events:ListTargetsByRule', 'events:PutTargets',
  'events:RemoveTargets',
], [arn('events', Aws.REGION, Aws.ACCOUNT_ID, 'rule/AwsDataLifecycleRule.managed-cwe.*')], inRegions());

function scriptStatements({ features, documents = [] }: PolicyNeeds): iam.PolicyStatement[] {
  const named = [
    // The account in the ARN of a document that AWS owns is empty; AWS's own policies write a star.
    ...features.includes('SCRIPTS_VSS') ? [arn('ssm', Aws.REGION, '*', 'document/AWSEC2-CreateVssSnapshot')] : [],
    ...features.includes('SCRIPTS_SAP_HANA') ? [arn('ssm', Aws.REGION, '*', 'document/AWSSystemsManagerSAP-CreateDLMSnapshotForSAPHANA')] : [],
    ...documents,
  ];
  if (named.length === 0) return [];
  return [
    read('ssm:GetCommandInvocation', 'ssm:ListCommands', 'ssm:DescribeInstanceInformation'),
    allow(['ssm:DescribeDocument', 'ssm:GetDocument'], named),
    // Not bound to the target tags: should DLM send to tags instead of ids, they would be compared with something else.
    allow(['ssm:SendCommand'], [...named, owned('instance')], inRegions()),
  ];
}

/**
 * Only what has one of the target tags, where there are some. The key is in the condition's name and the value may be a
 * pattern, as in EC2's filters; an IAM policy takes neither a token nor most alphabets there, and such targets are
 * bounded by the Region alone.
 */
function onTargets(action: string, resource: 'volume' | 'instance', { targetTags = [] }: PolicyNeeds): iam.PolicyStatement[] {
  if (targetTags.length === 0 || !targetTags.every(isFitForPolicies)) return [allow([action], [owned(resource)], inRegions())];
  const keys = [...new Set(targetTags.map(({ key }) => key))];
  return keys.map(key => allow([action], [owned(resource)], {
    StringLike: { [`aws:BackupTag/${key}`]: targetTags.filter(tag => tag.key === key).map(({ value }) => value) },
  }));
}

const isFitForPolicies = ({ key, value }: BackupTag) =>
  !Token.isUnresolved(key) && (Token.isUnresolved(value) || !value.includes('${')) && /^[\x20-\x7e]+$/.test(key) && /^[\x20-\x7e]*$/.test(value);

/** These take no resources. */
const read = (...actions: string[]) => allow(actions, ['*']);

const allow = (actions: string[], resources: string[], conditions?: Record<string, unknown>) =>
  new iam.PolicyStatement({ actions, resources, conditions });
