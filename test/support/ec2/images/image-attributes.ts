import type * as sdk from '@aws-sdk/client-ec2';
import { type Caller, ownImage, seen } from '../caller';
import { ApiError, invalidCombination, invalidValue, unavailable } from '../errors';
import type { Image } from '../resources';
import { modifyLaunchPermissions, requestedChanges } from './image-sharing';
import { imageView } from './image-view';

/** One attribute per call (ec2-semantics 4.1). */
export function modifyImageAttribute(caller: Caller, input: sdk.ModifyImageAttributeRequest): void {
  const image = ownImage(caller, input.ImageId!);
  const permissions = requestedChanges(input);
  const description = input.Description?.Value ?? (input.Attribute === 'description' ? input.Value : undefined);
  const imdsSupport = input.ImdsSupport?.Value ?? (input.Attribute === 'imdsSupport' ? input.Value : undefined);
  const changes = [
    permissions.add.length + permissions.remove.length > 0 && (() => modifyLaunchPermissions(caller, image, permissions)),
    description !== undefined && (() => describe(image, description)),
    imdsSupport !== undefined && (() => requireImds(image, imdsSupport)),
  ].filter((change) => change !== false);
  if (changes.length === 0) throw invalidCombination('No attributes specified.');
  if (changes.length > 1) throw invalidCombination('Fields for multiple attribute types specified.');
  changes[0]();
}

function describe(image: Image, text: string): void {
  assertModifiable(image);
  if (text === '') throw missing('description');
  image.description = text;
}

/** Can be set, and never unset. */
function requireImds(image: Image, value: string): void {
  assertModifiable(image);
  if (value === '') throw missing('imdsSupport with value v2.0');
  if (value !== 'v2.0') throw invalidValue(`Value (${value}) for imdsSupport is invalid. It must be v2.0.`);
  image.imdsSupport = value;
}

const missing = (parameter: string) => new ApiError('MissingParameter', `The request must contain the parameter ${parameter}`);

function assertModifiable(image: Image): void {
  if (image.status.latest.state !== 'available') throw unavailable(image.id, `it is ${image.status.latest.state}`);
}

export function resetImageAttribute(caller: Caller, input: sdk.ResetImageAttributeRequest): void {
  const image = ownImage(caller, input.ImageId!);
  if (input.Attribute !== 'launchPermission') throw new ApiError('InvalidRequest', 'The request received was invalid.');
  assertModifiable(image);
  image.launchPermissions.change([], caller.world.visible());
}

/** For owners alone. */
export function describeImageAttribute(caller: Caller, input: sdk.DescribeImageAttributeRequest): sdk.ImageAttribute {
  const image = ownImage(caller, input.ImageId!);
  return { ImageId: image.id, ...attribute(caller, image, input.Attribute!) };
}

function attribute(caller: Caller, image: Image, name: sdk.ImageAttributeName): Omit<sdk.ImageAttribute, 'ImageId'> {
  const view = imageView(caller, image);
  const value = (text: string | undefined) => text === undefined ? {} : { Value: text };
  switch (name) {
    // Deprecated: the mappings are in DescribeImages.
    case 'blockDeviceMapping': throw new ApiError('AuthFailure', 'Unauthorized attempt to access restricted resource');
    case 'bootMode': return { BootMode: value(view.BootMode) };
    case 'deregistrationProtection': return { DeregistrationProtection: value(view.DeregistrationProtection) };
    case 'description': return { Description: value(view.Description) };
    case 'imdsSupport': return { ImdsSupport: value(view.ImdsSupport) };
    case 'kernel': return { KernelId: value(view.KernelId) };
    case 'lastLaunchedTime': return { LastLaunchedTime: {} };
    case 'launchPermission': return { LaunchPermissions: seen(caller, image.launchPermissions).map((permission) => ({ ...permission })) };
    case 'productCodes': return { ProductCodes: view.ProductCodes ?? [] };
    case 'ramdisk': return { RamdiskId: value(view.RamdiskId) };
    case 'sriovNetSupport': return { SriovNetSupport: value(view.SriovNetSupport) };
    case 'tpmSupport': return { TpmSupport: value(view.TpmSupport) };
    // Nowhere else to be read, and lost by whoever registers an image without it (3.1).
    case 'uefiData': return { UefiData: value(image.traits.uefiData) };
    default: throw invalidValue(`Value (${name as string}) for parameter attribute is invalid.`);
  }
}
