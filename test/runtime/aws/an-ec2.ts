import { Ec2ImageCopies } from '../../../src/runtime/aws/ec2-image-copies';
import { Ec2ImageParts } from '../../../src/runtime/aws/ec2-image-parts';
import { OWNERSHIP_TAG } from '../../../src/runtime/contract';
import { CopyOrder } from '../../../src/runtime/copy/image-copies';
import { Ec2Simulator } from '../../support/ec2/ec2-simulator';
import { ApiError } from '../../support/ec2/errors';
import { calm, Rules } from '../../support/ec2/rules';
import { Random } from '../../support/random';

export const ACCOUNT = '111111111111';
export const REGION = 'eu-central-1';
export const OWNER = { stackId: 'arn:stack', logicalResourceId: 'Web' };
export const TAGS = { [OWNERSHIP_TAG.stackId]: OWNER.stackId, [OWNERSHIP_TAG.logicalId]: OWNER.logicalResourceId };
export const UNKNOWN = 'ami-00000000000000000';
export const DENIED = new ApiError('UnauthorizedOperation', 'You are not authorized to perform this operation.', 403);

/** The adapter in front of the EC2 simulator, which refuses the actions that are named. */
export function anEc2(rules: Partial<Rules> = {}, refuses: Readonly<Record<string, ApiError>> = {}) {
  let time = 0;
  const beforeEffect = async ({ action }: { action: string }) => { if (refuses[action]) throw refuses[action]; };
  const simulator = new Ec2Simulator({ clock: { now: () => time }, random: new Random(1), rules: { ...calm, ...rules }, hooks: { beforeEffect } });
  const seed = simulator.seed(ACCOUNT, REGION);
  const copies = new Ec2ImageCopies(simulator.ec2(ACCOUNT, REGION));
  const parts = new Ec2ImageParts(simulator.ec2(ACCOUNT, REGION));
  return { simulator, seed, copies, parts, now: () => new Date(time), pass: (minutes: number) => { time += minutes * 60_000; } };
}

export const anOrder = (ec2: ReturnType<typeof anEc2>, changes: Partial<CopyOrder> = {}): CopyOrder => ({
  sourceImageId: ec2.seed.image({ volumes: [{ device: '/dev/xvda' }, { device: '/dev/sdf' }] }),
  sourceRegion: REGION,
  name: 'web-1',
  description: 'the web',
  encryptionKeyArn: ec2.seed.key({}),
  tags: TAGS,
  token: 'token-1',
  ...changes,
});
