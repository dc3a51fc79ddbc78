import { App, CfnResource, CustomResource, Stack } from 'aws-cdk-lib';
import accepted from './api.json';
import { customResources, exportedNames, publicApi, resourcePaths } from '../../scripts/gates/public-api';

const { names, resources, customResources: properties } = publicApi();

// When one of these fails on purpose: `npm run api`, and tell users in the commit how to move.
test('the public names are the accepted ones', () => expect(names).toEqual(accepted.names));
test('the constructs of the examples keep their ids and resource types', () => expect(resources).toEqual(accepted.resources));
test('the properties of custom resources keep their names', () => expect(properties).toEqual(accepted.customResources));

test('every exported name counts, types too, under the name that users see', () => {
  expect(exportedNames("export { Ami, type AmiProps } from './ami'; export type { IAmi } from './i-ami'; export { a as Alias } from './a';"))
    .toEqual(['Alias', 'Ami', 'AmiProps', 'IAmi']);
});

test('another construct id, resource type or property of a custom resource is seen', () => {
  const stack = new Stack(new App(), 'Stack');
  new CfnResource(stack, 'Queue', { type: 'AWS::SQS::Queue' });
  new CustomResource(stack, 'Copy', { serviceToken: 'arn', resourceType: 'Custom::AmiCopy', properties: { SourceImageId: 'ami-1' } });
  const app = stack.node.root as App;

  expect(resourcePaths(app)).toEqual(['Stack/Copy/Default Custom::AmiCopy', 'Stack/Queue AWS::SQS::Queue']);
  expect(customResources([app])).toEqual({ 'Custom::AmiCopy': ['ServiceToken', 'SourceImageId'] });
});
