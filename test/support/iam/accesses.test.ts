import * as ec2 from '@aws-sdk/client-ec2';
import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { accessesOf } from './accesses';
import { isAllowed, Statement } from './policy';
import { Command } from '../cloudformation/doors';

const REGION = 'eu-central-1';
const STORED: Readonly<Record<string, Record<string, string>>> = {
  'ami-1': { owner: 'us' }, 'snap-1': { owner: 'us' }, 'snap-2': { owner: 'them' }, 'vol-1': { owner: 'us' }, 'i-1': { owner: 'us' },
};
const tagged = (...types: ec2.ResourceType[]) => types.map(ResourceType => ({ ResourceType, Tags: [{ Key: 'owner', Value: 'us' }] }));

const asked = (command: { readonly input: object }) => accessesOf({ service: 'ec2', region: REGION }, command as Command, id => STORED[id]);

/** Each as action, the end of the ARN, and the condition keys that are about tags. */
const summary = (command: { readonly input: object }) => asked(command).map(({ action, resource, context }) => {
  const keys = Object.keys(context).filter(key => /Tag\/|Action/.test(key)).map(key => `${key}=${context[key]}`);
  return [action.replace('ec2:', ''), resource.replace('arn:aws:ec2:', ''), ...keys].join(' ');
});

const IMAGE = `${REGION}::image/`;
const SNAPSHOT = `${REGION}::snapshot/`;
const OURS = 'aws:ResourceTag/owner=us';
const REQUESTED = 'aws:RequestTag/owner=us';

test.each<[string, { readonly input: object }, string[]]>([
  ['CopyImage: the source in either Region, and what is new',
    new ec2.CopyImageCommand({ Name: 'n', SourceImageId: 'ami-1', SourceRegion: 'us-east-1', TagSpecifications: tagged('image', 'snapshot') }),
    [
      `CopyImage ${IMAGE}ami-1`, 'CopyImage us-east-1::image/ami-1',
      `CopyImage ${SNAPSHOT}snap-00000000000000000`, 'CopyImage us-east-1::snapshot/snap-00000000000000000',
      `CopyImage ${IMAGE}* ${REQUESTED}`, `CopyImage ${SNAPSHOT}* ${REQUESTED}`,
      `CreateTags ${IMAGE}* ec2:CreateAction=CopyImage ${REQUESTED}`, `CreateTags ${SNAPSHOT}* ec2:CreateAction=CopyImage ${REQUESTED}`,
    ]],
  ['CopySnapshot: the source by its id, the copy by a literal asterisk',
    new ec2.CopySnapshotCommand({ SourceSnapshotId: 'snap-1', SourceRegion: REGION, TagSpecifications: tagged('snapshot') }),
    [`CopySnapshot ${SNAPSHOT}snap-1`, `CopySnapshot ${SNAPSHOT}* ${REQUESTED}`, `CreateTags ${SNAPSHOT}* ec2:CreateAction=CopySnapshot ${REQUESTED}`]],
  ['CreateImage: the instance of the account, the new image and its snapshots',
    new ec2.CreateImageCommand({ InstanceId: 'i-1', Name: 'n', TagSpecifications: tagged('image') }),
    [
      `CreateImage ${REGION}:111111111111:instance/i-1 ${OURS}`, `CreateImage ${IMAGE}* ${REQUESTED}`, `CreateImage ${SNAPSHOT}*`,
      `CreateTags ${IMAGE}* ec2:CreateAction=CreateImage ${REQUESTED}`,
    ]],
  ['CreateSnapshot: the volume of the account, and the new snapshot',
    new ec2.CreateSnapshotCommand({ VolumeId: 'vol-1', TagSpecifications: tagged('snapshot') }),
    [
      `CreateSnapshot ${REGION}:111111111111:volume/vol-1 ${OURS}`, `CreateSnapshot ${SNAPSHOT}* ${REQUESTED}`,
      `CreateTags ${SNAPSHOT}* ec2:CreateAction=CreateSnapshot ${REQUESTED}`,
    ]],
  ['CreateSnapshots: the instance, its volumes and the new snapshots',
    new ec2.CreateSnapshotsCommand({ InstanceSpecification: { InstanceId: 'i-1' } }),
    [
      `CreateSnapshots ${REGION}:111111111111:instance/i-1 ${OURS}`, `CreateSnapshots ${REGION}:111111111111:volume/vol-00000000000000000`,
      `CreateSnapshots ${SNAPSHOT}*`,
    ]],
  ['RegisterImage: each snapshot with the tags that it has, and the new image',
    new ec2.RegisterImageCommand({
      Name: 'n',
      BlockDeviceMappings: [{ Ebs: { SnapshotId: 'snap-1' } }, { VirtualName: 'ephemeral0' }, { Ebs: { VolumeSize: 1 } }, { Ebs: { SnapshotId: 'snap-2' } }],
      TagSpecifications: tagged('image'),
    }),
    [
      `RegisterImage ${SNAPSHOT}snap-1 ${OURS}`, `RegisterImage ${SNAPSHOT}snap-2 aws:ResourceTag/owner=them`, `RegisterImage ${IMAGE}* ${REQUESTED}`,
      `CreateTags ${IMAGE}* ec2:CreateAction=RegisterImage ${REQUESTED}`,
    ]],
  ['CreateTags: what is tagged, as it is and as it will be',
    new ec2.CreateTagsCommand({ Resources: ['ami-1', 'vol-1'], Tags: [{ Key: 'owner', Value: 'us' }] }),
    [`CreateTags ${IMAGE}ami-1 ${OURS} ${REQUESTED}`, `CreateTags ${REGION}:111111111111:volume/vol-1 ${OURS} ${REQUESTED}`]],
  ['DescribeImages: everything', new ec2.DescribeImagesCommand({ ImageIds: ['ami-1'] }), ['DescribeImages *']],
])('%s', (_title, command, expected) => expect(summary(command)).toEqual(expected));

test.each([
  new ec2.DeregisterImageCommand({ ImageId: 'ami-1' }),
  new ec2.DescribeImageAttributeCommand({ ImageId: 'ami-1', Attribute: 'uefiData' }),
  new ec2.EnableImageDeprecationCommand({ ImageId: 'ami-1', DeprecateAt: new Date(0) }),
  new ec2.DisableImageDeprecationCommand({ ImageId: 'ami-1' }),
  new ec2.EnableImageDeregistrationProtectionCommand({ ImageId: 'ami-1' }),
  new ec2.DisableImageDeregistrationProtectionCommand({ ImageId: 'ami-1' }),
])('%o is asked about its image, with its tags', command => {
  expect(asked(command)).toMatchObject([{ resource: `arn:aws:ec2:${IMAGE}ami-1`, context: { 'aws:ResourceTag/owner': 'us' } }]);
});

test('every access knows its Region', () => {
  const regions = asked(new ec2.CopySnapshotCommand({ SourceSnapshotId: 'snap-1', SourceRegion: 'us-east-1' })).map(({ context }) => context['aws:RequestedRegion']);
  expect(new Set(regions)).toEqual(new Set([REGION]));
});

test('an action that is not known here is an error, not a call about everything', () => {
  expect(() => asked(new ec2.RebootInstancesCommand({ InstanceIds: ['i-1'] }))).toThrow('what ec2:RebootInstances is asked about is not known here');
});

test('other services are asked about what their request names', () => {
  expect(accessesOf({ service: 'kms', region: REGION }, new DescribeKeyCommand({ KeyId: 'arn:k' }) as unknown as Command, () => undefined))
    .toMatchObject([{ action: 'kms:DescribeKey', resource: 'arn:k' }]);
});

test('a policy can demand tags of a copied snapshot without demanding them of its source', () => {
  const statements: Statement[] = [
    { Effect: 'Allow', Action: 'ec2:CopySnapshot', Resource: 'arn:aws:ec2:*::snapshot/snap-*' },
    { Effect: 'Allow', Action: ['ec2:CopySnapshot', 'ec2:CreateTags'], Resource: 'arn:aws:ec2:*::snapshot/${*}', Condition: { StringEquals: { 'aws:RequestTag/owner': 'us' } } },
  ];
  const may = (TagSpecifications?: ec2.TagSpecification[]) =>
    asked(new ec2.CopySnapshotCommand({ SourceSnapshotId: 'snap-1', SourceRegion: REGION, TagSpecifications })).every(access => isAllowed(statements, access));
  expect([may(tagged('snapshot')), may()]).toEqual([true, false]);
});
