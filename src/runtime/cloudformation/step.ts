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

/** How a turn ends: with CloudFormation's answer, or with the wish to look again. */
export type Step =
  | { readonly do: 'succeed'; readonly physicalId: string; readonly data?: Readonly<Record<string, string>>; readonly because: string }
  | { readonly do: 'fail'; readonly physicalId?: string; readonly because: string }
  | { readonly do: 'again'; readonly afterSeconds: number; readonly because: string; readonly memo?: Memo };

/** A kind of custom resource. */
export interface Family {
  /** The id to answer with when a request fails before it has made anything. */
  placeholderId(request: ResourceRequest): string;
  run(turn: Turn): Promise<Step>;
  /** How long turns may go on, in seconds from the first. */
  deadlineSeconds(request: ResourceRequest): number;
  /** The answer when the last turn still wants to wait. */
  giveUp(turn: Turn, because: string): Step;
}
