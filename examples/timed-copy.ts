/**
 * A copy in another Region that EC2 makes within half an hour, for an extra charge; and what is set on the image when it is there: IMDSv2, an end, and a
 * protection against being deregistered by mistake.
 *
 * Deploy it with `npx cdk deploy --app 'npx tsx examples/timed-copy.ts'`.
 */
import { Annotations, App, Duration, Stack } from 'aws-cdk-lib';
import { Ami, AmiCopy, AmiDeprecation, AmiDestination, CopyCompletion } from '../src';

export const app = new App();
const stack = new Stack(app, 'Standby', { env: { region: 'eu-central-1' } });

const standby = new AmiCopy(stack, 'Standby', {
  source: Ami.fromImageId(app.node.tryGetContext('source') ?? 'ami-0123456789abcdef0'),
  destinations: [AmiDestination.region('eu-west-1')],
  completion: CopyCompletion.timed(Duration.minutes(30)),
  requireImdsv2: true,
  deprecation: AmiDeprecation.after(Duration.days(90)),
  deregistrationProtection: true,
});
Annotations.of(standby).acknowledgeWarning('cdk-golden-ami:CopyCompletion.timed', 'recovery within the hour is worth the charge');
