import type { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { toFailure } from './failures';
import { Lazily } from './lazily';
import { EncryptionKey, EncryptionKeys } from '../copy/image-copies';

/** KMS, loaded when a copy starts. A key that cannot be asked about for want of a network is EC2's to judge. */
export class KmsEncryptionKeys implements EncryptionKeys {
  constructor(private readonly load: Lazily<KMSClient, { DescribeKeyCommand: typeof DescribeKeyCommand }>) {}

  public async find(keyArn: string): Promise<EncryptionKey | undefined> {
    const { client, sdk } = await this.load();
    try {
      const { KeyMetadata: key } = await client.send(new sdk.DescribeKeyCommand({ KeyId: keyArn }));
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
