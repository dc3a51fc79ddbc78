/** Tells of releases, and of moves where they are done. What was told and not noted is told again: whoever listens takes an event twice. */
import { ChannelMovedDetail } from './channel-contract';
import { ChannelWorld } from './channel-ports';
import { findRelease, Ledger, Release } from './ledger';
import { putMetric } from './metrics';
import { planPointers, Pointer } from './pointer-plan';

/** Announces each open channel in the Regions where all of its parameters are right, and takes these off its list. */
export async function tellMoves(world: ChannelWorld, ledger: Ledger, isRight: (pointer: Pointer) => boolean): Promise<Ledger> {
  const channels = { ...ledger.channels };
  for (const [channel, record] of Object.entries(ledger.channels)) {
    const pointers = planPointers(ledger, world.configuration, [channel]);
    const done = record.pending.filter(region => pointers.filter(pointer => pointer.region === region).every(isRight));
    if (done.length === 0) continue;
    const release = findRelease(ledger, record.release)!;
    await world.announcements.moved({
      image: world.configuration.imageName,
      channel,
      release: release.id,
      previous: previousOf(ledger, channel),
      verb: record.verb,
      isHeld: record.isHeld,
      images: imagesIn(done, release),
    });
    putMetric(world, channel, { moved: 1 });
    channels[channel] = { ...record, toldAt: world.now().getTime(), pending: record.pending.filter(region => !done.includes(region)) };
  }
  return { ...ledger, channels };
}

/** Tells of releases that nobody has heard of, oldest first. */
export async function tellReleases(world: ChannelWorld, ledger: Ledger): Promise<Ledger> {
  for (const { id, isTold } of [...ledger.releases].reverse()) {
    if (!isTold) await world.announcements.released({ image: world.configuration.imageName, release: id });
  }
  return { ...ledger, releases: ledger.releases.map(release => ({ ...release, isTold: true })) };
}

/** What it had before: of a rollback what was rejected last. */
const previousOf = ({ channels }: Ledger, channel: string) =>
  (channels[channel].verb === 'rollback' ? channels[channel].rejected.at(-1) : channels[channel].previous);

const imagesIn = (regions: readonly string[], { images }: Release): ChannelMovedDetail['images'] =>
  Object.fromEntries(regions.map(region => [region, Object.fromEntries(
    Object.entries(images).flatMap(([architecture, { amis }]) => (region in amis ? [[architecture, amis[region]]] : [])))]));
