/**
 * What channels shall say, in one record, so that one conditional write decides: which releases there are, which of them each channel
 * has, and who may write parameters now. Parameters are projections of it.
 */
export interface Ledger {
  /** Counts the writes; 0 before the first. */
  readonly version: number;
  /** Which invocation wrote it: one whose answer was lost knows its own write again. */
  readonly writer: string;
  /** Whoever has it alone writes this record, parameters, and takes pins away, until then. */
  readonly lease?: { readonly holder: string; readonly until: number };
  /** Being looked at, protected and pinned; it comes to `releases`, or goes to `leaving` when a newer one takes its place. */
  readonly joining?: Release;
  /** Newest first. Each of their images was looked at, protected and pinned before it came to stand here. */
  readonly releases: readonly Release[];
  /** Nobody's any more, and never promoted again: their pins are being taken away. */
  readonly leaving: readonly Release[];
  readonly channels: Readonly<Record<string, ChannelRecord>>;
}

export const EMPTY_LEDGER: Ledger = { version: 0, writer: '', releases: [], leaving: [], channels: {} };

/** Builds that passed, one of each architecture. */
export interface Release {
  /** `1.0.7-1`; of architectures that have different versions, one after the other: `1.0.7-1+1.0.7-2`. */
  readonly id: string;
  readonly images: Readonly<Record<string, ReleaseImage>>;
  /** The channels that it has been in. */
  readonly reached: readonly string[];
  /** Whom it was shared with when it was put together: an account that came later is no reason not to return to it. */
  readonly sharedWith: readonly string[];
  /** Whether whoever waits for releases has heard of it. */
  readonly isTold: boolean;
}

export interface ReleaseImage {
  /** The build version of Image Builder. */
  readonly arn: string;
  /** The image ids, by Region. */
  readonly amis: Readonly<Record<string, string>>;
}

export interface ChannelRecord {
  readonly release: string;
  /** What a rollback returns to. None after a rollback. */
  readonly previous?: string;
  /** When it was decided, in milliseconds since 1970. */
  readonly since: number;
  /** When it was last told that Regions have it: their parameters were written then. */
  readonly toldAt?: number;
  readonly verb: 'promote' | 'rollback';
  /** Set by a rollback: nothing is promoted into it before `resume`. */
  readonly isHeld: boolean;
  /** What was rolled back here, ever. */
  readonly rejected: readonly string[];
  /** Regions where it is not done, or not told, yet. */
  readonly pending: readonly string[];
}

export const findRelease = (ledger: Ledger, id: string | undefined) => ledger.releases.find(release => release.id === id);

export const isRejected = (ledger: Ledger, id: string) => Object.values(ledger.channels).some(({ rejected }) => rejected.includes(id));

/** What a rollback of a channel returns to: what it had before; when another channel has rejected that, the newest that it had before that. There is always one. */
export function targetOf(ledger: Ledger, channel: string): Release | undefined {
  const { release, previous } = ledger.channels[channel];
  const at = ledger.releases.findIndex(({ id }) => id === previous);
  if (at < 0) return undefined;
  const older = ledger.releases.slice(at + 1).filter(({ id, reached }) => id !== release && reached.includes(channel));
  return [ledger.releases[at], ...older].find(({ id }) => !isRejected(ledger, id)) ?? ledger.releases[at];
}

/** Every image of a release: there is one per architecture and Region. */
export const imagesOf = ({ images }: Release): PlacedImage[] =>
  Object.entries(images).flatMap(([architecture, { amis }]) =>
    Object.entries(amis).map(([region, imageId]) => ({ architecture, region, imageId })));

export interface PlacedImage {
  readonly architecture: string;
  readonly region: string;
  readonly imageId: string;
}

export const regionsOf = (release: Release) => [...new Set(imagesOf(release).map(({ region }) => region))];

export const openChannels = (ledger: Ledger) => Object.keys(ledger.channels).filter(name => ledger.channels[name].pending.length > 0);
