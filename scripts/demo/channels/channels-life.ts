import { Check, StepFacts } from './facts';
import { PrintedCommand } from './printed-command';
import { Timeline, TookTooLong } from './timeline';
import { CHANNEL, FLEET_SIZE } from './web-app';
import { WebShop } from './web-shop';
import { EndedElsewhere } from '../life';
import { Task, Watcher } from '../place';

/** From the first release in a channel over one that is rolled back and one that a guard stops to the end of it all. */
export class ChannelsLife {
  public readonly steps: StepFacts[] = [];
  public readonly checks: Check[] = [];
  /** Beside checks that are not ok. */
  public readonly problems: string[] = [];
  public command?: PrintedCommand;
  private readonly timeline: Timeline;
  /** In the order that they were built. */
  private readonly releases: string[] = [];

  constructor(private readonly shop: WebShop, stop: AbortSignal) {
    this.timeline = new Timeline(shop.sight, shop.cloud.clock, stop);
  }

  public tasks(): Task[] {
    const { shop } = this;
    return [
      { title: 'cdk bootstrap', run: async watcher => { await shop.bootstrap(); watcher.status('done'); } },
      this.step('Deploy the pipeline', 'CREATE_COMPLETE', watcher => shop.deploy(shop.images, ({ status }) => watcher.status(status))),
      this.step(`A first release comes to ${CHANNEL}`, 'promoted', watcher => this.beFirst(watcher)),
      this.step('Deploy a fleet that follows', 'CREATE_COMPLETE', watcher => this.deployFleet(watcher)),
      this.step('A second release, a bad one', 'promoted', watcher => this.beBad(watcher)),
      this.step('Roll back, by the command that the stack prints', 'rolled back', watcher => this.rollBack(watcher)),
      this.step('Resume', 'resumed', watcher => this.resume(watcher)),
      this.step('A third release, and errors while it bakes', 'stopped', watcher => this.beStopped(watcher)),
      this.step('Destroy', 'DELETE_COMPLETE', watcher => this.destroy(watcher)),
    ];
  }

  /** Throws when a step ends elsewhere than it must, for then the life cannot go on. */
  private step(title: string, ends: string, run: (watcher: Watcher) => Promise<string>): Task {
    return {
      title,
      run: async watcher => {
        const began = this.timeline.minutes;
        const status = await run(watcher).catch(error => {
          if (error instanceof TookTooLong) return error.message;
          throw error;
        });
        const minutes = Number((this.timeline.minutes - began).toFixed(1));
        watcher.status(`${status} after ${minutes.toFixed(1)} minutes`);
        this.steps.push({ title, status, minutes, ...await this.view() });
        if (status === ends) return;
        this.problems.push(`${title}: ${status}, and not ${ends}`);
        throw new EndedElsewhere(title);
      },
    };
  }

  private async beFirst(watcher: Watcher): Promise<string> {
    const release = this.shop.build();
    this.releases.push(release);
    await this.untilPromoted(release, watcher);
    this.check(`${release} is pinned and protected in both Regions`, await this.shop.sight.kept(release) === 'all');
    return 'promoted';
  }

  private async deployFleet(watcher: Watcher): Promise<string> {
    const { shop, timeline, releases: [first] } = this;
    const status = await shop.deploy(shop.fleet, news => watcher.status(news.status));
    if (status !== 'CREATE_COMPLETE') return status;
    timeline.hasFleet = true;
    this.check(`the fleet starts with ${first}`, await this.runs(first));
    return status;
  }

  private async beBad(watcher: Watcher): Promise<string> {
    const release = this.shop.build();
    this.releases.push(release);
    await this.untilPromoted(release, watcher);
    await this.untilFollowed(release, 1, watcher);
    const [first] = this.releases;
    this.check(`${first}, which a rollback returns to, is pinned and protected in both Regions`, await this.shop.sight.kept(first) === 'all');
    return 'promoted';
  }

  private async rollBack(watcher: Watcher): Promise<string> {
    const { sight } = this.shop;
    const [first, bad] = this.releases;
    this.command = await this.shop.command();
    this.timeline.say(watcher, `$ ${this.command.text}`);
    const answer = await this.command.run();
    this.timeline.say(watcher, JSON.stringify(answer));
    this.check(`the command answers that ${CHANNEL} has ${first}`, answer.status === 'moved' && answer.release === first);
    this.check(`by then ${CHANNEL} names ${first} in both Regions`, await this.isIn(first));
    await this.untilFollowed(first, 2, watcher);
    const again = await this.command.run();
    this.check('the command said twice is one rollback', again.status === 'unchanged' && await this.isIn(first));
    const { status, channels: [{ isHeld, rejected }] } = await this.command.reconcile();
    this.check(`${CHANNEL} is held, and ${bad} is rejected`, status === 'agreed' && isHeld && rejected.join() === bad);
    this.check(`candidate is left to Image Builder, with ${bad}`, this.releasesIn(await sight.named('candidate')) === bad);
    return 'rolled back';
  }

  private async resume(watcher: Watcher): Promise<string> {
    const answer = await this.command!.resume(CHANNEL);
    this.timeline.say(watcher, JSON.stringify(answer));
    const { channels: [{ isHeld }] } = await this.command!.reconcile();
    this.check(`${CHANNEL} is not held any more`, answer.status === 'moved' && !isHeld);
    return 'resumed';
  }

  private async beStopped(watcher: Watcher): Promise<string> {
    const { shop: { sight }, timeline, releases: [first, bad] } = this;
    const release = this.shop.build();
    const promotion = async () => (await sight.promotions()).find(each => each.release === release);
    await timeline.until(`${release} is on its way`, watcher, async () => await promotion() !== undefined);
    const guard = await this.shop.haveErrors() ?? 'NONE';
    timeline.say(watcher, `errors: the alarm ${guard} rings`);
    await timeline.until(`${release} bakes`, watcher, async () => (await promotion())?.answer !== undefined);
    const answer = (await promotion())!.answer!;
    this.check(`${release} is stopped, and by its guard`, answer.status === 'refused' && answer.because.includes(guard));
    this.check(`${CHANNEL} still names ${first} in both Regions`, await this.isIn(first));
    this.check('the fleet has not moved', (await sight.refreshes()).length === 2 && await this.runs(first));
    this.check(`${first} is kept, and so is ${release}, which is the newest`, await sight.kept(first) === 'all' && await sight.kept(release) === 'all');
    this.check(`${bad} is let go of`, await sight.kept(bad) === 'none');
    return 'stopped';
  }

  private async destroy(watcher: Watcher): Promise<string> {
    const [first] = this.releases;
    const status = await this.shop.destroy(news => watcher.status(news.status));
    this.timeline.hasFleet = false;
    this.check(`${CHANNEL} still names ${first} in both Regions, which is still kept`, await this.isIn(first) && await this.shop.sight.kept(first) === 'all');
    return status;
  }

  private async untilPromoted(release: string, watcher: Watcher): Promise<void> {
    await this.timeline.until(`${release} is on its way`, watcher, () => this.isIn(release));
    this.check(`${CHANNEL} names ${release} in both Regions, by itself`, true);
  }

  private async untilFollowed(release: string, refreshes: number, watcher: Watcher): Promise<void> {
    const { sight } = this.shop;
    await this.timeline.until(`the fleet follows to ${release}`, watcher, async () => {
      const all = await sight.refreshes();
      return all.length >= refreshes && all.every(({ status }) => status === 'Successful');
    });
    this.check(`the fleet has followed to ${release}, with one instance refresh`, await this.runs(release) && (await sight.refreshes()).length === refreshes);
  }

  /** Whether the channel has the release everywhere. */
  private async isIn(release: string): Promise<boolean> {
    const { sight } = this.shop;
    const [named, images] = [await sight.named(CHANNEL), sight.imagesOf(release)];
    return sight.regions.every(region => named[region] !== undefined && named[region] === images[region]);
  }

  private async runs(release: string): Promise<boolean> {
    const fleet = await this.shop.sight.fleet();
    return fleet.length === FLEET_SIZE && fleet.every(imageId => this.shop.sight.releaseOf(imageId) === release);
  }

  private releasesIn(named: Readonly<Record<string, string>>): string {
    return [...new Set(Object.values(named).map(imageId => this.shop.sight.releaseOf(imageId)))].join();
  }

  private async view(): Promise<Pick<StepFacts, 'named' | 'fleet'>> {
    const { sight } = this.shop;
    const channels = await Promise.all((['candidate', CHANNEL] as const).map(async channel => [channel, await sight.named(channel)] as const));
    const named = sight.regions.map(region => [region, Object.fromEntries(channels.flatMap(([channel, { [region]: imageId }]) =>
      (imageId ? [[channel, { release: sight.releaseOf(imageId), imageId }]] : [])))] as const);
    const fleet = this.timeline.hasFleet ? await sight.fleet() : undefined;
    return { named: Object.fromEntries(named), fleet: fleet?.map(imageId => sight.releaseOf(imageId)) };
  }

  private check(sentence: string, ok: boolean): void {
    this.checks.push({ sentence, ok });
  }
}
