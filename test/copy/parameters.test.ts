import { App, Aws, Stack, Tags } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { policies, resolved } from './policies';
import { Ami, AmiCopy, AmiCopyProps, AmiDestination, CopyCompletion } from '../../src';
import { PARAMETER_RESOURCE_TYPE } from '../../src/runtime/contract';
import { isAllowed } from '../support/iam/policy';

const EUROPE = { account: '111111111111', region: 'eu-central-1' };
const to = (...regions: string[]) => regions.map(region => AmiDestination.region(region));

function publish(scope: Stack, props: Partial<AmiCopyProps> = {}): AmiCopy {
  return new AmiCopy(scope, 'Copy', { source: Ami.fromImageId('ami-0123456789abcdef0'), destinations: to('eu-west-1', 'us-east-1'), parameterName: '/images/web', ...props });
}
function published(props: Partial<AmiCopyProps> = {}): Template {
  const stack = new Stack(new App(), 'Images', { env: EUROPE });
  Tags.of(publish(stack, props)).add('team', 'web');
  return Template.fromStack(stack);
}
const abroad = (template: Template) => Object.values(template.findResources(PARAMETER_RESOURCE_TYPE)).map(each => each.Properties);

test('nothing is published unless a name is given', () => {
  const template = published({ parameterName: undefined });
  expect([...abroad(template), ...Object.values(template.findResources('AWS::SSM::Parameter'))]).toEqual([]);
});

test('the handler publishes in other Regions, once the copies are available', () => {
  const [irish, american] = abroad(published());
  expect(irish).toEqual({
    ServiceToken: expect.anything(),
    ServiceTimeout: '900',
    StateMachineArn: expect.anything(),
    Region: 'eu-west-1',
    Name: '/images/web',
    ImageId: { 'Fn::Select': [0, [{ 'Fn::GetAtt': [expect.stringMatching(/^Copyeuwest1/), 'ImageId'] }, { Ref: expect.stringMatching(/^CopyAvailable/) }]] },
    Description: 'The image Images/Copy',
    DataType: 'aws:ec2:image',
    Tags: { team: 'web' },
  });
  expect(american).toMatchObject({ Region: 'us-east-1', ImageId: { 'Fn::Select': [0, [{ 'Fn::GetAtt': [expect.stringMatching(/^Copyuseast1/), 'ImageId'] }, expect.anything()]] } });
});

test("CloudFormation publishes in the stack's own Region", () => {
  const template = published({ destinations: to(EUROPE.region, 'eu-west-1') });
  template.hasResourceProperties('AWS::SSM::Parameter', { Name: '/images/web', DataType: 'aws:ec2:image', Description: 'The image Images/Copy', Tags: { team: 'web' } });
  expect(abroad(template).map(each => each.Region)).toEqual(['eu-west-1']);
});

test('an image that may be pending is published as text in every Region, because Parameter Store would not take it as an image', () => {
  const template = published({ destinations: to(EUROPE.region, 'eu-west-1'), completion: CopyCompletion.pending() });
  template.hasResourceProperties('AWS::SSM::Parameter', { DataType: 'text' });
  expect(abroad(template).map(each => each.DataType)).toEqual(['text']);
});

test('a name may have a part that is known at deployment only, after a slash', () => {
  const template = published({ destinations: to(EUROPE.region, 'eu-west-1'), parameterName: `/images/${Aws.STACK_NAME}` });
  expect(JSON.stringify(template.toJSON())).toContain(':parameter/images/');
  expect(abroad(template)[0].Name).toEqual({ 'Fn::Join': ['', ['/images/', { Ref: 'AWS::StackName' }]] });
});

test.each<[string, string, string]>([
  ['has a space', '/images/the web', 'parameterName may have letters, digits and _ . - / only'],
  ['begins with aws', '/aws/web', 'parameterName must not start with aws or ssm'],
  ['begins with what is known at deployment only', `${Aws.STACK_NAME}/web`, 'parameterName must start with / when a part of it is known at deployment only'],
])('fails when the name %s', (_title, parameterName, sentence) => expect(() => published({ parameterName })).toThrow(sentence));

test('fails when Parameter Store would not take a tag that EC2 takes', () => {
  const app = new App();
  const stack = new Stack(app, 'Images', { env: EUROPE });
  Tags.of(publish(stack)).add('owner', 'a&b');
  expect(() => app.synth()).toThrow("the tag 'owner' of a parameter may have letters, digits, spaces and _ . : / = + - @ only, in its key and its value");
});

describe('the rights', () => {
  const statements = policies(stack => void publish(stack)).map(resolved);
  const parameter = (name: string, region = 'eu-west-1') => `arn:aws:ssm:${region}:111111111111:parameter/${name}`;
  const may = (action: string, resource: string, context: Record<string, string | undefined> = {}) => isAllowed(statements, { action: `ssm:${action}`, resource, context });
  const [MADE, OURS, THEIRS] = [
    { 'aws:RequestTag/cdk-golden-ami:stack-id': 'AWS::StackId' },
    { 'aws:ResourceTag/cdk-golden-ami:stack-id': 'AWS::StackId' },
    { 'aws:ResourceTag/cdk-golden-ami:stack-id': 'another' },
  ];

  test('to write are for the parameters of the template', () => {
    for (const region of ['eu-west-1', 'us-east-1']) {
      expect(may('PutParameter', parameter('images/web', region), MADE)).toBe(true);
      expect(may('PutParameter', parameter('images/web', region), { 'ssm:Overwrite': 'true' })).toBe(true);
      expect(may('AddTagsToResource', parameter('images/web', region), MADE)).toBe(true);
    }
    for (const other of [parameter('images/web', 'eu-north-1'), parameter('images/other'), parameter('other')]) {
      for (const action of ['PutParameter', 'GetParameter', 'AddTagsToResource', 'RemoveTagsFromResource']) {
        expect(may(action, other, { ...MADE, ...OURS, 'ssm:Overwrite': 'true' })).toBe(false);
      }
    }
  });

  test('to write make none without our tag, and change none of another stack', () => {
    expect(may('PutParameter', parameter('images/web'), { 'ssm:Overwrite': 'false' })).toBe(false);
    for (const action of ['PutParameter', 'GetParameter', 'AddTagsToResource', 'RemoveTagsFromResource']) {
      expect(may(action, parameter('images/web'), { ...THEIRS, 'ssm:Overwrite': 'true' })).toBe(false);
    }
  });

  test('to remove are for what is ours, under whatever name and in whatever Region', () => {
    expect(may('DeleteParameter', parameter('any', 'ap-south-1'), OURS)).toBe(true);
    expect(may('DeleteParameter', parameter('images/web'), THEIRS)).toBe(false);
    expect(may('DeleteParameter', parameter('images/web'))).toBe(false);
  });

  test('to remove do not depend on what is published', () => {
    const removing = (props: Partial<AmiCopyProps>) => policies(stack => void publish(stack, props))
      .filter(each => [each.Action].flat().some(action => ['ssm:DeleteParameter', 'ssm:ListTagsForResource'].includes(action)));
    expect(removing({})).toHaveLength(2);
    expect(removing({ parameterName: undefined })).toEqual(removing({}));
  });
});
