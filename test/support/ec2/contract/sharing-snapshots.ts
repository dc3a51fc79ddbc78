import { strict as assert } from 'assert';
import type { CreateVolumePermission } from '@aws-sdk/client-ec2';
import { aKey, aSnapshot, snapshot, tags } from './beginnings';
import { api, Clause, ebsGuide, OTHER, OWNER, recorded, refused, World } from './clause';
import { ACCEPTS, ALONE } from './moto';

const permit = ({ ec2 }: World, SnapshotId: string, ...Add: CreateVolumePermission[]) =>
  ec2.modifySnapshotAttribute({ SnapshotId, CreateVolumePermission: { Add } });

const permitted = async ({ ec2 }: World, SnapshotId: string) =>
  (await ec2.describeSnapshotAttribute({ SnapshotId, Attribute: 'createVolumePermission' })).CreateVolumePermissions!;

export const sharingSnapshots: readonly Clause[] = [
  {
    title: 'a snapshot is shared with an account, and no longer',
    source: api('ModifySnapshotAttribute'),
    moto: 'takes lists only, and ignores this form of the request',
    run: async world => {
      const SnapshotId = await aSnapshot(world);
      await permit(world, SnapshotId, { UserId: OTHER });
      assert.deepEqual(await permitted(world, SnapshotId), [{ UserId: OTHER }]);
      await world.ec2.modifySnapshotAttribute({ SnapshotId, CreateVolumePermission: { Remove: [{ UserId: OTHER }] } });
      assert.deepEqual(await permitted(world, SnapshotId), []);
    },
  },
  {
    title: 'a snapshot is shared by lists, too',
    source: api('ModifySnapshotAttribute'),
    run: async world => {
      const SnapshotId = await aSnapshot(world);
      await world.ec2.modifySnapshotAttribute({ SnapshotId, Attribute: 'createVolumePermission', OperationType: 'add', UserIds: [OTHER] });
      assert.deepEqual(await permitted(world, SnapshotId), [{ UserId: OTHER }]);
    },
  },
  {
    title: 'permissions of a snapshot are added or removed, but not in one call',
    source: api('ModifySnapshotAttribute'),
    moto: 'takes lists only, and ignores this form of the request',
    run: async world => {
      const SnapshotId = await aSnapshot(world);
      const CreateVolumePermission = { Add: [{ UserId: OTHER }], Remove: [{ UserId: '333333333333' }] };
      await refused(world.ec2.modifySnapshotAttribute({ SnapshotId, CreateVolumePermission }), 'InvalidParameterCombination');
    },
  },
  {
    title: 'an account has twelve digits, or a snapshot is not shared with it',
    source: recorded('ebs/sharing_controls'),
    moto: ACCEPTS,
    run: async world => refused(permit(world, await aSnapshot(world), { UserId: '123' }), 'InvalidAMIAttributeItemValue'),
  },
  {
    title: 'an encrypted snapshot cannot be made public',
    source: api('ModifySnapshotAttribute'),
    moto: ACCEPTS,
    run: async world => refused(permit(world, await aSnapshot(world, { Encrypted: true, KmsKeyId: await aKey(world) }), { Group: 'all' }), 'OperationNotPermitted'),
  },
  {
    title: 'a snapshot that is encrypted with the key aws/ebs cannot be shared',
    source: api('ModifySnapshotAttribute'),
    moto: ACCEPTS,
    run: async world => refused(permit(world, await aSnapshot(world, { Encrypted: true }), { UserId: OTHER }), 'OperationNotPermitted'),
  },
  {
    title: 'an account sees a snapshot that is shared with it, without its tags',
    source: ebsGuide('ebs-modifying-snapshot-permissions'),
    moto: ALONE,
    run: async world => {
      const SnapshotId = await aSnapshot(world);
      await world.ec2.createTags({ Resources: [SnapshotId], Tags: tags({ team: 'red' }) });
      await permit(world, SnapshotId, { UserId: OTHER });
      const { OwnerId, Tags = [] } = await snapshot(world.other, SnapshotId);
      assert.deepEqual([OwnerId, Tags], [OWNER, []]);
    },
  },
  {
    title: 'an account does not find a snapshot of another that is not shared with it',
    source: recorded('ebs/sharing_data_contract'),
    run: async world => refused(snapshot(world.other, await aSnapshot(world)), 'InvalidSnapshot.NotFound'),
  },
];
