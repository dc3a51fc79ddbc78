import { strict as assert } from 'assert';
import type { ImageAttribute, ImageAttributeName, ModifyImageAttributeRequest, RegisterImageRequest } from '@aws-sdk/client-ec2';
import { anImage, image } from './beginnings';
import { api, Clause, ERROR_CODES, OTHER, recorded, refused, shows, World } from './clause';
import { ACCEPTS, HTML } from './moto';

const MODIFY = api('ModifyImageAttribute');
const DESCRIBE = api('DescribeImageAttribute');

const modify = async (world: World, change: Omit<ModifyImageAttributeRequest, 'ImageId'>) => {
  const ImageId = await anImage(world, { Description: 'as registered' });
  await world.ec2.modifyImageAttribute({ ImageId, ...change });
  return image(world.ec2, ImageId);
};

/** An attribute, where it is in the answer, and what it says of an image that was registered so. */
const ATTRIBUTES: readonly [ImageAttributeName, keyof ImageAttribute, string | undefined, Partial<RegisterImageRequest>, moto?: string][] = [
  ['description', 'Description', 'a web server', { Description: 'a web server' }],
  ['bootMode', 'BootMode', 'uefi', { BootMode: 'uefi' }],
  ['tpmSupport', 'TpmSupport', 'v2.0', { BootMode: 'uefi', TpmSupport: 'v2.0' }, HTML],
  ['imdsSupport', 'ImdsSupport', 'v2.0', { ImdsSupport: 'v2.0' }, HTML],
  ['sriovNetSupport', 'SriovNetSupport', 'simple', { SriovNetSupport: 'simple' }],
  ['kernel', 'KernelId', undefined, {}],
  ['deregistrationProtection', 'DeregistrationProtection', 'disabled', {}, 'refuses the attribute'],
];

export const attributes: readonly Clause[] = [
  {
    title: 'the description of an image can be changed',
    source: MODIFY,
    moto: 'leaves it as it is',
    run: async world => shows(await modify(world, { Description: { Value: 'changed' } }), { Description: 'changed' }),
  },
  {
    title: 'the description of an image can be changed by the name of the attribute',
    source: MODIFY,
    moto: 'leaves it as it is',
    run: async world => shows(await modify(world, { Attribute: 'description', Value: 'changed' }), { Description: 'changed' }),
  },
  {
    title: 'the description of an image cannot be taken away',
    source: recorded('ec2/images_controls'),
    moto: ACCEPTS,
    run: world => refused(modify(world, { Attribute: 'description', Value: '' }), 'MissingParameter'),
  },
  {
    title: 'an image can be made to ask for IMDSv2',
    source: MODIFY,
    moto: 'leaves it as it is',
    run: async world => shows(await modify(world, { ImdsSupport: { Value: 'v2.0' } }), { ImdsSupport: 'v2.0' }),
  },
  {
    title: 'an image cannot be made to ask for IMDSv2 no longer',
    source: recorded('ec2/images_controls'),
    moto: ACCEPTS,
    run: world => refused(modify(world, { ImdsSupport: { Value: '' } }), 'MissingParameter'),
  },
  {
    title: 'attributes of an image are changed one at a time',
    source: MODIFY,
    moto: ACCEPTS,
    run: world => refused(modify(world, { Description: { Value: 'changed' }, ImdsSupport: { Value: 'v2.0' } }), 'InvalidParameterCombination'),
  },
  {
    title: 'a change of an image says what changes',
    source: recorded('ec2/images_controls'),
    moto: ACCEPTS,
    run: world => refused(modify(world, {}), 'InvalidParameterCombination'),
  },
  {
    title: 'an image that is not there is not changed',
    source: ERROR_CODES,
    run: ({ ec2 }) => refused(ec2.modifyImageAttribute({ ImageId: 'ami-0ffffffffffffffff', Description: { Value: 'changed' } }), 'InvalidAMIID.NotFound'),
  },
  ...ATTRIBUTES.map(([Attribute, member, value, registered, moto]): Clause => ({
    title: `the attribute ${Attribute} of an image can be read`,
    source: DESCRIBE,
    moto,
    run: async world => {
      const ImageId = await anImage(world, registered);
      const answer = await world.ec2.describeImageAttribute({ ImageId, Attribute });
      assert.equal(answer.ImageId, ImageId);
      assert.deepEqual((answer[member] as { Value?: string } | undefined)?.Value, value);
    },
  })),
  {
    title: 'the attribute productCodes of a plain image is an empty list',
    source: recorded('ec2/images_controls'),
    run: async world => shows(await world.ec2.describeImageAttribute({ ImageId: await anImage(world), Attribute: 'productCodes' }), { ProductCodes: [] }),
  },
  {
    title: 'the attribute blockDeviceMapping is deprecated, and refused even to the owner',
    source: DESCRIBE,
    run: async world => refused(world.ec2.describeImageAttribute({ ImageId: await anImage(world), Attribute: 'blockDeviceMapping' }), 'AuthFailure'),
  },
  ...(['launchPermission', 'uefiData'] as const).map((Attribute): Clause => ({
    title: `the attribute ${Attribute} of another account's image is not told, though the image is shared`,
    source: 'https://github.com/cloudquery/cloudquery/pull/9406',
    moto: HTML,
    run: async world => {
      const ImageId = await anImage(world);
      await world.ec2.modifyImageAttribute({ ImageId, LaunchPermission: { Add: [{ UserId: OTHER }] } });
      await refused(world.other.describeImageAttribute({ ImageId, Attribute }), 'AuthFailure');
    },
  })),
  {
    title: 'an image that is not there has no attributes',
    source: ERROR_CODES,
    moto: HTML,
    run: ({ ec2 }) => refused(ec2.describeImageAttribute({ ImageId: 'ami-0ffffffffffffffff', Attribute: 'launchPermission' }), 'InvalidAMIID.NotFound'),
  },
];
