import { Blueprint } from '../../../src/runtime/build/blueprint';

/** Everything that an image can say of itself, but for what only PV images say. */
export const aBlueprint = (changes: Partial<Blueprint> = {}): Blueprint => ({
  registration: {
    architecture: 'x86_64',
    rootDeviceName: '/dev/xvda',
    virtualizationType: 'hvm',
    enaSupport: true,
    bootMode: 'uefi',
    tpmSupport: 'v2.0',
    imdsSupport: 'v2.0',
    uefiData: 'QU1aTlVFRkk=',
    sriovNetSupport: 'simple',
  },
  mappings: [
    { device: '/dev/xvda', volume: { snapshotId: 'snap-1', sizeGiB: 8, type: 'gp3', iops: 4000, throughput: 250, deleteOnTermination: true, encrypted: false } },
    { device: '/dev/sdf', volume: { snapshotId: 'snap-2', sizeGiB: 100, type: 'io2', iops: 9000, deleteOnTermination: false, encrypted: false } },
    { device: '/dev/sdg', volume: { sizeGiB: 20, type: 'gp2', deleteOnTermination: true, encrypted: true } },
    { device: '/dev/sdb', virtualName: 'ephemeral0' },
    { device: '/dev/sdc', virtualName: 'ephemeral1' },
    { device: '/dev/sdd', noDevice: '' },
  ],
  billing: { platformDetails: 'Linux/UNIX', usageOperation: 'RunInstances', productCodes: [] },
  ...changes,
});
