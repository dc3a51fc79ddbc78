import { ACCEPTED_TAG, OWNERSHIP_TAG } from '../../../src/runtime/contract';
import { CopyWish } from '../../../src/runtime/copy/copy-request';
import { Image, Snapshot } from '../../../src/runtime/copy/image';

/** The tags of what a copy made, for a job. */
export const tagsOfJob = (job: string): Readonly<Record<string, string>> =>
  ({ [OWNERSHIP_TAG.stackId]: 'stack', [OWNERSHIP_TAG.logicalId]: 'Web', [OWNERSHIP_TAG.job]: job, [OWNERSHIP_TAG.part]: 'result' });

export interface ImageFacts extends Partial<Image> {
  readonly job?: string;
  /** Whether CloudFormation took the image over. */
  readonly accepted?: boolean;
}

/** An available copy that was made for `job-1`, and that CloudFormation took over. */
export function anImage({ job = 'job-1', accepted = true, tags = {}, ...facts }: ImageFacts = {}): Image {
  return {
    imageId: 'ami-1',
    state: 'available',
    description: 'the web',
    createdAt: new Date('2026-11-20T12:00:00Z'),
    rootDeviceType: 'ebs',
    rootDeviceName: '/dev/xvda',
    snapshots: [{ device: '/dev/xvda', snapshotId: 'snap-1' }],
    protected: false,
    tags: { ...tagsOfJob(job), ...(accepted ? { [ACCEPTED_TAG]: 'true' } : {}), ...tags },
    ...facts,
  };
}

export const KEY_ARN = 'arn:aws:kms:eu-central-1:111111111111:key/0f1e2d3c';

export const aSnapshot = ({ job = 'job-1', ...facts }: Partial<Snapshot> & { job?: string } = {}): Snapshot =>
  ({ snapshotId: 'snap-1', state: 'completed', encrypted: true, keyArn: KEY_ARN, tags: tagsOfJob(job), ...facts });

/** The wish behind `job-1`. */
export const aWish = (facts: Partial<CopyWish> = {}): CopyWish => ({
  region: 'eu-central-1', sourceId: 'ami-source', encryptionKeyArn: KEY_ARN, imageNamePrefix: 'web', description: 'the web', removalPolicy: 'Delete', tags: {}, job: 'job-1', ...facts,
});
