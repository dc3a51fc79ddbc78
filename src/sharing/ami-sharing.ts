import { Annotations } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { keyGranteeProblems, keyProblems, openKeys } from './key-access';
import { SharingHandler } from './private/sharing-handler';
import { ShareTarget } from './share-target';
import { countProblem, isPublic, principalsOf, snapshotProblems } from './targets';
import { IAmi } from '../ami/ami';
import { HandlerOptions } from '../ami/handler-options';
import { isAlias } from '../private/key-alias';
import { assertProps } from '../private/props';
import { SHARING_RESOURCE_TYPE, SharingProperties } from '../runtime/contract';

/** What others may do with the snapshots behind an image. */
export enum SnapshotAccess {
  /** Nothing: the image can be launched, and that is all. */
  NONE = 'NONE',
  /** Read them, so that the image can be copied. */
  COPY = 'COPY',
}

/** What to share, and with whom. */
export interface AmiSharingProps {
  /** The image, in all Regions that it is known in. It must be the account's own, available, and not encrypted under a key that AWS manages. */
  readonly image: IAmi;

  /**
   * Whom with, at most 1,000. Who leaves the list loses it, whoever had granted it; who was never in the list is left alone, unless the
   * sharing is exclusive. An organization or a unit counts as one.
   */
  readonly sharedWith: ShareTarget[];

  /**
   * Whether the accounts may copy the image, too. That needs accounts: EC2 shares no snapshots with organizations.
   *
   * @default SnapshotAccess.NONE
   */
  readonly snapshots?: SnapshotAccess;

  /**
   * Whether this list is all: who is not in it loses the image with the next change of the sharing, though somebody else had granted it.
   *
   * @default false
   */
  readonly exclusive?: boolean;

  /**
   * Roles in the other accounts that may be given a grant on the image's key, by name with path; `*` stands for any text. Auto Scaling and
   * the like start instances under roles that no policy can give the right to a key; `SharedAmiAccess` gives the grant.
   *
   * @default - the service-linked roles of Auto Scaling
   */
  readonly keyGrantees?: string[];

  /**
   * How the stack's sharing function is set up. All sharings of a stack share one: give this to the first of them.
   *
   * @default - a function outside of any network, with a role of its own
   */
  readonly handlerOptions?: HandlerOptions;
}

/**
 * Shares an image so that the others can really launch it: the permission in every Region that the image is known in, and the key that
 * its snapshots are encrypted under.
 *
 * A key of the stack, or of another in the app, gets the statements that launching needs. Of a key that is only imported the statements
 * are an output, for its owner to paste.
 *
 * @example
 * import { Ami, AmiSharing, ShareTarget } from 'cdk-golden-ami';
 *
 * new AmiSharing(this, 'Sharing', {
 *   image: Ami.fromImageId('ami-0123456789abcdef0'),
 *   sharedWith: [
 *     ShareTarget.account('222222222222'),
 *     ShareTarget.organizationalUnit('arn:aws:organizations::111111111111:ou/o-a1b2c3d4e5/ou-ab12-11111111'),
 *   ],
 * });
 */
export class AmiSharing extends Construct {
  constructor(scope: Construct, id: string, props: AmiSharingProps) {
    super(scope, id);
    const { image, sharedWith, snapshots = SnapshotAccess.NONE } = props;
    assertProps(this,
      countProblem(sharedWith),
      snapshots === SnapshotAccess.COPY ? snapshotProblems('snapshots: COPY', sharedWith) : undefined,
      keyProblems(image, sharedWith),
      keyGranteeProblems(props.keyGrantees),
    );
    if (isPublic(sharedWith)) {
      Annotations.of(this).addWarningV2('cdk-golden-ami:AmiSharing.public',
        'the image is shared with everyone: whoever has an account at AWS can start it and read all that is on it');
    }
    SharingHandler.of(this, props.handlerOptions).createResource(this, SHARING_RESOURCE_TYPE, {
      Images: image.regions.map(region => {
        const key = image.encryptionKeyIn(region);
        return { Region: region, ImageId: image.imageIdIn(region), EncryptionKeyArn: key && !isAlias(key) ? key.keyArn : undefined };
      }),
      SharedWith: principalsOf(sharedWith),
      Exclusive: props.exclusive ? 'true' : undefined,
      Snapshots: snapshots,
    } satisfies SharingProperties);
    openKeys(this, image, sharedWith, props.keyGrantees);
  }
}
