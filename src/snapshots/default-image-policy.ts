import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { BackupPolicyBase } from './backup-policy';
import { DefaultPolicyBaseProps } from './default-policy';
import type { Rhythm } from './private/alarm-window';
import { defaultAccess, defaultFeatures, defaultPolicyProblems, defaultRhythm, defaultWarnings, renderDefaultPolicy } from './private/default-policy-details';
import { createPolicyResource } from './private/policy-resource';
import type { Feature } from './private/role-statements';
import { setCopyTargets, setExclusions } from './private/untyped-properties';
import { assertProps } from '../private/props';

/** Which instances are left out of the account's safety net: by tag alone. */
export interface DefaultImagePolicyProps extends DefaultPolicyBaseProps {}

/**
 * Makes AMIs of every instance in the Region that nobody else has backed up in time. Instances are not rebooted.
 *
 * There can be one in an account and Region. Its place in the construct tree is part of its identity: CloudFormation makes
 * the moved one before it deletes the old one, and DLM refuses the second.
 *
 * @example
 * import { DefaultImagePolicy } from 'cdk-golden-ami';
 *
 * new DefaultImagePolicy(this, 'SafetyNet', { excludeTags: [{ key: 'Scratch', value: 'true' }] });
 */
export class DefaultImagePolicy extends BackupPolicyBase {
  public readonly policyId: string;
  public readonly policyArn: string;
  public readonly role: iam.IRole;

  /** @internal */
  public readonly _kind = 'DEFAULT_IMAGES';

  /** @internal */
  public readonly _features: readonly Feature[];

  /** @internal */
  public readonly _rhythms: readonly (Rhythm | undefined)[];

  /** @internal */
  public readonly _sharedWith: readonly string[] = [];

  constructor(scope: Construct, id: string, props: DefaultImagePolicyProps = {}) {
    super(scope, id);
    const { excludeTags = [], copyToRegions = [] } = props;
    assertProps(this, ...defaultPolicyProblems(this, props));

    this._features = defaultFeatures(props);
    this._rhythms = [defaultRhythm(props)];
    const access = defaultAccess(this, this._kind, props);
    this.role = access.role;
    const resource = createPolicyResource(this, props, {
      id: 'DefaultImages', properties: renderDefaultPolicy('INSTANCE', props), warnings: () => defaultWarnings(props, access),
    });
    setExclusions(resource, { tags: excludeTags });
    setCopyTargets(resource, copyToRegions);
    this.policyId = resource.ref;
    this.policyArn = resource.attrArn;
  }
}
