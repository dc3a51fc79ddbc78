import { sharingFamily } from './run-sharing';
import { SharingWorld } from './sharing-ports';
import { answering, Handler } from '../cloudformation/answering';
import { ContractPorts } from '../cloudformation/ports';
import { SHARING_RESOURCE_TYPE, SNAPSHOT_SHARING_RESOURCE_TYPE } from '../contract';

/** The handler of a stack's sharings, given its world. It has no state machine. */
export function sharingHandler(world: SharingWorld & Omit<ContractPorts, 'executions'>): Handler {
  const family = sharingFamily(world);
  return answering({ [SHARING_RESOURCE_TYPE]: family, [SNAPSHOT_SHARING_RESOURCE_TYPE]: family }, world);
}
