import { ResourceRequest } from './request';

/** What a turn remembers for the next one. Small, plain, and never needed for correctness: a repeated event starts without it. */
export type Memo = Readonly<Record<string, string | number | readonly string[]>>;

/** One look at the world on behalf of a request. A request has as many turns as it needs. */
export interface Turn {
  readonly request: ResourceRequest;
  /** Since the request's first turn. */
  readonly elapsedSeconds: number;
  readonly memo: Memo;
}

/** The wish to look again. */
export interface Again {
  readonly do: 'again';
  readonly afterSeconds: number;
  readonly because: string;
  readonly memo?: Memo;
}

/** How a turn ends: with CloudFormation's answer, or with the wish to look again. */
export type Step =
  | Again
  | { readonly do: 'fail'; readonly physicalId?: string; readonly because: string; readonly watch?: NextLook }
  | {
    readonly do: 'succeed';
    readonly physicalId: string;
    readonly data?: Readonly<Record<string, string>>;
    readonly because: string;
    /** What was answered is not over yet: the family goes on watching it. */
    readonly watch?: NextLook;
  };

export type NextLook = Pick<Again, 'afterSeconds' | 'memo'>;

/** How a turn after the answer ends. Nobody waits for it: a failure shows in the state machine, and in what watches that. */
export type WatchStep =
  | Again
  | { readonly do: 'over'; readonly because: string }
  | { readonly do: 'fail'; readonly because: string };

/** What goes on after an answer that asked for it. */
export interface Watch {
  /** How long turns may go on, in seconds from the request's first. */
  readonly deadlineSeconds: number;
  run(turn: Turn): Promise<WatchStep>;
}

/** A kind of custom resource. */
export interface Family {
  /** For families whose answers ask for it. */
  readonly watch?: Watch;
  /** The first look of the watch after a failure, where nobody else takes away what was made on the way to it. */
  afterFailure?(turn: Turn, because: string): NextLook | undefined;
  /** The id to answer with when a request fails before it has made anything. */
  placeholderId(request: ResourceRequest): string;
  run(turn: Turn): Promise<Step>;
  /** How long turns may go on, in seconds from the first. */
  deadlineSeconds(request: ResourceRequest): number;
  /** The answer when the last turn still wants to wait. */
  giveUp(turn: Turn, because: string): Step;
}
