import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { KeyManagers } from '../sharing/shares';

/** KMS. Where it does not say whose a key is, EC2 will: a key of another account is never AWS's own. */
export class KmsKeyManagers implements KeyManagers {
  constructor(private readonly kms: Pick<KMSClient, 'send'>) {}

  public async isManagedByAws(keyArn: string): Promise<boolean | undefined> {
    try {
      const { KeyMetadata } = await this.kms.send(new DescribeKeyCommand({ KeyId: keyArn }));
      return KeyMetadata?.KeyManager === undefined ? undefined : KeyMetadata.KeyManager === 'AWS';
    } catch {
      return undefined;
    }
  }
}
