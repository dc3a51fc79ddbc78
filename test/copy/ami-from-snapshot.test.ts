import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { AmiArchitecture, AmiBootMode, AmiFromSnapshot, AmiFromSnapshotProps, AmiVirtualization, CopyCompletion } from '../../src';

const ROOT = 'snap-0123456789abcdef0';
const DATA = 'snap-0123456789abcdef1';

function imageWith(props: Partial<AmiFromSnapshotProps> = {}) {
  const stack = new Stack(new App(), 'Images', { env: { account: '111111111111', region: 'eu-central-1' } });
  return { stack, image: new AmiFromSnapshot(stack, 'Image', { rootSnapshotId: ROOT, ...props }) };
}

const templateOf = (props: Partial<AmiFromSnapshotProps> = {}) => Template.fromStack(imageWith(props).stack);

test('the image is registered on the snapshots themselves, with what the user says of it', () => {
  const template = templateOf({
    dataSnapshots: { '/dev/sdf': DATA }, architecture: AmiArchitecture.ARM_64, bootMode: AmiBootMode.UEFI, rootDeviceName: '/dev/sda1',
  });
  template.hasResourceProperties('Custom::AmiBuild', {
    Origin: {
      Kind: 'SNAPSHOT',
      Id: ROOT,
      Region: 'eu-central-1',
      Registration: { Architecture: 'arm64', RootDeviceName: '/dev/sda1', VirtualizationType: 'hvm', EnaSupport: 'true', BootMode: 'uefi' },
      DataSnapshots: { '/dev/sdf': DATA },
    },
    Encryption: Match.absent(),
    Description: `Image of ${ROOT}`,
  });
  template.hasResourceProperties('Custom::AmiWaiter', { Images: [Match.objectLike({ Encrypted: 'false', EncryptionKeyArn: Match.absent() })] });
});

test('the handler may register these snapshots, and may neither copy nor remove them', () => {
  const statements = Object.values(templateOf({ dataSnapshots: { '/dev/sdf': DATA }, removalPolicy: RemovalPolicy.DESTROY }).findResources('AWS::IAM::Policy'))
    .flatMap(each => each.Properties.PolicyDocument.Statement as { Action: string | string[]; Resource: unknown; Condition?: object }[]);
  const naming = statements.filter(each => JSON.stringify(each.Resource).includes(ROOT));
  expect(naming.map(each => each.Action)).toEqual(['ec2:RegisterImage']);
  expect(JSON.stringify(naming[0].Resource)).toContain(DATA);
  const removing = statements.filter(each => [each.Action].flat().includes('ec2:DeleteSnapshot'));
  expect(removing.map(each => each.Condition)).toEqual([{ StringEquals: { 'aws:ResourceTag/cdk-golden-ami:stack-id': { Ref: 'AWS::StackId' } } }]);
});

test('it tells the key of its snapshots, which the handler may use', () => {
  const stack = new Stack(new App(), 'Images', { env: { account: '111111111111', region: 'eu-central-1' } });
  const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:111111111111:key/11111111-2222-3333-4444-555555555555');
  expect(new AmiFromSnapshot(stack, 'Image', { rootSnapshotId: ROOT, encryptionKey }).encryptionKeyIn('eu-central-1')).toBe(encryptionKey);
  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: Match.arrayWith([Match.objectLike({ Action: 'kms:CreateGrant', Resource: encryptionKey.keyArn })]) },
  });
  expect(imageWith().image.encryptionKeyIn('eu-central-1')).toBeUndefined();
});

test('the id waits for the waiter', () => {
  const { stack, image } = imageWith();
  expect(stack.resolve(image.imageId)).toEqual({
    'Fn::Select': [0, [{ 'Fn::GetAtt': [expect.stringMatching(/^Image(?!Available)/), 'ImageId'] }, { Ref: expect.stringMatching(/^ImageAvailable/) }]],
  });
});

test('fails with all problems at once, under the path of the construct', () => {
  expect(() => imageWith({
    rootSnapshotId: 'ami-11111111',
    dataSnapshots: { '/dev/xvda': 'x' },
    virtualizationType: AmiVirtualization.PARAVIRTUAL,
    tpmSupport: true,
    completion: CopyCompletion.pending(),
    parameterName: 'images/web',
  })).toThrow(new RegExp([
    '^Images/Image:',
    "- rootSnapshotId must be a snapshot id like snap-0123456789abcdef0, got 'ami-11111111'",
    '- dataSnapshots must not name the root device /dev/xvda, .*',
    "- dataSnapshots\\['/dev/xvda'\\] must be a snapshot id .*",
    '- tpmSupport needs bootMode uefi, got none',
    '- completion: the deployment has to wait for an image that is made in steps, .*',
    '- parameterName must start with / .*$',
  ].join('\n')));
});
