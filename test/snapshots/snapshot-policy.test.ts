import { Annotations as CdkAnnotations, App, CfnResource, Duration, Lazy, RemovalPolicy, Stack, Token } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { ageOf, DAILY, days, INSTANCES, MONTHLY, rendered, snapshots, VOLUMES } from './rules/samples';
import { BackupFrequency } from '../../src/snapshots/frequency';
import { RolePermissions } from '../../src/snapshots/lifecycle-policy';
import { BackupRetention } from '../../src/snapshots/retention';
import { SnapshotCopyDestination, BackupCopyEncryption } from '../../src/snapshots/snapshot-copy';
import { SnapshotPolicy } from '../../src/snapshots/snapshot-policy';
import { SnapshotScripts } from '../../src/snapshots/snapshot-scripts';
import { SnapshotTarget } from '../../src/snapshots/snapshot-target';
import { DayOfWeek, TimeOfDay } from '../../src/snapshots/time-of-day';

const EUROPE = { account: '111111111111', region: 'eu-central-1' };
const aStack = (env: { account?: string; region?: string } = EUROPE) => new Stack(new App(), 'Backups', { env });
const toIreland = { destination: SnapshotCopyDestination.region('eu-west-1'), retention: days(30) };

/** A stack with a policy that is fine. */
function aStackWith(make: (stack: Stack) => unknown): Stack {
  const stack = aStack();
  make(stack);
  return stack;
}

const warningsOf = (stack: Stack) => Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => String(entry.data));
const actionsOf = (stack: Stack): string[] => Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
  .flatMap(policy => (policy.Properties.PolicyDocument.Statement as { Action: string | string[] }[]).flatMap(({ Action }) => Action));

describe('what is refused', () => {
  test('all problems are told at once, under the path of the construct', () => {
    expect(() => snapshots(aStack(), { name: 'a/b', tags: { 'aws:x': 'y' }, copies: [toIreland, toIreland] }, { description: 'é', sourceKeys: [] }))
      .toThrow(/^Backups\/Policy:\n- description must .*\n- schedule 'a\/b': name must .*\n- schedule 'a\/b': tags must .*\n- schedule 'a\/b': copies must [^\n]*$/);
  });

  test('a schedule that is refused is not added', () => {
    const stack = aStack();
    const policy = snapshots(stack);
    expect(() => policy.addSchedule({ ...MONTHLY, retention: ageOf(7) })).toThrow('[RET-04]');
    expect(rendered(stack).Properties.PolicyDetails.Schedules).toHaveLength(1);
  });

  test('fails when something that Windows VSS does not run on is protected, even before the schedule is there', () => {
    const stack = aStack();
    const policy = snapshots(stack, {}, { target: INSTANCES });
    policy.protect(new ec2.Instance(stack, 'Small', {
      vpc: new ec2.Vpc(stack, 'Vpc'),
      instanceType: ec2.InstanceType.of(ec2.InstanceClass.T3, ec2.InstanceSize.MICRO),
      machineImage: ec2.MachineImage.genericLinux({ 'eu-central-1': 'ami-12345678' }),
    }));
    policy.addSchedule({ ...MONTHLY, scripts: SnapshotScripts.windowsVss() });
    expect(() => Template.fromStack(stack)).toThrow('[SCR-10]');
  });
});

describe('what passes', () => {
  test('tokens pass through every check', () => {
    const stack = aStack({});
    const text = () => Lazy.string({ produce: () => 'known-later' });
    const number = () => Token.asNumber(Lazy.number({ produce: () => 7 }));
    new SnapshotPolicy(stack, 'Policy', {
      description: text(),
      target: SnapshotTarget.volumes({ tags: [{ key: text(), value: text() }] }),
      sourceKeys: [kms.Key.fromKeyArn(stack, 'Key', text())],
      schedules: [{
        name: text(),
        frequency: BackupFrequency.expression(text()),
        retention: BackupRetention.count(number()),
        tags: { kind: text() },
        archive: { retention: BackupRetention.count(number()) },
        fastRestore: { availabilityZones: [text()], retention: BackupRetention.count(number()) },
        copies: [SnapshotCopyDestination.region(text()), SnapshotCopyDestination.outpost(text())]
          .map(destination => ({ destination, retention: days(number()) })),
        share: { accounts: [text()], unshareAfter: days(number()) },
      }],
    });
    expect(rendered(stack).Properties.PolicyDetails.Schedules[0].RetainRule.Count).toBe(7);
  });

  test.each([
    ['an account and a Region that are not known', {}],
    ['China', { account: '111111111111', region: 'cn-north-1' }],
    ['GovCloud', { account: '111111111111', region: 'us-gov-west-1' }],
  ])('no ARN names a partition, in %s', (_title, env) => {
    const stack = aStack(env);
    snapshots(stack, { scripts: SnapshotScripts.ssmDocumentName('freeze') }, { target: INSTANCES, rolePermissions: RolePermissions.AWS_MANAGED });
    snapshots(new Construct(stack, 'Other'), { share: { accounts: ['222222222222'] } }, { sourceKeys: [new kms.Key(stack, 'Key')] });
    expect(JSON.stringify(Template.fromStack(stack).toJSON())).not.toContain('arn:aws');
  });
});

describe('what is made', () => {
  test('a schedule that is added later has its rights, its zones and its place', () => {
    const stack = aStack();
    const policy = snapshots(stack);
    expect(actionsOf(aStackWith(snapshots))).not.toContain('ec2:CopySnapshot');
    policy.addSchedule({
      ...MONTHLY, copies: [toIreland], fastRestore: { availabilityZoneIds: ['euc1-az1', 'euc1-az2'], retention: BackupRetention.count(1) },
    });
    expect(actionsOf(stack)).toEqual(expect.arrayContaining(['ec2:CopySnapshot', 'ec2:EnableFastSnapshotRestores']));
    const { Schedules } = rendered(stack).Properties.PolicyDetails;
    expect(Schedules.map((schedule: { Name: string }) => schedule.Name)).toEqual(['daily', 'monthly']);
    expect(Schedules[1].FastRestoreRule).toEqual({ Count: 1, AvailabilityZoneIds: ['euc1-az1', 'euc1-az2'] });
  });

  test('the logical id is the one that it has always been', () => {
    const stack = aStack();
    snapshots(stack);
    expect(rendered(stack).logicalId).toBe('PolicySnapshotVolumesByCount24306194');
  });

  test('the resource waits for the rights of its role', () => {
    const stack = aStack();
    snapshots(stack);
    Template.fromStack(stack).hasResource('AWS::DLM::LifecyclePolicy', { DependsOn: ['PolicyRoleDefaultPolicy4C2B1CBD', 'PolicyRoleB8CB3EB6'] });
  });

  test('a role of the app gets the rights, and no other is made', () => {
    const stack = aStack();
    const role = new iam.Role(stack, 'Mine', { assumedBy: new iam.ServicePrincipal('dlm.amazonaws.com') });
    expect(snapshots(stack, {}, { role }).role).toBe(role);
    Template.fromStack(stack).resourceCountIs('AWS::IAM::Role', 1);
    expect(actionsOf(stack)).toContain('ec2:CreateSnapshot');
  });

  test('the tools of the CDK find the resource', () => {
    const stack = aStack();
    const policy = snapshots(stack);
    policy.applyRemovalPolicy(RemovalPolicy.RETAIN);
    expect(policy.node.defaultChild).toBeInstanceOf(CfnResource);
    Template.fromStack(stack).hasResource('AWS::DLM::LifecyclePolicy', { DeletionPolicy: 'Retain' });
  });

  test('a key that is given later is shared with the accounts that are known, and a schedule that is added later shares the keys', () => {
    const stack = aStack();
    const [first, second] = [new kms.Key(stack, 'First'), new kms.Key(stack, 'Second')];
    const policy = snapshots(stack, { retention: ageOf(14), share: { accounts: ['222222222222'] } }, { sourceKeys: [first] });
    policy.grantKeyAccess(second);
    policy.addSchedule({ ...MONTHLY, retention: ageOf(90), share: { accounts: ['333333333333'] } });
    for (const key of Object.values(Template.fromStack(stack).findResources('AWS::KMS::Key'))) {
      const statements = JSON.stringify(key.Properties.KeyPolicy.Statement);
      expect(statements).toContain(':iam::222222222222:root');
      expect(statements).toContain(':iam::333333333333:root');
    }
  });

  test('a document of the app is tagged, and needs no warning with the policies of AWS', () => {
    const stack = aStack();
    const document = new ssm.CfnDocument(stack, 'Document', {
      content: { parameters: { executionId: {}, command: { allowedValues: ['pre-script', 'post-script', 'dry-run'] } } },
    });
    snapshots(stack, { scripts: SnapshotScripts.ssmDocument(document) }, { target: INSTANCES, rolePermissions: RolePermissions.AWS_MANAGED });
    Template.fromStack(stack).hasResourceProperties('AWS::SSM::Document', { Tags: [{ Key: 'DLMScriptsAccess', Value: 'true' }] });
    expect(warningsOf(stack)).toEqual([]);
  });
});

describe('what is warned of', () => {
  const SUNDAYS = { name: 'weekly', frequency: BackupFrequency.weekly(DayOfWeek.SUNDAY, TimeOfDay.utc(3)), retention: BackupRetention.count(4) };

  test.each([
    ['the times differ', { ...SUNDAYS, frequency: BackupFrequency.weekly(DayOfWeek.SUNDAY, TimeOfDay.utc(4)), tags: { kind: 'weekly' } }],
    ['the tags agree', { ...SUNDAYS, tags: { kind: 'daily' } }],
    ['the tags have different keys', { ...SUNDAYS, tags: { other: 'weekly' } }],
    ['DLM picks the time', { ...SUNDAYS, frequency: BackupFrequency.every(Duration.hours(24)), tags: { kind: 'weekly' } }],
  ])('schedules are not said to coincide when %s', (_title, other) => {
    const stack = aStack();
    snapshots(stack, {}, { schedules: [{ ...DAILY, tags: { kind: 'daily' } }, other] });
    expect(warningsOf(stack)).toEqual([]);
  });

  test('a warning is about what there is in the end', () => {
    const stack = aStack();
    const policy = snapshots(stack, { retention: ageOf(14), share: { accounts: ['222222222222'] } });
    policy.grantKeyAccess(new kms.Key(stack, 'Key'));
    expect(warningsOf(stack)).toEqual([]);
  });

  test('each warning is acknowledged by itself, at the construct or above it', () => {
    const warned = (acknowledge: (policy: SnapshotPolicy) => unknown) => {
      const stack = aStack();
      acknowledge(snapshots(stack, { retention: ageOf(14), share: { accounts: ['222222222222'] } }, { enabled: false }));
      return warningsOf(stack).map(text => /SnapshotPolicy\.(\w+)/.exec(text)?.[1]);
    };
    const id = 'cdk-golden-ami:SnapshotPolicy.disabledWithAge';
    expect(warned(() => undefined)).toEqual(['disabledWithAge', 'sharedWithoutKeys']);
    expect(warned(policy => CdkAnnotations.of(policy).acknowledgeWarning(id))).toEqual(['sharedWithoutKeys']);
    expect(warned(policy => CdkAnnotations.of(policy.stack).acknowledgeWarning(id))).toEqual(['sharedWithoutKeys']);
  });
});

test('the preview shows what the schedules do', () => {
  const preview = snapshots(aStack(), { copies: [toIreland] }).preview({ start: new Date('2027-01-01T00:00:00Z'), days: 30 });
  expect(preview.countOn(new Date('2027-01-20'), { region: 'eu-central-1' })).toBe(7);
  expect(preview.countOn(new Date('2027-01-20'), { region: 'eu-west-1' })).toBe(20);
});

test('what is protected gets the first tag of the target', () => {
  const stack = aStack();
  const volume = new ec2.Volume(stack, 'Volume', { availabilityZone: 'eu-central-1a', snapshotId: 'snap-12345678' });
  snapshots(stack, {}, { target: VOLUMES }).protect(volume);
  Template.fromStack(stack).hasResourceProperties('AWS::EC2::Volume', { Tags: [{ Key: 'Backup', Value: 'daily' }] });
});

test('events of scripts reach a rule of the user', () => {
  const stack = aStack();
  const policy = snapshots(stack, { scripts: SnapshotScripts.sapHana() }, { target: INSTANCES });
  policy.onScriptEvent('Any');
  policy.onScriptFailure('Failed');
  Template.fromStack(stack).resourcePropertiesCountIs('AWS::Events::Rule', {
    EventPattern: Match.objectLike({ 'detail-type': ['DLM Pre Post Script Notification'] }),
  }, 2);
});

test('copies have the key that they name', () => {
  const stack = aStack();
  const key = kms.Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111111111111:key/1234abcd-12ab-34cd-56ef-1234567890ab');
  snapshots(stack, { copies: [{ ...toIreland, encryption: BackupCopyEncryption.customerManaged(key) }] });
  expect(rendered(stack).Properties.PolicyDetails.Schedules[0].CrossRegionCopyRules).toEqual([{
    Target: 'eu-west-1', Encrypted: true, CmkArn: key.keyArn, CopyTags: false, RetainRule: { Interval: 30, IntervalUnit: 'DAYS' },
  }]);
});
