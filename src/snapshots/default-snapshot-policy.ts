import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { BackupPolicyBase } from './backup-policy';
import { DefaultPolicyBaseProps } from './default-policy';
import type { Rhythm } from './private/alarm-window';
import { defaultAccess, defaultFeatures, defaultPolicyProblems, defaultRhythm, defaultWarnings, renderDefaultPolicy } from './private/default-policy-details';
import { createPolicyResource } from './private/policy-resource';
import type { Feature } from './private/role-statements';
import { excludedTypeProblems } from './private/rules/defaults';
import { setCopyTargets, setExclusions } from './private/untyped-properties';
import { assertProps } from '../private/props';

/** Which volumes are left out of the account's safety net. */
export interface DefaultSnapshotPolicyProps extends DefaultPolicyBaseProps {
  /**
   * Leave out volumes that are attached as a root volume.
   *
   * @default false
   */
  readonly excludeBootVolumes?: boolean;

  /**
   * Leave out volumes of these types. At most 6.
   *
   * @default - none is left out by its type
   */
  readonly excludeVolumeTypes?: ec2.EbsDeviceVolumeType[];
}

/**
 * Makes snapshots of every volume in the Region that nobody else has backed up in time.
 *
 * There can be one in an account and Region. Its place in the construct tree is part of its identity: CloudFormation makes
 * the moved one before it deletes the old one, and DLM refuses the second.
 *
 * @example
 * import { DefaultSnapshotPolicy } from 'cdk-golden-ami';
 *
 * new DefaultSnapshotPolicy(this, 'SafetyNet', { excludeTags: [{ key: 'Scratch', value: 'true' }] });
 */
export class DefaultSnapshotPolicy extends BackupPolicyBase {
  public readonly policyId: string;
  public readonly policyArn: string;
  public readonly role: iam.IRole;

  /** @internal */
  public readonly _kind = 'DEFAULT_SNAPSHOTS';

  /** @internal */
  public readonly _features: readonly Feature[];

  /** @internal */
  public readonly _rhythms: readonly (Rhythm | undefined)[];

  /** @internal */
  public readonly _sharedWith: readonly string[] = [];

  constructor(scope: Construct, id: string, props: DefaultSnapshotPolicyProps = {}) {
    super(scope, id);
    const { excludeBootVolumes = false, excludeVolumeTypes = [], excludeTags = [], copyToRegions = [] } = props;
    assertProps(this, ...defaultPolicyProblems(this, props), ...excludedTypeProblems(excludeVolumeTypes));

    this._features = defaultFeatures(props);
    this._rhythms = [defaultRhythm(props)];
    const access = defaultAccess(this, this._kind, props);
    this.role = access.role;
    const resource = createPolicyResource(this, props, {
      id: 'DefaultSnapshots', properties: renderDefaultPolicy('VOLUME', props), warnings: () => defaultWarnings(props, access),
    });
    setExclusions(resource, { bootVolumes: excludeBootVolumes, volumeTypes: excludeVolumeTypes, tags: excludeTags });
    setCopyTargets(resource, copyToRegions);
    this.policyId = resource.ref;
    this.policyArn = resource.attrArn;
  }
}
