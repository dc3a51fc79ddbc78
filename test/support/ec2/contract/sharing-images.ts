import { strict as assert } from 'assert';
import type { LaunchPermission } from '@aws-sdk/client-ec2';
import { aKey, anImage, aTaggedImage, image, tags } from './beginnings';
import { api, Clause, ERROR_CODES, facts, guide, OTHER, OWNER, recorded, refused, shows, World } from './clause';
import { ACCEPTS, ALONE, HTML, UNKNOWN } from './moto';

const MODIFY = api('ModifyImageAttribute');
const ORGANIZATION = 'arn:aws:organizations::333333333333:organization/o-abcde12345';
const UNIT = 'arn:aws:organizations::333333333333:ou/o-abcde12345/ou-ab12-abcd1234';

const sharedWith = async ({ ec2 }: World, ImageId: string): Promise<LaunchPermission[]> =>
  (await ec2.describeImageAttribute({ ImageId, Attribute: 'launchPermission' })).LaunchPermissions!;

const share = ({ ec2 }: World, ImageId: string, ...Add: LaunchPermission[]) => ec2.modifyImageAttribute({ ImageId, LaunchPermission: { Add } });

export const sharingImages: readonly Clause[] = [
  {
    title: 'a new image is shared with nobody',
    source: MODIFY,
    run: async world => {
      const ImageId = await anImage(world);
      assert.deepEqual(await sharedWith(world, ImageId), []);
      shows(await image(world.ec2, ImageId), { Public: false });
    },
  },
  ...([
    ['an account', { UserId: OTHER }], ['everybody', { Group: 'all' }], ['an organization', { OrganizationArn: ORGANIZATION }],
    ['an organizational unit', { OrganizationalUnitArn: UNIT }],
  ] satisfies [string, LaunchPermission][]).map(([whom, permission]): Clause => ({
    title: `an image is shared with ${whom}, and no longer`,
    source: MODIFY,
    run: async world => {
      const ImageId = await anImage(world);
      await share(world, ImageId, permission);
      assert.deepEqual(await sharedWith(world, ImageId), [permission]);
      await world.ec2.modifyImageAttribute({ ImageId, LaunchPermission: { Remove: [permission] } });
      assert.deepEqual(await sharedWith(world, ImageId), []);
    },
  })),
  {
    title: 'permissions are given and taken by lists, too',
    source: MODIFY,
    run: async world => {
      const ImageId = await anImage(world);
      const Attribute = 'launchPermission';
      await world.ec2.modifyImageAttribute({ ImageId, Attribute, OperationType: 'add', UserIds: [OTHER, '333333333333'] });
      await world.ec2.modifyImageAttribute({ ImageId, Attribute, OperationType: 'remove', UserIds: [OTHER] });
      assert.deepEqual(await sharedWith(world, ImageId), [{ UserId: '333333333333' }]);
    },
  },
  {
    title: 'organizations are given and taken by lists, too',
    source: MODIFY,
    moto: 'keeps the first of a list',
    run: async world => {
      const ImageId = await anImage(world);
      const OrganizationArns = [ORGANIZATION, ORGANIZATION.replace('abcde', 'fghij')];
      await world.ec2.modifyImageAttribute({ ImageId, Attribute: 'launchPermission', OperationType: 'add', OrganizationArns });
      assert.deepEqual((await sharedWith(world, ImageId)).map(({ OrganizationArn }) => OrganizationArn).sort(), OrganizationArns.sort());
    },
  },
  {
    title: 'a permission can be added again, or removed without being there, and nothing comes of it',
    source: facts('4.1'),
    run: async world => {
      const ImageId = await anImage(world);
      await share(world, ImageId, { UserId: OTHER });
      await share(world, ImageId, { UserId: OTHER });
      await world.ec2.modifyImageAttribute({ ImageId, LaunchPermission: { Remove: [{ UserId: '333333333333' }] } });
      assert.deepEqual(await sharedWith(world, ImageId), [{ UserId: OTHER }]);
    },
  },
  {
    title: 'an owner can share an image with itself',
    source: recorded('ec2/images_sharing'),
    run: async world => {
      const ImageId = await anImage(world);
      await share(world, ImageId, { UserId: OWNER });
      assert.deepEqual(await sharedWith(world, ImageId), [{ UserId: OWNER }]);
    },
  },
  {
    title: 'an image that is shared with everybody is public',
    source: api('DescribeImages'),
    run: async world => {
      const ImageId = await anImage(world);
      await share(world, ImageId, { Group: 'all' });
      shows(await image(world.ec2, ImageId), { Public: true });
    },
  },
  {
    title: 'ResetImageAttribute takes all permissions away',
    source: api('ResetImageAttribute'),
    moto: UNKNOWN,
    run: async world => {
      const ImageId = await anImage(world);
      await share(world, ImageId, { UserId: OTHER }, { Group: 'all' });
      await world.ec2.resetImageAttribute({ ImageId, Attribute: 'launchPermission' });
      assert.deepEqual(await sharedWith(world, ImageId), []);
    },
  },
  {
    title: 'ResetImageAttribute resets permissions and nothing else',
    source: recorded('ec2/images_controls'),
    moto: UNKNOWN,
    run: async world => {
      const ImageId = await anImage(world);
      await share(world, ImageId, { UserId: OTHER });
      await refused(world.ec2.resetImageAttribute({ ImageId, Attribute: 'description' as 'launchPermission' }), 'InvalidRequest');
      assert.deepEqual(await sharedWith(world, ImageId), [{ UserId: OTHER }]);
    },
  },
  {
    title: 'an account has twelve digits, or an image is not shared with it',
    source: ERROR_CODES,
    run: async world => refused(share(world, await anImage(world), { UserId: '123' }), 'InvalidAMIAttributeItemValue'),
  },
  {
    title: 'an organization is named by its ARN, or an image is not shared with it',
    source: facts('4.1'),
    moto: ACCEPTS,
    run: async world => refused(share(world, await anImage(world), { OrganizationArn: 'o-abcde12345' })),
  },
  {
    title: 'an encrypted image cannot be made public',
    source: facts('4.4'),
    moto: ACCEPTS,
    run: async world => refused(share(world, await anImage(world, {}, { Encrypted: true, KmsKeyId: await aKey(world) }), { Group: 'all' })),
  },
  {
    title: 'an image that is encrypted with the key aws/ebs cannot be shared',
    source: 'https://github.com/hashicorp/packer/issues/7410',
    moto: ACCEPTS,
    run: async world => refused(share(world, await anImage(world, {}, { Encrypted: true }), { UserId: OTHER }), 'InvalidParameter'),
  },
  {
    title: 'where public access is blocked, an image cannot be made public',
    source: guide('block-public-access-to-amis'),
    moto: UNKNOWN,
    run: async world => {
      const ImageId = await anImage(world);
      await world.ec2.enableImageBlockPublicAccess({ ImageBlockPublicAccessState: 'block-new-sharing' });
      await refused(share(world, ImageId, { Group: 'all' }), 'OperationNotPermitted');
    },
  },
  {
    title: 'an account sees an image from when it is shared with it until that ends',
    source: recorded('ec2/images_sharing'),
    moto: ALONE,
    run: async world => {
      const ImageId = await anImage(world);
      const seen = async () => (await world.other.describeImages({ Filters: [{ Name: 'image-id', Values: [ImageId] }] })).Images!.length;
      assert.equal(await seen(), 0);
      await share(world, ImageId, { UserId: OTHER });
      assert.equal(await seen(), 1);
      await world.ec2.resetImageAttribute({ ImageId, Attribute: 'launchPermission' });
      assert.equal(await seen(), 0);
    },
  },
  {
    title: 'an account that asks by id for an image of another, which is not shared with it, gets an empty list',
    source: recorded('ec2/images_sharing'),
    moto: 'says that it is not found',
    run: async world => assert.deepEqual((await world.other.describeImages({ ImageIds: [await anImage(world)] })).Images, []),
  },
  {
    title: 'the tags of a shared image are for its owner, but those that begin with ec2:SharedTag/',
    source: `${guide('Using_Tags')}#sharing-tags`,
    moto: ALONE,
    run: async world => {
      const ImageId = await aTaggedImage(world, { 'team': 'red', 'ec2:SharedTag/version': '1' });
      await share(world, ImageId, { UserId: OTHER });
      assert.deepEqual((await image(world.other, ImageId)).Tags, tags({ 'ec2:SharedTag/version': '1' }));
    },
  },
  {
    title: 'the attributes of an image are for its owner, even when it is shared',
    source: recorded('ec2/images_sharing'),
    moto: HTML,
    run: async world => {
      const ImageId = await anImage(world);
      await share(world, ImageId, { UserId: OTHER });
      await refused(world.other.describeImageAttribute({ ImageId, Attribute: 'launchPermission' }), 'AuthFailure');
    },
  },
  {
    title: 'an account gives up an image that was shared with it',
    source: api('CancelImageLaunchPermission'),
    moto: UNKNOWN,
    run: async world => {
      const ImageId = await anImage(world);
      await share(world, ImageId, { UserId: OTHER });
      await world.other.cancelImageLaunchPermission({ ImageId });
      assert.deepEqual(await sharedWith(world, ImageId), []);
    },
  },
  {
    title: 'images are found by whom they are shared with',
    source: api('DescribeImages'),
    run: async world => {
      const ImageId = await anImage(world, { Name: 'the first' });
      await anImage(world, { Name: 'the second' });
      await share(world, ImageId, { UserId: OTHER });
      const { Images } = await world.ec2.describeImages({ ExecutableUsers: [OTHER] });
      assert.deepEqual(Images!.map(each => each.ImageId), [ImageId]);
      assert.deepEqual((await world.ec2.describeImages({ Owners: ['self'], ExecutableUsers: ['all'] })).Images, []);
    },
  },
];
