import {
  DescribeImagesCommand, DeregisterImageCommand, DisableImageCommand, DisableImageDeprecationCommand, DisableImageDeregistrationProtectionCommand,
  EnableImageCommand, EnableImageDeprecationCommand, EnableImageDeregistrationProtectionCommand,
} from '@aws-sdk/client-ec2';
import { Lab, refusal } from '../lab';

const MINUTE = 60_000;
const YEAR = 365 * 24 * 60 * MINUTE;

const view = async (lab: Lab, imageId: string) =>
  (await lab.ec2.send(new DescribeImagesCommand({ ImageIds: [imageId], IncludeDisabled: true }))).Images![0];

describe('deprecation (ec2-semantics 5)', () => {
  const deprecate = (lab: Lab, ImageId: string, at: number) =>
    lab.ec2.send(new EnableImageDeprecationCommand({ ImageId, DeprecateAt: new Date(at) }));

  test('is rounded to the minute, and can be cancelled', async () => {
    const lab = new Lab();
    const ImageId = lab.seed.image();
    await deprecate(lab, ImageId, lab.now + 10 * MINUTE + 29_999);
    expect(await view(lab, ImageId)).toMatchObject({ DeprecationTime: new Date(lab.now + 10 * MINUTE).toISOString() });
    await lab.ec2.send(new DisableImageDeprecationCommand({ ImageId }));
    expect(await view(lab, ImageId)).toMatchObject({ DeprecationTime: undefined });
  });

  test('is read back late where changes are seen late', async () => {
    const lab = new Lab({ lagChance: 1, lagMax: MINUTE, freshAnswers: 0 });
    const ImageId = lab.seed.image();
    await deprecate(lab, ImageId, lab.now + YEAR);
    expect(await view(lab, ImageId)).toMatchObject({ DeprecationTime: undefined });
    lab.pass(1);
    expect(await view(lab, ImageId)).toMatchObject({ DeprecationTime: new Date(lab.now + YEAR - MINUTE).toISOString() });
  });

  test('fails when it lies in the past, or too far ahead', async () => {
    const lab = new Lab();
    const ImageId = lab.seed.image();
    expect(await refusal(deprecate(lab, ImageId, lab.now - 2 * MINUTE))).toMatch(/^InvalidParameterValue/);
    expect(await refusal(deprecate(lab, ImageId, lab.now + 11 * YEAR))).toMatch(/^InvalidParameterValue/);
  });

  test('of a public image comes within two years, and stays', async () => {
    const lab = new Lab();
    const ImageId = lab.seed.image({ sharedWith: ['all'] });
    expect(await refusal(deprecate(lab, ImageId, lab.now + 3 * YEAR))).toMatch(/^InvalidParameterValue/);
    await deprecate(lab, ImageId, lab.now + YEAR);
    expect(await refusal(lab.ec2.send(new DisableImageDeprecationCommand({ ImageId })))).toMatch(/^OperationNotPermitted/);
  });
});

describe('disabling', () => {
  test('can be undone, and is no error when it is done already', async () => {
    const lab = new Lab();
    const ImageId = lab.seed.image();
    await lab.ec2.send(new DisableImageCommand({ ImageId }));
    await lab.ec2.send(new DisableImageCommand({ ImageId }));
    expect(await view(lab, ImageId)).toMatchObject({ State: 'disabled' });
    await lab.ec2.send(new EnableImageCommand({ ImageId }));
    expect(await view(lab, ImageId)).toMatchObject({ State: 'available' });
  });

  test('fails while the image is pending', async () => {
    const lab = new Lab();
    expect(await refusal(lab.ec2.send(new DisableImageCommand({ ImageId: lab.seed.image({ state: 'pending' }) })))).toMatch(/^InvalidAMIID.Unavailable/);
  });
});

describe('deregistration protection', () => {
  const enable = (lab: Lab, ImageId: string, WithCooldown?: boolean) =>
    lab.ec2.send(new EnableImageDeregistrationProtectionCommand({ ImageId, WithCooldown }));
  const disable = (lab: Lab, ImageId: string) => lab.ec2.send(new DisableImageDeregistrationProtectionCommand({ ImageId }));
  const deregister = (lab: Lab, ImageId: string) => lab.ec2.send(new DeregisterImageCommand({ ImageId }));

  test('without a cooldown ends when it is disabled', async () => {
    const lab = new Lab();
    const ImageId = lab.seed.image();
    expect(await enable(lab, ImageId)).toMatchObject({ Return: 'enabled-without-cooldown' });
    expect(await view(lab, ImageId)).toMatchObject({ DeregistrationProtection: 'enabled-without-cooldown' });
    expect(await disable(lab, ImageId)).toMatchObject({ Return: 'disabled' });
    await deregister(lab, ImageId);
  });

  test('with a cooldown stays in force for a day after it is disabled, and says until when (row 34)', async () => {
    const lab = new Lab();
    const ImageId = lab.seed.image();
    expect(await enable(lab, ImageId, true)).toMatchObject({ Return: 'enabled-with-cooldown' });
    expect(await disable(lab, ImageId)).toMatchObject({ Return: 'disabled after 2026-01-02T00:00:00.000Z' });
    expect(await refusal(deregister(lab, ImageId))).toMatch(/^OperationNotPermitted/);
    lab.pass(24 * 60);
    expect(await view(lab, ImageId)).toMatchObject({ DeregistrationProtection: 'disabled' });
    await deregister(lab, ImageId);
  });
});
