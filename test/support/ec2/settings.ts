/** What an account has set in a Region, as preflight checks read it. */
import type * as sdk from '@aws-sdk/client-ec2';
import type { Caller } from './caller';
import { invalidValue } from './errors';

export const getEbsEncryptionByDefault = ({ account }: Caller): sdk.GetEbsEncryptionByDefaultResult =>
  ({ EbsEncryptionByDefault: account.encryptionByDefault });

/** The name of the alias as long as nobody chose a key. */
export const getEbsDefaultKmsKeyId = (caller: Caller): sdk.GetEbsDefaultKmsKeyIdResult =>
  ({ KmsKeyId: caller.account.defaultKeyArn ?? 'alias/aws/ebs' });

const state = ({ account }: Caller) => account.blocksPublicImages ? 'block-new-sharing' : 'unblocked';

export const getImageBlockPublicAccessState = (caller: Caller): sdk.GetImageBlockPublicAccessStateResult =>
  ({ ImageBlockPublicAccessState: state(caller), ManagedBy: 'account' });

export function enableImageBlockPublicAccess(caller: Caller, input: sdk.EnableImageBlockPublicAccessRequest): sdk.EnableImageBlockPublicAccessResult {
  if (input.ImageBlockPublicAccessState !== 'block-new-sharing') throw invalidValue('ImageBlockPublicAccessState must be block-new-sharing.');
  caller.account.blocksPublicImages = true;
  return { ImageBlockPublicAccessState: 'block-new-sharing' };
}

export function disableImageBlockPublicAccess(caller: Caller): sdk.DisableImageBlockPublicAccessResult {
  caller.account.blocksPublicImages = false;
  return { ImageBlockPublicAccessState: 'unblocked' };
}
