import { toImage, toSnapshot, toTags } from '../../../src/runtime/aws/images';

test('an image that EC2 says everything about', () => {
  expect(toImage({
    ImageId: 'ami-1',
    State: 'failed',
    StateReason: { Code: 'Client.InternalError', Message: 'Client error on copy' },
    OwnerId: '111111111111',
    Name: 'web-1',
    Description: 'the web',
    CreationDate: '2026-11-20T12:00:00.000Z',
    RootDeviceType: 'ebs',
    RootDeviceName: '/dev/xvda',
    BlockDeviceMappings: [
      { DeviceName: '/dev/xvda', Ebs: { SnapshotId: 'snap-1' } },
      { DeviceName: '/dev/sdb', VirtualName: 'ephemeral0' },
      { DeviceName: '/dev/sdc', Ebs: { VolumeSize: 8 } },
    ],
    DeregistrationProtection: 'enabled-without-cooldown',
    ImdsSupport: 'v2.0',
    DeprecationTime: '2028-11-20T12:00:00.000Z',
    Tags: [{ Key: 'team', Value: 'web' }, { Key: 'golden', Value: '' }],
  })).toEqual({
    imageId: 'ami-1',
    state: 'failed',
    stateReason: 'Client error on copy',
    ownerId: '111111111111',
    name: 'web-1',
    description: 'the web',
    createdAt: new Date('2026-11-20T12:00:00Z'),
    rootDeviceType: 'ebs',
    rootDeviceName: '/dev/xvda',
    snapshots: [{ device: '/dev/xvda', snapshotId: 'snap-1' }],
    protected: true,
    requiresImdsV2: true,
    deprecatedFrom: new Date('2028-11-20T12:00:00Z'),
    tags: { team: 'web', golden: '' },
  });
});

test('an image that EC2 says almost nothing about is pending, and has neither date nor snapshots', () => {
  expect(toImage({ ImageId: 'ami-1', RootDeviceName: '' })).toMatchObject({
    state: 'pending', createdAt: undefined, rootDeviceName: undefined, snapshots: [], protected: false, tags: {},
  });
});

test.each([
  [undefined, false], ['disabled', false], ['enabled-with-cooldown', true], ['enabled-without-cooldown', true],
  ['disabled after 2026-11-21T12:00:00.000Z', true],
])('protection that EC2 calls %s protects: %s', (DeregistrationProtection, expected) =>
  expect(toImage({ DeregistrationProtection }).protected).toBe(expected));

test('a snapshot that EC2 says nothing about is pending, and in plain text', () => {
  expect(toSnapshot({ SnapshotId: 'snap-1' })).toEqual({
    snapshotId: 'snap-1', state: 'pending', encrypted: false, stateMessage: undefined, description: undefined, keyArn: undefined, tags: {},
  });
});

test('a snapshot tells its key and why it failed', () => {
  const snapshot = toSnapshot({ SnapshotId: 'snap-1', State: 'error', StateMessage: 'Given key ID is not accessible', Encrypted: true, KmsKeyId: 'arn:key' });
  expect(snapshot).toMatchObject({ state: 'error', stateMessage: 'Given key ID is not accessible', encrypted: true, keyArn: 'arn:key' });
});

test('tags become a list', () => expect(toTags({ team: 'web', golden: '' })).toEqual([{ Key: 'team', Value: 'web' }, { Key: 'golden', Value: '' }]));
