import { Fn, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { copyKeyProblem, copyTargetProblem } from './private/copy-target';
import { RetentionPeriod } from './retention';

/** How a copy is encrypted. A copy of what is encrypted is always encrypted. */
export class BackupCopyEncryption {
  /** With the default EBS key of the destination Region. Such a copy cannot be shared. */
  public static defaultKey(): BackupCopyEncryption {
    return new BackupCopyEncryption(true);
  }

  /**
   * With a key of your own. The policy's role gets what it needs to use it.
   *
   * Throws for an alias: DLM takes the key itself.
   *
   * @param key a symmetric key in the destination Region
   */
  public static customerManaged(key: kms.IKey): BackupCopyEncryption {
    const problem = copyKeyProblem(key);
    if (problem) throw new Error(problem);
    return new BackupCopyEncryption(true, key);
  }

  /** Encrypted, with the destination's default key, only where the source is or the account encrypts by default. */
  public static sameAsSource(): BackupCopyEncryption {
    return new BackupCopyEncryption(false);
  }

  private constructor(
    /** Whether a copy of what is not encrypted becomes encrypted. */
    public readonly encrypted: boolean,
    /** The key. Undefined for the default key. */
    public readonly key?: kms.IKey,
  ) {}
}

/** Where a snapshot is copied to, in the policy's own account. */
export class SnapshotCopyDestination {
  /**
   * Another Region.
   *
   * Throws when the name is not one of a Region.
   *
   * @param region the Region's name, like `eu-west-1`
   */
  public static region(region: string): SnapshotCopyDestination {
    const problem = copyTargetProblem('region', region);
    if (problem) throw new Error(problem);
    return new SnapshotCopyDestination(region, region, false);
  }

  /**
   * An Outpost. What is there is always encrypted.
   *
   * Throws when the ARN is not one of an Outpost.
   *
   * @param outpostArn like `arn:aws:outposts:us-east-1:123456789012:outpost/op-1234567890abcdef0`
   */
  public static outpost(outpostArn: string): SnapshotCopyDestination {
    const problem = copyTargetProblem('outpost', outpostArn);
    if (problem) throw new Error(problem);
    const region = Token.isUnresolved(outpostArn) ? Fn.select(3, Fn.split(':', outpostArn)) : outpostArn.split(':')[3];
    return new SnapshotCopyDestination(outpostArn, region, true);
  }

  private constructor(
    /** The Region's name, or the Outpost's ARN. */
    public readonly target: string,
    /**
     * The Region that the destination is in.
     * @internal
     */
    public readonly _region: string,
    /** @internal */
    public readonly _isOutpost: boolean,
  ) {}
}

/** A copy of each snapshot of a schedule. */
export interface SnapshotCopyRule {
  /** Where to. Each destination once; not the policy's own Region. */
  readonly destination: SnapshotCopyDestination;

  /**
   * How the copy is encrypted.
   *
   * @default BackupCopyEncryption.defaultKey()
   */
  readonly encryption?: BackupCopyEncryption;

  /** How long the copy is kept: always by age, whatever the schedule goes by. 1 day to 100 years. */
  readonly retention: RetentionPeriod;

  /**
   * Give the copy the snapshot's tags.
   *
   * @default false
   */
  readonly copyTags?: boolean;
}

/** A copy of each AMI of a schedule. */
export interface ImageCopyRule {
  /** The Region to copy to, like `eu-west-1`. Each once; not the policy's own. */
  readonly region: string;

  /**
   * How the copy's snapshots are encrypted.
   *
   * @default BackupCopyEncryption.defaultKey()
   */
  readonly encryption?: BackupCopyEncryption;

  /** How long the copy is kept before it is deregistered and its snapshots are deleted. 1 day to 100 years. */
  readonly retention: RetentionPeriod;

  /**
   * When the copy is deprecated. At most its retention, and 10 years.
   *
   * @default - copies are not deprecated
   */
  readonly deprecateAfter?: RetentionPeriod;

  /**
   * Give the copy the AMI's tags.
   *
   * @default false
   */
  readonly copyTags?: boolean;
}

/** A copy of each snapshot that another account shares. */
export interface SharedSnapshotCopy {
  /** The Region to copy to, like `eu-west-1`. The policy's own Region is fine. Each once. */
  readonly region: string;

  /**
   * How the copy is encrypted.
   *
   * @default BackupCopyEncryption.defaultKey()
   */
  readonly encryption?: BackupCopyEncryption;

  /**
   * How long the copy is kept. 1 day to 100 years.
   *
   * @default - for ever, with a warning
   */
  readonly retention?: RetentionPeriod;
}
