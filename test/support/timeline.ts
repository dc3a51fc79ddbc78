/** Something that will happen at a moment of virtual time. */
export interface Timer {
  /** It does not happen, and time does not wait for it. */
  cancel(): void;
}

interface Event {
  readonly at: number;
  readonly happen: () => void;
  cancelled: boolean;
}

const MICROTASKS_DONE = () => new Promise<void>(resolve => process.nextTick(resolve));
const TURN_OF_THE_LOOP = () => new Promise<void>(resolve => setImmediate(resolve));

/**
 * Virtual time by discrete events. It moves only when nothing runs: every promise that could go on has gone on, and nothing that began
 * with `outside` is under way. Events of one moment happen in the order in which they were asked for, so a history depends on its seed alone.
 */
export class Timeline {
  /** Latest first, so that the next one is at the end. */
  private readonly events: Event[] = [];
  private running = 0;
  private abroad = 0;
  private wentAbroad = false;
  private home?: () => void;

  constructor(private time = Date.parse('2026-11-20T12:00:00Z')) {}

  /** Milliseconds since 1970. */
  public now(): number {
    return this.time;
  }

  public sleep(milliseconds: number): Promise<void> {
    return new Promise(resolve => this.after(milliseconds, resolve));
  }

  public after(milliseconds: number, happen: () => void): Timer {
    const event: Event = { at: this.time + Math.max(0, milliseconds), happen, cancelled: false };
    let index = this.events.length;
    while (index > 0 && this.events[index - 1].at <= event.at) index--;
    this.events.splice(index, 0, event);
    return { cancel: () => { event.cancelled = true; } };
  }

  /** Starts something beside what runs already. A part of it that never comes back is simply never heard of again. */
  public async activity<T>(run: () => Promise<T>): Promise<T> {
    this.running++;
    try {
      return await run();
    } finally {
      this.running--;
    }
  }

  /** Work that takes real time, such as a call over a socket. Virtual time stands still meanwhile. */
  public async outside<T>(work: () => Promise<T>): Promise<T> {
    this.leave(1);
    try {
      return await work();
    } finally {
      this.leave(-1);
    }
  }

  /** The far end of such work: while it computes the answer, it may sleep in virtual time. */
  public async inside<T>(work: () => Promise<T>): Promise<T> {
    this.leave(-1);
    try {
      return await work();
    } finally {
      this.leave(1);
    }
  }

  /** Lets things happen: until nothing is left to happen, or until the given promise is settled. */
  public async run(until?: Promise<unknown>): Promise<void> {
    let settled = false;
    const settle = () => { settled = true; };
    until?.then(settle, settle);
    for (;;) {
      await this.quiet();
      if (settled) return;
      const next = this.next();
      if (next) {
        this.time = next.at;
        next.happen();
      } else if (until) {
        throw new Error(`nothing is left to happen, and ${this.running} activities still wait`);
      } else {
        return;
      }
    }
  }

  private next(): Event | undefined {
    for (;;) {
      const event = this.events.pop();
      if (!event?.cancelled) return event;
    }
  }

  private async quiet(): Promise<void> {
    await MICROTASKS_DONE();
    while (this.abroad > 0 || this.wentAbroad) {
      this.wentAbroad = false;
      if (this.abroad > 0) await new Promise<void>(resolve => { this.home = resolve; });
      // A real client may finish its work in later turns of the loop than the one that brought the answer.
      await TURN_OF_THE_LOOP();
      await TURN_OF_THE_LOOP();
    }
  }

  private leave(change: 1 | -1): void {
    this.wentAbroad = true;
    this.abroad += change;
    if (this.abroad === 0) this.home?.();
  }
}
