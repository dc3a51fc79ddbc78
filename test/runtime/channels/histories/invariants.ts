/**
 * What must hold at every moment, looked at whenever something changes:
 *
 * 1. What we write into a parameter names an image of that Region, architecture and channel's record that is there, available,
 *    encrypted and shared as the pipeline says; and it stays there as long as what we wrote stands.
 * 2. We never write an image of a release that the channel has rejected. What was written before may stand until the rollback is done
 *    in that Region: as long as the Region is in the record's `pending`. From then on no parameter that we wrote names it.
 * 3. No channel comes to what any channel was rolled back from; none goes back to it when there is another that it had before that.
 * 4. What a channel has, and what it can return to, exists in every Region; and is not among what is let go of.
 */
import { imagesOf, Ledger, Release } from '../../../../src/runtime/channels/ledger';
import { ChannelLab } from '../channel-lab';

interface Said {
  readonly imageId: string;
  readonly isOurs: boolean;
}

export class Invariants {
  public readonly violations: string[] = [];
  /** The last accepted write of each parameter. */
  private readonly said = new Map<string, Said>();
  /** Also those that are let go of. */
  private readonly releases = new Map<string, Release>();

  /** By channel, what it was rolled back from; by what happened, not by what the record remembers. */
  private readonly rolledBack = new Map<string, ReadonlySet<string>>();

  constructor(private readonly lab: ChannelLab) {
    lab.onParameter = (region, name, imageId) => this.written(region, name, imageId);
    lab.onRecord = (before, after) => this.recorded(before, after);
  }

  public somebodyWrote(region: string, name: string, imageId: string | undefined): void {
    if (imageId === undefined) this.said.delete(`${region}${name}`);
    else this.said.set(`${region}${name}`, { imageId, isOurs: false });
  }

  /** It is deregistered, or disabled. */
  public retired(imageId: string): void {
    for (const [place, said] of this.said) {
      if (said.isOurs && said.imageId === imageId) this.violate(`1: ${imageId} is retired, and ${place} names it`);
    }
    this.checkTargets(this.lab.ledger);
  }

  /** Parameters of what is taken out are nobody's any more; those of a channel go on naming what is kept, where it had it. */
  public deployed(): void {
    const { channels, regions, lines } = this.lab.configuration;
    for (const place of this.said.keys()) {
      const [region, , , architecture, channel] = place.split('/');
      const isLeft = channels.every(({ name }) => name !== channel) && this.lab.ledger.channels[channel]?.pending.includes(region);
      if (isLeft || !regions.includes(region) || lines.every(line => line.architecture !== architecture)) this.said.delete(place);
    }
  }

  private written(region: string, name: string, imageId: string): void {
    const [, , , architecture, channel] = name.split('/');
    const ami = this.lab.amis.get(imageId);
    this.said.set(`${region}${name}`, { imageId, isOurs: true });
    if (!ami || ami.region !== region || ami.architecture !== architecture) this.violate(`1: ${region}${name} names ${imageId}, of ${ami?.region} and ${ami?.architecture}`);
    if (!this.lab.isGood(imageId)) this.violate(`1: ${region}${name} names ${imageId}, which is ${ami?.defect ?? 'not there'}`);
    if (this.isRejected(channel, imageId)) this.violate(`2: ${region}${name} gets ${imageId} of a rejected release`);
  }

  private recorded(before: Ledger, after: Ledger): void {
    // What was asked before a deployment may decide after it.
    this.deployed();
    for (const release of after.releases) this.releases.set(release.id, release);
    for (const [channel, { release, verb, pending }] of Object.entries(after.channels)) {
      const from = before.channels[channel]?.release;
      const isRejected = [...this.rolledBack.values()].some(ids => ids.has(release));
      if (from !== release && from !== undefined && verb === 'rollback') this.rolledBack.set(channel, new Set([...this.rolledBack.get(channel) ?? [], from]));
      const others = before.releases.slice(before.releases.findIndex(({ id }) => id === release) + 1).filter(({ id, reached }) =>
        id !== from && reached.includes(channel) && ![...this.rolledBack.values()].some(ids => ids.has(id)));
      if (from !== release && isRejected && (verb === 'promote' || others.length > 0)) this.violate(`3: ${channel} has ${release} by its ${verb}, which was rejected`);
      for (const [place, { imageId, isOurs }] of this.said) {
        const isDone = place.endsWith(`/${channel}`) && !pending.some(region => place.startsWith(`${region}/`));
        if (isOurs && isDone && this.isRejected(channel, imageId)) this.violate(`2: ${channel} is done, and ${place} names ${imageId} of a rejected release`);
      }
    }
    this.checkTargets(after);
  }

  private checkTargets(ledger: Ledger): void {
    for (const [channel, { release, previous }] of Object.entries(ledger.channels)) {
      for (const id of [release, ...previous === undefined ? [] : [previous]]) {
        const found = ledger.releases.find(each => each.id === id);
        if (!found) this.violate(`4: ${channel} needs ${id}, which is not kept`);
        else for (const { imageId, region } of imagesOf(found)) if (!this.lab.isGood(imageId)) this.violate(`4: ${channel} needs ${id}, whose image ${imageId} in ${region} is not there`);
      }
    }
  }

  private isRejected(channel: string, imageId: string): boolean {
    return [...this.rolledBack.get(channel) ?? []].some(id => {
      const release = this.releases.get(id);
      return release !== undefined && imagesOf(release).some(image => image.imageId === imageId);
    });
  }

  private violate(sentence: string): void {
    if (!this.violations.includes(sentence)) this.violations.push(sentence);
  }
}
