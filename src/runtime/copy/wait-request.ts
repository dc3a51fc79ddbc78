import { Attributes, parseAttributes } from './attributes';
import { hash } from './copy-request';
import { ResourceRequest } from '../cloudformation/request';
import { CompletionMode } from '../contract';
import { listOfMaps, oneOf, optionalText, Properties, text, textMap } from '../properties';

/** An image that somebody waits for. */
export interface AwaitedImage {
  readonly region: string;
  readonly imageId: string;
  readonly keys: AwaitedKeys;
}

/** What the snapshots of an image have to be under. */
export interface AwaitedKeys {
  /** Whether they have to be encrypted at all. */
  readonly encrypted: boolean;
  /** Absent: any key will do. */
  readonly encryptionKeyArn?: string;
  /** Those of devices that have a key of their own. */
  readonly volumeKeys: Readonly<Record<string, string>>;
}

export interface Awaited {
  readonly images: readonly AwaitedImage[];
  /** What each image gets when it is available. */
  readonly attributes: Attributes;
}

/** What `Custom::AmiWaiter` was asked. */
export interface WaitRequest extends Awaited {
  readonly completion: CompletionMode;
  /** Whether the deployment may end before the images are available. */
  readonly mayEndPending: boolean;
  /** Names the request, on images that may outlast the deployment. */
  readonly mark: string;
  /** What was asked before; only for Update. */
  readonly before?: Awaited;
}

const MODES: readonly CompletionMode[] = ['IN_DEPLOY', 'PENDING'];

export function parseWaitRequest({ requestType, requestId, properties, oldProperties }: ResourceRequest): WaitRequest {
  const completion = oneOf(properties, 'Completion', MODES);
  return {
    ...parseAwaited(properties),
    completion,
    mayEndPending: completion === 'PENDING' || goesOnWhenLate(properties),
    mark: hash([requestId]).slice(0, 16),
    before: requestType === 'Update' ? readable(oldProperties) : undefined,
  };
}

/** What a request leaves behind: all that is awaited no more. */
export function parseUndone({ requestType, properties, oldProperties }: ResourceRequest): Awaited | undefined {
  if (requestType === 'Create') return undefined;
  if (requestType === 'Delete') return readable(properties);
  const before = readable(oldProperties);
  const { images } = parseAwaited(properties);
  return before && { ...before, images: before.images.filter(each => !images.some(other => isSame(each, other))) };
}

/** A request that could not be read has done nothing, and must not keep the one that undoes it from ending well. */
function readable(properties: Properties): Awaited | undefined {
  try {
    return parseAwaited(properties);
  } catch {
    return undefined;
  }
}

/** Whether the deployment goes on when the time is over. */
export const goesOnWhenLate = (properties: Properties) => oneOf(properties, 'OnTimeout', ['FAIL', 'CONTINUE']) === 'CONTINUE';

const parseAwaited = (properties: Properties): Awaited => ({
  images: listOfMaps(properties, 'Images').map((image): AwaitedImage => ({
    region: text(image, 'Region'),
    imageId: text(image, 'ImageId'),
    keys: {
      encrypted: optionalText(image, 'Encrypted') !== 'false',
      encryptionKeyArn: optionalText(image, 'EncryptionKeyArn'),
      volumeKeys: textMap(image, 'VolumeKeys'),
    },
  })),
  attributes: parseAttributes(properties),
});

export const isSame = (one: AwaitedImage, other: AwaitedImage) => one.region === other.region && one.imageId === other.imageId;
