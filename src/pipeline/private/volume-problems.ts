import { SizeRoundingBehavior } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { between } from './limits';
import { Problem } from '../../private/props';
import { RootVolumeOptions } from '../root-volume';

const { GP3, IO1, IO2, ST1, SC1 } = ec2.EbsDeviceVolumeType;
const WITH_IOPS = [GP3, IO1, IO2];

/** @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_EbsInstanceBlockDeviceSpecification.html */
export function volumeProblems({ size, volumeType = GP3, iops, throughput }: RootVolumeOptions): Problem[] {
  return [
    size === undefined || size.isUnresolved() ? undefined : between('rootVolume.size (GiB)', size.toGibibytes({ rounding: SizeRoundingBehavior.NONE }), 1, 16_000),
    [ST1, SC1].includes(volumeType) ? `rootVolume.volumeType must be one that starts a system, got ${volumeType}` : undefined,
    iops !== undefined && !WITH_IOPS.includes(volumeType) ? `rootVolume.iops is for ${WITH_IOPS.join(', ')} only, got it for ${volumeType}` : undefined,
    iops === undefined && [IO1, IO2].includes(volumeType) ? `rootVolume.iops must be given for ${volumeType}` : undefined,
    between('rootVolume.iops', iops, 100, 64_000),
    throughput !== undefined && volumeType !== GP3 ? `rootVolume.throughput is for gp3 only, got it for ${volumeType}` : undefined,
    between('rootVolume.throughput (MiB/s)', throughput, 125, 1000),
  ];
}
