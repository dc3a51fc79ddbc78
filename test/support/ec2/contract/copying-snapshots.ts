import { strict as assert } from 'assert';
import { aKey, asObject, aSnapshot, aSnapshotCopy, aVolume, snapshot, tagged, tags } from './beginnings';
import { api, Clause, ebsGuide, FAR, HERE, recorded, refusal, refused, shows } from './clause';
import { ACCEPTS, ANY_KEY, AT_ONCE, KEYLESS } from './moto';

const COPY = api('CopySnapshot');
const ENCRYPTION = ebsGuide('ebs-copy-snapshot');

export const copyingSnapshots: readonly Clause[] = [
  {
    title: 'a copy of a snapshot has its size, and completes',
    source: COPY,
    run: async world => {
      const copy = await aSnapshotCopy(world, await aSnapshot(world, { Size: 20 }), { Description: 'a copy' });
      shows(await snapshot(world.ec2, copy), { State: 'completed', Progress: '100%', VolumeSize: 20, Description: 'a copy' });
    },
  },
  {
    title: 'a copy of an unencrypted snapshot is unencrypted',
    source: ENCRYPTION,
    run: async world => {
      const copy = await aSnapshotCopy(world, await aSnapshot(world));
      shows(await snapshot(world.ec2, copy), { Encrypted: false, KmsKeyId: undefined });
    },
  },
  {
    title: 'a copy of a snapshot is encrypted with the key that was asked for',
    source: ENCRYPTION,
    run: async world => {
      const KmsKeyId = await aKey(world);
      const copy = await aSnapshotCopy(world, await aSnapshot(world), { Encrypted: true, KmsKeyId });
      shows(await snapshot(world.ec2, copy), { Encrypted: true, KmsKeyId });
    },
  },
  {
    title: 'a copy of a snapshot that is encrypted without a key is encrypted with the key aws/ebs',
    source: ENCRYPTION,
    moto: 'leaves the copy unencrypted when the request names no key',
    run: async world => {
      const { Encrypted, KmsKeyId } = await snapshot(world.ec2, await aSnapshotCopy(world, await aSnapshot(world), { Encrypted: true }));
      assert.equal(Encrypted, true);
      shows((await world.kms.describeKey({ KeyId: 'alias/aws/ebs' })).KeyMetadata, { Arn: KmsKeyId });
    },
  },
  {
    title: 'a copy of an encrypted snapshot is encrypted without being asked',
    source: COPY,
    run: async world => {
      const copy = await aSnapshotCopy(world, await aSnapshot(world, { Encrypted: true }));
      shows(await snapshot(world.ec2, copy), { Encrypted: true });
    },
  },
  {
    title: 'a copy of an encrypted snapshot does not keep its key: without another it is encrypted with aws/ebs',
    source: ENCRYPTION,
    moto: KEYLESS,
    run: async world => {
      const source = await aSnapshot(world, { Encrypted: true, KmsKeyId: await aKey(world) });
      const { KmsKeyId } = await snapshot(world.ec2, await aSnapshotCopy(world, source));
      shows((await world.kms.describeKey({ KeyId: 'alias/aws/ebs' })).KeyMetadata, { Arn: KmsKeyId });
    },
  },
  {
    title: 'an encrypted snapshot gets another key by a copy',
    source: ENCRYPTION,
    run: async world => {
      const [before, KmsKeyId] = [await aKey(world), await aKey(world)];
      const copy = await aSnapshotCopy(world, await aSnapshot(world, { Encrypted: true, KmsKeyId: before }), { Encrypted: true, KmsKeyId });
      shows(await snapshot(world.ec2, copy), { KmsKeyId });
    },
  },
  {
    title: 'where encryption is the default, a copy of a snapshot is encrypted with the key that the account chose',
    source: ENCRYPTION,
    moto: 'leaves the copy unencrypted when the request names no key',
    run: async world => {
      const source = await aSnapshot(world);
      const KmsKeyId = await aKey(world);
      await world.ec2.modifyEbsDefaultKmsKeyId({ KmsKeyId });
      await world.ec2.enableEbsEncryptionByDefault({});
      shows(await snapshot(world.ec2, await aSnapshotCopy(world, source)), { Encrypted: true, KmsKeyId });
    },
  },
  {
    title: 'a snapshot is copied into another Region, where it is encrypted with a key of that Region',
    source: COPY,
    run: async world => {
      const KmsKeyId = await aKey({ kms: world.farKms });
      const copy = await aSnapshotCopy(world, await aSnapshot(world), { Encrypted: true, KmsKeyId }, world.far);
      shows(await snapshot(world.far, copy), { State: 'completed', Encrypted: true, KmsKeyId });
      await refused(snapshot(world.ec2, copy), 'InvalidSnapshot.NotFound');
    },
  },
  {
    title: 'a copy of a snapshot has the tags of the request, in the answer too',
    source: COPY,
    run: async world => {
      const { SnapshotId, Tags } = await world.ec2.copySnapshot(
        { SourceSnapshotId: await aSnapshot(world), SourceRegion: HERE, TagSpecifications: tagged({ team: 'red' }, 'snapshot') });
      assert.deepEqual(asObject(Tags), { team: 'red' });
      await world.settled();
      assert.deepEqual(asObject((await snapshot(world.ec2, SnapshotId!)).Tags), { team: 'red' });
    },
  },
  {
    title: 'a copy of a snapshot has none of its tags',
    source: ebsGuide('ebs-copy-snapshot'),
    run: async world => {
      const source = await aSnapshot(world);
      await world.ec2.createTags({ Resources: [source], Tags: tags({ team: 'red' }) });
      assert.deepEqual(asObject((await snapshot(world.ec2, await aSnapshotCopy(world, source))).Tags), {});
    },
  },
  {
    title: 'whoever asks twice for a copy of a snapshot gets two',
    source: recorded('ebs/copy_controls_contract'),
    run: async world => {
      const source = await aSnapshot(world);
      assert.notEqual(await aSnapshotCopy(world, source), await aSnapshotCopy(world, source));
    },
  },
  {
    title: 'a copy of a snapshot names a volume that means nothing',
    source: COPY,
    moto: 'names the volume of the source',
    run: async world => {
      const source = await aSnapshot(world);
      assert.notEqual((await snapshot(world.ec2, await aSnapshotCopy(world, source))).VolumeId, (await snapshot(world.ec2, source)).VolumeId);
    },
  },
  {
    title: 'a copy of a snapshot has no description but the one that it is given',
    source: recorded('ebs/copy_controls_contract'),
    moto: 'leaves the member out',
    run: async world => shows(await snapshot(world.ec2, await aSnapshotCopy(world, await aSnapshot(world))), { Description: '' }),
  },
  {
    title: 'a copy of a snapshot that is gone begins, and ends in error',
    source: recorded('ebs/copy_controls_contract'),
    moto: 'says at once that there is no such snapshot',
    run: async world => {
      const SnapshotId = await aSnapshot(world);
      await world.ec2.deleteSnapshot({ SnapshotId });
      await world.settled();
      shows(await snapshot(world.ec2, await aSnapshotCopy(world, SnapshotId)), { State: 'error', StateMessage: 'Source snapshot is not found' });
    },
  },
  {
    title: 'a copy of a snapshot that is still pending begins, and ends in error',
    source: recorded('ebs/copy_controls_contract'),
    moto: AT_ONCE,
    run: async world => {
      const { SnapshotId } = await world.ec2.createSnapshot({ VolumeId: await aVolume(world) });
      shows(await snapshot(world.ec2, await aSnapshotCopy(world, SnapshotId!)), { State: 'error', StateMessage: 'Source snapshot is not complete' });
    },
  },
  {
    title: 'a copy of a snapshot that is in another Region than the request says begins, and ends in error',
    source: recorded('ebs/copy_controls_contract'),
    moto: 'says at once that there is no such snapshot',
    run: async world => {
      const copy = await aSnapshotCopy(world, await aSnapshot(world), { SourceRegion: FAR });
      shows(await snapshot(world.ec2, copy), { State: 'error', StateMessage: 'Source snapshot is not found' });
    },
  },
  {
    title: 'a copy of a snapshot under a key that is disabled does not complete',
    source: COPY,
    moto: ANY_KEY,
    run: async world => {
      const KmsKeyId = await aKey(world);
      await world.kms.disableKey({ KeyId: KmsKeyId.split('/')[1] });
      const source = await aSnapshot(world);
      const { SnapshotId } = await world.ec2.copySnapshot({ SourceSnapshotId: source, SourceRegion: HERE, Encrypted: true, KmsKeyId }).catch(refusal);
      await world.settled();
      if (SnapshotId) shows(await snapshot(world.ec2, SnapshotId), { State: 'error' });
    },
  },
  {
    title: 'a key without encryption is refused for a copy of a snapshot',
    source: COPY,
    moto: 'encrypts the copy',
    run: async world => {
      const [source, KmsKeyId] = [await aSnapshot(world), await aKey(world)];
      await refused(world.ec2.copySnapshot({ SourceSnapshotId: source, SourceRegion: HERE, KmsKeyId }));
    },
  },
  ...[14, 20, 2895].map((CompletionDurationMinutes): Clause => ({
    title: `the duration of a copy of a snapshot comes in steps of 15 minutes, up to 48 hours: not ${CompletionDurationMinutes} minutes`,
    source: COPY,
    moto: ACCEPTS,
    run: async world => {
      const SourceSnapshotId = await aSnapshot(world);
      await aSnapshotCopy(world, SourceSnapshotId, { CompletionDurationMinutes: 15 });
      await refused(world.ec2.copySnapshot({ SourceSnapshotId, SourceRegion: HERE, CompletionDurationMinutes }), 'InvalidParameterValue');
    },
  })),
  {
    title: 'a copy of a snapshot that was given a duration says so',
    source: api('Snapshot'),
    moto: 'leaves both members out',
    run: async world => {
      const copy = await aSnapshotCopy(world, await aSnapshot(world), { CompletionDurationMinutes: 30 });
      shows(await snapshot(world.ec2, copy), { TransferType: 'time-based', CompletionDurationMinutes: 30 });
    },
  },
  {
    title: 'no more than 20 copies of snapshots are on their way into a Region at a time',
    source: ebsGuide('ebs-copy-snapshot'),
    moto: AT_ONCE,
    run: async world => {
      const request = { SourceSnapshotId: await aSnapshot(world), SourceRegion: HERE };
      for (let count = 0; count < 20; count++) await world.ec2.copySnapshot(request);
      await refused(world.ec2.copySnapshot(request), 'ResourceLimitExceeded');
      await world.far.copySnapshot(request);
      await world.settled();
      await world.ec2.copySnapshot(request);
    },
  },
  {
    title: 'tags for anything but the snapshot fail the copy of a snapshot',
    source: recorded('ebs/copy_controls_contract'),
    moto: ACCEPTS,
    run: async world => {
      const source = await aSnapshot(world);
      await refused(world.ec2.copySnapshot(
        { SourceSnapshotId: source, SourceRegion: HERE, TagSpecifications: tagged({ team: 'red' }, 'image') }), 'InvalidParameterValue');
    },
  },
];
