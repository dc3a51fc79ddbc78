import {
  CancelImageLaunchPermissionCommand, DescribeImageAttributeCommand, DisableImageBlockPublicAccessCommand, DisableImageCommand,
  EnableImageBlockPublicAccessCommand, EnableImageCommand, type LaunchPermission, ModifyImageAttributeCommand,
  type ModifyImageAttributeCommandInput, ResetImageAttributeCommand,
} from '@aws-sdk/client-ec2';
import { HERE, Lab, OTHER, OWNER, refusal } from '../lab';
import type { SeedImage } from '../seed-specs';

const ORGANIZATION = 'arn:aws:organizations::333333333333:organization/o-abc123';
const UNIT = 'arn:aws:organizations::333333333333:ou/o-abc123/ou-abcd-12345678';

const modify = (lab: Lab, ImageId: string, change: Omit<ModifyImageAttributeCommandInput, 'ImageId'>) =>
  lab.ec2.send(new ModifyImageAttributeCommand({ ImageId, ...change }));
const add = (lab: Lab, ImageId: string, ...Add: LaunchPermission[]) => modify(lab, ImageId, { LaunchPermission: { Add } });
const sharedWith = (lab: Lab, imageId: string) => lab.simulator.images().find((image) => image.imageId === imageId)?.sharedWith;

describe('launch permissions (ec2-semantics 4.1)', () => {
  test('accounts, organizations, units and everybody can be added and removed, more than once', async () => {
    const lab = new Lab();
    const ImageId = lab.seed.image();
    await add(lab, ImageId, { UserId: OTHER }, { OrganizationArn: ORGANIZATION }, { OrganizationalUnitArn: UNIT }, { Group: 'all' });
    await add(lab, ImageId, { UserId: OTHER });
    expect(sharedWith(lab, ImageId)).toEqual([OTHER, ORGANIZATION, UNIT, 'all']);
    await modify(lab, ImageId, { LaunchPermission: { Remove: [{ UserId: OTHER }, { OrganizationArn: ORGANIZATION }] } });
    await modify(lab, ImageId, { LaunchPermission: { Remove: [{ UserId: OTHER }] } });
    const { LaunchPermissions } = await lab.ec2.send(new DescribeImageAttributeCommand({ ImageId, Attribute: 'launchPermission' }));
    expect(LaunchPermissions).toEqual([{ OrganizationalUnitArn: UNIT }, { Group: 'all' }]);
  });

  test('the older form of the request does the same', async () => {
    const lab = new Lab();
    const ImageId = lab.seed.image();
    await modify(lab, ImageId, { Attribute: 'launchPermission', OperationType: 'add', UserIds: [OTHER, OWNER], OrganizationArns: [ORGANIZATION] });
    await modify(lab, ImageId, { Attribute: 'launchPermission', OperationType: 'remove', UserIds: [OWNER] });
    expect(sharedWith(lab, ImageId)).toEqual([OTHER, ORGANIZATION]);
  });

  test.each<[string, LaunchPermission, string]>([
    ['a short account id', { UserId: '123' }, 'InvalidAMIAttributeItemValue'],
    ['the bare id of an organization', { OrganizationArn: 'o-abc123' }, 'InvalidParameterValue'],
    ['the bare id of a unit', { OrganizationalUnitArn: 'ou-abcd-12345678' }, 'InvalidParameterValue'],
    ['a group that is not everybody', { Group: 'some' as 'all' }, 'InvalidAMIAttributeItemValue'],
    ['two principals in one', { UserId: OTHER, Group: 'all' }, 'InvalidParameterCombination'],
  ])('fails when it names %s (row 31)', async (_title, permission, code) => {
    const lab = new Lab();
    expect(await refusal(add(lab, lab.seed.image(), permission))).toMatch(new RegExp(`^${code}`));
  });

  test.each(['pending', 'failed', 'disabled'] as const)('fails when the image is %s (row 28)', async (state) => {
    const lab = new Lab();
    expect(await refusal(add(lab, lab.seed.image({ state }), { UserId: OTHER }))).toMatch(/^InvalidAMIID.Unavailable/);
  });

  test('fails when a snapshot is encrypted with the AWS managed key (4.5)', async () => {
    const lab = new Lab();
    expect(await refusal(add(lab, lab.seed.image({ volumes: [{ encrypted: true }] }), { UserId: OTHER })))
      .toBe("InvalidParameter: Snapshots encrypted with the AWS Managed CMK can't be shared. Specify another snapshot.");
    await add(lab, lab.seed.image({ volumes: [{ kmsKeyId: lab.seed.key() }] }), { UserId: OTHER });
  });

  test('fails when the image would be shared with more entities than the quota allows', async () => {
    const lab = new Lab();
    lab.simulator.rules.limits = { ...lab.simulator.rules.limits, sharesPerImage: 1 };
    expect(await refusal(add(lab, lab.seed.image(), { UserId: OTHER }, { UserId: OWNER }))).toMatch(/^ResourceLimitExceeded/);
  });

  test('a consumer can give up what was shared with its own account, and nothing else', async () => {
    const lab = new Lab();
    lab.simulator.joins(OTHER, { organizationArn: ORGANIZATION, organizationalUnitArns: [UNIT] });
    const other = lab.simulator.ec2(OTHER, HERE);
    const ImageId = lab.seed.image({ sharedWith: [OTHER, ORGANIZATION] });
    await other.send(new CancelImageLaunchPermissionCommand({ ImageId }));
    expect(sharedWith(lab, ImageId)).toEqual([ORGANIZATION]);
    expect(await refusal(other.send(new CancelImageLaunchPermissionCommand({ ImageId })))).toMatch(/^OperationNotPermitted/);
  });

  test('a reset removes everything', async () => {
    const lab = new Lab();
    const ImageId = lab.seed.image({ sharedWith: [OTHER, 'all'] });
    await lab.ec2.send(new ResetImageAttributeCommand({ ImageId, Attribute: 'launchPermission' }));
    expect(sharedWith(lab, ImageId)).toEqual([]);
  });

  test('disabling an image wipes them, and enabling it does not bring them back (row 33)', async () => {
    const lab = new Lab();
    const ImageId = lab.seed.image({ sharedWith: [OTHER] });
    await lab.ec2.send(new DisableImageCommand({ ImageId }));
    await lab.ec2.send(new EnableImageCommand({ ImageId }));
    expect(lab.simulator.images()).toMatchObject([{ state: 'available', sharedWith: [] }]);
  });
});

describe('public images (4.4)', () => {
  const share = async (lab: Lab, image: SeedImage) => refusal(add(lab, lab.seed.image(image), { Group: 'all' }));

  test('are refused where block public access is on (row 29)', async () => {
    const lab = new Lab();
    await lab.ec2.send(new EnableImageBlockPublicAccessCommand({ ImageBlockPublicAccessState: 'block-new-sharing' }));
    expect(await share(lab, {})).toMatch(/^OperationNotPermitted: You can't publicly share this image because block public access/);
    await lab.ec2.send(new DisableImageBlockPublicAccessCommand({}));
    await add(lab, lab.seed.image(), { Group: 'all' });
  });

  test('fail when they are encrypted or carry product codes', async () => {
    const lab = new Lab();
    expect(await share(lab, { volumes: [{ kmsKeyId: lab.seed.key() }] })).toMatch(/^OperationNotPermitted/);
    expect(await share(lab, { traits: { ProductCodes: [{ ProductCodeId: 'a', ProductCodeType: 'marketplace' }] } })).toMatch(/^OperationNotPermitted/);
  });

  test('fail beyond the quota, in words that tell it from other limits (row 30)', async () => {
    const lab = new Lab();
    for (let index = 0; index < 5; index++) await add(lab, lab.seed.image(), { Group: 'all' });
    expect(await share(lab, {})).toMatch(/^ResourceLimitExceeded: You have reached your quota of 5 for the number of public images/);
  });
});

describe('other attributes', () => {
  test('one attribute per call', async () => {
    const lab = new Lab();
    const ImageId = lab.seed.image();
    await modify(lab, ImageId, { Description: { Value: 'new' } });
    await modify(lab, ImageId, { ImdsSupport: { Value: 'v2.0' } });
    expect(lab.simulator.images()).toMatchObject([{ description: 'new' }]);
    expect(await refusal(modify(lab, ImageId, { Description: { Value: 'a' }, LaunchPermission: { Add: [{ UserId: OTHER }] } })))
      .toMatch(/^InvalidParameterCombination/);
    expect(await refusal(modify(lab, ImageId, {}))).toMatch(/^InvalidParameterCombination/);
    expect(await refusal(modify(lab, ImageId, { ImdsSupport: { Value: 'v1.0' } }))).toMatch(/^InvalidParameterValue/);
  });

  test('UEFI data can be read as an attribute and nowhere else (3.1)', async () => {
    const lab = new Lab();
    const ImageId = lab.seed.image({ traits: { uefiData: 'blob' } });
    expect(await lab.ec2.send(new DescribeImageAttributeCommand({ ImageId, Attribute: 'uefiData' }))).toMatchObject({ UefiData: { Value: 'blob' } });
  });

  test('only the owner reads attributes', async () => {
    const lab = new Lab();
    const ImageId = lab.seed.image({ sharedWith: [OTHER] });
    const call = lab.simulator.ec2(OTHER, HERE).send(new DescribeImageAttributeCommand({ ImageId, Attribute: 'launchPermission' }));
    expect(await refusal(call)).toMatch(/^AuthFailure/);
  });
});
