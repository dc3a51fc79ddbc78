import { ParameterOrder, ParameterTags } from './parameters';
import { ResourceRequest } from '../cloudformation/request';
import { OWNERSHIP_TAG } from '../contract';
import { Owner } from '../copy/image-copies';
import { Properties, text, textMap } from '../properties';

/** Where a parameter is. */
export interface Place {
  readonly region: string;
  readonly name: string;
}

/** What `Custom::AmiParameter` was asked. */
export interface ParameterWish extends Place, ParameterOrder {
  readonly tags: ParameterTags;
}

export interface ParameterRequest {
  readonly owner: Owner;
  readonly wish: ParameterWish;
  /** What was wished before; only for Update. */
  readonly before?: ParameterWish;
}

export const parseParameterRequest = (request: ResourceRequest): ParameterRequest => ({
  owner: { stackId: request.stackId, logicalResourceId: request.logicalResourceId },
  wish: parseWish(request.properties),
  before: request.requestType === 'Update' ? parseWish(request.oldProperties) : undefined,
});

const parseWish = (properties: Properties): ParameterWish => ({
  region: text(properties, 'Region'),
  name: text(properties, 'Name'),
  imageId: text(properties, 'ImageId'),
  description: text(properties, 'Description'),
  dataType: text(properties, 'DataType'),
  tags: textMap(properties, 'Tags'),
});

/** `<region>/<name>`, where a name with a path brings a slash of its own. */
export const physicalIdOf = ({ region, name }: Place) => `${region}/${name}`;

/** The place that a physical id names; undefined for an id that CloudFormation or we made up. */
export function placeIn(physicalId = ''): Place | undefined {
  const parts = /^([a-z]{2,}(?:-[a-z]+)+-\d+)\/(.+)$/.exec(physicalId);
  return parts ? { region: parts[1], name: parts[2] } : undefined;
}

/** The tags by which a parameter is known as the resource's own; from the call that creates it. */
export const ownershipTags = (owner: Owner): ParameterTags => ({
  [OWNERSHIP_TAG.stackId]: owner.stackId,
  [OWNERSHIP_TAG.logicalId]: owner.logicalResourceId,
});

export const isOwn = (tags: ParameterTags, owner: Owner) =>
  Object.entries(ownershipTags(owner)).every(([key, value]) => tags[key] === value);
