import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import { GRANT_OPERATIONS } from '../../src/sharing/key-access';
import { GRANT_CODE } from '../../src/sharing/private/grant-code';
import { SharedAmi } from '../../src/sharing/shared-ami';
import { SharedAmiAccess, SharedAmiAccessProps } from '../../src/sharing/shared-ami-access';
import { SharedAmiGrantee } from '../../src/sharing/shared-ami-grantee';

const KEY = 'arn:aws:kms:eu-central-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab';
const IMAGE = SharedAmi.amiId('ami-0123456789abcdef0');

function access(props: (stack: Stack) => Partial<SharedAmiAccessProps> = () => ({})) {
  const app = new App();
  const stack = new Stack(app, 'Consumer', { env: { account: '222222222222', region: 'eu-central-1' } });
  const encryptionKey = kms.Key.fromKeyArn(stack, 'Key', KEY);
  return { app, stack, access: new SharedAmiAccess(stack, 'Access', { image: IMAGE, encryptionKey, ...props(stack) }) };
}

test('a stack with the grant has no assets', () => {
  const { app } = access();
  const manifest = app.synth().artifacts.filter(each => each.constructor.name === 'AssetManifestArtifact') as unknown as { contents: { files: Record<string, { source: { path: string } }> } }[];
  expect(manifest.flatMap(({ contents }) => Object.values(contents.files).map(({ source }) => source.path))).toEqual(['Consumer.template.json']);
});

test('the grant is for the Auto Scaling role, and given back by the function', () => {
  const { stack } = access();
  Template.fromStack(stack).hasResourceProperties('Custom::SharedAmiGrant', {
    KeyArn: KEY,
    GranteePrincipal: { 'Fn::Join': ['', Match.arrayWith([':role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling'])] },
    RetiringPrincipal: { 'Fn::GetAtt': [Match.stringLikeRegexp('^SharedAmiGrantHandlerRole'), 'Arn'] },
  });
});

test('a role of the user\'s and one with a suffix get a grant each, by one function', () => {
  const { stack } = access(scope => ({
    grantees: [SharedAmiGrantee.autoScaling('web'), SharedAmiGrantee.role(new iam.Role(scope, 'Launcher', { assumedBy: new iam.AccountRootPrincipal() }))],
  }));
  const template = Template.fromStack(stack);
  template.resourceCountIs('Custom::SharedAmiGrant', 2);
  template.resourceCountIs('AWS::Lambda::Function', 1);
});

test('without a key there is nothing to be granted', () => {
  const { stack } = access(() => ({ encryptionKey: undefined }));
  expect(Template.fromStack(stack).findResources('AWS::Lambda::Function')).toEqual({});
});

test('what starts from the image waits for the grant', () => {
  const { stack, access: made } = access();
  new ec2.LaunchTemplate(stack, 'Template', { machineImage: made.machineImage() });
  Template.fromStack(stack).hasResourceProperties('AWS::EC2::LaunchTemplate', {
    LaunchTemplateData: { ImageId: { 'Fn::Select': [0, ['ami-0123456789abcdef0', { Ref: Match.stringLikeRegexp('^Access') }]] } },
  });
});

test('the newest image of a name is looked up at synth', () => {
  const { stack, access: made } = access(() => ({ image: SharedAmi.named('web-*', '111111111111') }));
  new ec2.LaunchTemplate(stack, 'Template', { machineImage: made.machineImage() });
  Template.fromStack(stack).hasResourceProperties('AWS::EC2::LaunchTemplate', { LaunchTemplateData: { ImageId: 'ami-1234' } });
});

test('the token of the service can never change', () =>
  expect(Object.keys(Template.fromStack(access().stack).findResources('AWS::Lambda::Function'))).toEqual(['SharedAmiGrantHandlerFunction929F94A6']));

test('the grant is for no more than the key of a sharing allows', () => {
  const [, listed] = /const Operations = \[(.*?)\]/.exec(GRANT_CODE)!;
  expect(listed.match(/\w+/g)).toEqual(GRANT_OPERATIONS);
});

test.each<[string, (stack: Stack) => Partial<SharedAmiAccessProps>, string]>([
  ['the key is in another Region', stack => ({ encryptionKey: kms.Key.fromKeyArn(stack, 'Other', KEY.replace('central', 'west')) }),
    "encryptionKey must be the image's key in the stack's Region eu-central-1, got one in eu-west-1"],
  ['the key is an alias', stack => ({ encryptionKey: kms.Alias.fromAliasName(stack, 'Alias', 'alias/theirs') }), 'got an alias of one: aliases do not leave their account'],
])('fails when %s', (_title, props, sentence) => expect(() => access(props)).toThrow(sentence));

test('what something else says is started from as it says', () => {
  const image = ec2.MachineImage.resolveSsmParameterAtLaunch('/golden/web/x86_64/stable', { os: ec2.OperatingSystemType.WINDOWS });
  const { stack, access: made } = access(() => ({ image: SharedAmi.machineImage(image) }));
  expect(made.machineImage().getImage(stack)).toMatchObject({ imageId: 'resolve:ssm:/golden/web/x86_64/stable', osType: ec2.OperatingSystemType.WINDOWS });
  const userData = ec2.UserData.custom('hello');
  expect(made.machineImage({ userData }).getImage(stack)).toMatchObject({ imageId: 'resolve:ssm:/golden/web/x86_64/stable', userData });
});

test('fails when the owner is no account', () => expect(() => SharedAmi.named('web-*', 'self')).toThrow("ownerId must have 12 digits, got 'self'"));
test('fails when the id is no image\'s', () => expect(() => SharedAmi.amiId('web')).toThrow('imageId must be an AMI id'));
