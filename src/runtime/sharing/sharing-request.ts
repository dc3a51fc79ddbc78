import { ResourceRequest } from '../cloudformation/request';
import { SHARING_RESOURCE_TYPE } from '../contract';
import { listOfMaps, oneOf, optionalText, Properties, text } from '../properties';

/** An image that is shared, or a snapshot by itself. */
export interface Wished {
  readonly kind: 'image' | 'snapshot';
  readonly region: string;
  readonly id: string;
  /** The customer managed key of an image's snapshots. Absent: nobody has said. */
  readonly keyArn?: string;
}

/** What `Custom::AmiSharing` was asked, or `Custom::SnapshotSharing`. */
export interface SharingWish {
  readonly things: readonly Wished[];
  readonly sharedWith: readonly string[];
  readonly exclusive: boolean;
  /** Whether the snapshots of the images are shared, too. */
  readonly withSnapshots: boolean;
}

export const NOTHING: SharingWish = { things: [], sharedWith: [], exclusive: false, withSnapshots: false };

export interface SharingRequest {
  readonly wish: SharingWish;
  readonly before: SharingWish;
}

/** What the properties of a sharing ask for. */
export const parseWish = (resourceType: string, properties: Properties): SharingWish =>
  (resourceType === SHARING_RESOURCE_TYPE ? parseImages(properties) : parseSnapshots(properties));

/** A deletion wishes for nothing, and had what the properties say. */
export function parseSharingRequest({ requestType, resourceType, properties, oldProperties }: ResourceRequest): SharingRequest {
  const parse = (each: Properties) => parseWish(resourceType, each);
  switch (requestType) {
    case 'Create': return { wish: parse(properties), before: NOTHING };
    case 'Update': return { wish: parse(properties), before: parse(oldProperties) };
    case 'Delete': return { wish: NOTHING, before: parse(properties) };
  }
}

const parseImages = (properties: Properties): SharingWish => ({
  ...parseCommon(properties),
  things: listOfMaps(properties, 'Images').map(image => ({
    kind: 'image', region: text(image, 'Region'), id: text(image, 'ImageId'), keyArn: optionalText(image, 'EncryptionKeyArn'),
  })),
  withSnapshots: oneOf(properties, 'Snapshots', ['NONE', 'COPY']) === 'COPY',
});

const parseSnapshots = (properties: Properties): SharingWish => ({
  ...parseCommon(properties),
  things: texts(properties, 'SnapshotIds').map(id => ({ kind: 'snapshot', region: text(properties, 'Region'), id })),
  withSnapshots: false,
});

const parseCommon = (properties: Properties) => ({
  sharedWith: texts(properties, 'SharedWith'),
  exclusive: optionalText(properties, 'Exclusive') === 'true',
});

function texts(properties: Properties, name: string): string[] {
  // Of an empty list CloudFormation is told nothing.
  const value = properties[name] ?? [];
  if (!Array.isArray(value)) throw new Error(`the property ${name} must be a list`);
  return value.map(String);
}

/** The same for the whole life of the resource: what it shares may change. */
export const physicalIdOf = ({ logicalResourceId }: ResourceRequest) => `shares-of/${logicalResourceId}`;
