import { Counters } from './counters';
import { Ec2World } from './ec2-world';
import { Shareable, SharingClaims } from './sharing-claims';
import { Call } from '../../ec2/exchange';
import { Client, operationOf } from '../doors';
import { serviceError } from '../faults';

/** What is known of the permissions of one image or snapshot. */
export interface Page {
  of: Shareable;
  /** Who really has it, as of the last call that changed something. */
  has: ReadonlySet<string>;
  /** Who has it because others granted it, whatever lists say. */
  others: Set<string>;
  /** Who is in the list, and does not have it, because others took it away. */
  missing: Set<string>;
  /** When it was last found in order. */
  since: number;
  /** When others granted it, or took it away, since then. */
  readonly touchedAt: Map<string, number>;
}

/**
 * Keeps book of permissions, and looks at every call that changes some. Invariant x: at no moment somebody has an image or a snapshot who
 * is not in the list, was not in the one before it, and was not let in by others; and nobody loses it who is in both.
 */
export class SharingBook {
  public readonly violations: string[] = [];
  private readonly known = new Map<string, Page>();

  constructor(
    private readonly world: Ec2World, private readonly claims: SharingClaims, private readonly counters: Counters, private readonly now: () => number,
  ) {
    world.onCall(call => this.look(call));
  }

  /** A page for everything that templates have shared, images and the snapshots behind them, as far as it is there. */
  public pages(): Page[] {
    const images = new Map(this.world.simulator.images().map(image => [image.imageId, image]));
    for (const imageId of this.claims.imageIds()) {
      const image = images.get(imageId);
      if (!image) continue;
      this.page(imageId, 'image', imageId);
      for (const snapshotId of image.snapshotIds) this.page(snapshotId, 'snapshot', imageId);
    }
    // Who takes an image away by hand leaves snapshots that nobody can tell any more to have been the image's.
    const isThere = ({ of: { imageIds } }: Page) => imageIds.some(each => images.has(each)) && !imageIds.some(each => this.world.isTakenAway(each));
    return [...this.known.values()].filter(isThere);
  }

  /** EC2, for a function whose rights go with its stack, whether or not it still runs. */
  public guard(ec2: Client, isGone: () => boolean): Client {
    return {
      send: async command => {
        if (isGone() && changedBy(operationOf(command), command.input)) throw serviceError('UnauthorizedOperation', 'You are not authorized to perform this operation.');
        return ec2.send(command);
      },
    };
  }

  private page(id: string, kind: Shareable['kind'], imageId: string): void {
    const known = this.known.get(id);
    if (!known) {
      const of = { id, kind, imageIds: [imageId] };
      const page: Page = { of, has: new Set(), others: new Set(), missing: new Set(), touchedAt: new Map(), since: -Infinity };
      this.known.set(id, page);
    } else if (!known.of.imageIds.includes(imageId)) {
      known.of = { ...known.of, imageIds: [...known.of.imageIds, imageId] };
    }
  }

  private look({ action, input, principal }: Call): void {
    const changed = changedBy(action, input);
    if (!changed) return;
    const page = this.pages().find(({ of }) => of.id === changed.id);
    if (!page) return principal === undefined && !this.known.has(changed.id) ? this.mustBeNobodys(changed.id, action) : undefined;
    const before = page.has;
    page.has = this.truth(page.of);
    if (principal === undefined) this.judge(page, before, action);
    else this.note(page, changed.principals(principal));
  }

  /** What others have done is told by the truth: an answer may be lost, and the call yet have had its effect. */
  private note({ has, others, touchedAt }: Page, principals: readonly string[]): void {
    for (const each of principals) {
      touchedAt.set(each, this.now());
      if (has.has(each)) others.add(each);
      else others.delete(each);
    }
  }

  private judge({ of, has, others }: Page, before: ReadonlySet<string>, action: string): void {
    this.counters.count(`permissions of ${of.kind}s changed`);
    if (this.claims.isContested(of)) return;
    const claims = [...this.claims.inForce(of), ...this.claims.inFlight(of, this.now())];
    const meant = new Set(claims.flatMap(({ principals }) => principals));
    const outside = [...has].filter(each => !meant.has(each) && !others.has(each));
    if (outside.length > 0) this.violations.push(`x: after ${action}, ${of.id} is shared with ${outside.join(' and ')}, though nobody says so`);
    const lost = [...before].filter(each => !has.has(each) && claims.length > 0 && claims.every(({ principals }) => principals.includes(each)));
    if (lost.length > 0) this.violations.push(`x: ${action} took ${of.id} from ${lost.join(' and ')}, though every list has it`);
  }

  /** What no sharing has ever named is nobody's business, if it is there. */
  private mustBeNobodys(id: string, action: string): void {
    if (this.truth({ id }).size > 0) this.violations.push(`x: ${action} of ${id}, which no sharing names`);
  }

  private truth({ id }: Pick<Shareable, 'id'>): ReadonlySet<string> {
    const { simulator } = this.world;
    const found = id.startsWith('ami-') ? simulator.images().find(({ imageId }) => imageId === id) : simulator.snapshots().find(({ snapshotId }) => snapshotId === id);
    return new Set(found?.sharedWith);
  }
}

/** Which permissions a call is about, if it is about any. */
export function changedBy(action: string, input: object): { readonly id: string; principals(by: string): string[] } | undefined {
  const { ImageId = '', SnapshotId = '', LaunchPermission, CreateVolumePermission } = input as PermissionInput;
  const principals = () => named(LaunchPermission ?? CreateVolumePermission);
  switch (action) {
    case 'ModifyImageAttribute': return LaunchPermission && { id: ImageId, principals };
    case 'ModifySnapshotAttribute': return { id: SnapshotId, principals };
    case 'CancelImageLaunchPermission': return { id: ImageId, principals: by => [by.split(':')[4]] };
    default: return undefined;
  }
}

type Named = readonly { readonly [kind: string]: string }[];
interface PermissionInput {
  readonly ImageId?: string;
  readonly SnapshotId?: string;
  readonly LaunchPermission?: { readonly Add?: Named; readonly Remove?: Named };
  readonly CreateVolumePermission?: PermissionInput['LaunchPermission'];
}

const named = ({ Add = [], Remove = [] }: NonNullable<PermissionInput['LaunchPermission']> = {}) => [...Add, ...Remove].flatMap(each => Object.values(each));
