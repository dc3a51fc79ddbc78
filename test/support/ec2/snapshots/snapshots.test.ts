import {
  CopyImageCommand, CopySnapshotCommand, type CopySnapshotCommandInput, CreateSnapshotCommand, CreateVolumeCommand, DescribeSnapshotAttributeCommand,
  DescribeSnapshotsCommand, type DescribeSnapshotsCommandInput, ModifySnapshotAttributeCommand,
} from '@aws-sdk/client-ec2';
import { FAR, HERE, Lab, OTHER, OWNER, refusal } from '../lab';
import type { SeedSnapshot } from '../seed-specs';

const described = async (lab: Lab, input: DescribeSnapshotsCommandInput = {}, account = OWNER) =>
  (await lab.simulator.ec2(account, HERE).send(new DescribeSnapshotsCommand(input))).Snapshots!;

describe('CreateSnapshot (ec2-semantics 2.5)', () => {
  test('answers with the pending snapshot, which completes later', async () => {
    const lab = new Lab();
    const VolumeId = lab.seed.volume({ sizeGiB: 12, encrypted: true });
    const TagSpecifications = [{ ResourceType: 'snapshot' as const, Tags: [{ Key: 'a', Value: 'b' }] }];
    const snapshot = await lab.ec2.send(new CreateSnapshotCommand({ VolumeId, Description: 'nightly', TagSpecifications }));
    expect(snapshot).toMatchObject({ State: 'pending', VolumeId, VolumeSize: 12, Encrypted: true, Description: 'nightly', Tags: [{ Key: 'a', Value: 'b' }] });
    lab.pass(1);
    expect(await described(lab)).toMatchObject([{ SnapshotId: snapshot.SnapshotId, State: 'completed', Progress: '100%' }]);
  });

  test('has no client token: asked twice, it makes two (row 2)', async () => {
    const lab = new Lab();
    const VolumeId = lab.seed.volume();
    await lab.ec2.send(new CreateSnapshotCommand({ VolumeId }));
    await lab.ec2.send(new CreateSnapshotCommand({ VolumeId }));
    expect(lab.simulator.snapshots()).toHaveLength(2);
  });

  test('fails when five of the volume are pending, or the volume is unknown', async () => {
    const lab = new Lab();
    const VolumeId = lab.seed.volume();
    for (let index = 0; index < 5; index++) await lab.ec2.send(new CreateSnapshotCommand({ VolumeId }));
    expect(await refusal(lab.ec2.send(new CreateSnapshotCommand({ VolumeId })))).toMatch(/^ConcurrentSnapshotLimitExceeded/);
    expect(await refusal(lab.ec2.send(new CreateSnapshotCommand({ VolumeId: 'vol-00000000000000000' })))).toMatch(/^InvalidVolume.NotFound/);
  });

  test.each(['st1', 'sc1'] as const)('fails when one of an %s volume is pending', async (type) => {
    const lab = new Lab();
    const VolumeId = lab.seed.volume({ type, sizeGiB: 125 });
    await lab.ec2.send(new CreateSnapshotCommand({ VolumeId }));
    expect(await refusal(lab.ec2.send(new CreateSnapshotCommand({ VolumeId })))).toMatch(/^ConcurrentSnapshotLimitExceeded/);
  });

  test('fails within 15 seconds of the one before, where that is the rule', async () => {
    const lab = new Lab({ snapshotsOfVolumeApart: 15_000 });
    const VolumeId = lab.seed.volume();
    await lab.ec2.send(new CreateSnapshotCommand({ VolumeId }));
    expect(await refusal(lab.ec2.send(new CreateSnapshotCommand({ VolumeId })))).toMatch(/^SnapshotCreationPerVolumeRateExceeded/);
    lab.pass(0.25);
    await lab.ec2.send(new CreateSnapshotCommand({ VolumeId }));
  });

  test('of a volume that is still being made is refused', async () => {
    const lab = new Lab();
    const { VolumeId } = await lab.ec2.send(new CreateVolumeCommand({ AvailabilityZone: `${HERE}a`, Size: 1 }));
    expect(await refusal(lab.ec2.send(new CreateSnapshotCommand({ VolumeId })))).toMatch(/^IncorrectState/);
  });

  test('ends in error when EC2 stumbles', async () => {
    const lab = new Lab();
    lab.simulator.inject({ action: 'CreateSnapshot', fault: 'making-failure' });
    await lab.ec2.send(new CreateSnapshotCommand({ VolumeId: lab.seed.volume() }));
    lab.pass(1);
    expect(await described(lab)).toMatchObject([{ State: 'error' }]);
  });
});

describe('CopySnapshot (2.1 to 2.4)', () => {
  const copy = (lab: Lab, SourceSnapshotId: string, more: Partial<CopySnapshotCommandInput> = {}, region = HERE) =>
    lab.simulator.ec2(OWNER, region).send(new CopySnapshotCommand({ SourceSnapshotId, SourceRegion: HERE, ...more }));
  const aws = 'the AWS managed key';

  test.each<[string, SeedSnapshot, Partial<CopySnapshotCommandInput>, string | undefined]>([
    ['an unencrypted source stays unencrypted', {}, {}, undefined],
    ['an unencrypted source with Encrypted gets the default key', {}, { Encrypted: true }, aws],
    ['an encrypted source ends under aws/ebs, not under its own key', { kmsKeyId: 'SOURCE' }, {}, aws],
    ['a key that is asked for wins', { kmsKeyId: 'SOURCE' }, { Encrypted: true, KmsKeyId: 'WANTED' }, 'WANTED'],
  ])('%s (2.2)', async (_title, source, input, key) => {
    const lab = new Lab();
    const keys: Record<string, string> = { SOURCE: lab.seed.key(), WANTED: lab.seed.key() };
    const id = lab.seed.snapshot({ ...source, kmsKeyId: source.kmsKeyId && keys[source.kmsKeyId] });
    const { SnapshotId } = await copy(lab, id, { ...input, KmsKeyId: input.KmsKeyId && keys[input.KmsKeyId] });
    lab.pass(10);
    const copied = lab.simulator.snapshots().find((snapshot) => snapshot.snapshotId === SnapshotId)!;
    expect(copied).toMatchObject({ state: 'completed', encrypted: key !== undefined });
    const isAws = copied.keyArn !== undefined && lab.simulator.key(copied.keyArn).manager === 'AWS';
    expect(isAws ? aws : copied.keyArn).toBe(key && (keys[key] ?? key));
  });

  test('encryption by default uses the key that the account chose', async () => {
    const lab = new Lab();
    const chosen = lab.seed.key();
    lab.seed.encryptionByDefault(chosen);
    const { SnapshotId } = await copy(lab, lab.seed.snapshot());
    expect(await described(lab, { SnapshotIds: [SnapshotId!] })).toMatchObject([{ KmsKeyId: chosen }]);
  });

  test('a key that does not serve shows in the state, and in nothing else', async () => {
    const lab = new Lab();
    const { SnapshotId } = await copy(lab, lab.seed.snapshot(), { Encrypted: true, KmsKeyId: lab.seed.key({ state: 'Disabled' }) });
    lab.pass(10);
    expect(await described(lab, { SnapshotIds: [SnapshotId!] })).toMatchObject([{ State: 'error', StateMessage: 'Given key ID is not accessible' }]);
  });

  test('carries the tags of the request, and a volume id that means nothing', async () => {
    const lab = new Lab();
    const TagSpecifications = [{ ResourceType: 'snapshot' as const, Tags: [{ Key: 'a', Value: 'b' }] }];
    const answer = await copy(lab, lab.seed.snapshot({ tags: { from: 'source' } }), { TagSpecifications });
    expect(answer.Tags).toEqual([{ Key: 'a', Value: 'b' }]);
    expect(await described(lab, { SnapshotIds: [answer.SnapshotId!] })).toMatchObject([{ VolumeId: 'vol-ffffffff', Tags: [{ Key: 'a', Value: 'b' }] }]);
  });

  test('has no client token: asked twice, it makes two (row 2)', async () => {
    const lab = new Lab();
    const source = lab.seed.snapshot();
    expect((await copy(lab, source)).SnapshotId).not.toBe((await copy(lab, source)).SnapshotId);
  });

  test('fails when twenty are in progress in the destination, copies of images not counted (row 19)', async () => {
    const lab = new Lab();
    const source = lab.seed.snapshot();
    await lab.ec2.send(new CopyImageCommand({ Name: 'copy', SourceImageId: lab.seed.image(), SourceRegion: HERE }));
    for (let index = 0; index < 20; index++) await copy(lab, source);
    expect(await refusal(copy(lab, source)))
      .toBe('ResourceLimitExceeded: Too many snapshot copies in progress. The limit is 20 for this destination region.');
    await copy(lab, source, {}, FAR);
  });

  test.each<[string, Partial<CopySnapshotCommandInput>, string]>([
    ['it should take 20 minutes', { CompletionDurationMinutes: 20 }, 'InvalidParameterValue'],
    ['it should take more than 48 hours', { CompletionDurationMinutes: 2895 }, 'InvalidParameterValue'],
    ['Encrypted is false', { Encrypted: false }, 'InvalidParameterValue'],
    ['a key comes without Encrypted', { KmsKeyId: 'alias/a' }, 'InvalidParameterCombination'],
    ['the source is none', { SourceSnapshotId: 'snap-1' }, 'InvalidParameterValue'],
  ])('fails when %s', async (_title, input, code) => {
    const lab = new Lab();
    expect(await refusal(copy(lab, lab.seed.snapshot(), input))).toMatch(new RegExp(`^${code}`));
  });

  test('fails when the source is archived', async () => {
    const lab = new Lab();
    const archived = lab.seed.snapshot({ archived: true });
    expect(await described(lab)).toMatchObject([{ StorageTier: 'archive' }]);
    expect(await refusal(copy(lab, archived))).toMatch(/^IncorrectState/);
  });

  test('of a snapshot that another account shares is one\'s own', async () => {
    const lab = new Lab();
    const SourceSnapshotId = lab.simulator.seed(OTHER, HERE).snapshot({ sharedWith: [OWNER] });
    const { SnapshotId } = await copy(lab, SourceSnapshotId);
    lab.pass(10);
    expect(await described(lab, { SnapshotIds: [SnapshotId!] })).toMatchObject([{ State: 'completed', OwnerId: OWNER }]);
  });

  test('of what another account does not share begins, and ends in error', async () => {
    const lab = new Lab();
    const foreign = lab.simulator.seed(OTHER, HERE).snapshot();
    const { SnapshotId } = await copy(lab, foreign);
    expect(await described(lab, { SnapshotIds: [SnapshotId!] })).toMatchObject([{ State: 'pending' }]);
    lab.pass(1);
    expect(await described(lab, { SnapshotIds: [SnapshotId!] })).toMatchObject([{ State: 'error', StateMessage: 'Source snapshot is not found' }]);
  });
});

describe('sharing (4.2)', () => {
  const modify = (lab: Lab, SnapshotId: string, Add: string[], Remove: string[] = []) => lab.ec2.send(new ModifySnapshotAttributeCommand({
    SnapshotId,
    CreateVolumePermission: {
      Add: Add.map((who) => who === 'all' ? { Group: 'all' as const } : { UserId: who }), Remove: Remove.map((UserId) => ({ UserId })),
    },
  }));

  test('shows a snapshot to the account it is shared with, without its tags, until that ends', async () => {
    const lab = new Lab();
    const id = lab.seed.snapshot({ tags: { a: 'b' } });
    expect(await described(lab, {}, OTHER)).toEqual([]);
    await modify(lab, id, [OTHER]);
    expect(await described(lab, {}, OTHER)).toMatchObject([{ SnapshotId: id, Tags: undefined, OwnerId: OWNER }]);
    expect(await described(lab, { OwnerIds: ['self'] }, OTHER)).toEqual([]);
    expect(await described(lab, { RestorableByUserIds: [OTHER] })).toHaveLength(1);
    const attribute = await lab.ec2.send(new DescribeSnapshotAttributeCommand({ SnapshotId: id, Attribute: 'createVolumePermission' }));
    expect(attribute.CreateVolumePermissions).toEqual([{ UserId: OTHER }]);
    await modify(lab, id, [], [OTHER]);
    expect(await described(lab, {}, OTHER)).toEqual([]);
  });

  test('cannot make a snapshot with product codes public, which tells its codes to its owner', async () => {
    const lab = new Lab();
    const ProductCodes = [{ ProductCodeId: 'abc', ProductCodeType: 'marketplace' as const }];
    lab.seed.image({ traits: { ProductCodes } });
    const [{ snapshotIds: [SnapshotId] }] = lab.simulator.images();
    expect(await refusal(modify(lab, SnapshotId, ['all']))).toMatch(/^OperationNotPermitted/);
    expect(await lab.ec2.send(new DescribeSnapshotAttributeCommand({ SnapshotId, Attribute: 'productCodes' }))).toMatchObject({ ProductCodes });
  });

  test('fails when permissions are added and removed in one call, or are too many', async () => {
    const lab = new Lab();
    const id = lab.seed.snapshot();
    expect(await refusal(modify(lab, id, [OTHER], [OWNER]))).toMatch(/^InvalidParameterCombination/);
    expect(await refusal(modify(lab, id, Array.from({ length: 501 }, (_, index) => String(100000000000 + index))))).toMatch(/^InvalidParameterValue/);
    expect(await refusal(modify(lab, id, []))).toMatch(/^InvalidParameterCombination/);
  });

  test('fails when the snapshot is under the AWS managed key, or encrypted and meant for everybody', async () => {
    const lab = new Lab();
    expect(await refusal(modify(lab, lab.seed.snapshot({ encrypted: true }), [OTHER])))
      .toBe('OperationNotPermitted: Encrypted snapshots with EBS default key cannot be shared');
    expect(await refusal(modify(lab, lab.seed.snapshot({ kmsKeyId: lab.seed.key() }), ['all']))).toMatch(/^OperationNotPermitted/);
  });
});
