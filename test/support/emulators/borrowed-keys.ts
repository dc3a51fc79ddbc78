import { DescribeKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { Ec2Simulator } from '../ec2/ec2-simulator';
import { WireRequest, WireResponse } from '../ec2/wire/wire-door';

/**
 * The simulator of EC2, where the keys are those of another KMS: one that a request names is looked up there first, and is here
 * what it is there.
 */
export class BorrowedKeys {
  constructor(private readonly ec2: Ec2Simulator, private readonly kmsOf: (account: string, region: string) => KMSClient) {}

  public async answer(request: WireRequest): Promise<WireResponse> {
    await Promise.all(keysIn(request.body).map(arn => this.borrow(arn)));
    return this.ec2.answer(request);
  }

  /** One that is not there either, EC2 answers for. */
  public async borrow(arn: string): Promise<void> {
    const [, , , region, account] = arn.split(':');
    const { KeyMetadata } = await this.kmsOf(account, region).send(new DescribeKeyCommand({ KeyId: arn })).catch(() => ({ KeyMetadata: undefined }));
    if (!KeyMetadata) return;
    const state = KeyMetadata.Enabled ? 'Enabled' : 'Disabled';
    try {
      this.ec2.key(arn).state = state;
    } catch {
      this.ec2.seed(account, region).key({ id: KeyMetadata.KeyId, state });
    }
  }
}

const keysIn = (body: string): string[] => [...new URLSearchParams(body)]
  .filter(([name, value]) => name.endsWith('KmsKeyId') && /^arn:[\w-]+:kms:[\w-]+:\d{12}:key\//.test(value))
  .map(([, value]) => value);
