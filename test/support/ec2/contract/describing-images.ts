import { strict as assert } from 'assert';
import type { DescribeImagesRequest } from '@aws-sdk/client-ec2';
import { aCopy, anImage, aSnapshot, aTaggedImage, image, registration, snapshotsOf, tags } from './beginnings';
import { api, Clause, ERROR_CODES, HERE, OWNER, PAGINATION, recorded, refused, sameMembers, shows, World } from './clause';
import { ONE_PAGE, SHELL } from './moto';

const DESCRIBE = api('DescribeImages');

const found = async ({ ec2 }: Pick<World, 'ec2'>, request: DescribeImagesRequest) =>
  (await ec2.describeImages({ Owners: ['self'], ...request })).Images!.map(({ ImageId }) => ImageId);

/** Two images, of which a filter should find the first. */
async function twoImages(world: World): Promise<readonly [string, string]> {
  const first = await anImage(world, { Name: 'web 1', Description: 'a web server', Architecture: 'arm64', BootMode: 'uefi' }, { Size: 20, Encrypted: true });
  await world.ec2.createTags({ Resources: [first], Tags: tags({ team: 'red' }) });
  return [first, await aTaggedImage(world, { team: 'blue', tier: 'back' }, { Name: 'db 1' })];
}

const NO_SUCH_FILTER = 'does not know the filter';

const FILTERS: readonly [name: string, value: string, moto?: string][] = [
  ['name', 'web 1'], ['name', 'web*'], ['description', 'a web*'], ['tag:team', 'red'], ['architecture', 'arm64', SHELL], ['boot-mode', 'uefi', SHELL],
  ['block-device-mapping.volume-size', '20', NO_SUCH_FILTER], ['block-device-mapping.encrypted', 'true', NO_SUCH_FILTER],
];

const COMMON: typeof FILTERS = [
  ['owner-id', OWNER], ['state', 'available'], ['is-public', 'false'], ['image-type', 'machine'], ['root-device-type', 'ebs', SHELL],
  ['virtualization-type', 'hvm', SHELL],
];

export const describingImages: readonly Clause[] = [
  ...FILTERS.map(([Name, value, moto]): Clause => ({
    title: `DescribeImages finds images by ${Name} ${value}`,
    source: DESCRIBE,
    moto,
    run: async world => {
      const [first] = await twoImages(world);
      assert.deepEqual(await found(world, { Filters: [{ Name, Values: [value] }] }), [first]);
    },
  })),
  ...COMMON.map(([Name, value, moto]): Clause => ({
    title: `DescribeImages finds images by ${Name} ${value}, and none by another value`,
    source: DESCRIBE,
    moto,
    run: async world => {
      const both = await twoImages(world);
      sameMembers(await found(world, { Filters: [{ Name, Values: [value] }] }), both);
      assert.deepEqual(await found(world, { Filters: [{ Name, Values: ['other'] }] }), []);
    },
  })),
  {
    title: 'DescribeImages finds images by tag-key',
    source: DESCRIBE,
    run: async world => {
      const [, second] = await twoImages(world);
      assert.deepEqual(await found(world, { Filters: [{ Name: 'tag-key', Values: ['tier'] }] }), [second]);
    },
  },
  {
    title: 'DescribeImages finds the images that are made of a snapshot',
    source: DESCRIBE,
    moto: NO_SUCH_FILTER,
    run: async world => {
      const [first] = await twoImages(world);
      const Values = await snapshotsOf(world.ec2, first);
      assert.deepEqual(await found(world, { Filters: [{ Name: 'block-device-mapping.snapshot-id', Values }] }), [first]);
    },
  },
  {
    title: 'DescribeImages finds the copies of an image',
    source: DESCRIBE,
    moto: NO_SUCH_FILTER,
    run: async world => {
      const source = await anImage(world);
      const copy = await aCopy(world, source);
      assert.deepEqual(await found(world, { Filters: [{ Name: 'source-image-id', Values: [source] }, { Name: 'source-image-region', Values: [HERE] }] }), [copy]);
    },
  },
  {
    title: 'a filter matches by any of its values, and all filters must match',
    source: DESCRIBE,
    run: async world => {
      const [first, second] = await twoImages(world);
      sameMembers(await found(world, { Filters: [{ Name: 'tag:team', Values: ['red', 'blue'] }] }), [first, second]);
      assert.deepEqual(await found(world, { Filters: [{ Name: 'tag:team', Values: ['red', 'blue'] }, { Name: 'name', Values: ['db 1'] }] }), [second]);
    },
  },
  {
    title: 'DescribeImages shows the images that are asked for by id',
    source: DESCRIBE,
    run: async world => {
      const [first] = await twoImages(world);
      const { Images } = await world.ec2.describeImages({ ImageIds: [first] });
      assert.deepEqual(Images!.map(({ Name }) => Name), ['web 1']);
    },
  },
  {
    title: 'DescribeImages refuses an id that it does not know',
    source: ERROR_CODES,
    run: ({ ec2 }) => refused(ec2.describeImages({ ImageIds: ['ami-0ffffffffffffffff'] }), 'InvalidAMIID.NotFound'),
  },
  {
    title: 'one unknown id fails DescribeImages',
    source: ERROR_CODES,
    moto: 'shows those that it knows',
    run: async world => refused(found(world, { ImageIds: [await anImage(world), 'ami-0ffffffffffffffff'] }), 'InvalidAMIID.NotFound'),
  },
  {
    title: 'a filter by ids finds the images that there are',
    source: DESCRIBE,
    run: async world => {
      const known = await anImage(world);
      assert.deepEqual(await found(world, { Filters: [{ Name: 'image-id', Values: [known, 'ami-0ffffffffffffffff'] }] }), [known]);
    },
  },
  {
    title: 'what is no id of an image at all is malformed',
    source: ERROR_CODES,
    run: ({ ec2 }) => refused(ec2.describeImages({ ImageIds: ['image-1'] }), 'InvalidAMIID.Malformed'),
  },
  {
    title: 'an id of the wrong length is malformed for an image',
    source: ERROR_CODES,
    moto: 'says that it is not found',
    run: ({ ec2 }) => refused(ec2.describeImages({ ImageIds: ['ami-123'] }), 'InvalidAMIID.Malformed'),
  },
  {
    title: 'DescribeImages gives every image once over all its pages',
    source: PAGINATION,
    moto: ONE_PAGE,
    run: async world => {
      const SnapshotId = await aSnapshot(world);
      const made: (string | undefined)[] = [];
      for (let count = 0; count < 7; count++) made.push((await world.ec2.registerImage({ ...registration(SnapshotId), Name: `image ${count}` })).ImageId);
      await world.settled();
      const all: (string | undefined)[] = [];
      let NextToken: string | undefined;
      do {
        const page = await world.ec2.describeImages({ Owners: ['self'], MaxResults: 5, NextToken });
        assert.ok(page.Images!.length <= 5, `a page has ${page.Images!.length}`);
        all.push(...page.Images!.map(({ ImageId }) => ImageId));
        NextToken = page.NextToken;
      } while (NextToken);
      sameMembers(all, made);
    },
  },
  {
    title: 'DescribeImages gives no fewer than five to a page',
    source: recorded('ec2/images_controls'),
    moto: ONE_PAGE,
    run: ({ ec2 }) => refused(ec2.describeImages({ Owners: ['self'], MaxResults: 4 }), 'InvalidParameterValue'),
  },
  {
    title: 'DescribeImages gives either pages or what it is asked for by id',
    source: recorded('ec2/images_controls'),
    moto: ONE_PAGE,
    run: async world => refused(world.ec2.describeImages({ ImageIds: [await anImage(world)], MaxResults: 5 }), 'InvalidParameterCombination'),
  },
  {
    title: 'an image says when it was made',
    source: DESCRIBE,
    run: async world => {
      const { CreationDate } = await image(world.ec2, await anImage(world));
      const age = world.now() - Date.parse(CreationDate!);
      assert.ok(Number.isFinite(age) && age < 24 * 60 * 60_000, CreationDate);
    },
  },
  {
    title: 'an image says where it is: with its owner, under its name',
    source: recorded('ec2/images_controls'),
    moto: 'leaves the member out',
    run: async world => shows(await image(world.ec2, await anImage(world, { Name: 'web 1' })), { ImageLocation: `${OWNER}/web 1` }),
  },
];
