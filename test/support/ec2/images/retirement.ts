/** The steps before a deregistration: deprecate, disable, protect (ec2-semantics 5). */
import type * as sdk from '@aws-sdk/client-ec2';
import { type Caller, ownImage } from '../caller';
import { invalidValue, notPermitted, unavailable } from '../errors';
import type { Image } from '../resources';
import { protectionText } from './image-view';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const YEAR = 365 * DAY;

const isPublic = (image: Image) => image.launchPermissions.latest.some((permission) => permission.Group === 'all');

export function enableImageDeprecation(caller: Caller, input: sdk.EnableImageDeprecationRequest): sdk.EnableImageDeprecationResult {
  const image = ownImage(caller, input.ImageId!);
  const at = Math.round(input.DeprecateAt!.getTime() / MINUTE) * MINUTE;
  const { world } = caller;
  if (at < Math.floor(world.time / MINUTE) * MINUTE) throw invalidValue('DeprecateAt cannot be in the past.');
  if (at > world.time + 10 * YEAR) throw invalidValue('DeprecateAt cannot be more than 10 years from now.');
  if (isPublic(image) && at > image.createdAt + 2 * YEAR) throw invalidValue('DeprecateAt of a public AMI cannot be more than 2 years from its creation.');
  image.deprecatedFrom.change(at, world.visible());
  return { Return: true };
}

export function disableImageDeprecation(caller: Caller, input: sdk.DisableImageDeprecationRequest): sdk.DisableImageDeprecationResult {
  const image = ownImage(caller, input.ImageId!);
  if (isPublic(image)) throw notPermitted('The deprecation of a public AMI cannot be cancelled.');
  image.deprecatedFrom.change(undefined, caller.world.visible());
  return { Return: true };
}

/** Wipes all launch permissions; enabling the image again does not bring them back. */
export function disableImage(caller: Caller, input: sdk.DisableImageRequest): sdk.DisableImageResult {
  const image = ownImage(caller, input.ImageId!);
  turn(caller, image, 'available', 'disabled');
  image.launchPermissions.change([], caller.world.time);
  return { Return: true };
}

export function enableImage(caller: Caller, input: sdk.EnableImageRequest): sdk.EnableImageResult {
  turn(caller, ownImage(caller, input.ImageId!), 'disabled', 'available');
  return { Return: true };
}

function turn({ world }: Caller, image: Image, from: sdk.ImageState, to: sdk.ImageState): void {
  const { state } = image.status.latest;
  if (state === to) return;
  if (state !== from) throw unavailable(image.id, `it is ${state}`);
  image.status.change({ state: to }, world.visible());
}

export function enableImageDeregistrationProtection(
  caller: Caller, input: sdk.EnableImageDeregistrationProtectionRequest,
): sdk.EnableImageDeregistrationProtectionResult {
  const image = ownImage(caller, input.ImageId!);
  image.protection = { kind: input.WithCooldown ? 'enabled-with-cooldown' : 'enabled-without-cooldown' };
  return { Return: image.protection.kind };
}

/** With a cooldown, the protection stays in force for another day. */
export function disableImageDeregistrationProtection(
  caller: Caller, input: sdk.DisableImageDeregistrationProtectionRequest,
): sdk.DisableImageDeregistrationProtectionResult {
  const image = ownImage(caller, input.ImageId!);
  if (image.protection.kind === 'enabled-with-cooldown') image.protection = { kind: 'cooling-down', until: caller.world.time + DAY };
  if (image.protection.kind === 'enabled-without-cooldown') image.protection = { kind: 'disabled' };
  return { Return: protectionText(image.protection, caller.world.time) };
}
