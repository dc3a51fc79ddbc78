import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { defaultImages, defaultSnapshots, rendered } from './rules/samples';

const aStack = (env?: { account: string; region: string }) => new Stack(new App(), 'Net', { env });

test('fails when several things are wrong, and tells them all', () => {
  const props = { createEvery: Duration.days(9), retainFor: Duration.days(1), copyToRegions: ['moon'], excludeTags: [{ key: '', value: '' }] };
  expect(() => defaultSnapshots(aStack(), props))
    .toThrow(/^Net\/Policy:\n- createEvery must .*\n- retainFor must .*\n- retainFor must .*\n- copyToRegions must .*\n- excludeTags must [^\n]*$/);
});

test('snapshots and AMIs can both have one, and so can other Regions', () => {
  const app = new App();
  for (const region of ['eu-central-1', 'eu-west-1']) {
    const stack = new Stack(app, `Net-${region}`, { env: { account: '111111111111', region } });
    defaultSnapshots(new Stack(stack, 'Snapshots'));
    defaultImages(new Stack(stack, 'Images'));
  }
  expect(() => app.synth()).not.toThrow();
});

test('fails when a stack has two of a kind, wherever it is deployed', () => {
  const stack = aStack();
  defaultImages(stack);
  expect(() => defaultImages(stack.node.tryFindChild('Policy')! as never)).toThrow('there can be one default policy of a kind in an account and Region, and Net/Policy is it');
});

test('tokens pass through every check', () => {
  const stack = aStack();
  const days = Duration.days(Lazy.number({ produce: () => 3 }));
  defaultSnapshots(stack, { createEvery: days, retainFor: days, copyToRegions: [Lazy.string({ produce: () => 'known-later' })] });
  expect(rendered(stack).Properties).toMatchObject({ CreateInterval: 3, RetainInterval: 3, CrossRegionCopyTargets: [{ TargetRegion: 'known-later' }] });
});

test('every field of the kind is rendered for volumes, and no other', () => {
  const stack = aStack();
  defaultSnapshots(stack, { excludeVolumeTypes: [ec2.EbsDeviceVolumeType.ST1] });
  expect(rendered(stack).Properties).toEqual({
    Description: 'Net Policy',
    ExecutionRoleArn: expect.anything(),
    State: 'ENABLED',
    DefaultPolicy: 'VOLUME',
    CreateInterval: 1,
    RetainInterval: 7,
    CopyTags: false,
    ExtendDeletion: false,
    CrossRegionCopyTargets: [],
    Exclusions: { ExcludeBootVolumes: false, ExcludeVolumeTypes: ['st1'], ExcludeTags: [] },
  });
});

test('every field of the kind is rendered for instances, and no other', () => {
  const stack = aStack();
  defaultImages(stack, { excludeTags: [{ key: 'Scratch', value: 'true' }], extendDeletion: true, copyTags: true });
  expect(rendered(stack)).toEqual({
    logicalId: 'PolicyDefaultImagesD8B9F1CB',
    Properties: {
      Description: 'Net Policy',
      ExecutionRoleArn: expect.anything(),
      State: 'ENABLED',
      DefaultPolicy: 'INSTANCE',
      CreateInterval: 1,
      RetainInterval: 7,
      CopyTags: true,
      ExtendDeletion: true,
      CrossRegionCopyTargets: [],
      Exclusions: { ExcludeTags: [{ Key: 'Scratch', Value: 'true' }] },
    },
  });
});

test('the role may copy where backups are copied to', () => {
  const stack = aStack();
  defaultImages(stack, { copyToRegions: ['eu-west-1'] });
  const rights = JSON.stringify(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
  expect(rights).toContain('ec2:CopyImage');
  expect(rights).toContain('eu-west-1');
});

test('a frequency of four days or more is too rare for an alarm, and says so', () => {
  expect(() => defaultSnapshots(aStack(), { createEvery: Duration.days(4) }).alarmWhenStale('Stale')).toThrow('an alarm looks back 7 days at most');
});
