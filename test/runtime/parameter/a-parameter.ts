import { OWNERSHIP_TAG } from '../../../src/runtime/contract';
import { ParameterWish } from '../../../src/runtime/parameter/parameter-request';
import { STACK_ID } from '../cloudformation/an-event';

export const OWNER = { stackId: STACK_ID, logicalResourceId: 'Parameter' };
export const OURS = { [OWNERSHIP_TAG.stackId]: STACK_ID, [OWNERSHIP_TAG.logicalId]: 'Parameter' };

export const aWish = (changes: Partial<ParameterWish> = {}): ParameterWish => ({
  region: 'eu-west-1',
  name: '/images/web',
  imageId: 'ami-new',
  description: 'the web',
  dataType: 'aws:ec2:image',
  tags: {},
  ...changes,
});
