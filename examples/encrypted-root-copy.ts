/**
 * An encrypted image from one that is not; its id is published in a parameter for whoever starts instances from it.
 *
 * Deploy it with `npx cdk deploy --app 'npx tsx examples/encrypted-root-copy.ts'`, or look at it without an account:
 * `npm run demo`.
 */
import { App, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import { EncryptedRootCopy, RootSource } from '../src';

export const app = new App();
const stack = new Stack(app, 'WebImages');

const web = new EncryptedRootCopy(stack, 'Web', {
  source: RootSource.amiId(app.node.tryGetContext('source') ?? 'ami-0123456789abcdef0'),
  imageNamePrefix: 'web',
  parameterName: '/images/web',
  removalPolicy: RemovalPolicy.DESTROY,
});
Tags.of(web).add('team', 'web');
