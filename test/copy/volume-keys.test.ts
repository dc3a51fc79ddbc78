import { App, Size, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { CopyCompletion, EncryptedRootCopy, EncryptedRootCopyProps, RootSource } from '../../src';

const SOURCE = RootSource.amiId('ami-0123456789abcdef0');
const keyArn = (digit: number) => `arn:aws:kms:eu-central-1:111111111111:key/${String(digit).repeat(8)}-2222-3333-4444-555555555555`;
const [ROOT_KEY, DATA_KEY] = [keyArn(1), keyArn(2)];

function copyWith(props: Partial<EncryptedRootCopyProps> = {}) {
  const stack = new Stack(new App(), 'Images', { env: { account: '111111111111', region: 'eu-central-1' } });
  const [encryptionKey, dataKey] = [ROOT_KEY, DATA_KEY].map((arn, index) => kms.Key.fromKeyArn(stack, `Key${index}`, arn));
  const copy = new EncryptedRootCopy(stack, 'Copy', { source: SOURCE, encryptionKey, volumeKeys: { '/dev/sdf': dataKey }, ...props });
  return { stack, copy, dataKey };
}

const templateOf = (props: Partial<EncryptedRootCopyProps> = {}) => Template.fromStack(copyWith(props).stack);

describe('a key for each volume', () => {
  test('an image is then built in steps, and the waiter checks each key', () => {
    const template = templateOf();
    template.resourceCountIs('Custom::AmiCopy', 0);
    template.hasResourceProperties('Custom::AmiBuild', {
      Origin: { Kind: 'IMAGE', Id: 'ami-0123456789abcdef0', Region: 'eu-central-1' },
      Encryption: { KeyArn: ROOT_KEY, VolumeKeys: { '/dev/sdf': DATA_KEY }, RegisterBilled: Match.absent() },
    });
    template.hasResourceProperties('Custom::AmiWaiter', {
      Images: [{ Region: 'eu-central-1', ImageId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^CopyBuild'), 'ImageId'] }, EncryptionKeyArn: ROOT_KEY, VolumeKeys: { '/dev/sdf': DATA_KEY } }],
    });
  });

  test('the resource has another logical id than that of a copy under one key: CloudFormation changes no type', () => {
    const idsOf = (template: Template, type: string) => Object.keys(template.findResources(type));
    expect(idsOf(templateOf(), 'Custom::AmiBuild')).not.toEqual(idsOf(templateOf({ volumeKeys: undefined }), 'Custom::AmiCopy'));
  });

  test('the handler may use all of the keys', () => {
    templateOf().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'kms:CreateGrant', Resource: [ROOT_KEY, DATA_KEY] })]) },
    });
  });

  test('a billed image may be tried', () => {
    templateOf({ registerBilledImage: true }).hasResourceProperties('Custom::AmiBuild', { Encryption: Match.objectLike({ RegisterBilled: 'true' }) });
  });

  test.each<[string, Partial<EncryptedRootCopyProps>, string]>([
    ['there is no key', { volumeKeys: {} }, 'volumeKeys must name at least one device; leave it away for one key'],
    ['the deployment may end before the image is there', { completion: CopyCompletion.pending() }, 'completion: the deployment has to wait for an image that is made in steps'],
    ['a billed image is allowed for one key', { volumeKeys: undefined, registerBilledImage: true }, 'registerBilledImage is for volumeKeys'],
  ])('fails when %s', (_title, props, sentence) => expect(() => copyWith(props)).toThrow(sentence));

  test('fails when a device is none, or a key an alias or of another Region', () => {
    const stack = new Stack(new App(), 'Images', { env: { account: '111111111111', region: 'eu-central-1' } });
    const volumeKeys = {
      'data': kms.Key.fromKeyArn(stack, 'Elsewhere', keyArn(3).replace('eu-central-1', 'eu-west-1')),
      '/dev/sdg': kms.Alias.fromAliasName(stack, 'Alias', 'alias/data'),
    };
    expect(() => new EncryptedRootCopy(stack, 'Copy', { source: SOURCE, volumeKeys })).toThrow(new RegExp([
      "- volumeKeys must be a device name like /dev/sdf, got 'data'",
      "- volumeKeys\\['data'\\] must be a key in the stack's Region eu-central-1, got one in eu-west-1",
      "- volumeKeys\\['/dev/sdg'\\] must be a key, got an alias",
    ].join('\n')));
  });

  test('fails when a source of snapshots has no such device', () => {
    const { dataKey } = copyWith();
    const source = RootSource.snapshot('snap-11111111', { dataSnapshots: { '/dev/sdf': 'snap-22222222' } });
    expect(() => copyWith({ source, volumeKeys: { '/dev/sdg': dataKey } }))
      .toThrow('volumeKeys must name devices of the source, which has /dev/xvda, /dev/sdf, got /dev/sdg');
    expect(() => copyWith({ source })).not.toThrow();
  });
});

describe('the snapshots', () => {
  test('each is read when somebody asks for it, and once', () => {
    const { stack, copy } = copyWith();
    expect(copy.snapshotId('/dev/sdf')).toBe(copy.snapshotId('/dev/sdf'));
    expect(copy.snapshotId('/dev/sdf')).not.toBe(copy.rootSnapshotId);
    const lookups = Object.values(Template.fromStack(stack).findResources('Custom::AmiRootSnapshot'));
    expect(lookups.map(each => each.Properties.Device)).toEqual(['/dev/sdf', undefined]);
  });

  test('fails when a device is none', () => {
    expect(() => copyWith().copy.snapshotId('data')).toThrow("Images/Copy: device must be a device name like /dev/sdf, got 'data'");
  });

  test('fails when the copy may be pending', () => {
    const { copy } = copyWith({ volumeKeys: undefined, completion: CopyCompletion.pending() });
    expect(() => copy.snapshotId('/dev/sdf')).toThrow('Images/Copy: snapshotId is not known while the copy is pending');
    expect(() => copy.createVolume('Data', { availabilityZone: 'eu-central-1a' })).toThrow('rootSnapshotId is not known while the copy is pending');
  });
});

describe('a volume', () => {
  const volumeIn = (stack: Stack) => Object.values(Template.fromStack(stack).findResources('AWS::EC2::Volume'))[0];

  test('starts from the root snapshot under the key of the copy, on gp3, and is kept', () => {
    const { stack, copy } = copyWith({ volumeKeys: undefined });
    copy.createVolume('Root', { availabilityZone: 'eu-central-1a' });
    expect(volumeIn(stack)).toMatchObject({
      DeletionPolicy: 'Retain',
      Properties: {
        AvailabilityZone: 'eu-central-1a',
        SnapshotId: { 'Fn::GetAtt': [expect.stringMatching(/^CopyRootSnapshot/), 'SnapshotId'] },
        Encrypted: true,
        KmsKeyId: ROOT_KEY,
        VolumeType: 'gp3',
      },
    });
  });

  test('starts from the snapshot of a device, under the key of that, on the disk that is asked for', () => {
    const { stack, copy } = copyWith();
    copy.createVolume('Data', { availabilityZone: 'eu-central-1a', device: '/dev/sdf', size: Size.gibibytes(100), volumeType: ec2.EbsDeviceVolumeType.IO2, iops: 4000 });
    expect(volumeIn(stack).Properties).toMatchObject({
      SnapshotId: { 'Fn::GetAtt': [expect.stringMatching(/^CopySnapshotdevsdf/), 'SnapshotId'] }, KmsKeyId: DATA_KEY, Size: 100, VolumeType: 'io2', Iops: 4000,
    });
  });

  test('of the root of snapshots is under the key of that device', () => {
    const { dataKey } = copyWith();
    const { stack, copy } = copyWith({ source: RootSource.snapshot('snap-11111111'), volumeKeys: { '/dev/xvda': dataKey } });
    copy.createVolume('Root', { availabilityZone: 'eu-central-1a' });
    expect(volumeIn(stack).Properties.KmsKeyId).toBe(DATA_KEY);
  });

  test('fails when nobody knows which of several keys is that of the root', () => {
    expect(() => copyWith().copy.createVolume('Root', { availabilityZone: 'eu-central-1a' }))
      .toThrow('Images/Copy: device must be named for a volume of a copy with volumeKeys, because the root device is known at deployment only');
  });
});
