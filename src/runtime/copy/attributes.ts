import { Image } from './image';
import { optionalMap, optionalNumber, optionalText, Properties } from '../properties';

/** What is said of an image besides what the call that makes it says. */
export interface Attributes {
  readonly requiresImdsV2: boolean;
  /** Absent: none of ours. */
  readonly deprecation?: Deprecation;
  readonly isProtected: boolean;
}

/** A moment, or so many minutes after the creation of the image. */
export type Deprecation = { readonly at: Date } | { readonly afterMinutes: number };

export type AttributeChange =
  | { readonly do: 'require-imds-v2' }
  | { readonly do: 'deprecate'; readonly at: Date }
  | { readonly do: 'undeprecate' }
  | { readonly do: 'protect' }
  | { readonly do: 'unprotect' };

const MINUTE = 60_000;

export function parseAttributes(properties: Properties): Attributes {
  const attributes = optionalMap(properties, 'Attributes') ?? {};
  return {
    requiresImdsV2: optionalText(attributes, 'ImdsSupport') === 'v2.0',
    deprecation: parseDeprecation(attributes),
    isProtected: optionalText(attributes, 'DeregistrationProtection') === 'true',
  };
}

function parseDeprecation(attributes: Properties): Deprecation | undefined {
  const at = optionalText(attributes, 'DeprecateAt');
  if (at !== undefined && Number.isNaN(Date.parse(at))) throw new Error('the property DeprecateAt must be a date');
  const afterMinutes = optionalNumber(attributes, 'DeprecateAfterMinutes');
  if (at !== undefined) return { at: new Date(at) };
  return afterMinutes === undefined ? undefined : { afterMinutes };
}

export const isNothing = ({ requiresImdsV2, deprecation, isProtected }: Attributes) => !requiresImdsV2 && !deprecation && !isProtected;

export interface AttributeSituation {
  readonly wanted: Attributes;
  /** What this request ends, if the image had it from an earlier one. */
  readonly before?: Attributes;
  readonly image: Image;
  readonly now: Date;
}

/**
 * What to change on an available image. What the template did not say and does not say is left alone: it is somebody
 * else's. What it has just ceased to say, or says differently now, is changed whatever EC2 shows: it may show what was
 * before the last change.
 */
export function planAttributes({ wanted, before, image, now }: AttributeSituation): AttributeChange[] {
  const changes: AttributeChange[] = [];
  if (wanted.requiresImdsV2 && !image.requiresImdsV2) changes.push({ do: 'require-imds-v2' });

  const [at, was] = [wanted, before].map(each => each?.deprecation && minuteOf(each.deprecation, image));
  if (at !== undefined && !isOver(at, image, now) && (shownMinute(image) !== at || (before && was !== at))) changes.push({ do: 'deprecate', at: notPast(at, now) });
  if (at === undefined && was !== undefined) changes.push({ do: 'undeprecate' });

  if (wanted.isProtected && (!image.protected || before?.isProtected === false)) changes.push({ do: 'protect' });
  if (!wanted.isProtected && before?.isProtected) changes.push({ do: 'unprotect' });
  return changes;
}

/** EC2 keeps whole minutes. */
const minuteOf = (deprecation: Deprecation, { createdAt }: Image) =>
  toMinute('at' in deprecation ? deprecation.at.getTime() : (createdAt?.getTime() ?? 0) + deprecation.afterMinutes * MINUTE);

const toMinute = (time: number) => Math.round(time / MINUTE) * MINUTE;

const shownMinute = ({ deprecatedFrom }: Image) => deprecatedFrom && toMinute(deprecatedFrom.getTime());

/** Of an image that is deprecated it does not matter since when, if it was to be by now. */
const isOver = (at: number, { deprecatedFrom }: Image, now: Date) => at <= now.getTime() && deprecatedFrom !== undefined && deprecatedFrom <= now;

/** EC2 takes no moment in the past: what should have been deprecated then, is from the next minute on. */
const notPast = (at: number, now: Date) => new Date(Math.max(at, (Math.floor(now.getTime() / MINUTE) + 1) * MINUTE));
