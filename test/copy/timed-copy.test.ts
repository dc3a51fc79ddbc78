import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Ami, AmiCopy, AmiDestination, CopyCompletion, EncryptedRootCopy, RootSource } from '../../src';

const EUROPE = { account: '111111111111', region: 'eu-central-1' };

function stackWith(duration: Duration, volumeKeys = false): Stack {
  const stack = new Stack(new App(), 'Images', { env: EUROPE });
  new EncryptedRootCopy(stack, 'Copy', {
    source: RootSource.amiId('ami-0123456789abcdef0'),
    volumeKeys: volumeKeys ? { '/dev/sdf': new kms.Key(stack, 'Key') } : undefined,
    completion: CopyCompletion.timed(duration),
  });
  return stack;
}

test.each<[string, Duration, string]>([
  ['too short', Duration.minutes(14), '14 minutes'],
  ['nothing', Duration.minutes(0), '0 minutes'],
  ['between two steps', Duration.minutes(50), '50 minutes'],
  ['not in minutes', Duration.seconds(910), '15 minutes 10 seconds'],
  ['too long', Duration.hours(49), '2 days 1 hour'],
])('fails when the duration is %s', (_title, duration, got) => expect(() => stackWith(duration))
  .toThrow(`completion: the duration of a timed copy must be from 15 minutes to 48 hours, in steps of 15 minutes, got ${got}`));

test('fails when the duration is not known', () => expect(() => stackWith(Duration.minutes(Lazy.number({ produce: () => 15 }))))
  .toThrow('completion: the duration of a timed copy must be known at synth, got a token'));

test.each([15, 30, 45])('a deployment waits for a copy of %i minutes, and for what is left of the hour', minutes => {
  const template = Template.fromStack(stackWith(Duration.minutes(minutes)));
  template.hasResourceProperties('Custom::AmiCopy', { CopyDurationMinutes: String(minutes) });
  template.hasResourceProperties('Custom::AmiWaiter', { Completion: 'IN_DEPLOY', TimeoutMinutes: '57', OnTimeout: 'FAIL', ServiceTimeout: '3540' });
  template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
});

test.each([60, 2880])('a deployment goes on without a copy of %i minutes, and an alarm is there for it', minutes => {
  const template = Template.fromStack(stackWith(Duration.minutes(minutes)));
  template.hasResourceProperties('Custom::AmiCopy', { CopyDurationMinutes: String(minutes) });
  template.hasResourceProperties('Custom::AmiWaiter', { Completion: 'PENDING', OnTimeout: 'CONTINUE' });
  template.resourceCountIs('AWS::CloudWatch::Alarm', 1);
});

test('in every Region a copy has the same time', () => {
  const stack = new Stack(new App(), 'Images', { env: EUROPE });
  const destinations = ['eu-west-1', 'us-east-1'].map(region => AmiDestination.region(region));
  new AmiCopy(stack, 'Copy', { source: Ami.fromImageId('ami-0123456789abcdef0'), destinations, completion: CopyCompletion.timed(Duration.minutes(30)) });
  const copies = Object.values(Template.fromStack(stack).findResources('Custom::AmiCopy'));
  expect(copies.map(each => each.Properties.CopyDurationMinutes)).toEqual(['30', '30']);
});

test('volumes with keys of their own are copied in time, too; an image that is made in steps is awaited', () => {
  Template.fromStack(stackWith(Duration.minutes(30), true)).hasResourceProperties('Custom::AmiBuild', { Encryption: Match.objectLike({ CopyDurationMinutes: '30' }) });
  expect(() => stackWith(Duration.hours(1), true)).toThrow('the deployment has to wait for an image that is made in steps, got pending() or CONTINUE, or timed() with more than 45 minutes');
});

test.each<[number, string, string]>([[15, '439 GiB', '1.71 TiB'], [45, '1.28 TiB', '5.14 TiB'], [2880, '82.39 TiB', '329.58 TiB']])(
  'a word about the charge says what %i minutes are enough for', (minutes, ofOne, ofAll) => {
    Annotations.fromStack(stackWith(Duration.minutes(minutes))).hasWarning('/Images/Copy', Match.stringLikeRegexp(
      `costs extra.* are enough for ${ofOne} of data in a snapshot, and for ${ofAll} in all that are copied between two Regions at once: larger ones take longer`));
  });
