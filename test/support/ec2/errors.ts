/** An error of the API, before a door gives it the form its callers expect. Hooks may throw one, too. */
export class ApiError extends Error {
  constructor(public readonly code: string, message: string, public readonly status = 400) {
    super(message);
    this.name = code;
  }
}

/** How EC2 says not found, for each kind of resource id. */
const NOT_FOUND: Readonly<Record<string, readonly [code: string, noun: string]>> = {
  ami: ['InvalidAMIID.NotFound', 'image id'],
  snap: ['InvalidSnapshot.NotFound', 'snapshot'],
  vol: ['InvalidVolume.NotFound', 'volume'],
  i: ['InvalidInstanceID.NotFound', 'instance ID'],
  lt: ['InvalidLaunchTemplateId.NotFound', 'launch template'],
};

const MALFORMED: Readonly<Record<string, string>> = {
  ami: 'InvalidAMIID.Malformed',
  snap: 'InvalidParameterValue',
  vol: 'InvalidParameterValue',
  i: 'InvalidInstanceID.Malformed',
  lt: 'InvalidLaunchTemplateId.Malformed',
};

export const prefixOf = (id: string): string => id.slice(0, Math.max(0, id.indexOf('-')));

export function notFound(...ids: string[]): ApiError {
  const [code, noun] = NOT_FOUND[prefixOf(ids[0])] ?? ['InvalidID', 'ID'];
  return ids.length === 1
    ? new ApiError(code, `The ${noun} '[${ids[0]}]' does not exist`)
    : new ApiError(code, `The ${noun}s '[${ids.join(', ')}]' do not exist`);
}

export const isId = (prefix: string, id: string): boolean => id.startsWith(`${prefix}-`) && /^[a-z]+-[0-9a-f]{8}(?:[0-9a-f]{9})?$/.test(id);

/** For snapshots it makes a difference whether the id is at least called one. */
const malformedCode = (prefix: string, id: string): string =>
  prefix === 'snap' && id.startsWith('snap-') ? 'InvalidSnapshotID.Malformed' : MALFORMED[prefix] ?? 'InvalidID';

/** A handler that passes on an empty or foreign id learns so from EC2, not from "not found". */
export function assertIds(prefix: string, ids: readonly string[]): void {
  for (const id of ids) {
    if (!isId(prefix, id)) {
      throw new ApiError(malformedCode(prefix, id), `Invalid id: "${id}" (expecting "${prefix}-...")`);
    }
  }
}

export const unavailable = (imageId: string, why: string): ApiError =>
  new ApiError('InvalidAMIID.Unavailable', `The image ID '${imageId}' is not available: ${why}`);

/** What EC2 says of an image that is gone as long as it remembers its id. */
export const noLongerAvailable = (imageId: string): ApiError =>
  new ApiError('InvalidAMIID.Unavailable', `The image ID '${imageId}' is no longer available`);

export const invalidValue = (message: string): ApiError => new ApiError('InvalidParameterValue', message);

export const invalidCombination = (message: string): ApiError => new ApiError('InvalidParameterCombination', message);

export const limitExceeded = (message: string): ApiError => new ApiError('ResourceLimitExceeded', message);

export const notPermitted = (message: string): ApiError => new ApiError('OperationNotPermitted', message);
