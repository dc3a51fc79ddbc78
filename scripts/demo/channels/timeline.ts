import { setTimeout as sleep } from 'timers/promises';
import { Sight } from './sight';
import { CHANNEL } from './web-app';
import { BAKE_MINUTES } from './web-shop';
import { Watcher } from '../place';

const POLL = 150;
/** Real time: whatever is waited for here takes some seconds. */
const PATIENCE = 60_000;

/** Looks again and again, and tells of what has changed, as a person would who looks at the consoles of both Regions. */
export class Timeline {
  /** When there is a fleet, it is looked at as well. */
  public hasFleet = false;
  private readonly seen = new Map<string, string>();
  private readonly began: number;

  constructor(private readonly sight: Sight, private readonly clock: { now(): number }, private readonly stop: AbortSignal) {
    this.began = clock.now();
  }

  public get minutes(): number {
    return (this.clock.now() - this.began) / 60_000;
  }

  /** Until it is so; `what` says how it is before. Throws when that takes too long. */
  public async until(what: string, watcher: Watcher, isSo: () => Promise<boolean>): Promise<void> {
    for (const end = Date.now() + PATIENCE; ; await sleep(POLL)) {
      this.stop.throwIfAborted();
      // What is so by now is shown before it ends.
      const isOver = await isSo();
      await this.look(watcher);
      if (isOver) return;
      if (Date.now() > end) throw new TookTooLong(`${what}, still after ${PATIENCE / 1000} seconds`);
      watcher.status(`${what}, minute ${this.minutes.toFixed(1)}`);
    }
  }

  public say(watcher: Watcher, sentence: string): void {
    watcher.line(`${this.minutes.toFixed(1).padStart(5)} min  ${sentence}`);
  }

  private async look(watcher: Watcher): Promise<void> {
    const { sight } = this;
    for (const { version, state } of sight.builds) this.notice(watcher, `build ${version}`, state.status, WORDS[state.status] ?? state.status);
    for (const channel of ['candidate', CHANNEL] as const) {
      for (const [region, imageId] of Object.entries(await sight.named(channel))) {
        this.notice(watcher, `${channel} in ${region}`, imageId, `names ${imageId} of ${sight.releaseOf(imageId)}`);
      }
    }
    for (const { release, answer } of await sight.promotions()) {
      this.notice(watcher, release, answer?.because ?? 'bakes', answer ? `has baked: ${answer.because}` : `bakes for ${BAKE_MINUTES} minutes`);
    }
    if (this.hasFleet) await this.lookAtFleet(watcher);
  }

  private async lookAtFleet(watcher: Watcher): Promise<void> {
    const refreshes = await this.sight.refreshes();
    refreshes.forEach(({ status }, index) => this.notice(watcher, `instance refresh ${index + 1}`, status, status));
    const fleet = countOf((await this.sight.fleet()).map(imageId => this.sight.releaseOf(imageId)));
    this.notice(watcher, 'the fleet', fleet, `runs ${fleet}`);
  }

  private notice(watcher: Watcher, what: string, how: string, sentence: string): void {
    if (this.seen.get(what) === how) return;
    this.seen.set(what, how);
    this.say(watcher, `${what} ${sentence}`);
  }
}

const WORDS: Readonly<Record<string, string>> = {
  PENDING: 'waits',
  BUILDING: 'is built',
  TESTING: 'is tested',
  DISTRIBUTING: 'is copied to the other Region',
  INTEGRATING: 'is published as candidate',
  AVAILABLE: 'has passed',
};

export class TookTooLong extends Error {}

/** `2 × 1.0.0-1, 1 × 1.0.0-2` */
export const countOf = (releases: readonly string[]) =>
  [...new Set(releases)].sort().map(release => `${releases.filter(each => each === release).length} × ${release}`).join(', ');
