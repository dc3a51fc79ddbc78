import { aBlueprint } from './a-blueprint';
import { Blueprint, differencesFrom, isBilled, Mapping, snapshotsOf, withSnapshots } from '../../../src/runtime/build/blueprint';

test('volumes that begin empty, and disks of the host, have no snapshot to be copied', () => {
  expect(snapshotsOf(aBlueprint())).toEqual([{ device: '/dev/xvda', snapshotId: 'snap-1' }, { device: '/dev/sdf', snapshotId: 'snap-2' }]);
});

test('other snapshots take the places of the old ones, and nothing else changes', () => {
  const changed = withSnapshots(aBlueprint(), new Map([['/dev/xvda', 'snap-8'], ['/dev/sdf', 'snap-9']]));
  expect(snapshotsOf(changed)).toEqual([{ device: '/dev/xvda', snapshotId: 'snap-8' }, { device: '/dev/sdf', snapshotId: 'snap-9' }]);
  expect(differencesFrom(aBlueprint(), changed)).toEqual([]);
});

describe('what is not as it was', () => {
  const registration = (changes: Partial<Blueprint['registration']>) => aBlueprint({ registration: { ...aBlueprint().registration, ...changes } });
  const mappings = (change: (mapping: Mapping) => Mapping[]) => aBlueprint({ mappings: aBlueprint().mappings.flatMap(change) });
  const volume = (device: string, changes: object) =>
    mappings(each => [each.device === device ? { ...each, volume: { ...each.volume, ...changes } } : each]);
  const billing = (changes: object) => aBlueprint({ billing: { ...aBlueprint().billing!, ...changes } });

  test.each<[string, Blueprint, string[]]>([
    ['the architecture', registration({ architecture: 'i386' }), ["architecture is 'i386' instead of 'x86_64'"]],
    ['the virtualization', registration({ virtualizationType: 'paravirtual' }), ["virtualizationType is 'paravirtual' instead of 'hvm'"]],
    ['the network driver', registration({ enaSupport: false }), ["enaSupport is nothing instead of 'true'"]],
    ['the other one', registration({ sriovNetSupport: undefined }), ["sriovNetSupport is nothing instead of 'simple'"]],
    ['the boot mode', registration({ bootMode: undefined }), ["bootMode is nothing instead of 'uefi'"]],
    ['the TPM', registration({ tpmSupport: undefined }), ["tpmSupport is nothing instead of 'v2.0'"]],
    ['the keys of Secure Boot', registration({ uefiData: undefined }), ["uefiData is nothing instead of 'QU1aTlVFRkk='"]],
    ['the kernel', registration({ kernelId: 'aki-1' }), ["kernelId is 'aki-1' instead of nothing"]],
    ['a size', volume('/dev/sdf', { sizeGiB: 101 }), ["sizeGiB of /dev/sdf is '101' instead of '100'"]],
    ['a type', volume('/dev/xvda', { type: 'gp2' }), ["type of /dev/xvda is 'gp2' instead of 'gp3'"]],
    ['a speed', volume('/dev/xvda', { throughput: 125 }), ["throughput of /dev/xvda is '125' instead of '250'"]],
    ['what becomes of a volume in the end', volume('/dev/sdf', { deleteOnTermination: true }), ["deleteOnTermination of /dev/sdf is 'true' instead of nothing"]],
    ['the encryption of what begins empty', volume('/dev/sdg', { encrypted: false }), ["encrypted of /dev/sdg is nothing instead of 'true'"]],
    ['a disk of the host', mappings(each => (each.device === '/dev/sdc' ? [] : [each])),
      ["virtualName of /dev/sdc is nothing instead of 'ephemeral1'", "mapping of /dev/sdc is nothing instead of 'there'"]],
    ['a device that is not to be there', mappings(each => (each.device === '/dev/sdd' ? [] : [each])), ["mapping of /dev/sdd is nothing instead of 'there'"]],
    ['the bill', billing({ usageOperation: 'RunInstances:0002' }), ["usageOperation is 'RunInstances:0002' instead of 'RunInstances'"]],
    ['the product codes', billing({ productCodes: ['abc'] }), ["productCodes is 'abc' instead of nothing"]],
  ])('%s', (_title, actual, differences) => expect(differencesFrom(aBlueprint(), actual)).toEqual(differences));

  test('is not the snapshots, nor that they are encrypted now', () => {
    expect(differencesFrom(aBlueprint(), volume('/dev/xvda', { snapshotId: 'snap-9', encrypted: true }))).toEqual([]);
  });
});

test.each<[string, object, boolean]>([
  ['Linux', {}, false],
  ['an image whose use EC2 does not name', { usageOperation: undefined }, false],
  ['Windows', { usageOperation: 'RunInstances:0002' }, true],
  ['something of AWS Marketplace', { productCodes: ['abc'] }, true],
])('whether more than the machine is billed: %s', (_title, changes, billed) => {
  expect(isBilled({ ...aBlueprint().billing!, ...changes })).toBe(billed);
});
