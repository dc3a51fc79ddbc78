/** Names of images are unique per account and Region, and stay taken for a while after a deregistration (ec2-semantics 1.2). */
import type { Caller } from '../caller';
import { ApiError } from '../errors';

const NAME = /^[A-Za-z0-9()[\] ./\-'@_]{3,128}$/;

export function assertNameFree({ world, account }: Caller, name: string): void {
  if (!NAME.test(name)) {
    throw new ApiError('InvalidAMIName.Malformed',
      "AMI names must be between 3 and 128 characters long, and may contain letters, numbers, and ( ) [ ] space . / - ' @ _");
  }
  const hold = account.imageNames.get(name);
  if (hold && hold.until > world.time) {
    throw new ApiError('InvalidAMIName.Duplicate', `AMI name ${name} is already in use by AMI ${hold.imageId}`);
  }
}

export function takeName({ account }: Caller, name: string, imageId: string): void {
  account.imageNames.set(name, { imageId, until: Number.POSITIVE_INFINITY });
}

export function releaseName({ world, account }: Caller, name: string): void {
  const hold = account.imageNames.get(name);
  if (hold) hold.until = world.time + world.within(world.rules.nameHeldAfterDeregistration);
}
