/** What an account has set in a Region, as preflight checks read it. */
import type * as sdk from '@aws-sdk/client-ec2';
import type { Caller } from './caller';
import { invalidValue } from './errors';
import { resolveKey } from './keys';

export const getEbsEncryptionByDefault = ({ account }: Caller): sdk.GetEbsEncryptionByDefaultResult =>
  ({ EbsEncryptionByDefault: account.encryptionByDefault });

/** The name of the alias as long as nobody chose a key. */
export const getEbsDefaultKmsKeyId = (caller: Caller): sdk.GetEbsDefaultKmsKeyIdResult =>
  ({ KmsKeyId: caller.account.defaultKeyArn ?? 'alias/aws/ebs' });

export function enableEbsEncryptionByDefault({ account }: Caller): sdk.EnableEbsEncryptionByDefaultResult {
  account.encryptionByDefault = true;
  return { EbsEncryptionByDefault: true };
}

/** EC2 does not look whether there is such a key (0.3); here there has to be one. */
export function modifyEbsDefaultKmsKeyId(caller: Caller, input: sdk.ModifyEbsDefaultKmsKeyIdRequest): sdk.ModifyEbsDefaultKmsKeyIdResult {
  caller.account.defaultKeyArn = resolveKey(caller, input.KmsKeyId!);
  if (!caller.account.defaultKeyArn) throw invalidValue(`The specified keyId ${input.KmsKeyId} is invalid`);
  return { KmsKeyId: caller.account.defaultKeyArn };
}

const state = ({ account }: Caller) => account.blocksPublicImages ? 'block-new-sharing' : 'unblocked';

export const getImageBlockPublicAccessState = (caller: Caller): sdk.GetImageBlockPublicAccessStateResult =>
  ({ ImageBlockPublicAccessState: state(caller), ManagedBy: 'account' });

export const getSnapshotBlockPublicAccessState = ({ account }: Caller): sdk.GetSnapshotBlockPublicAccessStateResult =>
  ({ State: account.blocksPublicSnapshots ? 'block-all-sharing' : 'unblocked', ManagedBy: 'account' });

export function enableImageBlockPublicAccess(caller: Caller, input: sdk.EnableImageBlockPublicAccessRequest): sdk.EnableImageBlockPublicAccessResult {
  if (input.ImageBlockPublicAccessState !== 'block-new-sharing') throw invalidValue('ImageBlockPublicAccessState must be block-new-sharing.');
  caller.account.blocksPublicImages = true;
  return { ImageBlockPublicAccessState: 'block-new-sharing' };
}

export function disableImageBlockPublicAccess(caller: Caller): sdk.DisableImageBlockPublicAccessResult {
  caller.account.blocksPublicImages = false;
  return { ImageBlockPublicAccessState: 'unblocked' };
}
