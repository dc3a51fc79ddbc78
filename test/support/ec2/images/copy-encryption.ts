/** Which key each snapshot of a copy is encrypted with: the table of ec2-semantics 1.3. */
import type { CopyImageRequest } from '@aws-sdk/client-ec2';
import type { Caller } from '../caller';
import { defaultKeyArn, resolveKey } from '../keys';
import type { Snapshot } from '../resources';

export interface Encryption {
  readonly encrypted: boolean;
  /** The key, where the caller's Region has it. Encrypted without one is a copy that will fail. */
  readonly keyArn?: string;
}

export function encryptionOfCopy(caller: Caller, request: Pick<CopyImageRequest, 'Encrypted' | 'KmsKeyId'>, source: Snapshot): Encryption {
  if (request.KmsKeyId) return { encrypted: true, keyArn: resolveKey(caller, request.KmsKeyId) };
  if (!source.encrypted) {
    const encrypts = request.Encrypted === true || caller.account.encryptionByDefault;
    return encrypts ? { encrypted: true, keyArn: defaultKeyArn(caller) } : { encrypted: false };
  }
  // "Same key" holds for one's own snapshots, and cannot hold across Regions.
  const keepsKey = source.ownerId === caller.account.id && source.region === caller.region.name;
  return { encrypted: true, keyArn: keepsKey ? source.keyArn : defaultKeyArn(caller) };
}
