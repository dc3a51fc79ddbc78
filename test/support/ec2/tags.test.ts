import { CreateTagsCommand, DeleteTagsCommand, DescribeImagesCommand, type Tag } from '@aws-sdk/client-ec2';
import { HERE, Lab, OTHER, refusal } from './lab';

const create = (lab: Lab, Resources: string[], Tags: Tag[]) => lab.ec2.send(new CreateTagsCommand({ Resources, Tags }));
const remove = (lab: Lab, Resources: string[], Tags?: Tag[]) => lab.ec2.send(new DeleteTagsCommand({ Resources, Tags }));
const tagsOf = (lab: Lab) => lab.simulator.images()[0].tags;

describe('CreateTags', () => {
  test('adds and replaces, on resources of every kind', async () => {
    const lab = new Lab();
    const imageId = lab.seed.image({ tags: { a: '1' } });
    const ids = [imageId, lab.seed.snapshot(), lab.seed.volume(), lab.seed.instance({ imageId }), lab.seed.launchTemplate({ imageIds: [imageId] })];
    await create(lab, ids, [{ Key: 'a', Value: '2' }, { Key: 'b' }]);
    expect(tagsOf(lab)).toEqual({ a: '2', b: '' });
    expect(lab.simulator.snapshots().filter((snapshot) => snapshot.tags.a === '2')).toHaveLength(1);
  });

  test.each<[string, Tag[], string]>([
    ['a key of AWS', [{ Key: 'aws:a', Value: '' }], 'InvalidParameterValue'],
    ['no key', [{ Key: '', Value: '' }], 'InvalidParameterValue'],
    ['a key of 129 characters', [{ Key: 'k'.repeat(129), Value: '' }], 'InvalidParameterValue'],
    ['a value of 257 characters', [{ Key: 'k', Value: 'v'.repeat(257) }], 'InvalidParameterValue'],
    ['the same key twice', [{ Key: 'k', Value: '1' }, { Key: 'k', Value: '2' }], 'InvalidParameterValue'],
  ])('fails when there is %s', async (_title, tags, code) => {
    const lab = new Lab();
    expect(await refusal(create(lab, [lab.seed.image()], tags))).toMatch(new RegExp(`^${code}`));
  });

  test('fails beyond fifty tags, not counting those of AWS, and then tags nothing', async () => {
    const lab = new Lab();
    const full = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`key ${index}`, '']));
    const empty = lab.seed.image({ tags: { 'aws:own': '' } });
    const imageId = lab.seed.image({ tags: { ...full, 'aws:own': '' } });
    expect(await refusal(create(lab, [empty, imageId], [{ Key: 'one more', Value: '' }]))).toMatch(/^TagLimitExceeded/);
    expect(tagsOf(lab)).toEqual({ 'aws:own': '' });
    await create(lab, [imageId], [{ Key: 'key 1', Value: 'replaced' }]);
  });

  test('fails with the words of the resource that is not there', async () => {
    const lab = new Lab();
    const zeros = '00000000000000000';
    const codes = { ami: 'InvalidAMIID.NotFound', snap: 'InvalidSnapshot.NotFound', vol: 'InvalidVolume.NotFound', i: 'InvalidInstanceID.NotFound' };
    for (const [prefix, code] of Object.entries(codes)) {
      expect(await refusal(create(lab, [`${prefix}-${zeros}`], [{ Key: 'a', Value: '' }]))).toMatch(new RegExp(`^${code}`));
    }
    expect(await refusal(create(lab, [`vpc-${zeros}`], [{ Key: 'a', Value: '' }]))).toMatch(/^InvalidID/);
    const foreign = lab.simulator.seed(OTHER, HERE).image();
    expect(await refusal(create(lab, [foreign], [{ Key: 'a', Value: '' }]))).toMatch(/^InvalidAMIID.NotFound/);
  });
});

describe('DeleteTags', () => {
  test.each<[string, Tag[] | undefined, Record<string, string>]>([
    ['by key', [{ Key: 'a' }], { 'b': '2', 'aws:c': '3' }],
    ['by key and value', [{ Key: 'a', Value: '1' }, { Key: 'b', Value: 'other' }], { 'b': '2', 'aws:c': '3' }],
    ['all but those of AWS', undefined, { 'aws:c': '3' }],
    ['of which there is none', [{ Key: 'z' }], { 'a': '1', 'b': '2', 'aws:c': '3' }],
  ])('removes tags %s', async (_title, tags, left) => {
    const lab = new Lab();
    await remove(lab, [lab.seed.image({ tags: { 'a': '1', 'b': '2', 'aws:c': '3' } })], tags);
    expect(tagsOf(lab)).toEqual(left);
  });
});

test('a change of tags is seen late, and changes are seen in their order', async () => {
  const lab = new Lab({ lagChance: 1, lagMax: 60_000, freshAnswers: 0 });
  const imageId = lab.seed.image();
  const seen = async () => (await lab.ec2.send(new DescribeImagesCommand({ ImageIds: [imageId] }))).Images![0].Tags;
  for (let value = 1; value <= 5; value++) await create(lab, [imageId], [{ Key: 'a', Value: String(value) }]);
  const history: string[] = [];
  for (let second = 0; second <= 60; second++) {
    history.push((await seen())?.[0].Value ?? '0');
    lab.pass(1 / 60);
  }
  expect(history).toEqual([...history].sort());
  expect(history[0]).toBe('0');
  expect(history[60]).toBe('5');
});
