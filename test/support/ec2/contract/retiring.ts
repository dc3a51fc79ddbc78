import { strict as assert } from 'assert';
import { anImage, image } from './beginnings';
import { api, Clause, facts, guide, OTHER, refused, shows, World } from './clause';
import { ACCEPTS, UNKNOWN } from './moto';

const MINUTE = 60_000;
const YEAR = 365 * 24 * 60 * MINUTE;
const DEPRECATE = api('EnableImageDeprecation');
const DISABLE = api('DisableImage');
const PROTECT = guide('ami-deregistration-protection');

/** The start of the minute that comes at least so much later. */
const later = (world: World, milliseconds: number) => new Date(Math.ceil((world.now() + milliseconds) / MINUTE) * MINUTE);

const even = async (world: World, imageId: string) =>
  (await world.ec2.describeImages({ ImageIds: [imageId], IncludeDisabled: true, IncludeDeprecated: true })).Images![0];

export const deprecating: readonly Clause[] = [
  {
    title: 'an image is deprecated from a time on, which it shows',
    source: DEPRECATE,
    moto: UNKNOWN,
    run: async world => {
      const ImageId = await anImage(world);
      const DeprecateAt = later(world, YEAR);
      await world.ec2.enableImageDeprecation({ ImageId, DeprecateAt });
      assert.equal(Date.parse((await image(world.ec2, ImageId)).DeprecationTime!), DeprecateAt.getTime());
    },
  },
  {
    title: 'the time of a deprecation is rounded to the nearest minute',
    source: DEPRECATE,
    moto: UNKNOWN,
    run: async world => {
      const ImageId = await anImage(world);
      const minute = later(world, YEAR).getTime();
      await world.ec2.enableImageDeprecation({ ImageId, DeprecateAt: new Date(minute + 29_000) });
      assert.equal(Date.parse((await image(world.ec2, ImageId)).DeprecationTime!), minute);
    },
  },
  {
    title: 'a deprecation is cancelled',
    source: api('DisableImageDeprecation'),
    moto: UNKNOWN,
    run: async world => {
      const ImageId = await anImage(world);
      await world.ec2.enableImageDeprecation({ ImageId, DeprecateAt: later(world, YEAR) });
      await world.ec2.disableImageDeprecation({ ImageId });
      shows(await image(world.ec2, ImageId), { DeprecationTime: undefined });
    },
  },
  {
    title: 'an image is not deprecated from a time in the past on',
    source: DEPRECATE,
    moto: UNKNOWN,
    run: async world => refused(world.ec2.enableImageDeprecation({ ImageId: await anImage(world), DeprecateAt: later(world, -YEAR) })),
  },
  {
    title: 'an image is not deprecated from more than ten years ahead on',
    source: DEPRECATE,
    moto: UNKNOWN,
    run: async world => refused(world.ec2.enableImageDeprecation({ ImageId: await anImage(world), DeprecateAt: later(world, 11 * YEAR) })),
  },
  {
    title: 'a public image is deprecated two years after it was made at the latest',
    source: DEPRECATE,
    moto: UNKNOWN,
    run: async world => {
      const ImageId = await anImage(world);
      await world.ec2.modifyImageAttribute({ ImageId, LaunchPermission: { Add: [{ Group: 'all' }] } });
      await refused(world.ec2.enableImageDeprecation({ ImageId, DeprecateAt: later(world, 3 * YEAR) }));
    },
  },
  {
    title: 'the deprecation of a public image cannot be cancelled',
    source: guide('ami-deprecate'),
    moto: UNKNOWN,
    run: async world => {
      const ImageId = await anImage(world);
      await world.ec2.modifyImageAttribute({ ImageId, LaunchPermission: { Add: [{ Group: 'all' }] } });
      await refused(world.ec2.disableImageDeprecation({ ImageId }));
    },
  },
];

export const disabling: readonly Clause[] = [
  {
    title: 'a disabled image is hidden unless disabled images are asked for',
    source: DISABLE,
    moto: 'lists it',
    run: async world => {
      const ImageId = await anImage(world);
      await world.ec2.disableImage({ ImageId });
      await world.settled();
      assert.deepEqual((await world.ec2.describeImages({ Owners: ['self'] })).Images, []);
      assert.deepEqual((await world.ec2.describeImages({ Owners: ['self'], IncludeDisabled: true })).Images!.map(({ State }) => State), ['disabled']);
    },
  },
  {
    title: 'a disabled image is available again once it is enabled',
    source: api('EnableImage'),
    run: async world => {
      const ImageId = await anImage(world);
      await world.ec2.disableImage({ ImageId });
      await world.ec2.enableImage({ ImageId });
      await world.settled();
      shows(await image(world.ec2, ImageId), { State: 'available' });
    },
  },
  {
    title: 'disabling an image takes its permissions away, and enabling it does not bring them back',
    source: DISABLE,
    moto: 'leaves them as they are',
    run: async world => {
      const ImageId = await anImage(world);
      await world.ec2.modifyImageAttribute({ ImageId, LaunchPermission: { Add: [{ UserId: OTHER }] } });
      await world.ec2.disableImage({ ImageId });
      await world.ec2.enableImage({ ImageId });
      await world.settled();
      assert.deepEqual((await world.ec2.describeImageAttribute({ ImageId, Attribute: 'launchPermission' })).LaunchPermissions, []);
    },
  },
  {
    title: 'a disabled image cannot be shared',
    source: DISABLE,
    moto: ACCEPTS,
    run: async world => {
      const ImageId = await anImage(world);
      await world.ec2.disableImage({ ImageId });
      await world.settled();
      await refused(world.ec2.modifyImageAttribute({ ImageId, LaunchPermission: { Add: [{ UserId: OTHER }] } }));
    },
  },
  {
    title: 'nothing is launched from a disabled image',
    source: DISABLE,
    moto: 'launches it',
    run: async world => {
      const ImageId = await anImage(world);
      await world.ec2.disableImage({ ImageId });
      await world.settled();
      await refused(world.ec2.runInstances({ ImageId, InstanceType: 't3.micro', MinCount: 1, MaxCount: 1 }));
    },
  },
];

export const protecting: readonly Clause[] = [
  {
    title: 'a new image is not protected against deregistration',
    source: PROTECT,
    moto: 'says nothing of it',
    run: async world => shows(await image(world.ec2, await anImage(world)), { DeregistrationProtection: 'disabled' }),
  },
  {
    title: 'a protected image cannot be deregistered until its protection ends',
    source: PROTECT,
    moto: UNKNOWN,
    run: async world => {
      const ImageId = await anImage(world);
      await world.ec2.enableImageDeregistrationProtection({ ImageId });
      shows(await image(world.ec2, ImageId), { DeregistrationProtection: 'enabled-without-cooldown' });
      await refused(world.ec2.deregisterImage({ ImageId }));
      await world.ec2.disableImageDeregistrationProtection({ ImageId });
      await world.ec2.deregisterImage({ ImageId });
    },
  },
  {
    title: 'a protection with a cooldown stays in force after it was ended, and says until when',
    source: facts('5'),
    moto: UNKNOWN,
    run: async world => {
      const ImageId = await anImage(world);
      await world.ec2.enableImageDeregistrationProtection({ ImageId, WithCooldown: true });
      shows(await even(world, ImageId), { DeregistrationProtection: 'enabled-with-cooldown' });
      await world.ec2.disableImageDeregistrationProtection({ ImageId });
      assert.match((await even(world, ImageId)).DeregistrationProtection!, /^disabled after /);
      await refused(world.ec2.deregisterImage({ ImageId }));
    },
  },
];
