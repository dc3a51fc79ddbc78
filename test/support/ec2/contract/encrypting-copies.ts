import { strict as assert } from 'assert';
import type { CopyImageRequest } from '@aws-sdk/client-ec2';
import { aCopy, aKey, anImage, image, snapshot, snapshotsOf } from './beginnings';
import { api, Clause, guide, HERE, OTHER, refusal, refused, shows, World } from './clause';
import { ACCEPTS, ALONE, ANY_KEY, UNENCRYPTED } from './moto';

const COPY = api('CopyImage');
const ENCRYPTION = guide('AMIEncryption');

/** The one snapshot of an image. */
const storage = async (ec2: World['ec2'], imageId: string) => snapshot(ec2, (await snapshotsOf(ec2, imageId))[0]);

/** The snapshot of a copy, from an image whose volume was made so. */
const copied = async (world: World, volume: { Encrypted?: boolean; KmsKeyId?: string }, request: Partial<CopyImageRequest>) =>
  storage(world.ec2, await aCopy(world, await anImage(world, {}, volume), request));

export const encryptingCopies: readonly Clause[] = [
  {
    title: 'a copy of an unencrypted image is unencrypted',
    source: ENCRYPTION,
    run: async world => shows(await copied(world, {}, {}), { Encrypted: false, KmsKeyId: undefined }),
  },
  {
    title: 'a copy of an image is encrypted with the key that was asked for',
    source: ENCRYPTION,
    moto: UNENCRYPTED,
    run: async world => {
      const KmsKeyId = await aKey(world);
      shows(await copied(world, {}, { Encrypted: true, KmsKeyId }), { State: 'completed', Encrypted: true, KmsKeyId });
    },
  },
  {
    title: 'the mappings of an encrypted copy say that they are encrypted',
    source: api('DescribeImages'),
    moto: UNENCRYPTED,
    run: async world => {
      const copy = await aCopy(world, await anImage(world), { Encrypted: true, KmsKeyId: await aKey(world) });
      shows((await image(world.ec2, copy)).BlockDeviceMappings![0].Ebs, { Encrypted: true });
    },
  },
  {
    title: 'a copy of an image that is encrypted without a key is encrypted with the key aws/ebs',
    source: ENCRYPTION,
    moto: UNENCRYPTED,
    run: async world => {
      const { Encrypted, KmsKeyId } = await copied(world, {}, { Encrypted: true });
      assert.equal(Encrypted, true);
      shows((await world.kms.describeKey({ KeyId: 'alias/aws/ebs' })).KeyMetadata, { Arn: KmsKeyId });
    },
  },
  {
    title: 'a copy of an encrypted image of one\'s own keeps its key',
    source: ENCRYPTION,
    moto: UNENCRYPTED,
    run: async world => {
      const KmsKeyId = await aKey(world);
      shows(await copied(world, { Encrypted: true, KmsKeyId }, {}), { Encrypted: true, KmsKeyId });
    },
  },
  {
    title: 'an encrypted image gets another key by a copy',
    source: ENCRYPTION,
    moto: UNENCRYPTED,
    run: async world => {
      const [before, KmsKeyId] = [await aKey(world), await aKey(world)];
      shows(await copied(world, { Encrypted: true, KmsKeyId: before }, { Encrypted: true, KmsKeyId }), { KmsKeyId });
    },
  },
  {
    title: 'where encryption is the default, a copy of an image is encrypted with the key that the account chose',
    source: ENCRYPTION,
    moto: UNENCRYPTED,
    run: async world => {
      const source = await anImage(world);
      const KmsKeyId = await aKey(world);
      await world.ec2.modifyEbsDefaultKmsKeyId({ KmsKeyId });
      await world.ec2.enableEbsEncryptionByDefault({});
      shows(await storage(world.ec2, await aCopy(world, source)), { Encrypted: true, KmsKeyId });
    },
  },
  {
    title: 'an image is copied into another Region, where it is encrypted with a key of that Region',
    source: COPY,
    moto: UNENCRYPTED,
    run: async world => {
      const KmsKeyId = await aKey({ kms: world.farKms });
      const copy = await aCopy(world, await anImage(world), { Encrypted: true, KmsKeyId }, world.far);
      shows(await image(world.far, copy), { State: 'available' });
      shows(await storage(world.far, copy), { Encrypted: true, KmsKeyId });
    },
  },
  {
    title: 'an encrypted image cannot be copied without encryption',
    source: COPY,
    moto: ACCEPTS,
    run: async world => refused(aCopy(world, await anImage(world, {}, { Encrypted: true }), { Encrypted: false })),
  },
  {
    title: 'a key without encryption is refused for a copy of an image',
    source: COPY,
    moto: ACCEPTS,
    run: async world => refused(aCopy(world, await anImage(world), { KmsKeyId: await aKey(world) })),
  },
  ...([
    ['is disabled', async world => {
      const arn = await aKey(world);
      await world.kms.disableKey({ KeyId: arn.split('/')[1] });
      return arn;
    }],
    ['is of another Region', async world => aKey({ kms: world.farKms })],
    ['is not there', async world => (await aKey(world)).replace(/[^/]+$/, '00000000-0000-0000-0000-000000000000')],
  ] satisfies [string, (world: World) => Promise<string>][]).map(([title, key]): Clause => ({
    title: `a copy of an image under a key that ${title} does not become available`,
    source: COPY,
    moto: ANY_KEY,
    run: async world => {
      const request = { Name: 'a copy', SourceImageId: await anImage(world), SourceRegion: HERE, Encrypted: true, KmsKeyId: await key(world) };
      const { ImageId } = await world.ec2.copyImage(request).catch(refusal);
      await world.settled();
      if (ImageId) shows(await image(world.ec2, ImageId), { State: 'failed' });
    },
  })),
  {
    title: 'an image that is shared with an account cannot be copied by it as long as its snapshots are not',
    source: guide('CopyingAMIs'),
    moto: ALONE,
    run: async world => {
      const ImageId = await anImage(world);
      await world.ec2.modifyImageAttribute({ ImageId, LaunchPermission: { Add: [{ UserId: OTHER }] } });
      await refused(aCopy(world, ImageId, {}, world.other), 'InvalidRequest');
    },
  },
  {
    title: 'an image that is shared with an account, with its snapshots, can be copied by it, and the copy is its own',
    source: guide('CopyingAMIs'),
    moto: ALONE,
    run: async world => {
      const ImageId = await anImage(world);
      await world.ec2.modifyImageAttribute({ ImageId, LaunchPermission: { Add: [{ UserId: OTHER }] } });
      for (const SnapshotId of await snapshotsOf(world.ec2, ImageId)) {
        await world.ec2.modifySnapshotAttribute({ SnapshotId, CreateVolumePermission: { Add: [{ UserId: OTHER }] } });
      }
      const copy = await aCopy(world, ImageId, {}, world.other);
      shows(await image(world.other, copy), { OwnerId: OTHER, State: 'available' });
      shows(await storage(world.other, copy), { OwnerId: OTHER });
    },
  },
  {
    title: 'an image of another account that is not shared cannot be copied',
    source: guide('CopyingAMIs'),
    run: async world => refused(aCopy(world, await anImage(world), {}, world.other), 'InvalidAMIID.NotFound'),
  },
];
