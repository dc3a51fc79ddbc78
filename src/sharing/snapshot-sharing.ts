import { Annotations, Stack, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { keyProblem, openKey } from './key-access';
import { SharingHandler } from './private/sharing-handler';
import { ShareTarget } from './share-target';
import { countProblem, isPublic, principalsOf, snapshotProblems } from './targets';
import { HandlerOptions } from '../ami/handler-options';
import { snapshotIdProblem } from '../private/names';
import { assertProps } from '../private/props';
import { SNAPSHOT_SHARING_RESOURCE_TYPE, SnapshotSharingProperties } from '../runtime/contract';

/** Which snapshots to share, and with whom. */
export interface SnapshotSharingProps {
  /** Their ids, at least one. They must be the account's own, and not encrypted under a key that AWS manages. */
  readonly snapshotIds: string[];

  /**
   * Whom with: accounts, or everyone. Who leaves the list loses them, whoever had granted it; who was never in the list is left alone,
   * unless the sharing is exclusive. At most 1,000.
   */
  readonly sharedWith: ShareTarget[];

  /**
   * Where the snapshots are.
   *
   * @default - the stack's own Region
   */
  readonly region?: string;

  /**
   * The customer managed key that they are encrypted under. If it is one of the app, it gets the statements that using them needs.
   *
   * @default - they are not encrypted, or their key is seen to elsewhere
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * Whether this list is all: who is not in it loses the snapshots with the next change of the sharing, though somebody else had granted it.
   *
   * @default false
   */
  readonly exclusive?: boolean;

  /**
   * How the stack's sharing function is set up. All sharings of a stack share one: give this to the first of them.
   *
   * @default - a function outside of any network, with a role of its own
   */
  readonly handlerOptions?: HandlerOptions;
}

/**
 * Shares snapshots, so that others can make volumes and copies of them.
 *
 * @example
 * import { ShareTarget, SnapshotSharing } from 'cdk-golden-ami';
 *
 * new SnapshotSharing(this, 'Data', {
 *   snapshotIds: ['snap-0123456789abcdef0'],
 *   sharedWith: [ShareTarget.account('222222222222')],
 * });
 */
export class SnapshotSharing extends Construct {
  constructor(scope: Construct, id: string, props: SnapshotSharingProps) {
    super(scope, id);
    const { snapshotIds, sharedWith, encryptionKey, region = Stack.of(this).region } = props;
    assertProps(this,
      Token.isUnresolved(snapshotIds) || snapshotIds.length > 0 ? undefined : 'snapshotIds must name at least one snapshot',
      Token.isUnresolved(snapshotIds) ? undefined : snapshotIds.map(each => snapshotIdProblem('snapshotIds', each)),
      countProblem(sharedWith),
      snapshotProblems('sharedWith', sharedWith),
      encryptionKey && keyProblem(encryptionKey, sharedWith),
    );
    if (isPublic(sharedWith)) {
      Annotations.of(this).addWarningV2('cdk-golden-ami:SnapshotSharing.public',
        'the snapshots are shared with everyone: whoever has an account at AWS can read all that is on them');
    }
    SharingHandler.of(this, props.handlerOptions).createResource(this, SNAPSHOT_SHARING_RESOURCE_TYPE, {
      Region: region,
      SnapshotIds: snapshotIds,
      SharedWith: principalsOf(sharedWith),
      Exclusive: props.exclusive ? 'true' : undefined,
    } satisfies SnapshotSharingProperties);
    if (encryptionKey) openKey(this, encryptionKey, region, sharedWith);
  }
}
