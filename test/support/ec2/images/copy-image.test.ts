import { CopyImageCommand, type CopyImageCommandInput, DeregisterImageCommand, DescribeImagesCommand } from '@aws-sdk/client-ec2';
import { FAR, HERE, Lab, OTHER, OWNER, refusal } from '../lab';
import { INSTANCE_STORE, PARAVIRTUAL, type SeedImage } from '../seed-specs';

const request = (SourceImageId: string, more: Partial<CopyImageCommandInput> = {}): CopyImageCommandInput =>
  ({ Name: 'copy', SourceImageId, SourceRegion: HERE, ...more });

/** Copies, waits until that is over, and says how each snapshot ended up. */
async function outcome(lab: Lab, input: CopyImageCommandInput, region = HERE, account = OWNER) {
  const { ImageId } = await lab.simulator.ec2(account, region).send(new CopyImageCommand(input));
  lab.pass(60);
  return lab.simulator.snapshots().filter((snapshot) => snapshot.madeFor === ImageId);
}

const aliasOf = (lab: Lab, keyArn: string | undefined) => keyArn && lab.simulator.key(keyArn).manager === 'AWS' ? 'aws/ebs' : keyArn;

describe('a request that is refused at once (ec2-semantics 1.1, 1.4)', () => {
  test.each<[string, Partial<CopyImageCommandInput>, SeedImage, string]>([
    ['a short name', { Name: 'ab' }, {}, 'InvalidAMIName.Malformed'],
    ['a long name', { Name: 'a'.repeat(129) }, {}, 'InvalidAMIName.Malformed'],
    ['a name with a colon', { Name: 'a:b' }, {}, 'InvalidAMIName.Malformed'],
    ['a taken name', { Name: 'taken' }, { name: 'taken' }, 'InvalidAMIName.Duplicate'],
    ['a key without encryption', { KmsKeyId: 'alias/mine' }, {}, 'InvalidParameterCombination'],
    ['an encrypted source that should not be', { Encrypted: false }, { volumes: [{ encrypted: true }] },
      'InvalidRequest: Snapshot snap-.* is encrypted. Creating an unencrypted copy from an encrypted snapshot is not supported.'],
    ['an instance-store image that should be encrypted', { Encrypted: true }, { volumes: [], traits: { RootDeviceType: 'instance-store' } },
      'InvalidParameterCombination'],
    ['a pending source', {}, { state: 'pending' }, 'InvalidAMIID.Unavailable'],
    ['a failed source', {}, { state: 'failed' }, 'InvalidAMIID.Unavailable'],
    ['tags for a volume', { TagSpecifications: [{ ResourceType: 'volume', Tags: [{ Key: 'a', Value: 'b' }] }] }, {}, 'InvalidParameterValue'],
    ['a completion duration of 20 minutes', { SnapshotCopyCompletionDurationMinutes: 20 }, {}, 'InvalidParameterValue'],
    ['a completion duration of no time', { SnapshotCopyCompletionDurationMinutes: 0 }, {}, 'InvalidParameterValue'],
    ['a completion duration of more than 48 hours', { SnapshotCopyCompletionDurationMinutes: 2895 }, {}, 'InvalidParameterValue'],
    ['a Region that is none', { SourceRegion: 'nowhere' }, {}, 'InvalidRegion'],
    ['a source that is elsewhere', { SourceRegion: FAR }, {}, 'InvalidAMIID.NotFound'],
    ['a source in another partition', { SourceRegion: 'cn-north-1' }, {}, 'InvalidRequest'],
    ['a source id that is none', { SourceImageId: 'image-1' }, {}, 'InvalidAMIID.Malformed'],
    ['no name', { Name: undefined }, {}, 'MissingParameter: .*Name'],
    ['a token of 65 characters', { ClientToken: 'x'.repeat(65) }, {}, 'InvalidParameterValue'],
    ['a dry run', { DryRun: true }, {}, 'DryRunOperation'],
  ])('fails when it has %s', async (_title, input, source, expected) => {
    const lab = new Lab();
    const imageId = lab.seed.image(source);
    expect(await refusal(lab.ec2.send(new CopyImageCommand(request(imageId, input))))).toMatch(new RegExp(`^${expected}`));
    expect(lab.simulator.images()).toHaveLength(1);
  });

  test('every character that is allowed in a name is accepted', async () => {
    const lab = new Lab();
    await lab.ec2.send(new CopyImageCommand(request(lab.seed.image(), { Name: "aZ0()[] ./-'@_" })));
    expect(lab.simulator.images().map((image) => image.name)).toContain("aZ0()[] ./-'@_");
  });

  test.each<[string, SeedImage, string]>([
    ['is not shared', {}, 'InvalidAMIID.NotFound'],
    ['has storage that is not shared', { sharedWith: [OTHER] }, 'InvalidRequest: You do not have permission to access the storage of this ami'],
    ['is shared with an organization alone', { sharedWith: ['arn:aws:organizations::333333333333:organization/o-abc'] }, 'InvalidRequest: You do not'],
    ['comes from AWS Marketplace', { sharedWith: [OTHER], traits: { ProductCodes: [{ ProductCodeId: 'abc', ProductCodeType: 'marketplace' }] } },
      'InvalidRequest: Images from AWS Marketplace cannot be copied to another AWS account'],
    ['has a billing code', { sharedWith: [OTHER], traits: { UsageOperation: 'RunInstances:0002' } },
      'InvalidRequest: Images with EC2 BillingProduct codes cannot be copied to another AWS account'],
  ])('fails when the image of another account %s', async (_title, source, expected) => {
    const lab = new Lab();
    lab.simulator.joins(OTHER, { organizationArn: 'arn:aws:organizations::333333333333:organization/o-abc', organizationalUnitArns: [] });
    const call = lab.simulator.ec2(OTHER, HERE).send(new CopyImageCommand(request(lab.seed.image(source))));
    expect(await refusal(call)).toMatch(new RegExp(`^${expected}`));
  });

  test('fails when a snapshot of the source is archived', async () => {
    const lab = new Lab();
    const imageId = lab.seed.image();
    lab.seed.setSnapshot(lab.simulator.images()[0].snapshotIds[0], { archived: true });
    expect(await refusal(lab.ec2.send(new CopyImageCommand(request(imageId))))).toMatch(/^InvalidRequest/);
  });

  test('fails when a tag policy demands a key that the snapshots lack (row 22)', async () => {
    const lab = new Lab({ requiredTagKeys: ['team'] });
    const imageId = lab.seed.image();
    const tags = { Tags: [{ Key: 'team', Value: 'a' }] };
    expect(await refusal(lab.ec2.send(new CopyImageCommand(request(imageId, { TagSpecifications: [{ ResourceType: 'image', ...tags }] })))))
      .toBe('TagPolicyViolation: The resource is missing the tag key(s): team');
    await lab.ec2.send(new CopyImageCommand(request(imageId,
      { TagSpecifications: [{ ResourceType: 'image', ...tags }, { ResourceType: 'snapshot', ...tags }] })));
  });

  test('fails when 300 copies are in progress in the destination, and no longer once they are done (row 19)', async () => {
    const lab = new Lab();
    const imageId = lab.seed.image();
    for (let index = 0; index < 300; index++) await lab.ec2.send(new CopyImageCommand(request(imageId, { Name: `copy ${index}` })));
    const another = new CopyImageCommand(request(imageId, { Name: 'another' }));
    expect(await refusal(lab.ec2.send(another)))
      .toBe('ResourceLimitExceeded: Too many AMI copies in progress. The limit is 300 for this destination region.');
    await lab.simulator.ec2(OWNER, FAR).send(another);
    lab.pass(10);
    await lab.ec2.send(another);
  });

  test('fails when a paravirtual image would come to a Region without such instances', async () => {
    const lab = new Lab({ regionsWithoutParavirtual: [FAR] });
    const command = new CopyImageCommand(request(lab.seed.image({ traits: PARAVIRTUAL })));
    expect(await refusal(lab.simulator.ec2(OWNER, FAR).send(command))).toMatch(/^InvalidRequest: Paravirtual images are not supported in/);
    await lab.ec2.send(command);
  });

  test('an instance-store image is copied without snapshots', async () => {
    const lab = new Lab();
    const { ImageId } = await lab.ec2.send(new CopyImageCommand(request(lab.seed.image({ traits: INSTANCE_STORE, volumes: [] }))));
    lab.pass(10);
    expect(lab.simulator.images().find((image) => image.imageId === ImageId)).toMatchObject({ state: 'available', snapshotIds: [] });
  });

  test('fails when the account has not opted into the Region (row 42)', async () => {
    const lab = new Lab({ regionsNotEnabled: [FAR] });
    expect(await refusal(lab.simulator.ec2(OWNER, FAR).send(new CopyImageCommand(request(lab.seed.image()))))).toMatch(/^AuthFailure/);
  });

  test('fails when the account has as many images as it may (row 46)', async () => {
    const lab = new Lab();
    lab.simulator.rules.limits = { ...lab.simulator.rules.limits, images: 1 };
    expect(await refusal(lab.ec2.send(new CopyImageCommand(request(lab.seed.image()))))).toMatch(/^ResourceLimitExceeded/);
  });
});

describe('names (1.2)', () => {
  test('a name stays taken for a while after a deregistration (row 18)', async () => {
    const lab = new Lab({ nameHeldAfterDeregistration: [120_000, 120_000] });
    const imageId = lab.seed.image();
    const { ImageId } = await lab.ec2.send(new CopyImageCommand(request(imageId)));
    await lab.ec2.send(new DeregisterImageCommand({ ImageId }));
    lab.pass(1);
    expect(await refusal(lab.ec2.send(new CopyImageCommand(request(imageId))))).toBe(`InvalidAMIName.Duplicate: AMI name copy is already in use by AMI ${ImageId}`);
    lab.pass(1);
    await lab.ec2.send(new CopyImageCommand(request(imageId)));
  });

  test('a failed image keeps its name until it is deregistered', async () => {
    const lab = new Lab();
    const imageId = lab.seed.image();
    lab.simulator.inject({ action: 'CopyImage', fault: 'key-failure' });
    const { ImageId } = await lab.ec2.send(new CopyImageCommand(request(imageId, { Encrypted: true })));
    lab.pass(30);
    expect(await refusal(lab.ec2.send(new CopyImageCommand(request(imageId))))).toMatch(/^InvalidAMIName.Duplicate/);
    await lab.ec2.send(new DeregisterImageCommand({ ImageId }));
    await lab.ec2.send(new CopyImageCommand(request(imageId)));
  });

  test('the same name is free in other Regions and accounts', async () => {
    const lab = new Lab();
    const imageId = lab.seed.image({ name: 'copy', sharedWith: [OTHER], snapshotsSharedWith: [OTHER] });
    await lab.simulator.ec2(OWNER, FAR).send(new CopyImageCommand(request(imageId)));
    await lab.simulator.ec2(OTHER, HERE).send(new CopyImageCommand(request(imageId)));
  });
});

describe('client tokens (1.2)', () => {
  const ClientToken = 'token';

  test('the same token and parameters give the same image', async () => {
    const lab = new Lab();
    const input = request(lab.seed.image(), { ClientToken });
    const first = await lab.ec2.send(new CopyImageCommand(input));
    lab.pass(30);
    expect(await lab.ec2.send(new CopyImageCommand({ ...input, TagSpecifications: undefined }))).toMatchObject({ ImageId: first.ImageId });
    expect(lab.simulator.images()).toHaveLength(2);
  });

  test('neither the order of members nor absent ones make a request another', async () => {
    const lab = new Lab();
    const SourceImageId = lab.seed.image();
    const tag = { Key: 'a', Value: 'b' };
    const first = await lab.ec2.send(new CopyImageCommand(
      { ClientToken, Name: 'copy', SourceImageId, SourceRegion: HERE, TagSpecifications: [{ ResourceType: 'image', Tags: [tag] }] }));
    const second = await lab.ec2.send(new CopyImageCommand(
      { TagSpecifications: [{ Tags: [{ Value: 'b', Key: 'a' }], ResourceType: 'image' }], SourceRegion: HERE, SourceImageId, Name: 'copy', ClientToken }));
    expect(second.ImageId).toBe(first.ImageId);
  });

  test('fails when the same token comes with other parameters', async () => {
    const lab = new Lab();
    const input = request(lab.seed.image(), { ClientToken });
    await lab.ec2.send(new CopyImageCommand(input));
    expect(await refusal(lab.ec2.send(new CopyImageCommand({ ...input, Description: 'other' })))).toMatch(/^IdempotentParameterMismatch/);
  });

  test('a token means nothing in another Region', async () => {
    const lab = new Lab();
    const input = request(lab.seed.image(), { ClientToken });
    const first = await lab.ec2.send(new CopyImageCommand(input));
    const second = await lab.simulator.ec2(OWNER, FAR).send(new CopyImageCommand(input));
    expect(second.ImageId).not.toBe(first.ImageId);
  });

  test('a token is forgotten after a while', async () => {
    const lab = new Lab({ tokensRememberedFor: 60_000 });
    const input = request(lab.seed.image(), { ClientToken });
    await lab.ec2.send(new CopyImageCommand(input));
    lab.pass(1);
    expect(await refusal(lab.ec2.send(new CopyImageCommand(input)))).toMatch(/^InvalidAMIName.Duplicate/);
  });

  test.each(['dead-id', 'new-copy'] as const)('once the image is deregistered, a replay gives what the rule %s says', async (tokenReplayAfterDeath) => {
    const lab = new Lab({ tokenReplayAfterDeath });
    const input = request(lab.seed.image(), { ClientToken });
    const first = await lab.ec2.send(new CopyImageCommand(input));
    await lab.ec2.send(new DeregisterImageCommand({ ImageId: first.ImageId }));
    const second = await lab.ec2.send(new CopyImageCommand(input));
    const third = await lab.ec2.send(new CopyImageCommand(input));
    expect(second.ImageId === first.ImageId).toBe(tokenReplayAfterDeath === 'dead-id');
    expect(third.ImageId).toBe(second.ImageId);
  });

  test('once the image has failed, a replay gives its id, or tries anew and finds the name taken', async () => {
    const lab = new Lab();
    const input = request(lab.seed.image(), { ClientToken, Encrypted: true, KmsKeyId: lab.seed.key({ state: 'Disabled' }) });
    const { ImageId } = await lab.ec2.send(new CopyImageCommand(input));
    lab.pass(10);
    expect(await lab.ec2.send(new CopyImageCommand(input))).toMatchObject({ ImageId });
    lab.simulator.rules.tokenReplayAfterDeath = 'new-copy';
    expect(await refusal(lab.ec2.send(new CopyImageCommand(input)))).toMatch(/^InvalidAMIName.Duplicate/);
  });

  test('a refused request leaves its token unused', async () => {
    const lab = new Lab();
    const imageId = lab.seed.image();
    expect(await refusal(lab.ec2.send(new CopyImageCommand(request(imageId, { ClientToken, Name: 'x' }))))).toMatch(/Malformed/);
    await lab.ec2.send(new CopyImageCommand(request(imageId, { ClientToken })));
  });
});

describe('encryption (the table of 1.3)', () => {
  test.each<[string, SeedImage, Partial<CopyImageCommandInput>, boolean, string | undefined]>([
    ['an unencrypted source stays unencrypted', {}, {}, false, undefined],
    ['an unencrypted source with Encrypted alone gets the default key', {}, { Encrypted: true }, true, 'aws/ebs'],
    ['an encrypted source keeps its key', { volumes: [{ kmsKeyId: 'SOURCE' }] }, {}, true, 'SOURCE'],
    ['an encrypted source with Encrypted alone keeps its key', { volumes: [{ kmsKeyId: 'SOURCE' }] }, { Encrypted: true }, true, 'SOURCE'],
    ['an unencrypted source gets the key asked for', {}, { Encrypted: true, KmsKeyId: 'WANTED' }, true, 'WANTED'],
    ['an encrypted source gets the key asked for', { volumes: [{ kmsKeyId: 'SOURCE' }] }, { Encrypted: true, KmsKeyId: 'WANTED' }, true, 'WANTED'],
  ])('%s', async (_title, source, input, encrypted, key) => {
    const lab = new Lab();
    const keys: Record<string, string> = { 'SOURCE': lab.seed.key(), 'WANTED': lab.seed.key(), 'aws/ebs': 'aws/ebs' };
    const volumes = source.volumes?.map((volume) => ({ ...volume, kmsKeyId: volume.kmsKeyId && keys[volume.kmsKeyId] }));
    const imageId = lab.seed.image({ volumes });
    const [copied] = await outcome(lab, request(imageId, { ...input, KmsKeyId: input.KmsKeyId && keys[input.KmsKeyId] }));
    expect(copied).toMatchObject({ encrypted, state: 'completed' });
    expect(aliasOf(lab, copied.keyArn)).toBe(key && keys[key]);
  });

  test('a key can be named by id, alias and either ARN', async () => {
    const lab = new Lab();
    const keyArn = lab.seed.key({ alias: 'mine' });
    const names = [keyArn, keyArn.split('/')[1], 'alias/mine', keyArn.replace(/key\/.*/, 'alias/mine')];
    const imageId = lab.seed.image();
    for (const [index, KmsKeyId] of names.entries()) {
      const [copied] = await outcome(lab, request(imageId, { Name: `copy ${index}`, Encrypted: true, KmsKeyId }));
      expect(copied).toMatchObject({ state: 'completed', keyArn });
    }
  });

  test('a key cannot be kept across Regions: the default key of the destination takes its place', async () => {
    const lab = new Lab();
    const imageId = lab.seed.image({ volumes: [{ kmsKeyId: lab.seed.key() }] });
    const [copied] = await outcome(lab, request(imageId), FAR);
    expect(aliasOf(lab, copied.keyArn)).toBe('aws/ebs');
    expect(copied.keyArn).toContain(FAR);
  });

  test('what another account encrypted ends under the default key of the copying account', async () => {
    const lab = new Lab();
    const kmsKeyId = lab.seed.key({ sharedWith: [OTHER] });
    const imageId = lab.seed.image({ volumes: [{ kmsKeyId }], sharedWith: [OTHER], snapshotsSharedWith: [OTHER] });
    const [copied] = await outcome(lab, request(imageId), HERE, OTHER);
    expect(copied).toMatchObject({ account: OTHER, state: 'completed' });
    expect(aliasOf(lab, copied.keyArn)).toBe('aws/ebs');
    expect(copied.keyArn).toContain(OTHER);
  });

  test('encryption by default encrypts without being asked, under the key that the account chose', async () => {
    const lab = new Lab();
    const chosen = lab.seed.key();
    lab.seed.encryptionByDefault(chosen);
    const [copied] = await outcome(lab, request(lab.seed.image()));
    expect(copied).toMatchObject({ encrypted: true, keyArn: chosen });
  });

  test('one key serves every volume, and ephemeral devices stay as they are', async () => {
    const lab = new Lab();
    const keyArn = lab.seed.key();
    const imageId = lab.seed.image({ volumes: [{}, { device: '/dev/sdf', sizeGiB: 20 }], ephemeral: { '/dev/sdb': 'ephemeral0' } });
    const copied = await outcome(lab, request(imageId, { Encrypted: true, KmsKeyId: keyArn }));
    expect(copied.map((snapshot) => [snapshot.sizeGiB, snapshot.keyArn])).toEqual([[8, keyArn], [20, keyArn]]);
    const { Images } = await lab.ec2.send(new DescribeImagesCommand({ Filters: [{ Name: 'name', Values: ['copy'] }] }));
    expect(Images?.[0].BlockDeviceMappings?.map((mapping) => [mapping.DeviceName, mapping.Ebs?.Encrypted ?? mapping.VirtualName]))
      .toEqual([['/dev/xvda', true], ['/dev/sdf', true], ['/dev/sdb', 'ephemeral0']]);
  });
});
