import { CfnLifecyclePolicy } from 'aws-cdk-lib/aws-dlm';
import { renderEncryption } from './render-schedule';
import { SharedSnapshotFilter } from '../shared-snapshot-filter';
import { SharedSnapshotCopy } from '../snapshot-copy';

export function renderCopyPolicy(
  snapshotOwner: string[], filter: SharedSnapshotFilter, name: string, copies: SharedSnapshotCopy[],
): CfnLifecyclePolicy.PolicyDetailsProperty {
  return {
    policyType: 'EVENT_BASED_POLICY',
    eventSource: { type: 'MANAGED_CWE', parameters: { eventType: 'shareSnapshot', snapshotOwner, descriptionRegex: filter.pattern } },
    actions: [{ name, crossRegionCopy: copies.map(renderCopy) }],
  };
}

const renderCopy = ({ region, encryption, retention }: SharedSnapshotCopy): CfnLifecyclePolicy.CrossRegionCopyActionProperty => ({
  target: region,
  encryptionConfiguration: renderEncryption(encryption),
  retainRule: retention?._render(),
});
