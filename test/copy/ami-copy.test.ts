import { App, Aws, Duration, RemovalPolicies, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Ami, CopyCompletion, CopyTimeoutAction, EncryptedRootCopy, RootSource } from '../../src';
import { AmiCopy, AmiCopyProps } from '../../src/copy/ami-copy';
import { AmiDestination } from '../../src/copy/ami-destination';

const SOURCE = Ami.fromImageId('ami-0123456789abcdef0');
const EUROPE = { account: '111111111111', region: 'eu-central-1' };
const [OWN, IRELAND, VIRGINIA] = [EUROPE.region, 'eu-west-1', 'us-east-1'].map(region => AmiDestination.region(region));
const keyIn = (stack: Stack, region: string) => kms.Key.fromKeyArn(stack, `Key-${region}`, `arn:aws:kms:${region}:111111111111:key/11111111-2222-3333-4444-555555555555`);

function copyWith(props: Partial<AmiCopyProps> = {}) {
  const stack = new Stack(new App(), 'Images', { env: EUROPE });
  const copy = new AmiCopy(stack, 'Copy', { source: SOURCE, destinations: [IRELAND, VIRGINIA], ...props });
  return { stack, copy };
}

const templateOf = (props: Partial<AmiCopyProps> = {}) => Template.fromStack(copyWith(props).stack);
const copiesIn = (template: Template) => Object.values(template.findResources('Custom::AmiCopy'));

describe('what is refused', () => {
  const { inDeploy } = CopyCompletion;

  test.each<[string, Partial<AmiCopyProps>, string]>([
    ['there is no destination', { destinations: [] }, 'destinations must name at least one Region'],
    ['a Region is named twice', { destinations: [IRELAND, VIRGINIA, IRELAND, IRELAND] }, 'destinations must name a Region once, got eu-west-1 more than once'],
    ['a Region is none', { destinations: [AmiDestination.region('Ireland')] }, "destinations must be Regions like eu-west-1, got 'Ireland'"],
    ['an availability zone stands for a Region', { destinations: [AmiDestination.region('eu-west-1a')] }, "destinations must be Regions like eu-west-1, got 'eu-west-1a'"],
    ['a Region is known at deployment only', { destinations: [AmiDestination.region(Aws.REGION)] }, 'destinations must name their Regions, got one that is known at deployment only'],
    ['a Region is in another partition', { destinations: [AmiDestination.region('cn-north-1')] },
      "destinations must be in the stack's partition aws, got cn-north-1, which is in aws-cn"],
    ['the prefix has an umlaut', { imageNamePrefix: 'grün' }, 'imageNamePrefix may have letters'],
    ['the description is empty', { description: '' }, 'description must have 1 to 255 characters, got 0'],
    ['the timeout is too long', { completion: inDeploy({ timeout: Duration.minutes(58) }) }, 'timeout must be between 1 and 57 minutes, got 58'],
    ['the removal policy is SNAPSHOT', { removalPolicy: RemovalPolicy.SNAPSHOT }, 'removalPolicy must be RETAIN_ON_UPDATE_OR_DELETE, RETAIN or DESTROY, got SNAPSHOT'],
  ])('fails when %s', (_title, props, sentence) => expect(() => copyWith(props)).toThrow(sentence));

  test('fails when a key is of another Region than its copy, or an alias', () => {
    const stack = new Stack(new App(), 'Images', { env: EUROPE });
    const alias = kms.Alias.fromAliasName(stack, 'Alias', 'alias/images');
    const build = () => new AmiCopy(stack, 'Copy', {
      source: SOURCE,
      destinations: [AmiDestination.region('eu-west-1', { encryptionKey: keyIn(stack, 'us-east-1') }), AmiDestination.region('us-east-1', { encryptionKey: alias })],
    });
    expect(build).toThrow(/- the encryptionKey for eu-west-1 must be a key in eu-west-1, got one in us-east-1\n- the encryptionKey for us-east-1 must be a key, got an alias/);
  });

  test('all problems are told at once, under the path of the construct', () => {
    expect(() => copyWith({ destinations: [IRELAND, IRELAND], imageNamePrefix: '?', completion: inDeploy({ timeout: Duration.hours(1) }) }))
      .toThrow(/^Images\/Copy:\n- destinations must .*\n- imageNamePrefix may .*\n- completion: [^\n]*$/);
  });

  test('fails when an id or a key is asked for in a Region that is no destination', () => {
    const { copy } = copyWith();
    const sentence = 'Images/Copy: the copies are in eu-west-1, us-east-1, not in eu-central-1; add it to the destinations';
    expect(() => copy.imageId).toThrow(sentence);
    expect(() => copy.machineImage()).toThrow(sentence);
    expect(() => copy.encryptionKeyIn('eu-central-1')).toThrow(sentence);
    expect(() => copy.imageIdIn(Aws.REGION)).toThrow('not in a Region that is not known yet; give the stack an env with a region');
  });

  test('fails when the source is not known in the own Region', () => {
    const source = Ami.fromAttributes({ imageIds: { 'eu-west-1': 'ami-0123456789abcdef0' } });
    expect(() => templateOf({ source })).toThrow('the image is known in eu-west-1, not in eu-central-1');
  });
});

describe('what is made', () => {
  test('a copy for each Region, from the source in the own one, and one wait for all', () => {
    const template = templateOf();
    expect(copiesIn(template).map(({ Properties: { Region, SourceImageId } }) => [Region, SourceImageId]))
      .toEqual([['eu-west-1', 'ami-0123456789abcdef0'], ['us-east-1', 'ami-0123456789abcdef0']]);
    const [one, other] = Object.keys(template.findResources('Custom::AmiCopy'));
    template.resourceCountIs('Custom::AmiWaiter', 1);
    template.hasResourceProperties('Custom::AmiWaiter', {
      Images: [{ Region: 'eu-west-1', ImageId: { 'Fn::GetAtt': [one, 'ImageId'] } }, { Region: 'us-east-1', ImageId: { 'Fn::GetAtt': [other, 'ImageId'] } }],
    });
  });

  test('an id takes its value from the copy of its Region, and waits for all', () => {
    const { stack, copy } = copyWith();
    const [list] = Object.values(stack.resolve(copy.imageIdIn('us-east-1'))) as unknown[][];
    expect(list).toEqual([0, [{ 'Fn::GetAtt': [expect.stringMatching(/^Copyuseast1/), 'ImageId'] }, { Ref: expect.stringMatching(/^CopyAvailable/) }]]);
  });

  test('each copy is under the key of its Region, or under the default one', () => {
    const stack = new Stack(new App(), 'Images', { env: EUROPE });
    const encryptionKey = keyIn(stack, 'eu-west-1');
    const copy = new AmiCopy(stack, 'Copy', { source: SOURCE, destinations: [AmiDestination.region('eu-west-1', { encryptionKey }), VIRGINIA] });
    const template = Template.fromStack(stack);
    expect(copiesIn(template).map(({ Properties }) => Properties.EncryptionKeyArn)).toEqual([encryptionKey.keyArn, undefined]);
    template.hasResourceProperties('Custom::AmiWaiter', {
      Images: [Match.objectLike({ EncryptionKeyArn: encryptionKey.keyArn }), Match.objectLike({ EncryptionKeyArn: Match.absent() })],
    });
    expect([copy.encryptionKeyIn('eu-west-1'), copy.encryptionKeyIn('us-east-1')]).toEqual([encryptionKey, undefined]);
  });

  test('the rights to use keys are for the keys, through EC2 in the Regions of copies and source', () => {
    const stack = new Stack(new App(), 'Images', { env: EUROPE });
    const destinations = ['eu-west-1', 'us-east-1'].map(region => AmiDestination.region(region, { encryptionKey: keyIn(stack, region) }));
    new AmiCopy(stack, 'Copy', { source: SOURCE, destinations });
    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: 'kms:CreateGrant',
          Resource: destinations.map(each => each._encryptionKey!.keyArn),
          Condition: {
            Bool: { 'kms:GrantIsForAWSResource': 'true' },
            StringEquals: {
              'kms:ViaService': ['eu-central-1', 'eu-west-1', 'us-east-1'].flatMap(region =>
                [`ec2.${region}.amazonaws.com`, { 'Fn::Join': ['', [`ec2.${region}.`, { Ref: 'AWS::URLSuffix' }]] }]),
            },
          },
        })]),
      },
    });
  });

  test('the right to make images ends with the destinations', () => {
    templateOf().hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([Match.objectLike({
          Action: 'ec2:CopyImage', Condition: { StringEquals: Match.objectLike({ 'aws:RequestedRegion': ['eu-west-1', 'us-east-1'] }) },
        })]),
      },
    });
  });

  test('tags of the construct, its stack and the app are on every copy', () => {
    const { stack, copy } = copyWith();
    Tags.of(copy).add('team', 'web');
    Tags.of(stack).add('stage', 'prod');
    for (const { Properties } of copiesIn(Template.fromStack(stack))) expect(Properties.Tags).toEqual({ team: 'web', stage: 'prod' });
  });

  test('a reserved tag is told once, not once per Region', () => {
    const { stack, copy } = copyWith();
    Tags.of(copy).add('cdk-golden-ami:job', 'mine');
    const told = () => { try { Template.fromStack(stack); } catch (error) { return (error as Error).message; } return ''; };
    expect(told().split("the tag 'cdk-golden-ami:job' is reserved")).toHaveLength(2);
  });

  test('the removal policy is that of every copy, and a tool that flips it is told of', () => {
    const { stack } = copyWith();
    expect(copiesIn(Template.fromStack(stack)).map(each => [each.DeletionPolicy, each.UpdateReplacePolicy, each.Properties.RemovalPolicy]))
      .toEqual([['RetainExceptOnCreate', 'Retain', 'RetainExceptOnCreate'], ['RetainExceptOnCreate', 'Retain', 'RetainExceptOnCreate']]);
    const flipped = copyWith();
    RemovalPolicies.of(flipped.stack).destroy();
    Annotations.fromStack(flipped.stack).hasWarning('/Images/Copy/us-east-1/Default', Match.stringLikeRegexp('lets its image and snapshots be deleted with the stack'));
  });

  test('it is an image in the own Region when that is a destination', () => {
    const { stack, copy } = copyWith({ destinations: [OWN] });
    expect(stack.resolve(copy.imageId)).toEqual(stack.resolve(copy.imageIdIn('eu-central-1')));
    expect(copy.machineImage({ os: ec2.OperatingSystemType.WINDOWS }).getImage(stack)).toMatchObject({ osType: ec2.OperatingSystemType.WINDOWS });
  });

  test.each([['pending()', CopyCompletion.pending()], ['CONTINUE', CopyCompletion.inDeploy({ onTimeout: CopyTimeoutAction.CONTINUE })]])(
    'a deployment may go on without copies in other Regions, under %s, and an alarm watches them', (_title, completion) => {
      const { stack, copy } = copyWith({ completion });
      const resolved = Object.keys(Template.fromStack(stack).findResources('AWS::CloudWatch::Alarm'));
      expect(copy.lateFailureAlarm && stack.resolve(copy.lateFailureAlarm.alarmName)).toEqual({ Ref: resolved[0] });
      expect(copyWith().copy.lateFailureAlarm).toBeUndefined();
    });

  test('an image that the stack makes is copied when it is there, with the right to use its key', () => {
    const stack = new Stack(new App(), 'Images', { env: EUROPE });
    const source = new EncryptedRootCopy(stack, 'Base', { source: RootSource.ami(SOURCE) });
    new AmiCopy(stack, 'Copy', { source, destinations: [IRELAND, VIRGINIA] });
    new AmiCopy(stack, 'Again', { source: new AmiCopy(stack, 'Own', { source, destinations: [OWN] }), destinations: [IRELAND] });
    const template = Template.fromStack(stack);
    const policies = template.findResources('AWS::IAM::Policy', { Properties: { PolicyName: Match.stringLikeRegexp('SourcePolicy') } });
    expect(Object.keys(policies)).toHaveLength(3);
    const abroad = copiesIn(template).filter(each => each.Properties.Region === 'us-east-1');
    expect(abroad[0].DependsOn).toEqual(expect.arrayContaining([expect.stringMatching(/^CopySourcePolicy/)]));
  });

  test('in a stack without a Region of its own, all destinations are others', () => {
    const stack = new Stack(new App(), 'Images');
    const copy = new AmiCopy(stack, 'Copy', { source: SOURCE, destinations: [OWN, IRELAND] });
    expect(() => copy.imageId).toThrow('give the stack an env with a region');
    expect(copiesIn(Template.fromStack(stack))).toHaveLength(2);
  });
});

test.each([1, 2, 5, 10])('the first copy to %i Regions makes that many resources and nine more, the next one as many and one', n => {
  const regions = ['eu-west-1', 'us-east-1', 'us-west-2', 'ap-northeast-1', 'ca-central-1', 'eu-north-1', 'eu-west-3', 'sa-east-1', 'us-east-2', 'ap-south-1'];
  const destinations = regions.slice(0, n).map(region => AmiDestination.region(region));
  const count = (...ids: string[]) => {
    const stack = new Stack(new App(), 'Images', { env: EUROPE });
    for (const id of ids) new AmiCopy(stack, id, { source: SOURCE, destinations });
    return Object.keys(Template.fromStack(stack).toJSON().Resources).length;
  };
  expect([count('First'), count('First', 'Second')]).toEqual([n + 9, n + 9 + n + 1]);
});

test('what must never change: the logical ids of the copies and of the wait, and the properties', () => {
  const template = templateOf({ description: 'web' });
  expect(Object.keys(template.findResources('Custom::AmiCopy'))).toEqual(['Copyeuwest16C05D019', 'Copyuseast115F9B34F']);
  expect(Object.keys(template.findResources('Custom::AmiWaiter'))).toEqual([expect.stringMatching(/^CopyAvailable/)]);
  expect(Object.keys(copiesIn(template)[0].Properties).sort()).toEqual([
    'Description', 'ImageNamePrefix', 'Region', 'RemovalPolicy', 'ServiceTimeout', 'ServiceToken', 'SourceImageId', 'StateMachineArn',
  ]);
});
