/**
 * What IAM asks about a call of EC2: the action on each resource that it uses and on each that it makes, and CreateTags on what it makes
 * with tags. A new resource has no id yet, and IAM sees a literal `*` in its place, which `snapshot/*` and `snapshot/${*}` match and
 * `snapshot/snap-*` does not. Sources of copies are asked for without their tags, which no condition on them can see.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonec2.html
 * @see https://docs.aws.amazon.com/ebs/latest/userguide/security_iam_id-based-policy-examples.html
 */
import { Access } from './policy';
import { HOME } from '../cloudformation/cloud';

/** The tags that a resource really has. */
export type TagsOf = (resourceId: string) => Readonly<Record<string, string>> | undefined;

interface TagList { readonly Key?: string; readonly Value?: string }

/** As much of EC2's requests as says what they are about. */
interface Ec2Input {
  readonly SourceRegion?: string;
  readonly SourceImageId?: string;
  readonly SourceSnapshotId?: string;
  readonly ImageId?: string;
  readonly InstanceId?: string;
  readonly InstanceSpecification?: { readonly InstanceId?: string };
  readonly SnapshotId?: string;
  readonly VolumeId?: string;
  readonly BlockDeviceMappings?: readonly { readonly Ebs?: { readonly SnapshotId?: string } }[];
  readonly Resources?: readonly string[];
  readonly Tags?: readonly TagList[];
  readonly TagSpecifications?: readonly { readonly ResourceType?: string; readonly Tags?: readonly TagList[] }[];
}

type Kind = 'image' | 'snapshot' | 'volume' | 'instance';

interface Subjects {
  /** What there is, with its tags. */
  readonly uses?: readonly string[];
  /** What is copied. Which of the two Regions its ARN names is not documented, so it must be allowed in both. */
  readonly copies?: readonly string[];
  readonly makes?: readonly Kind[];
}

/** Some that the request does not name, because they belong to the image or the instance that it names. */
const ITS_SNAPSHOT = 'snap-00000000000000000';
const ITS_VOLUME = 'vol-00000000000000000';

const theImage = ({ ImageId }: Ec2Input): Subjects => ({ uses: [ImageId!] });
const theSnapshot = ({ SnapshotId }: Ec2Input): Subjects => ({ uses: [SnapshotId!] });
const theResources = ({ Resources }: Ec2Input): Subjects => ({ uses: Resources! });

const SUBJECTS: { readonly [operation: string]: (input: Ec2Input) => Subjects } = {
  CopyImage: ({ SourceImageId }) => ({ copies: [SourceImageId!, ITS_SNAPSHOT], makes: ['image', 'snapshot'] }),
  CopySnapshot: ({ SourceSnapshotId }) => ({ copies: [SourceSnapshotId!], makes: ['snapshot'] }),
  CreateImage: ({ InstanceId }) => ({ uses: [InstanceId!], makes: ['image', 'snapshot'] }),
  CreateSnapshot: ({ VolumeId }) => ({ uses: [VolumeId!], makes: ['snapshot'] }),
  CreateSnapshots: ({ InstanceSpecification: of }) => ({ uses: [of!.InstanceId!, ITS_VOLUME], makes: ['snapshot'] }),
  RegisterImage: ({ BlockDeviceMappings = [] }) => ({ uses: BlockDeviceMappings.flatMap(({ Ebs }) => Ebs?.SnapshotId ?? []), makes: ['image'] }),
  DeregisterImage: theImage,
  DescribeImageAttribute: theImage,
  DisableImage: theImage,
  DisableImageDeprecation: theImage,
  DisableImageDeregistrationProtection: theImage,
  EnableImage: theImage,
  EnableImageDeprecation: theImage,
  EnableImageDeregistrationProtection: theImage,
  ModifyImageAttribute: theImage,
  DeleteSnapshot: theSnapshot,
  DescribeSnapshotAttribute: theSnapshot,
  ModifySnapshotAttribute: theSnapshot,
  CreateTags: theResources,
  DeleteTags: theResources,
};

/** Descriptions that do not take resources: those of one resource are above. */
const ON_EVERYTHING = /^(?:Describe|Get)/;

export function ec2Accesses(requestedRegion: string, operation: string, request: object, tagsOf: TagsOf): Access[] {
  const input = request as Ec2Input;
  const everywhere = { 'aws:RequestedRegion': requestedRegion, 'ec2:Region': requestedRegion };
  const on = (resource: string, context: Access['context'] = {}): Access =>
    ({ action: `ec2:${operation}`, resource, context: { ...everywhere, ...context } });

  const subjects = SUBJECTS[operation];
  if (!subjects && ON_EVERYTHING.test(operation)) return [on('*')];
  if (!subjects) throw new Error(`what ec2:${operation} is asked about is not known here`);

  const { uses = [], copies = [], makes = [] } = subjects(input);
  const both = [...new Set([requestedRegion, input.SourceRegion ?? requestedRegion])];
  const made = makes.map(kind => ({ resource: arn(kind, '*', requestedRegion), tags: specifiedTags(input, kind) }));
  return [
    ...copies.flatMap(id => both.map(region => on(arn(kindOf(id), id, region)))),
    ...uses.map(id => on(arn(kindOf(id), id, requestedRegion), { ...resourceTags(tagsOf(id)), ...requestTags(input.Tags) })),
    ...made.map(({ resource, tags }) => on(resource, requestTags(tags))),
    ...made.filter(({ tags }) => tags.length > 0)
      .map(({ resource, tags }) => ({ ...on(resource, { 'ec2:CreateAction': operation, ...requestTags(tags) }), action: 'ec2:CreateTags' })),
  ];
}

const KINDS: { readonly [prefix: string]: Kind | undefined } = { ami: 'image', snap: 'snapshot', vol: 'volume', i: 'instance' };

function kindOf(id: string): Kind {
  const kind = KINDS[id.split('-')[0]];
  if (!kind) throw new Error(`what ${id} is, is not known here`);
  return kind;
}

/** Images and snapshots have no account in their ARNs. */
function arn(kind: Kind, id: string, region: string): string {
  const account = kind === 'image' || kind === 'snapshot' ? '' : HOME.accountId;
  return `arn:${HOME.partition}:ec2:${region}:${account}:${kind}/${id}`;
}

const specifiedTags = ({ TagSpecifications = [] }: Ec2Input, kind: Kind): readonly TagList[] =>
  TagSpecifications.filter(each => each.ResourceType === kind).flatMap(each => each.Tags ?? []);

function requestTags(tags: readonly TagList[] = []): Access['context'] {
  if (tags.length === 0) return {};
  return { ...Object.fromEntries(tags.map(({ Key, Value }) => [`aws:RequestTag/${Key}`, Value])), 'aws:TagKeys': tags.map(({ Key }) => Key!) };
}

const resourceTags = (tags: Readonly<Record<string, string>> = {}): Access['context'] =>
  Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
