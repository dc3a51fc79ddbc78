import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { toFailure } from './failures';
import { EncryptionKey, EncryptionKeys } from '../copy/image-copies';

/** KMS. A key that cannot be asked about for want of a network is EC2's to judge. */
export class KmsEncryptionKeys implements EncryptionKeys {
  constructor(private readonly kms: Pick<KMSClient, 'send'>) {}

  public async find(keyArn: string): Promise<EncryptionKey | undefined> {
    try {
      const { KeyMetadata: key } = await this.kms.send(new DescribeKeyCommand({ KeyId: keyArn }));
      return key && {
        enabled: key.Enabled === true,
        state: key.KeyState ?? 'in an unknown state',
        symmetric: key.KeySpec === 'SYMMETRIC_DEFAULT' && key.KeyUsage === 'ENCRYPT_DECRYPT',
      };
    } catch (error) {
      const failure = toFailure(error);
      if (failure.hope === 'later') return undefined;
      throw failure;
    }
  }
}
