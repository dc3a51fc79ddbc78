import { App, Aspects, CfnResource, RemovalPolicies, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as cr from 'aws-cdk-lib/custom-resources';
import { IConstruct } from 'constructs';
import { EncryptedRootCopy, RootSource } from '../../src';

function anApp(stackTags?: Record<string, string>) {
  const app = new App();
  const stack = new Stack(app, 'Images', { tags: stackTags });
  const copy = new EncryptedRootCopy(stack, 'Copy', { source: RootSource.amiId('ami-0123456789abcdef0') });
  return { app, stack, copy, template: () => Template.fromStack(stack) };
}

test('Tags.of(app) reach the image', () => {
  const { app, template } = anApp();
  Tags.of(app).add('cost-center', '42');
  template().hasResourceProperties('Custom::AmiCopy', { Tags: { 'cost-center': '42' } });
});

test('tags of the stack reach the image, which CloudFormation would not tag; those of the copy come before them', () => {
  const { copy, template } = anApp({ team: 'platform', stage: 'prod' });
  Tags.of(copy).add('team', 'web');
  template().hasResourceProperties('Custom::AmiCopy', { Tags: { team: 'web', stage: 'prod' } });
});

test('CustomResourceConfig reaches the log group and the run-time', () => {
  const { app, template } = anApp();
  cr.CustomResourceConfig.of(app).addLogRetentionLifetime(logs.RetentionDays.TEN_YEARS);
  cr.CustomResourceConfig.of(app).addRemovalPolicy(RemovalPolicy.RETAIN);
  cr.CustomResourceConfig.of(app).addLambdaRuntime(lambda.Runtime.NODEJS_22_X);
  template().hasResource('AWS::Logs::LogGroup', { DeletionPolicy: 'Retain', Properties: { RetentionInDays: 3653 } });
  template().hasResourceProperties('AWS::Lambda::Function', { Runtime: 'nodejs22.x' });
});

test('a permissions boundary of the app reaches both roles', () => {
  const { app, stack, template } = anApp();
  iam.PermissionsBoundary.of(app).apply(iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'limits'));
  template().allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: Match.anyValue() });
});

test('a boundary of the handler\'s options reaches both roles', () => {
  const stack = new Stack(new App(), 'Images');
  const permissionsBoundary = iam.ManagedPolicy.fromManagedPolicyName(stack, 'Boundary', 'limits');
  new EncryptedRootCopy(stack, 'Copy', { source: RootSource.amiId('ami-0123456789abcdef0'), handlerOptions: { permissionsBoundary } });
  Template.fromStack(stack).allResourcesProperties('AWS::IAM::Role', { PermissionsBoundary: Match.anyValue() });
});

test('an Aspect can change what is made', () => {
  const { app, template } = anApp();
  Aspects.of(app).add({
    visit(node: IConstruct) {
      if (node instanceof lambda.CfnFunction) node.memorySize = 1024;
      if (CfnResource.isCfnResource(node) && node.cfnResourceType === 'Custom::AmiCopy') node.addPropertyOverride('Description', 'by an aspect');
    },
  });
  template().hasResourceProperties('AWS::Lambda::Function', { MemorySize: 1024 });
  template().hasResourceProperties('Custom::AmiCopy', { Description: 'by an aspect' });
});

test('roles made by somebody else are used where the app asks for that', () => {
  const stack = new Stack(new App(), 'Images');
  iam.Role.customizeRoles(stack, {
    usePrecreatedRoles: { 'Images/AmiCopyHandler/Role': 'copying', 'Images/AmiCopyHandler/Turns/Role': 'turning' },
  });
  new EncryptedRootCopy(stack, 'Copy', { source: RootSource.amiId('ami-0123456789abcdef0') });
  const template = Template.fromStack(stack);
  template.resourceCountIs('AWS::IAM::Role', 0);
  template.hasResourceProperties('AWS::Lambda::Function', { Role: Match.objectLike({ 'Fn::Join': Match.anyValue() }) });
});

describe('RemovalPolicies.of(app)', () => {
  const FLIPPED = Match.stringLikeRegexp('lets its image and snapshots be deleted with the stack');

  test('that would remove a kept image do, with a warning', () => {
    const { app, stack, template } = anApp();
    RemovalPolicies.of(app).destroy();
    template().hasResource('Custom::AmiCopy', { DeletionPolicy: 'Delete', Properties: { RemovalPolicy: 'Delete' } });
    Annotations.fromStack(stack).hasWarning('/Images/Copy/Resource/Default', FLIPPED);
  });

  test('that keep an image do so without a word', () => {
    const { app, stack, template } = anApp();
    RemovalPolicies.of(app).retain();
    template().hasResource('Custom::AmiCopy', { DeletionPolicy: 'Retain', Properties: { RemovalPolicy: 'Retain' } });
    Annotations.fromStack(stack).hasNoWarning('*', FLIPPED);
  });

  test('that say what the copy says already are no news', () => {
    const app = new App();
    const stack = new Stack(app, 'Images');
    new EncryptedRootCopy(stack, 'Copy', { source: RootSource.amiId('ami-0123456789abcdef0'), removalPolicy: RemovalPolicy.DESTROY });
    RemovalPolicies.of(app).destroy();
    Annotations.fromStack(stack).hasNoWarning('*', FLIPPED);
  });
});
