import { App, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { AmiCopy, AmiDestination, AmiFromInstance, AmiFromInstanceProps, CopyCompletion, CopyTimeoutAction, EncryptedRootCopy, RootSource } from '../../src';

function imageWith(props: Partial<AmiFromInstanceProps> = {}) {
  const stack = new Stack(new App(), 'Images', { env: { account: '111111111111', region: 'eu-central-1' } });
  const instance = ec2.CfnInstance.fromInstanceId(stack, 'Instance', 'i-0123456789abcdef0');
  const image = new AmiFromInstance(stack, 'Image', { instance, ...props });
  return { stack, image };
}

const templateOf = (props: Partial<AmiFromInstanceProps> = {}) => Template.fromStack(imageWith(props).stack);

test('the image is made of the instance itself, and nothing is encrypted that was not', () => {
  const template = templateOf();
  template.hasResourceProperties('Custom::AmiBuild', {
    Region: 'eu-central-1',
    Origin: { Kind: 'INSTANCE', Id: 'i-0123456789abcdef0', Region: 'eu-central-1', Reboot: Match.absent() },
    Encryption: Match.absent(),
    Description: 'Image of i-0123456789abcdef0',
    TimeoutMinutes: '55',
  });
  template.hasResourceProperties('Custom::AmiWaiter', {
    Images: [{ Region: 'eu-central-1', ImageId: { 'Fn::GetAtt': [Match.anyValue(), 'ImageId'] }, Encrypted: 'false' }],
  });
});

test('the instance is restarted when the user says so', () => {
  templateOf({ reboot: true }).hasResourceProperties('Custom::AmiBuild', { Origin: Match.objectLike({ Reboot: 'true' }) });
});

test('an instance that the stack makes is waited for, with rights of its own', () => {
  const stack = new Stack(new App(), 'Images');
  const vpc = new ec2.Vpc(stack, 'Vpc', { natGateways: 0, maxAzs: 1 });
  const instance = new ec2.Instance(stack, 'Instance', {
    vpc, vpcSubnets: { subnetType: ec2.SubnetType.PUBLIC }, instanceType: new ec2.InstanceType('t3.micro'), machineImage: ec2.MachineImage.latestAmazonLinux2023(),
  });
  new AmiFromInstance(stack, 'Image', { instance });
  const template = Template.fromStack(stack);
  template.hasResourceProperties('Custom::AmiBuild', { Origin: Match.objectLike({ Id: { Ref: Match.stringLikeRegexp('^Instance') } }) });
  template.hasResource('Custom::AmiBuild', { DependsOn: Match.arrayWith([Match.stringLikeRegexp('^ImageSourcePolicy')]) });
});

test('an instance may be started from an image that the same handler makes', () => {
  const stack = new Stack(new App(), 'Images');
  const base = new EncryptedRootCopy(stack, 'Base', { source: RootSource.amiId('ami-0123456789abcdef0') });
  const instance = new ec2.CfnInstance(stack, 'Instance', { imageId: base.imageId });
  new AmiFromInstance(stack, 'Image', { instance });
  expect(() => Template.fromStack(stack)).not.toThrow();
});

test('tags, name, description, parameter and removal policy are as of a copy', () => {
  const { stack, image } = imageWith({ imageNamePrefix: 'web', description: 'the web', parameterName: '/images/web', removalPolicy: RemovalPolicy.DESTROY });
  Tags.of(image).add('team', 'web');
  const template = Template.fromStack(stack);
  template.hasResource('Custom::AmiBuild', {
    DeletionPolicy: 'Delete',
    Properties: Match.objectLike({ ImageNamePrefix: 'web', Description: 'the web', RemovalPolicy: 'Delete', Tags: { team: 'web' } }),
  });
  template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/images/web', DataType: 'aws:ec2:image' });
});

test.each([
  ['pending()', CopyCompletion.pending(), 'PENDING'],
  ['a timeout that lets the deployment continue', CopyCompletion.inDeploy({ onTimeout: CopyTimeoutAction.CONTINUE }), 'IN_DEPLOY'],
])('the deployment may go on without it under %s, with an alarm', (_title, completion, mode) => {
  const { stack, image } = imageWith({ completion });
  expect(image.lateFailureAlarm).toBeDefined();
  Template.fromStack(stack).hasResourceProperties('Custom::AmiWaiter', { Completion: mode, OnTimeout: 'CONTINUE' });
});

test('it is an image that can be copied, with its key', () => {
  const stack = new Stack(new App(), 'Images', { env: { account: '111111111111', region: 'eu-central-1' } });
  const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:111111111111:key/11111111-2222-3333-4444-555555555555');
  const image = new AmiFromInstance(stack, 'Image', { instance: ec2.CfnInstance.fromInstanceId(stack, 'Instance', 'i-0123456789abcdef0'), encryptionKey });
  new AmiCopy(stack, 'Abroad', { source: image, destinations: [AmiDestination.region('eu-west-1')] });
  expect(image.encryptionKeyIn('eu-central-1')).toBe(encryptionKey);
  expect(image.regions).toEqual(['eu-central-1']);
  expect(stack.resolve(image.machineImage().getImage(stack).imageId)).toEqual(stack.resolve(image.imageId));
  expect(() => Template.fromStack(stack)).not.toThrow();
});

test('fails with all problems at once, under the path of the construct', () => {
  expect(() => imageWith({ imageNamePrefix: '?', description: '', parameterName: '??', removalPolicy: RemovalPolicy.SNAPSHOT }))
    .toThrow(/^Images\/Image:\n- imageNamePrefix may .*\n- description must .*\n- removalPolicy must .*\n- parameterName may [^\n]*$/);
});

test('fails when it is asked for in another Region', () => {
  expect(() => imageWith().image.imageIdIn('us-east-1')).toThrow('Images/Image: the image is in eu-central-1, not in us-east-1');
});

test('an image makes two resources besides the handler', () => {
  const { stack } = imageWith();
  const made = Object.entries(Template.fromStack(stack).toJSON().Resources as object).map(([id]) => id).filter(id => !id.startsWith('AmiCopyHandler'));
  expect(made).toEqual([expect.stringMatching(/^Image(?!Available)/), expect.stringMatching(/^ImageAvailable/)]);
});
