import { SHARING_RESOURCE_TYPE, SharingProperties } from '../../../../src/runtime/contract';
import { RequestRecord, ResponseInbox } from '../response-inbox';
import { Stack } from '../stack';
import { Values } from '../template';

/** What has permissions: an image, or a snapshot of the images that it stands behind. */
export interface Shareable {
  readonly id: string;
  readonly kind: 'image' | 'snapshot';
  readonly imageIds: readonly string[];
}

/** What a sharing says of one of them: who has it, and whether that is all. */
export interface Claim {
  readonly principals: readonly string[];
  readonly exclusive: boolean;
}

const NONE: Claim = { principals: [], exclusive: false };

/** A function may go on for so long after CloudFormation has given its request up: its own two minutes. */
export const IN_FLIGHT_MILLISECONDS = 121_000;

/** What sharings say and said, as CloudFormation knows it. */
export class SharingClaims {
  constructor(private readonly inbox: ResponseInbox, private readonly stacks: readonly Stack[]) {}

  /** What CloudFormation asked of sharings that is about this one. */
  public requests(of: Shareable): RequestRecord[] {
    return this.allRequests().filter(({ event }) => claimOn(of, event.ResourceProperties) ?? claimOn(of, event.OldResourceProperties));
  }

  /** What the sharings of stacks say at this moment. */
  public held(of: Shareable): Claim[] {
    return this.stacks.flatMap(({ resources }) => sharingsIn(resources).flatMap(({ properties }) => claimOn(of, properties) ?? []));
  }

  /** The same, and what is asked for at this moment: before and after. What goes with its stack is on the way to nobody. */
  public inForce(of: Shareable): Claim[] {
    const goes = this.stacks.some(({ status, resources }) => /^(DELETE|ROLLBACK)_/.test(status) && sharingsIn(resources).some(({ properties }) => claimOn(of, properties)));
    const asked = this.requests(of).filter(({ endedBy }) => endedBy === undefined).flatMap(each => claimsOf(of, each));
    return [...this.held(of), ...asked, ...goes ? [NONE] : []];
  }

  /**
   * What a function may still be about, though CloudFormation does not wait for it any more. A creation that came to nothing lasts until
   * its deletion, for which a rollback may ask minutes later.
   */
  public inFlight(of: Shareable, now: number): Claim[] {
    const requests = this.requests(of);
    const isLast = (record: RequestRecord) => !requests.some(({ event, sentAt }) => event.StackId === record.event.StackId && sentAt > record.sentAt);
    return requests
      .filter(each => (each.endedAt ?? 0) > now - IN_FLIGHT_MILLISECONDS || (each.event.RequestType === 'Create' && isLast(each)))
      .flatMap(each => claimsOf(of, each));
  }

  /** What the sharings of two stacks name is nobody's alone: each revokes what leaves its own list. */
  public isContested(of: Shareable): boolean {
    return new Set(this.requests(of).map(({ event }) => event.StackId.split('/')[1])).size > 1;
  }

  /** A stack that has failed is in between. */
  public isSettled(of: Shareable): boolean {
    const stackIds = this.requests(of).map(({ event }) => event.StackId);
    return this.stacks.every(({ identity, status }) => !status.endsWith('_FAILED') || !stackIds.includes(identity.id));
  }

  /** With its stack a function's rights are gone, so that it undoes nothing any more. */
  public isGone({ event: { StackId } }: RequestRecord, moment: number): boolean {
    const isGone = (deletionTime?: Date) => deletionTime !== undefined && deletionTime.getTime() <= moment;
    return this.stacks.some(({ identity, deletionTime }) => identity.id === StackId && isGone(deletionTime));
  }

  /** All images that were ever named. */
  public imageIds(): string[] {
    const named = this.allRequests().flatMap(({ event }) => [event.ResourceProperties, event.OldResourceProperties]);
    return [...new Set(named.flatMap(properties => imagesIn(properties).map(({ ImageId }) => ImageId)))];
  }

  private allRequests(): RequestRecord[] {
    return this.inbox.requests.filter(({ event }) => event.ResourceType === SHARING_RESOURCE_TYPE);
  }
}

/** What the request asks for, and what there was before it. */
export function claimsOf(of: Shareable, { event: { RequestType, ResourceProperties, OldResourceProperties } }: RequestRecord): [Claim, Claim] {
  const said = claimOn(of, ResourceProperties) ?? NONE;
  return RequestType === 'Delete' ? [NONE, said] : [said, claimOn(of, OldResourceProperties) ?? NONE];
}

const sharingsIn = (resources: Stack['resources']) => [...resources.values()].filter(({ declaration }) => declaration.Type === SHARING_RESOURCE_TYPE);

const imagesIn = (properties: Values | undefined) => (properties as unknown as SharingProperties | undefined)?.Images ?? [];

function claimOn({ kind, imageIds }: Shareable, properties: Values | undefined): Claim | undefined {
  if (!imagesIn(properties).some(({ ImageId }) => imageIds.includes(ImageId))) return undefined;
  const { SharedWith = [], Exclusive, Snapshots } = properties as unknown as SharingProperties;
  return kind === 'image' || Snapshots === 'COPY' ? { principals: SharedWith, exclusive: Exclusive === 'true' } : NONE;
}
