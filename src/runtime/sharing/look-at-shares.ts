/** Looks at everything that is to be shared, in all Regions, before anything changes in one; and at what is to be shared no more. */
import { ShareSituation } from './share-plan';
import { Shareable, SharedImage } from './shares';
import {
  assertImage, assertKeyLeavesAccount, assertPublicImage, assertPublicSnapshot, assertSnapshot,
} from './sharing-checks';
import { SharingWorld } from './sharing-ports';
import { NOTHING, SharingRequest, SharingWish, Wished } from './sharing-request';
import { AwsFailure } from '../aws-failure';
import { EVERYONE, MOST_SHARES } from '../contract';

/** One image or snapshot, and who shall have it. */
export interface Share extends Omit<ShareSituation, 'others'> {
  readonly region: string;
  readonly of: Shareable;
  /** Whether others lose it, though they were never in the list. */
  readonly exclusive: boolean;
}

/** What AWS says where it lets nobody into a Region. */
const CLOSED = ['AuthFailure', 'OptInRequired'];

export interface Look {
  readonly shares: readonly Share[];
  /** What cannot be shared, on the way back to an earlier list: the rest is brought there all the same. */
  readonly problem?: unknown;
}

/** On the way back nothing may keep what the update had shared from being taken away again. */
export async function lookAtShares(world: SharingWorld, request: SharingRequest, isWayBack: boolean): Promise<Look> {
  const { wish, before } = request;
  const problems: unknown[] = [];
  const wished = async (thing: Wished): Promise<Share[]> => lookAtWished(world, request, thing).catch(error => {
    if (!isWayBack) throw error;
    problems.push(error);
    return has(before, thing) ? lookAtLeft(world, before, wish, thing) : [];
  });
  const left = before.things.filter(thing => !has(wish, thing));
  const shares = await Promise.all([...wish.things.map(wished), ...left.map(thing => lookAtLeft(world, before, NOTHING, thing))]);
  return { shares: merged(shares.flat()), problem: problems[0] };
}

/** A snapshot may stand behind two of the images: it is shared with whom either is. */
function merged(shares: readonly Share[]): Share[] {
  const byThing = new Map<string, Share>();
  for (const share of shares) {
    const thing = `${share.region} ${share.of.id}`;
    const { wanted = [], before = [], exclusive = false } = byThing.get(thing) ?? {};
    byThing.set(thing, {
      ...share,
      wanted: [...new Set([...wanted, ...share.wanted])],
      before: [...new Set([...before, ...share.before])],
      exclusive: exclusive || share.exclusive,
    });
  }
  return [...byThing.values()];
}

const has = ({ things }: SharingWish, { region, id }: Wished) => things.some(each => each.id === id && each.region === region);

async function lookAtWished(world: SharingWorld, { wish, before }: SharingRequest, thing: Wished): Promise<Share[]> {
  const { region, id, kind } = thing;
  const { sharedWith: wanted, exclusive, withSnapshots } = wish;
  const listed = has(before, thing) ? before.sharedWith : [];
  if (kind === 'snapshot') {
    await checkSnapshots(world, region, [id], wanted);
    return [{ region, of: { kind, id }, wanted, before: listed, exclusive }];
  }
  const image = await checkImage(world, wish, thing);
  const share: Share = { region, of: { kind, id }, wanted, before: listed, exclusive, most: MOST_SHARES };
  const wereShared = before.withSnapshots && has(before, thing);
  const ofSnapshots = withSnapshots || wereShared ? image.snapshotIds : [];
  return [share, ...ofSnapshots.map((snapshotId): Share => ({
    region,
    of: { kind: 'snapshot', id: snapshotId },
    wanted: withSnapshots ? wanted : [],
    before: wereShared ? listed : [],
    exclusive: exclusive && withSnapshots,
  }))];
}

async function checkImage(world: SharingWorld, { sharedWith, withSnapshots }: SharingWish, { region, id, keyArn }: Wished): Promise<SharedImage> {
  const shares = world.sharesIn(region);
  const [image] = await shares.images([id]);
  assertImage(id, region, image, world.account);
  const isPublic = sharedWith.includes(EVERYONE);
  if (isPublic) assertPublicImage(image, region, await shares.blocksPublic('image'));
  // A named key is a customer's; of an image that is not encrypted there is none.
  const isKnown = keyArn !== undefined || !image.encrypted;
  if (!isKnown || withSnapshots) await checkSnapshots(world, region, image.snapshotIds, withSnapshots ? sharedWith : [], isKnown);
  return image;
}

async function checkSnapshots(
  world: SharingWorld, region: string, snapshotIds: readonly string[], sharedWith: readonly string[], areKeysKnown = false,
): Promise<void> {
  const shares = world.sharesIn(region);
  const snapshots = await shares.snapshots(snapshotIds);
  const isBlocked = sharedWith.includes(EVERYONE) && await shares.blocksPublic('snapshot');
  for (const id of snapshotIds) {
    const snapshot = snapshots.find(each => each.snapshotId === id);
    // What is only looked at for its key is the image's affair.
    if (!snapshot && sharedWith.length === 0) continue;
    assertSnapshot(id, region, snapshot, world.account);
    if (sharedWith.includes(EVERYONE)) assertPublicSnapshot(snapshot, region, isBlocked);
  }
  if (areKeysKnown) return;
  const keyArns = new Set(snapshots.flatMap(({ keyArn }) => keyArn ?? []));
  for (const keyArn of keyArns) {
    const isManaged = await world.keysIn(region).isManagedByAws(keyArn);
    assertKeyLeavesAccount(snapshots.find(each => each.keyArn === keyArn)!, region, isManaged);
  }
}

/**
 * Who had it, and is not to stay, loses it. What is gone, not ours, or in a Region that lets nobody in any more has nothing to be taken away.
 */
async function lookAtLeft(world: SharingWorld, before: SharingWish, stay: SharingWish, { region, id, kind }: Wished): Promise<Share[]> {
  const shares = world.sharesIn(region);
  const leave = (of: Shareable, staying: readonly string[]): Share =>
    ({ region, of, wanted: [], before: before.sharedWith.filter(each => !staying.includes(each)), exclusive: false });
  const isOurs = ({ ownerId }: { readonly ownerId: string }) => ownerId === world.account;
  try {
    if (kind === 'snapshot') return (await shares.snapshots([id])).filter(isOurs).map(() => leave({ kind, id }, stay.sharedWith));
    return (await shares.images([id])).filter(isOurs).flatMap(image => [
      ...(image.state === 'available' ? [leave({ kind, id }, stay.sharedWith)] : []),
      ...(before.withSnapshots ? image.snapshotIds.map(snapshotId => leave({ kind: 'snapshot', id: snapshotId }, stay.withSnapshots ? stay.sharedWith : [])) : []),
    ]);
  } catch (error) {
    if (!isClosed(error) || region === world.region) throw error;
    world.log({ left: id, because: `${region} lets nobody in` });
    return [];
  }
}

const isClosed = (error: unknown) => error instanceof AwsFailure && CLOSED.includes(error.code);

