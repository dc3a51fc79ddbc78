/** What must hold when everything has calmed down, and one reconcile has run. */
import { Machines } from './machines';
import { CHANNEL_BUSY, LEASE_SECONDS, MoveAnswer, ReconcileAnswer } from '../../../../src/runtime/channels/channel-contract';
import { ChannelAnswer } from '../../../../src/runtime/channels/channels-handler';
import { imagesOf, Release } from '../../../../src/runtime/channels/ledger';
import { parameterNameOf } from '../../../../src/runtime/channels/pointer-plan';
import { ChannelLab } from '../channel-lab';

export interface EndingOptions {
  readonly checkTakes: number;
  readonly machines?: Machines;
  readonly note: (sentence: string, kind?: string) => void;
  readonly violate: (sentence: string) => void;
}

/** Longer than a machine waits before it asks again: also for what it hears of in that reconcile. */
const SETTLED_SECONDS = 1200;

const MOST_TRIES = 10;

export class Ending {
  constructor(private readonly lab: ChannelLab, private readonly options: EndingOptions) {}

  public async run(): Promise<void> {
    const { lab, options: { machines, note, violate } } = this;
    lab.calls.down.clear();
    lab.ringing = [];
    await lab.pass(machines ? SETTLED_SECONDS : 300);
    const answer = await this.insist({ verb: 'reconcile' }) as ReconcileAnswer;
    note(`  the last reconcile: ${JSON.stringify(answer)}`, `the last reconcile: ${answer.status}`);
    const problems = answer.problems.filter(each => !each.includes(' is no release: '));
    if (problems.length > 0) violate(`5: reconcile does not agree: ${problems.join('; ')}`);
    if (machines) await lab.pass(SETTLED_SECONDS);
    await this.compare('one reconcile');
    for (const sentence of machines?.left() ?? []) violate(`9: ${sentence}`);
    await this.checkReturns();
    for (let again = 0; again < 2; again++) await this.insist({ verb: 'reconcile' });
    this.checkPins();
    this.checkNews();
  }

  /** A machine may be at work. */
  private async insist(payload: object): Promise<ChannelAnswer> {
    for (let tries = 0; ; tries++) {
      try {
        return await this.lab.ask(payload);
      } catch (error) {
        if (!this.options.machines || tries > MOST_TRIES || (error as Error).name !== CHANNEL_BUSY) throw error;
        await this.lab.pass(LEASE_SECONDS);
      }
    }
  }

  private async checkReturns(): Promise<void> {
    const { lab, options: { note, violate } } = this;
    for (const { name: channel } of lab.configuration.channels) {
      const { release: before, previous, isHeld = false } = lab.ledger.channels[channel] ?? {};
      if (previous === undefined || isHeld) continue;
      const isRejected = new Set(Object.values(lab.ledger.channels).flatMap(({ rejected }) => rejected));
      const answer = await this.insist({ verb: 'rollback', channel }) as MoveAnswer;
      note(`  the last rollback of ${channel}: ${JSON.stringify(answer)}`, `the last rollback: ${answer.status}`);
      const { release } = lab.ledger.channels[channel];
      const isBack = answer.status === 'moved' && (isRejected.has(previous) ? release !== before : release === previous);
      if (!isBack) violate(`6: ${channel} does not return to ${previous}: ${JSON.stringify(answer)}`);
    }
    await this.compare('rollbacks');
  }

  private async compare(after: string): Promise<void> {
    const { lab, options: { checkTakes, violate } } = this;
    const { configuration: { channels, lines, regions } } = lab;
    await lab.pass(checkTakes / 1000 + 1);
    for (const { name: channel } of channels) {
      const id = lab.ledger.channels[channel]?.release;
      for (const { region, architecture, imageId } of lab.ledger.releases.filter(each => each.id === id).flatMap(imagesOf)) {
        if (!regions.includes(region) || lines.every(line => line.architecture !== architecture)) continue;
        const found = lab.store.find(region, parameterNameOf(lab.configuration, architecture, channel))?.value;
        if (found !== imageId) violate(`5: after ${after} ${channel} has ${id}, and ${region} says ${found} for ${architecture}`);
      }
    }
  }

  /** Whoever waits for news has heard all that is still true. */
  private checkNews(): void {
    const { lab: { ledger, moves, released, configuration: { channels, regions } }, options: { violate } } = this;
    for (const { id } of ledger.releases) if (!released.includes(id)) violate(`8: nobody was told of ${id}`);
    for (const { name: channel } of channels) {
      const record = ledger.channels[channel];
      if (!record) continue;
      const news = moves.filter(move => move.channel === channel && move.release === record.release && move.verb === record.verb);
      const told = news.flatMap(({ images }) => Object.keys(images));
      const missing = regions.filter(region => !told.includes(region));
      if (missing.length > 0) violate(`8: nobody was told that ${channel} has ${record.release} in ${missing.join(', ')}`);
    }
  }

  /** What nobody needs is protected no more, and what the record has is. */
  private checkPins(): void {
    const { lab: { ledger, ec2, amis, builds }, options: { violate } } = this;
    const idsOf = (releases: readonly Release[]) => new Set(releases.flatMap(imagesOf).map(({ imageId }) => imageId));
    const known = [...ledger.releases, ...ledger.leaving, ...ledger.joining ? [ledger.joining] : []];
    const kept = idsOf(known);
    const needed = idsOf(ledger.releases);
    for (const { imageId, tags } of ec2.images()) {
      const isPinned = 'golden:pinned' in tags;
      if (isPinned && !kept.has(imageId)) violate(`7: ${imageId} of ${amis.get(imageId)?.arn} is pinned, and nobody knows it`);
      if (!isPinned && needed.has(imageId)) violate(`7: ${imageId} is in a release, and is not pinned`);
    }
    const arnsOf = (releases: readonly Release[]) => new Set(releases.flatMap(({ images }) => Object.values(images).map(({ arn }) => arn)));
    for (const { arn, isPinned } of builds) {
      if (isPinned && !arnsOf(known).has(arn)) violate(`7: ${arn} is pinned, and nobody knows it`);
      if (!isPinned && arnsOf(ledger.releases).has(arn)) violate(`7: ${arn} is in a release, and is not pinned`);
    }
  }
}
