import { App, Duration, Lazy, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Ami, CopyCompletion, CopyTimeoutAction, EncryptedRootCopy, EncryptedRootCopyProps, RootSource } from '../../src';

const SOURCE = RootSource.amiId('ami-0123456789abcdef0');
const EUROPE = { account: '111111111111', region: 'eu-central-1' };

function copyWith(props: Partial<EncryptedRootCopyProps> = {}) {
  const stack = new Stack(new App(), 'Images', { env: EUROPE });
  const copy = new EncryptedRootCopy(stack, 'Copy', { source: SOURCE, ...props });
  return { stack, copy };
}

const templateOf = (props: Partial<EncryptedRootCopyProps> = {}) => Template.fromStack(copyWith(props).stack);
const propertiesOf = (template: Template, type: string) => Object.values(template.findResources(type))[0].Properties;

describe('what is refused', () => {
  test.each<[string, Partial<EncryptedRootCopyProps>, string]>([
    ['the source is no AMI id', { source: RootSource.amiId('i-0123456789abcdef0') },
      "source must be an AMI id like ami-0123456789abcdef0, got 'i-0123456789abcdef0'"],
    ['the source is an AMI id in capitals', { source: RootSource.amiId('ami-0123456789ABCDEF0') }, 'source must be an AMI id'],
    ['the source is a relative parameter path', { source: RootSource.ssmParameter('images/web') }, 'source must start with / when it has a path'],
    ['the prefix is empty', { imageNamePrefix: '' }, 'imageNamePrefix must have 1 to 115 characters, got 0'],
    ['the prefix leaves no room for the job', { imageNamePrefix: 'x'.repeat(116) }, 'imageNamePrefix must have 1 to 115 characters, got 116'],
    ['EC2 would refuse a character of the prefix', { imageNamePrefix: 'web:1' }, "imageNamePrefix may have letters, digits, spaces and ( ) [ ] . / - ' @ _ only, got 'web:1'"],
    ['the prefix has an umlaut', { imageNamePrefix: 'grün' }, 'imageNamePrefix may have letters'],
    ['the description is too long', { description: 'x'.repeat(256) }, 'description must have 1 to 255 characters, got 256'],
    ['the description is empty', { description: '' }, 'description must have 1 to 255 characters, got 0'],
    ['the timeout is too short', { completion: CopyCompletion.inDeploy({ timeout: Duration.seconds(59) }) }, 'timeout must be between 1 and 57 minutes, got 0.98'],
    ['the timeout is too long', { completion: CopyCompletion.inDeploy({ timeout: Duration.minutes(58) }) }, 'timeout must be between 1 and 57 minutes, got 58'],
    ['the parameter name is relative', { parameterName: 'images/web' }, 'parameterName must start with / when it has a path'],
    ['the parameter name is reserved', { parameterName: '/aws/web' }, 'parameterName must not start with aws or ssm'],
    ['the removal policy is SNAPSHOT', { removalPolicy: RemovalPolicy.SNAPSHOT }, 'removalPolicy must be RETAIN_ON_UPDATE_OR_DELETE, RETAIN or DESTROY, got SNAPSHOT'],
  ])('fails when %s', (_title, props, sentence) => {
    expect(() => copyWith(props)).toThrow(sentence);
  });

  test('fails when the key is an alias, however it is made', () => {
    const stack = new Stack(new App(), 'Images', { env: EUROPE });
    const aliases = [
      kms.Alias.fromAliasName(stack, 'Named', 'alias/images'),
      new kms.Alias(stack, 'Made', { aliasName: 'alias/images', targetKey: new kms.Key(stack, 'Key') }),
    ];
    aliases.forEach((encryptionKey, index) => {
      expect(() => new EncryptedRootCopy(stack, `Copy${index}`, { source: SOURCE, encryptionKey })).toThrow('encryptionKey must be a key, got an alias');
    });
  });

  test('fails when the key is in another Region', () => {
    const stack = new Stack(new App(), 'Images', { env: EUROPE });
    const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:us-east-1:111111111111:key/11111111-2222-3333-4444-555555555555');
    expect(() => new EncryptedRootCopy(stack, 'Copy', { source: SOURCE, encryptionKey }))
      .toThrow("encryptionKey must be a key in the stack's Region eu-central-1, got one in us-east-1");
  });

  test('all problems are told at once, under the path of the construct', () => {
    expect(() => copyWith({
      source: RootSource.amiId('web'), imageNamePrefix: '?', parameterName: '??', completion: CopyCompletion.inDeploy({ timeout: Duration.hours(1) }),
    })).toThrow(/^Images\/Copy:\n- source must .*\n- imageNamePrefix may .*\n- completion: timeout must .*\n- parameterName may [^\n]*$/);
  });

  test.each([
    ['pending()', CopyCompletion.pending()],
    ['a timeout that lets the deployment continue', CopyCompletion.inDeploy({ onTimeout: CopyTimeoutAction.CONTINUE })],
  ])('fails when the root snapshot is asked for under %s', (_title, completion) => {
    expect(() => copyWith({ completion }).copy.rootSnapshotId).toThrow('Images/Copy: rootSnapshotId is not known while the copy is pending');
  });

  test('fails when options of the handler come too late', () => {
    const { stack } = copyWith();
    expect(() => new EncryptedRootCopy(stack, 'Second', { source: SOURCE, handlerOptions: {} }))
      .toThrow('Images/Second: handlerOptions must be given to Images/Copy, the first copy of the stack');
  });

  test('fails when a tag is reserved, or there are too many', () => {
    const { stack, copy } = copyWith();
    copy.cdkTagManager.setTag('cdk-golden-ami:job', 'mine');
    for (let index = 0; index < 50; index++) copy.cdkTagManager.setTag(`tag-${index}`, 'x');
    const synth = () => Template.fromStack(stack);
    expect(synth).toThrow("the tag 'cdk-golden-ami:job' is reserved");
    expect(synth).toThrow('an image takes 41 tags besides the library\'s own, got 51');
  });
});

describe('what passes', () => {
  test('tokens pass through every check', () => {
    const token = () => Lazy.string({ produce: () => 'known-later' });
    expect(() => templateOf({
      source: RootSource.amiId(token()), imageNamePrefix: token(), description: token(), parameterName: '/images/web',
    })).not.toThrow();
  });

  test.each<[string, (stack: Stack) => RootSource, unknown]>([
    ['an id', () => SOURCE, 'ami-0123456789abcdef0'],
    ['an imported image', () => RootSource.ami(Ami.fromImageId('ami-0123456789abcdef0')), 'ami-0123456789abcdef0'],
    ['an image of this Region among several', () => RootSource.ami(Ami.fromAttributes({
      imageIds: { 'us-east-1': 'ami-11111111', 'eu-central-1': 'ami-22222222' },
    })), 'ami-22222222'],
    ['a machine image', () => RootSource.machineImage(ec2.MachineImage.genericLinux({ 'eu-central-1': 'ami-33333333' })), 'ami-33333333'],
    ['a parameter', () => RootSource.ssmParameter('/images/base'), { Ref: Match.stringLikeRegexp('images') }],
    ['a public parameter', () => RootSource.ssmParameter('/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64'), { Ref: Match.anyValue() }],
  ])('a source may be %s', (_title, source, imageId) => {
    const stack = new Stack(new App(), 'Images', { env: EUROPE });
    new EncryptedRootCopy(stack, 'Copy', { source: source(stack) });
    Template.fromStack(stack).hasResourceProperties('Custom::AmiCopy', { SourceImageId: imageId });
  });

  test('a parameter is resolved as an image id at each deployment', () => {
    const parameters = Object.values(templateOf({ source: RootSource.ssmParameter('/images/base') }).findParameters('*'));
    expect(parameters).toContainEqual(expect.objectContaining({ Type: 'AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>', Default: '/images/base' }));
  });

  test('a copy of a copy may use the key of the first', () => {
    const { stack, copy } = copyWith();
    new EncryptedRootCopy(stack, 'Again', { source: RootSource.ami(copy), encryptionKey: copy.encryptionKey });
    expect(() => Template.fromStack(stack)).not.toThrow();
  });
});

describe('what is made', () => {
  test('the id is the copy\'s value, and waits for the waiter', () => {
    const { stack, copy } = copyWith();
    const [list] = Object.values(stack.resolve(copy.imageId)) as unknown[][];
    expect(list).toEqual([0, [{ 'Fn::GetAtt': [expect.stringMatching(/^Copy(?!Available)/), 'ImageId'] }, { Ref: expect.stringMatching(/^CopyAvailable/) }]]);
  });

  test('the service time-out of the waiter is two minutes longer than the completion\'s', () => {
    const template = templateOf({ completion: CopyCompletion.inDeploy({ timeout: Duration.minutes(57), onTimeout: CopyTimeoutAction.CONTINUE }) });
    template.hasResourceProperties('Custom::AmiWaiter', { TimeoutMinutes: '57', ServiceTimeout: '3540', OnTimeout: 'CONTINUE', Completion: 'IN_DEPLOY' });
  });

  test.each([
    [undefined, 'RetainExceptOnCreate', 'Retain'],
    [RemovalPolicy.RETAIN, 'Retain', 'Retain'],
    [RemovalPolicy.DESTROY, 'Delete', 'Delete'],
  ])('the removal policy %s is the template\'s, and the handler\'s', (removalPolicy, DeletionPolicy, UpdateReplacePolicy) => {
    templateOf({ removalPolicy }).hasResource('Custom::AmiCopy', {
      DeletionPolicy, UpdateReplacePolicy, Properties: Match.objectLike({ RemovalPolicy: DeletionPolicy }),
    });
  });

  test('the default key rotates, and is kept even when the copy is not', () => {
    templateOf({ removalPolicy: RemovalPolicy.DESTROY }).hasResource('AWS::KMS::Key', {
      DeletionPolicy: 'RetainExceptOnCreate', Properties: Match.objectLike({ EnableKeyRotation: true }),
    });
  });

  test('a given key is used, and none is made', () => {
    const stack = new Stack(new App(), 'Images', { env: EUROPE });
    const keyArn = 'arn:aws:kms:eu-central-1:111111111111:key/11111111-2222-3333-4444-555555555555';
    new EncryptedRootCopy(stack, 'Copy', { source: SOURCE, encryptionKey: kms.Key.fromKeyArn(stack, 'Key', keyArn) });
    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::KMS::Key', 0);
    template.hasResourceProperties('Custom::AmiCopy', { EncryptionKeyArn: keyArn });
  });

  test('the parameter holds an image id that Parameter Store checks, unless the image may be pending', () => {
    templateOf({ parameterName: '/images/web' }).hasResourceProperties('AWS::SSM::Parameter', { Name: '/images/web', DataType: 'aws:ec2:image' });
    templateOf({ parameterName: '/images/web', completion: CopyCompletion.pending() })
      .hasResourceProperties('AWS::SSM::Parameter', { Name: '/images/web', DataType: 'text' });
  });

  test('a copy that may fail late comes with an alarm on the executions that watch it, one for a stack', () => {
    const { stack, copy } = copyWith({ completion: CopyCompletion.pending() });
    const other = new EncryptedRootCopy(stack, 'Other', { source: SOURCE, completion: CopyCompletion.inDeploy({ onTimeout: CopyTimeoutAction.CONTINUE }) });
    const template = Template.fromStack(stack);
    const [machine] = Object.keys(template.findResources('AWS::StepFunctions::StateMachine'));
    template.resourceCountIs('AWS::CloudWatch::Alarm', 1);
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/States',
      MetricName: 'ExecutionsFailed',
      Dimensions: [{ Name: 'StateMachineArn', Value: { Ref: machine } }],
      Statistic: 'Sum',
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    });
    template.resourceCountIs('AWS::Events::Rule', 0);
    expect(copy.lateFailureAlarm).toBe(other.lateFailureAlarm);
    expect(copyWith().copy.lateFailureAlarm).toBeUndefined();
  });

  test('the root snapshot is read when somebody asks for it, and once', () => {
    templateOf().resourceCountIs('Custom::AmiRootSnapshot', 0);
    const { stack, copy } = copyWith();
    expect(copy.rootSnapshotId).toEqual(copy.rootSnapshotId);
    Template.fromStack(stack).resourceCountIs('Custom::AmiRootSnapshot', 1);
  });

  test('instances start from the copy with the user data of their system', () => {
    const { stack, copy } = copyWith();
    const image = copy.machineImage({ os: ec2.OperatingSystemType.WINDOWS }).getImage(stack);
    expect(image).toMatchObject({ imageId: copy.imageId, osType: ec2.OperatingSystemType.WINDOWS });
    expect(image.userData.render()).toContain('<powershell>');
  });

  test('it is an image in its own Region only', () => {
    const { copy } = copyWith();
    expect(copy.regions).toEqual(['eu-central-1']);
    expect(copy.imageIdIn('eu-central-1')).toBe(copy.imageId);
    expect(copy.encryptionKeyIn('eu-central-1')).toBe(copy.encryptionKey);
    expect(() => copy.imageIdIn('us-east-1')).toThrow('Images/Copy: the image is in eu-central-1, not in us-east-1');
  });

  test('events of the copy reach a rule of the user', () => {
    const { stack, copy } = copyWith();
    copy.onAvailable('Ready');
    Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', { EventPattern: Match.objectLike({ detail: Match.objectLike({ State: ['available'] }) }) });
  });
});

describe('what must never change', () => {
  test('the logical id of the handler, which is the service token of every stack', () => {
    expect(Object.keys(templateOf().findResources('AWS::Lambda::Function'))).toEqual(['AmiCopyHandlerFunction100821C5']);
  });

  test('the properties of the custom resources', () => {
    const template = templateOf({ description: 'web' });
    expect(Object.keys(propertiesOf(template, 'Custom::AmiCopy')).sort()).toEqual([
      'Description', 'EncryptionKeyArn', 'ImageNamePrefix', 'Region', 'RemovalPolicy', 'ServiceTimeout', 'ServiceToken', 'SourceImageId', 'StateMachineArn',
    ]);
    expect(Object.keys(propertiesOf(template, 'Custom::AmiWaiter')).sort()).toEqual([
      'Completion', 'Images', 'OnTimeout', 'ServiceTimeout', 'ServiceToken', 'StateMachineArn', 'TimeoutMinutes',
    ]);
    expect(Object.keys(propertiesOf(template, 'Custom::AmiWaiter').Images[0]).sort()).toEqual(['EncryptionKeyArn', 'ImageId', 'Region']);
  });
});

test('the first copy of a stack makes ten resources besides its key, each further one two', () => {
  const stack = new Stack(new App(), 'Images', { env: EUROPE });
  const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-central-1:111111111111:key/11111111-2222-3333-4444-555555555555');
  const count = () => Object.keys(Template.fromStack(stack).toJSON().Resources).length;
  new EncryptedRootCopy(stack, 'First', { source: SOURCE, encryptionKey });
  expect(count()).toBe(10);
  const more = new Stack(new App(), 'More', { env: EUROPE });
  ['First', 'Second', 'Third'].forEach(id => new EncryptedRootCopy(more, id, {
    source: SOURCE, encryptionKey: kms.Key.fromKeyArn(more, `${id}Key`, encryptionKey.keyArn),
  }));
  expect(Object.keys(Template.fromStack(more).toJSON().Resources)).toHaveLength(10 + 2 + 2);
});
