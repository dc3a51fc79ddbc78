import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { policies, resolved } from './policies';
import { AmiBootMode, AmiFromInstance, AmiFromSnapshot, EncryptedRootCopy, EncryptedRootCopyProps, RootSource } from '../../src';
import { BUILD_ACTIONS, COPY_ACTIONS, ORIGIN_ACTIONS } from '../../src/runtime/contract';
import { isAllowed } from '../support/iam/policy';
import { Lab } from '../support/lab';

const removalPolicy = RemovalPolicy.DESTROY;
/** Those that depend on what an image is made from. */
const MAKING: readonly string[] = [...COPY_ACTIONS, ...Object.values(BUILD_ACTIONS), ...Object.values(ORIGIN_ACTIONS)];

/** What there is before a stack is deployed: parts of a machine that starts with UEFI, and keys. */
function aWorld() {
  const lab = new Lab();
  const traits = { BootMode: 'uefi' } as const;
  const volumes = [{}, { device: '/dev/sdf' }];
  return {
    lab,
    /** EC2 tells some of it to its owner alone. */
    sharedImageId: lab.ec2.seed('222222222222', 'eu-central-1').image({ volumes, traits, sharedWith: ['111111111111'], snapshotsSharedWith: ['111111111111'] }),
    instanceId: lab.seed.instance({ imageId: lab.seed.image({ volumes, traits }) }),
    volumeId: lab.seed.volume(),
    snapshotIds: [lab.seed.snapshot(), lab.seed.snapshot()],
    keyArns: [lab.seed.key({}), lab.seed.key({})],
  };
}
type World = ReturnType<typeof aWorld>;

const instanceIn = (stack: Stack, { instanceId }: World) => ec2.CfnInstance.fromInstanceId(stack, 'Instance', instanceId);
const volumeIn = (stack: Stack, { volumeId }: World) =>
  ec2.Volume.fromVolumeAttributes(stack, 'Volume', { volumeId, availabilityZone: 'eu-central-1a' });

const copy = (stack: Stack, { keyArns }: World, source: RootSource, props: Partial<EncryptedRootCopyProps> = {}) =>
  new EncryptedRootCopy(stack, 'Copy', { source, encryptionKey: kms.Key.fromKeyArn(stack, 'Key', keyArns[0]), removalPolicy, ...props });
const snapshotsIn = ({ snapshotIds: [root, data] }: World) => RootSource.snapshot(root, { dataSnapshots: { '/dev/sdf': data }, bootMode: AmiBootMode.UEFI });
const dataKey = (stack: Stack, { keyArns }: World) => ({ volumeKeys: { '/dev/sdf': kms.Key.fromKeyArn(stack, 'DataKey', keyArns[1]) } });

type Build = (stack: Stack, world: World) => unknown;
const WAYS: [string, Build, string[]][] = [
  ['an image under a key for each volume', (stack, world) => copy(stack, world, RootSource.amiId(world.sharedImageId), dataKey(stack, world)),
    ['CopyImage', 'CopySnapshot', 'DescribeImageAttribute', 'RegisterImage']],
  ['an instance as it is', (stack, world) => new AmiFromInstance(stack, 'Image', { instance: instanceIn(stack, world), removalPolicy }),
    ['CreateImage']],
  ['an instance under one key', (stack, world) => copy(stack, world, RootSource.instance(instanceIn(stack, world))),
    ['CopyImage', 'CreateImage', 'DescribeImageAttribute']],
  ['an instance under a key for each volume', (stack, world) => copy(stack, world, RootSource.instance(instanceIn(stack, world)), dataKey(stack, world)),
    ['CopySnapshot', 'CreateImage', 'DescribeImageAttribute', 'RegisterImage']],
  ['a volume', (stack, world) => copy(stack, world, RootSource.volume(volumeIn(stack, world), { bootMode: AmiBootMode.UEFI })),
    ['CopySnapshot', 'CreateSnapshot', 'DescribeVolumes', 'RegisterImage']],
  ['snapshots as they are', (stack, { snapshotIds: [rootSnapshotId, data] }) =>
    new AmiFromSnapshot(stack, 'Image', { rootSnapshotId, dataSnapshots: { '/dev/sdf': data }, bootMode: AmiBootMode.UEFI, removalPolicy }),
  ['RegisterImage']],
  ['snapshots under one key', (stack, world) => copy(stack, world, snapshotsIn(world)),
    ['CopySnapshot', 'RegisterImage']],
  ['snapshots under a key for each volume', (stack, world) => copy(stack, world, snapshotsIn(world), dataKey(stack, world)),
    ['CopySnapshot', 'RegisterImage']],
];

describe.each(WAYS)('to make an image of %s', (_title, build, actions) => {
  const making = (called: Iterable<string>) => [...called].filter(each => MAKING.includes(each)).sort();
  const wanted = actions.map(each => `ec2:${each}`);

  test('the handler may do what that takes, and nothing else', () => {
    const world = aWorld();
    const allowed = policies(stack => { build(stack, world); }).filter(each => each.Effect === 'Allow');
    expect(making(new Set(allowed.flatMap(each => each.Action)))).toEqual(wanted);
  });

  test('it does all of that, and these rights are enough', async () => {
    const world = aWorld();
    const { lab } = world;
    expect([await lab.deploy(stack => { build(stack, world); }), ...lab.reasons()]).toEqual(['CREATE_COMPLETE']);
    expect(lab.copies.map(each => each.state)).toEqual(['available']);
    expect(making(lab.actions)).toEqual(wanted);
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect([...lab.copies, ...lab.snapshotsOfCopies]).toEqual([]);
  });
});

describe('the handler may not', () => {
  const world = aWorld();
  const SNAPSHOT = 'arn:aws:ec2:eu-central-1::snapshot/';
  const IMAGE = 'arn:aws:ec2:eu-central-1::image/';
  const [ours, theirs] = ['AWS::StackId', 'another'].map(stackId => ({ 'cdk-golden-ami:stack-id': stackId }));
  const asking = (kind: 'Request' | 'Resource', tags: Record<string, string>) => ({
    'aws:RequestedRegion': 'eu-central-1', ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:${kind}Tag/${key}`, value])),
  });
  const mayFor = (title: string) => {
    const [, build] = WAYS.find(([each]) => each === title)!;
    const statements = policies(stack => { build(stack, world); }).map(resolved);
    return (action: string, resource: string, context: Record<string, string> = {}) => isAllowed(statements, { action, resource, context });
  };

  test('make an image of another instance, or one that does not carry the stack\'s tag', () => {
    const may = mayFor('an instance as it is');
    const instance = (id: string) => `arn:aws:ec2:eu-central-1:111111111111:instance/${id}`;
    expect([may('ec2:CreateImage', instance(world.instanceId)), may('ec2:CreateImage', instance('i-11111111'))]).toEqual([true, false]);
    const made = (tags: Record<string, string>) => [IMAGE, SNAPSHOT].map(arn => may('ec2:CreateImage', `${arn}*`, asking('Request', tags)));
    expect([made(ours), made(theirs), made({})]).toEqual([[true, true], [false, false], [false, false]]);
  });

  test('make a snapshot of another volume', () => {
    const may = mayFor('a volume');
    const volume = (id: string) => `arn:aws:ec2:eu-central-1:111111111111:volume/${id}`;
    expect([may('ec2:CreateSnapshot', volume(world.volumeId)), may('ec2:CreateSnapshot', volume('vol-11111111'))]).toEqual([true, false]);
  });

  test('copy a snapshot without the stack\'s tag, or to another Region, or another one than was given', () => {
    const may = mayFor('snapshots under one key');
    const made = (context: Record<string, string>) => may('ec2:CopySnapshot', `${SNAPSHOT}*`, context);
    expect([made(asking('Request', ours)), made(asking('Request', theirs)), made({ ...asking('Request', ours), 'aws:RequestedRegion': 'eu-west-1' })])
      .toEqual([true, false, false]);
    expect([...world.snapshotIds, 'snap-11111111'].map(each => may('ec2:CopySnapshot', SNAPSHOT + each))).toEqual([true, true, false]);
  });

  test('copy an image or a snapshot of another account on the way from an instance', () => {
    const owned = (id: string) => ({ 'ec2:Owner': id });
    const [mayOne, mayEach] = [mayFor('an instance under one key'), mayFor('an instance under a key for each volume')];
    for (const [owner, allowed] of [['111111111111', true], ['222222222222', false]] as const) {
      expect(mayOne('ec2:CopyImage', `${IMAGE}ami-11111111`, owned(owner))).toBe(allowed);
      expect(mayEach('ec2:CopySnapshot', `${SNAPSHOT}snap-11111111`, owned(owner))).toBe(allowed);
    }
  });

  test('register an image on snapshots that it did not make, unless they were given', () => {
    const register = (title: string, id: string, tags = {}) => mayFor(title)('ec2:RegisterImage', SNAPSHOT + id, asking('Resource', tags));
    expect(['snapshots under one key', 'snapshots as they are'].map(title =>
      [register(title, 'snap-11111111', ours), register(title, 'snap-11111111', theirs), register(title, world.snapshotIds[0])]))
      .toEqual([[true, false, false], [false, false, true]]);
  });
});
