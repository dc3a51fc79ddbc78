/**
 * A deployment that waits for its copy, but not for ever: after half an hour it goes on, and an alarm watches the rest.
 *
 * Deploy it with `npx cdk deploy --app 'npx tsx examples/wait-and-continue.ts'`.
 */
import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { CopyCompletion, CopyTimeoutAction, EncryptedRootCopy, RootSource } from '../src';

export const app = new App();
const stack = new Stack(app, 'Recovery');

const copy = new EncryptedRootCopy(stack, 'Copy', {
  source: RootSource.amiId(app.node.tryGetContext('source') ?? 'ami-0123456789abcdef0'),
  completion: CopyCompletion.inDeploy({
    timeout: Duration.minutes(30),
    onTimeout: CopyTimeoutAction.CONTINUE,
  }),
});

new CfnOutput(stack, 'ImageId', { value: copy.imageId });
