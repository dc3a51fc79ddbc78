import { strict as assert } from 'assert';
import { anImage, asObject, aSnapshot, aTaggedImage, aVolume, snapshot, tagged, tags, tagsOf, volume } from './beginnings';
import { api, Clause, ERROR_CODES, guide, refused, World } from './clause';
import { ACCEPTS, HTML } from './moto';

const CREATE = api('CreateTags');
const RULES = guide('Using_Tags');

/** An image with tags, in the form of a request. */
const imageWith = async (world: World, values: Readonly<Record<string, string>>) => ({ Resources: [await aTaggedImage(world, values)] });

const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, number) => [`key ${number}`, '']));

export const tagging: readonly Clause[] = [
  {
    title: 'CreateTags adds tags, and overwrites those that are there',
    source: CREATE,
    run: async world => {
      const there = await imageWith(world, { team: 'red', tier: 'front' });
      await world.ec2.createTags({ ...there, Tags: tags({ team: 'blue', stage: 'test' }) });
      assert.deepEqual(await tagsOf(world.ec2, there.Resources[0]), { team: 'blue', tier: 'front', stage: 'test' });
    },
  },
  {
    title: 'CreateTags tags resources of several kinds at once',
    source: CREATE,
    run: async world => {
      const [imageId, snapshotId, volumeId] = [await anImage(world), await aSnapshot(world), await aVolume(world)];
      await world.ec2.createTags({ Resources: [imageId, snapshotId, volumeId], Tags: tags({ team: 'red' }) });
      assert.deepEqual(await tagsOf(world.ec2, imageId), { team: 'red' });
      assert.deepEqual(asObject((await snapshot(world.ec2, snapshotId)).Tags), { team: 'red' });
      assert.deepEqual(asObject((await volume(world.ec2, volumeId)).Tags), { team: 'red' });
    },
  },
  {
    title: 'a tag without a value has an empty one',
    source: api('Tag'),
    moto: HTML,
    run: async world => {
      const imageId = await anImage(world);
      await world.ec2.createTags({ Resources: [imageId], Tags: [{ Key: 'team' }] });
      assert.deepEqual(await tagsOf(world.ec2, imageId), { team: '' });
    },
  },
  {
    title: 'keys of tags are case-sensitive',
    source: RULES,
    run: async world => {
      const { Resources: [imageId] } = await imageWith(world, { team: 'red', Team: 'blue' });
      assert.deepEqual(await tagsOf(world.ec2, imageId), { team: 'red', Team: 'blue' });
    },
  },
  ...([['image', 'ami', 'InvalidAMIID.NotFound'], ['snapshot', 'snap', 'InvalidSnapshot.NotFound'], ['volume', 'vol', 'InvalidVolume.NotFound'],
    ['instance', 'i', 'InvalidInstanceID.NotFound', ACCEPTS]] as const).map(([kind, prefix, code, moto]): Clause => ({
    title: `CreateTags says of an unknown ${kind} that it is not found`,
    source: ERROR_CODES,
    moto,
    run: ({ ec2 }) => refused(ec2.createTags({ Resources: [`${prefix}-0ffffffffffffffff`], Tags: tags({ team: 'red' }) }), code),
  })),
  {
    title: 'a tag that begins with aws: is refused',
    source: RULES,
    moto: ACCEPTS,
    run: async world => refused(imageWith(world, { 'aws:team': 'red' }), 'InvalidParameterValue'),
  },
  {
    title: 'a tag that begins with AWS: is refused, too',
    source: RULES,
    moto: ACCEPTS,
    run: async world => refused(imageWith(world, { 'AWS:team': 'red' }), 'InvalidParameterValue'),
  },
  {
    title: 'a key of 128 characters is accepted for a tag, and one of 129 refused',
    source: RULES,
    moto: ACCEPTS,
    run: async world => {
      await imageWith(world, { ['k'.repeat(128)]: '' });
      await refused(world.ec2.createTags({ Resources: [await aVolume(world)], Tags: tags({ ['k'.repeat(129)]: '' }) }), 'InvalidParameterValue');
    },
  },
  {
    title: 'a value of 256 characters is accepted for a tag, and one of 257 refused',
    source: RULES,
    moto: ACCEPTS,
    run: async world => {
      await imageWith(world, { key: 'v'.repeat(256) });
      await refused(world.ec2.createTags({ Resources: [await aVolume(world)], Tags: tags({ key: 'v'.repeat(257) }) }), 'InvalidParameterValue');
    },
  },
  {
    title: 'the same key cannot be told twice in the creating call',
    source: RULES,
    moto: ACCEPTS,
    run: async world => {
      const TagSpecifications = [{ ResourceType: 'snapshot' as const, Tags: [{ Key: 'team', Value: 'red' }, { Key: 'team', Value: 'blue' }] }];
      await refused(world.ec2.createSnapshot({ VolumeId: await aVolume(world), TagSpecifications }), 'InvalidParameterValue');
    },
  },
  {
    title: 'a resource has fifty tags, and no more',
    source: CREATE,
    run: async world => {
      const there = await imageWith(world, many(50));
      await world.ec2.createTags({ ...there, Tags: tags({ 'key 0': 'overwritten' }) });
      await refused(world.ec2.createTags({ ...there, Tags: tags({ 'one more': '' }) }), 'TagLimitExceeded');
    },
  },
  {
    title: 'a tag that is refused for one resource is not given to the others',
    source: CREATE,
    run: async world => {
      const imageId = await anImage(world);
      await refused(world.ec2.createTags({ Resources: [imageId, 'vol-0ffffffffffffffff'], Tags: tags({ team: 'red' }) }));
      assert.deepEqual(await tagsOf(world.ec2, imageId), {});
    },
  },
  ...([
    ['by their key', [{ Key: 'team' }], { tier: 'front' }],
    ['by key and value', [{ Key: 'team', Value: 'red' }], { tier: 'front' }],
    ['not when they have another value', [{ Key: 'team', Value: 'blue' }, { Key: 'tier', Value: '' }], { team: 'red', tier: 'front' }],
    ['all, when it names none', undefined, {}, 'leaves them'],
    ['that are there, and does not mind those that are not', [{ Key: 'colour' }, { Key: 'tier' }], { team: 'red' }],
  ] as const).map(([title, Tags, left, moto]): Clause => ({
    title: `DeleteTags removes tags ${title}`,
    source: api('DeleteTags'),
    moto,
    run: async world => {
      const there = await imageWith(world, { team: 'red', tier: 'front' });
      await world.ec2.deleteTags({ ...there, Tags: Tags && [...Tags] });
      assert.deepEqual(await tagsOf(world.ec2, there.Resources[0]), left);
    },
  })),
  {
    title: 'a tag with an empty value is removed by an empty value',
    source: api('DeleteTags'),
    run: async world => {
      const there = await imageWith(world, { team: '', tier: 'front' });
      await world.ec2.deleteTags({ ...there, Tags: [{ Key: 'team', Value: '' }] });
      assert.deepEqual(await tagsOf(world.ec2, there.Resources[0]), { tier: 'front' });
    },
  },
  {
    title: 'a creating call refuses more than fifty tags',
    source: CREATE,
    run: async world => refused(
      world.ec2.createSnapshot({ VolumeId: await aVolume(world), TagSpecifications: tagged(many(51), 'snapshot') }), 'TagLimitExceeded'),
  },
];
