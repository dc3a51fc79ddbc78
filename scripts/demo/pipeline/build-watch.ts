import { setTimeout as sleep } from 'timers/promises';
import { EmulatedCloud } from '../../../test/support/emulators/emulated-cloud';
import { ENDED, Image } from '../../../test/support/imagebuilder/resources';
import { Watcher } from '../place';

const POLL = 50;
const WORDS: Readonly<Record<string, string>> = {
  BUILDING: 'BUILDING      the components run on an instance of the base image',
  TESTING: 'TESTING       on a fresh instance of the new image',
  DISTRIBUTING: 'DISTRIBUTING  copies go to the other Regions, under the keys there',
  INTEGRATING: 'INTEGRATING   the parameters are written',
};

/** Waits a little. Nobody is kept waiting for the end of a process by it. */
export const pause = () => sleep(POLL, undefined, { ref: false });

/**
 * Follows one build from the moment that it is made, and tells of it as a person would who looks at the console: its states, what the seal
 * said, where images appeared. Whoever shows it may come later: what happened until then is kept.
 */
export class BuildWatch {
  private readonly entries: string[] = [];
  private readonly told = { events: 0, lines: 0, images: 0 };

  constructor(private readonly cloud: EmulatedCloud, public readonly image: Image, private readonly stop: AbortSignal) {
    void this.follow();
  }

  /** Shows all, until the build has come to its end. */
  public async show(watcher: Watcher): Promise<void> {
    for (;;) {
      const isOver = this.hasEnded;
      this.look();
      this.entries.splice(0).forEach(entry => watcher.line(entry));
      if (isOver) return;
      this.stop.throwIfAborted();
      watcher.status(`${this.image.state.status}, minute ${this.minutesAt(this.cloud.clock.now()).toFixed(1)}`);
      await sleep(POLL);
    }
  }

  /** How long the build took. */
  public get minutes(): number {
    return this.minutesAt(this.endedAt);
  }

  /** A line about how it is when the build has ended. */
  public lineOfEnd(sentence: string): string {
    return this.lineAt(this.endedAt, `  ${sentence}`);
  }

  private async follow(): Promise<void> {
    while (!this.hasEnded && !this.stop.aborted) {
      this.look();
      await pause();
    }
  }

  /** What has come since the last look. What happened while a state lasted stands before the next one. */
  private look(): void {
    const { events, lines, told, image: { amis, state } } = this;
    const news = events.slice(told.events);
    const before = Math.min(this.cloud.clock.now(), ...news.map(({ time }) => Date.parse(time)));
    for (const { line } of lines.slice(told.lines)) this.entries.push(this.lineAt(before, `  ${line}`));
    for (const { image, region } of amis.slice(told.images)) this.entries.push(this.lineAt(before, `  ${image} in ${region}`));
    for (const { time, detail } of news) {
      const { status } = detail.state as { status: string };
      this.entries.push(this.lineAt(Date.parse(time), WORDS[status] ?? [status, state.reason].filter(Boolean).join('  ')));
    }
    Object.assign(told, { events: events.length, lines: lines.length, images: amis.length });
  }

  private get hasEnded(): boolean {
    return ENDED.includes(this.image.state.status);
  }

  private get endedAt(): number {
    return Date.parse(this.events.at(-1)!.time);
  }

  private get events() {
    return this.cloud.imageBuilder.events.filter(({ resources, detail }) => resources[0] === this.image.arn && 'state' in detail);
  }

  private get lines() {
    return this.cloud.instances.lines.filter(({ image }) => image === this.image.arn);
  }

  private minutesAt(time: number): number {
    return (time - Date.parse(this.image.dateCreated)) / 60_000;
  }

  private lineAt(time: number, sentence: string): string {
    return `${this.minutesAt(time).toFixed(1).padStart(5)} min  ${sentence}`;
  }
}
