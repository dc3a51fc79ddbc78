import { CopyImageCommand, type DescribeImagesCommandInput, DescribeImagesCommand, DeregisterImageCommand } from '@aws-sdk/client-ec2';
import { HERE, Lab, OTHER, OWNER, refusal } from '../lab';
import type { SeedImage } from '../seed-specs';

const ORGANIZATION = 'arn:aws:organizations::333333333333:organization/o-abc123';
const UNIT = 'arn:aws:organizations::333333333333:ou/o-abc123/ou-abcd-12345678';

async function names(lab: Lab, input: DescribeImagesCommandInput = {}, account = OWNER): Promise<(string | undefined)[]> {
  const { Images } = await lab.simulator.ec2(account, HERE).send(new DescribeImagesCommand(input));
  return Images!.map((image) => image.Name);
}

describe('filters', () => {
  const seeded: SeedImage[] = [
    { name: 'web-1', description: 'a * star', tags: { team: 'web', stage: 'test' } },
    { name: 'web-2', tags: { team: 'web' }, state: 'pending' },
    { name: 'db-1', tags: { Team: 'db' }, volumes: [{ encrypted: true }], traits: { Architecture: 'arm64' } },
  ];

  test.each<[Record<string, string[]>, string[]]>([
    [{ name: ['web-1'] }, ['web-1']],
    [{ name: ['web-*'] }, ['web-1', 'web-2']],
    [{ name: ['??-1'] }, ['db-1']],
    [{ name: ['web'] }, []],
    [{ name: ['web-1', 'db-1'] }, ['web-1', 'db-1']],
    [{ 'name': ['web-*'], 'tag:stage': ['test'] }, ['web-1']],
    [{ 'tag:team': ['w*'] }, ['web-1', 'web-2']],
    [{ 'tag-key': ['Team'] }, ['db-1']],
    [{ 'tag:team': ['WEB'] }, []],
    [{ state: ['pending'] }, ['web-2']],
    [{ description: ['a \\* star'] }, ['web-1']],
    [{ description: ['b \\* star'] }, []],
    [{ 'architecture': ['arm64'], 'is-public': ['false'] }, ['db-1']],
    [{ 'block-device-mapping.encrypted': ['true'] }, ['db-1']],
    [{ 'owner-id': [OTHER] }, []],
    [{ 'image-id': ['ami-00000000000000000'] }, []],
  ])('%j finds %j', async (filters, found) => {
    const lab = new Lab();
    for (const image of seeded) lab.seed.image(image);
    const Filters = Object.entries(filters).map(([Name, Values]) => ({ Name, Values }));
    expect((await names(lab, { Filters })).sort()).toEqual([...found].sort());
  });

  test('an image is found by a snapshot of its own', async () => {
    const lab = new Lab();
    for (const image of seeded) lab.seed.image(image);
    const [{ snapshotIds }] = lab.simulator.images();
    expect(await names(lab, { Filters: [{ Name: 'block-device-mapping.snapshot-id', Values: snapshotIds as string[] }] })).toEqual(['web-1']);
  });

  test('fails when a filter is unknown, or has no values', async () => {
    const lab = new Lab();
    const describeBy = (Name: string, Values: string[]) => lab.ec2.send(new DescribeImagesCommand({ Filters: [{ Name, Values }] }));
    expect(await refusal(describeBy('nmae', ['x']))).toBe("InvalidParameterValue: The filter 'nmae' is invalid");
    expect(await refusal(describeBy('name', []))).toMatch(/^InvalidParameterValue/);
    expect(await refusal(describeBy('name', Array.from({ length: 201 }, (_, index) => `${index}`)))).toMatch(/^FilterLimitExceeded/);
  });
});

describe('ids (ec2-semantics 6.2)', () => {
  test('one unknown id fails the whole call', async () => {
    const lab = new Lab();
    const known = lab.seed.image();
    expect(await refusal(names(lab, { ImageIds: [known, 'ami-00000000000000000'] })))
      .toBe("InvalidAMIID.NotFound: The image id '[ami-00000000000000000]' does not exist");
    expect(await refusal(names(lab, { ImageIds: ['ami-00000000000000000', 'ami-00000000000000001'] })))
      .toBe("InvalidAMIID.NotFound: The image ids '[ami-00000000000000000, ami-00000000000000001]' do not exist");
  });

  test('fails when an id is none', async () => {
    expect(await refusal(names(new Lab(), { ImageIds: ['web-1'] }))).toMatch(/^InvalidAMIID.Malformed/);
  });
});

describe('what other accounts see', () => {
  test.each<[string, SeedImage, boolean]>([
    ['a private image', {}, false],
    ['a public image', { sharedWith: ['all'] }, true],
    ['an image shared with the account', { sharedWith: [OTHER] }, true],
    ['an image shared with its organization', { sharedWith: [ORGANIZATION] }, true],
    ['an image shared with its unit', { sharedWith: [UNIT] }, true],
    ['an image shared with another unit', { sharedWith: [UNIT.replace('12345678', '87654321')] }, false],
    ['a pending image', { sharedWith: [OTHER], state: 'pending' }, false],
  ])('%s', async (_title, image, visible) => {
    const lab = new Lab();
    lab.simulator.joins(OTHER, { organizationArn: ORGANIZATION, organizationalUnitArns: [UNIT] });
    lab.seed.image({ name: 'shared', ...image });
    expect(await names(lab, {}, OTHER)).toEqual(visible ? ['shared'] : []);
  });

  test('tags stay with the owner, but for those that are meant to be shared (4.1)', async () => {
    const lab = new Lab();
    lab.seed.image({ sharedWith: [OTHER], tags: { 'team': 'web', 'ec2:SharedTag/version': '1' } });
    const { Images } = await lab.simulator.ec2(OTHER, HERE).send(new DescribeImagesCommand({}));
    expect(Images![0].Tags).toEqual([{ Key: 'ec2:SharedTag/version', Value: '1' }]);
    expect(await names(lab, { Filters: [{ Name: 'tag:team', Values: ['*'] }] }, OTHER)).toEqual([]);
  });

  test('a deprecated image shows by its id or on request, and always to its owner (5)', async () => {
    const lab = new Lab();
    const imageId = lab.seed.image({ name: 'old', sharedWith: [OTHER], deprecatedFrom: lab.now });
    expect(await names(lab)).toEqual(['old']);
    expect(await names(lab, {}, OTHER)).toEqual([]);
    expect(await names(lab, { IncludeDeprecated: true }, OTHER)).toEqual(['old']);
    expect(await names(lab, { ImageIds: [imageId] }, OTHER)).toEqual(['old']);
  });

  test('owners and executable users narrow the list', async () => {
    const lab = new Lab();
    lab.seed.image({ name: 'public', sharedWith: ['all'] });
    lab.seed.image({ name: 'explicit', sharedWith: [OTHER] });
    lab.simulator.seed(OTHER, HERE).image({ name: 'own' });
    expect((await names(lab, {}, OTHER)).sort()).toEqual(['explicit', 'own', 'public']);
    expect(await names(lab, { Owners: ['self'] }, OTHER)).toEqual(['own']);
    expect((await names(lab, { Owners: [OWNER] }, OTHER)).sort()).toEqual(['explicit', 'public']);
    expect(await names(lab, { ExecutableUsers: ['self'] }, OTHER)).toEqual(['explicit']);
    expect(await names(lab, { ExecutableUsers: ['all'] }, OTHER)).toEqual(['public']);
    expect(await names(lab, { ExecutableUsers: [OTHER] }, OWNER)).toEqual(['explicit']);
  });
});

test('a disabled image is hidden unless asked for (5)', async () => {
  const lab = new Lab();
  lab.seed.image({ name: 'off', state: 'disabled' });
  expect(await names(lab)).toEqual([]);
  expect(await names(lab, { IncludeDisabled: true })).toEqual(['off']);
});

describe('after a deregistration (5.1)', () => {
  test('an image lingers as deregistered, then is no longer shown, and in the end is not found', async () => {
    const lab = new Lab({ deregisteredLingersFor: [60_000, 60_000], deregisteredRememberedFor: [60_000, 60_000] });
    const ImageId = lab.seed.image({ name: 'gone' });
    await lab.ec2.send(new DeregisterImageCommand({ ImageId }));
    const { Images } = await lab.ec2.send(new DescribeImagesCommand({ ImageIds: [ImageId] }));
    expect(Images).toMatchObject([{ State: 'deregistered' }]);
    expect(await refusal(lab.ec2.send(new DeregisterImageCommand({ ImageId })))).toMatch(/^InvalidAMIID.Unavailable/);
    lab.pass(1);
    expect(await names(lab)).toEqual([]);
    expect(await names(lab, { ImageIds: [ImageId] })).toEqual([]);
    expect(await refusal(lab.ec2.send(new DeregisterImageCommand({ ImageId })))).toMatch(/^InvalidAMIID.Unavailable/);
    expect(await refusal(lab.ec2.send(new CopyImageCommand({ Name: 'copy', SourceImageId: ImageId, SourceRegion: HERE })))).toMatch(/^InvalidAMIID.Unavailable/);
    lab.pass(1);
    expect(await refusal(names(lab, { ImageIds: [ImageId] }))).toMatch(/^InvalidAMIID.NotFound/);
    expect(await refusal(lab.ec2.send(new DeregisterImageCommand({ ImageId })))).toMatch(/^InvalidAMIID.NotFound/);
  });
});

describe('pages', () => {
  async function pages(lab: Lab, input: DescribeImagesCommandInput): Promise<(string | undefined)[][]> {
    const { Images, NextToken } = await lab.ec2.send(new DescribeImagesCommand(input));
    const page = Images!.map((image) => image.Name);
    return NextToken ? [page, ...await pages(lab, { ...input, NextToken })] : [page];
  }

  test('every image is on exactly one page', async () => {
    const lab = new Lab();
    for (let index = 0; index < 9; index++) lab.seed.image({ name: `image ${index}` });
    const found = await pages(lab, { MaxResults: 5 });
    expect(found.map((page) => page.length)).toEqual([5, 4]);
    expect(found.flat().sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8].map((index) => `image ${index}`));
  });

  test('a page can be empty and yet not be the last, if that is the rule', async () => {
    const lab = new Lab({ sparsePages: true });
    for (let index = 0; index < 15; index++) lab.seed.image({ name: `image ${index}` });
    const found = await pages(lab, { MaxResults: 5, Filters: [{ Name: 'name', Values: ['image 3'] }] });
    expect(found).toHaveLength(3);
    expect(found.flat()).toEqual(['image 3']);
  });

  test('fails when the page size or the token is none', async () => {
    expect(await refusal(names(new Lab(), { MaxResults: 4 }))).toMatch(/^InvalidParameterValue/);
    expect(await refusal(names(new Lab(), { NextToken: 'x' }))).toMatch(/^InvalidParameterValue/);
  });
});
