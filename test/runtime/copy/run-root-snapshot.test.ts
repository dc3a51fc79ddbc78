import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { CopyLab } from './copy-lab';
import { EncryptedRootCopy, RootSource } from '../../../src';

/** A copy with a key for its data disk, which comes first in the map, and what is made from it. */
async function deploying(use: (copy: EncryptedRootCopy) => void) {
  const lab = new CopyLab();
  const source = lab.seed.image({ volumes: [{ device: '/dev/sdf' }, { device: '/dev/sda1' }], traits: { RootDeviceName: '/dev/sda1' } });
  const [rootKey, dataKey] = [lab.seed.key({}), lab.seed.key({})];
  const status = await lab.deploy((stack: Stack) => use(new EncryptedRootCopy(stack, 'Copy', {
    source: RootSource.amiId(source),
    encryptionKey: kms.Key.fromKeyArn(stack, 'RootKey', rootKey),
    volumeKeys: { '/dev/sdf': kms.Key.fromKeyArn(stack, 'DataKey', dataKey) },
    removalPolicy: RemovalPolicy.DESTROY,
  })));
  return { lab, status, rootKey, dataKey };
}

test('a volume starts from the snapshot of its device, under the key of that', async () => {
  const { lab, rootKey, dataKey } = await deploying(copy => ['/dev/sdf', '/dev/sda1'].forEach((device, index) =>
    copy.createVolume(`Volume${index}`, { device, availabilityZone: 'eu-central-1a' })));
  const snapshots = lab.snapshotsOfCopies.map(({ snapshotId, tags, keyArn }) => [tags['cdk-golden-ami:device'], snapshotId, keyArn]);
  const volumes = [...lab.stack.resources.values()].filter(({ declaration }) => declaration.Type === 'AWS::EC2::Volume').map(each => each.properties);
  expect(volumes).toMatchObject([['/dev/sdf', dataKey], ['/dev/sda1', rootKey]].map(([device, KmsKeyId]) => {
    const [, SnapshotId, keyArn] = snapshots.find(([each]) => each === device)!;
    expect(keyArn).toBe(KmsKeyId);
    return { SnapshotId, KmsKeyId, Encrypted: true };
  }));
});

test('fails when the image has no such device, and says which it has', async () => {
  const { lab, status } = await deploying(copy => copy.createVolume('Volume', { device: '/dev/sdg', availabilityZone: 'eu-central-1a' }));
  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(lab.reasons()[0]).toContain('the image has no snapshot for /dev/sdg; it has some for /dev/sdf, /dev/sda1');
  expect(lab.copies).toEqual([]);
});
