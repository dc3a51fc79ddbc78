import { Aws } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';

/** Who starts instances of a shared image in the consumer's account, and needs a grant on its key for that. */
export class SharedAmiGrantee {
  /**
   * Auto Scaling, by its service-linked role. The role must exist; it does once the account has had an Auto Scaling group, or after
   * `aws iam create-service-linked-role --aws-service-name autoscaling.amazonaws.com`.
   *
   * @param suffix of a role that was made with one
   */
  public static autoScaling(suffix?: string): SharedAmiGrantee {
    const name = suffix === undefined ? 'AWSServiceRoleForAutoScaling' : `AWSServiceRoleForAutoScaling_${suffix}`;
    return SharedAmiGrantee.serviceLinkedRole('autoscaling.amazonaws.com', name);
  }

  /**
   * Another service, by its service-linked role, which must exist. The sharing has to name it in `keyGrantees`.
   *
   * @param service like `spot.amazonaws.com`
   * @param roleName like `AWSServiceRoleForEC2Spot`
   */
  public static serviceLinkedRole(service: string, roleName: string): SharedAmiGrantee {
    return new SharedAmiGrantee(roleName, `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:role/aws-service-role/${service}/${roleName}`);
  }

  /**
   * A role of the account. The sharing has to name it in `keyGrantees`.
   *
   * @param role the role
   */
  public static role(role: iam.IRole): SharedAmiGrantee {
    return new SharedAmiGrantee(`Role${role.node.addr.slice(-8)}`, role.roleArn);
  }

  private constructor(
    /** @internal */ public readonly _id: string,
    /** @internal */ public readonly _arn: string,
  ) {}
}
