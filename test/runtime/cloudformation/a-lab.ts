import { Answer } from './a-contract';
import { Faults, NO_FAULTS } from '../../support/cloudformation/faults';
import { RequestRecord } from '../../support/cloudformation/response-inbox';
import { LabOptions } from '../../support/lab';
import { CopyLab, CopyWish } from '../copy/copy-lab';

/** A lab with something to copy, and a view of what CloudFormation asked and was told. */
export function aLab(options: LabOptions = {}) {
  const lab = new CopyLab(options);
  const source = lab.seed.image({ volumes: [{ device: '/dev/xvda' }, { device: '/dev/sdf' }] });
  const keyArn = lab.seed.key({});
  const requestsFor = (type: string, requestType?: string) => lab.cloud.inbox.requests.filter(({ event }) =>
    event.ResourceType === type && (requestType === undefined || event.RequestType === requestType));
  return { lab, wish: { source, keyArn } satisfies CopyWish, requestsFor };
}

export const answersTo = (request: RequestRecord) => request.puts.map(put => JSON.parse(put.body) as Answer);

/** Every event is delivered three times. */
export const REPEATING: Faults = { ...NO_FAULTS, redeliveries: () => [0, 45] };

/** A call goes wrong, the first so many times. */
export function failing(fault: NonNullable<ReturnType<Faults['ofCall']>>, operation: string, times = Infinity): Faults {
  let left = times;
  return { ...NO_FAULTS, ofCall: call => (call.operation === operation && left-- > 0 ? fault : undefined) };
}
