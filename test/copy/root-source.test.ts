import { App, CfnParameter, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { AmiArchitecture, AmiBootMode, AmiRegistrationOptions, AmiVirtualization, CopyCompletion, CopyTimeoutAction, EncryptedRootCopy, RootSource } from '../../src';

const SNAPSHOT = 'snap-0123456789abcdef0';
const keyArnIn = (region: string) => `arn:aws:kms:${region}:111111111111:key/11111111-2222-3333-4444-555555555555`;

function aStack() {
  const stack = new Stack(new App(), 'Images', { env: { account: '111111111111', region: 'eu-central-1' } });
  return { stack, key: kms.Key.fromKeyArn(stack, 'Key', keyArnIn('eu-central-1')) };
}

type Build = (stack: Stack) => RootSource;
const anInstance = (stack: Stack) => ec2.CfnInstance.fromInstanceId(stack, 'Instance', 'i-0123456789abcdef0');
const aVolume = (stack: Stack) => ec2.Volume.fromVolumeAttributes(stack, 'Volume', { volumeId: 'vol-0123456789abcdef0', availabilityZone: 'eu-central-1a' });
const registering = (options: AmiRegistrationOptions): Build => () => RootSource.snapshot(SNAPSHOT, options);

/** The copy's resource, of whichever type. */
function resourceOf(source: Build, completion?: CopyCompletion) {
  const { stack, key } = aStack();
  new EncryptedRootCopy(stack, 'Copy', { source: source(stack), encryptionKey: key, completion });
  const template = Template.fromStack(stack);
  const [resource, ...others] = [...Object.values(template.findResources('Custom::AmiCopy')), ...Object.values(template.findResources('Custom::AmiBuild'))];
  expect(others).toEqual([]);
  return resource;
}

const plain = { Architecture: 'x86_64', RootDeviceName: '/dev/xvda', VirtualizationType: 'hvm', EnaSupport: 'true' };

describe('what is rendered', () => {
  test.each<[string, Build, object]>([
    ['an instance', stack => RootSource.instance(anInstance(stack)), { Kind: 'INSTANCE', Id: 'i-0123456789abcdef0' }],
    ['an instance that is restarted', stack => RootSource.instance(anInstance(stack), { reboot: true }), { Kind: 'INSTANCE', Id: 'i-0123456789abcdef0', Reboot: 'true' }],
    ['a volume', stack => RootSource.volume(aVolume(stack)), { Kind: 'VOLUME', Id: 'vol-0123456789abcdef0', Registration: plain }],
    ['a snapshot', () => RootSource.snapshot(SNAPSHOT), { Kind: 'SNAPSHOT', Id: SNAPSHOT, Registration: plain }],
    ['a snapshot in another Region', () => RootSource.snapshot(SNAPSHOT, { region: 'eu-west-1' }), { Kind: 'SNAPSHOT', Id: SNAPSHOT, Region: 'eu-west-1', Registration: plain }],
    ['several snapshots', () => RootSource.snapshot(SNAPSHOT, { dataSnapshots: { '/dev/sdf': 'snap-11111111' } }),
      { Kind: 'SNAPSHOT', Id: SNAPSHOT, Registration: plain, DataSnapshots: { '/dev/sdf': 'snap-11111111' } }],
  ])('%s is built in steps, under another logical id than a copy of an image', (_title, source, origin) => {
    const { Type, Properties } = resourceOf(source);
    expect(Type).toBe('Custom::AmiBuild');
    expect(Properties.Origin).toEqual({ Region: 'eu-central-1', ...origin });
    expect(Properties.Encryption).toEqual({ KeyArn: keyArnIn('eu-central-1') });
  });

  test('an image in another Region is copied from there; one in the own Region says no Region', () => {
    expect(resourceOf(() => RootSource.amiId('ami-11111111', { region: 'eu-west-1' }))).toMatchObject({
      Type: 'Custom::AmiCopy', Properties: { SourceImageId: 'ami-11111111', SourceRegion: 'eu-west-1', Region: 'eu-central-1' },
    });
    expect(resourceOf(() => RootSource.amiId('ami-11111111', { region: 'eu-central-1' })).Properties).not.toHaveProperty('SourceRegion');
  });

  test.each<[string, AmiRegistrationOptions, object]>([
    ['Graviton', { architecture: AmiArchitecture.ARM_64 }, { Architecture: 'arm64', EnaSupport: 'true' }],
    ['Secure Boot and a TPM', { bootMode: AmiBootMode.UEFI, tpmSupport: true, uefiData: 'QU1aTlVFRkk=' }, { BootMode: 'uefi', TpmSupport: 'v2.0', UefiData: 'QU1aTlVFRkk=' }],
    ['an older network interface', { enaSupport: false, sriovNetSupport: true, rootDeviceName: '/dev/sda1' }, { EnaSupport: 'false', SriovNetSupport: 'simple', RootDeviceName: '/dev/sda1' }],
    ['a former generation', { virtualizationType: AmiVirtualization.PARAVIRTUAL, kernelId: 'aki-11111111', ramdiskId: 'ari-11111111' },
      { VirtualizationType: 'paravirtual', EnaSupport: 'false', KernelId: 'aki-11111111', RamdiskId: 'ari-11111111' }],
  ])('an image may be registered for %s', (_title, options, registration) => {
    expect(resourceOf(registering(options)).Properties.Origin.Registration).toMatchObject(registration);
  });

  test('CloudFormation gives the steps two minutes more than their time, and a removal never less than it takes', () => {
    const timeoutOf = (completion?: CopyCompletion) => resourceOf(() => RootSource.snapshot(SNAPSHOT), completion).Properties;
    expect(timeoutOf()).toMatchObject({ TimeoutMinutes: '55', ServiceTimeout: '3420' });
    expect(timeoutOf(CopyCompletion.inDeploy({ timeout: Duration.minutes(5) }))).toMatchObject({ TimeoutMinutes: '5', ServiceTimeout: '900' });
  });

  test('the key of a volume is used, and that of other sources when it is named', () => {
    const { stack, key } = aStack();
    const volume = new ec2.Volume(stack, 'Volume', { availabilityZone: 'eu-central-1a', snapshotId: SNAPSHOT, encrypted: true, encryptionKey: new kms.Key(stack, 'VolumeKey') });
    new EncryptedRootCopy(stack, 'Copy', { source: RootSource.volume(volume), encryptionKey: key });
    const granted = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'))
      .flatMap(each => each.Properties.PolicyDocument.Statement as { Action: unknown; Resource: unknown }[])
      .find(each => each.Action === 'kms:CreateGrant');
    expect(granted?.Resource).toEqual([key.keyArn, { 'Fn::GetAtt': [expect.stringMatching(/^VolumeKey/), 'Arn'] }]);
  });
});

describe('what is refused', () => {
  test.each<[string, Build, string]>([
    ['a snapshot id is none', () => RootSource.snapshot('vol-0123456789abcdef0'), "source must be a snapshot id like snap-0123456789abcdef0, got 'vol-0123456789abcdef0'"],
    ['a Region is none', () => RootSource.amiId('ami-11111111', { region: 'Ireland' }), "the source's region must be one like eu-west-1, got 'Ireland'"],
    ['a Region is in another partition', () => RootSource.snapshot(SNAPSHOT, { region: 'cn-north-1' }), "the source must be in the stack's partition aws, got cn-north-1, which is in aws-cn"],
    ['a key is not in the Region of the source',
      stack => RootSource.amiId('ami-11111111', { region: 'eu-west-1', encryptionKey: kms.Key.fromKeyArn(stack, 'Own', keyArnIn('eu-central-1')) }),
      "the source's encryptionKey must be a key in eu-west-1, got one in eu-central-1"],
    ['a key is an alias', stack => RootSource.instance(anInstance(stack), { encryptionKey: kms.Alias.fromAliasName(stack, 'Alias', 'alias/web') }),
      "the source's encryptionKey must be a key, got an alias of one"],
    ['an instance is in another Region', stack => {
      const elsewhere = new Stack(Stack.of(stack).node.root as App, 'Elsewhere', { env: { account: '111111111111', region: 'eu-west-1' } });
      return RootSource.instance(anInstance(elsewhere));
    }, "the instance must be in the stack's Region eu-central-1, got one in eu-west-1: make the image there, and copy it with AmiCopy"],
    ['a data snapshot is for the root device', () => RootSource.snapshot(SNAPSHOT, { dataSnapshots: { '/dev/xvda': SNAPSHOT } }), 'dataSnapshots must not name the root device /dev/xvda'],
    ['a data snapshot is none', () => RootSource.snapshot(SNAPSHOT, { dataSnapshots: { '/dev/sdf': 'vol-1' } }), "dataSnapshots['/dev/sdf'] must be a snapshot id"],
    ['a device is none', () => RootSource.snapshot(SNAPSHOT, { dataSnapshots: { data: SNAPSHOT } }), "dataSnapshots must be a device name like /dev/sdf, got 'data'"],
  ])('fails when %s', (_title, source, sentence) => expect(() => resourceOf(source)).toThrow(sentence));

  const { ARM_64, ARM_64_MAC } = AmiArchitecture;
  const { LEGACY_BIOS, UEFI, UEFI_PREFERRED } = AmiBootMode;
  const virtualizationType = AmiVirtualization.PARAVIRTUAL;
  test.each<[string, AmiRegistrationOptions, string]>([
    ['the root device is none', { rootDeviceName: 'C:' }, "rootDeviceName must be a device name like /dev/sdf, got 'C:'"],
    ['a TPM comes without UEFI', { tpmSupport: true }, 'tpmSupport needs bootMode uefi, got none'],
    ['a TPM comes with a BIOS beside UEFI', { tpmSupport: true, bootMode: UEFI_PREFERRED }, 'tpmSupport needs bootMode uefi, got uefi-preferred'],
    ['variables of UEFI come without it', { uefiData: 'QU1a' }, 'uefiData needs bootMode uefi or uefi-preferred, got none'],
    ['variables of UEFI come with a BIOS', { uefiData: 'QU1a', bootMode: LEGACY_BIOS }, 'uefiData needs bootMode uefi or uefi-preferred, got legacy-bios'],
    ['variables of UEFI are no Base64', { uefiData: 'AMZN UEFI', bootMode: UEFI }, 'uefiData must be in Base64'],
    ['ARM is to start with a BIOS', { architecture: ARM_64, bootMode: LEGACY_BIOS }, 'bootMode must be uefi for arm64, which knows nothing else, got legacy-bios'],
    ['ARM may start with a BIOS', { architecture: ARM_64_MAC, bootMode: UEFI_PREFERRED }, 'bootMode must be uefi for arm64_mac'],
    ['a paravirtual image has ENA', { virtualizationType, enaSupport: true }, 'enaSupport needs virtualizationType HVM, got PARAVIRTUAL'],
    ['a paravirtual image has SR-IOV', { virtualizationType, sriovNetSupport: true }, 'sriovNetSupport needs virtualizationType HVM, got PARAVIRTUAL'],
    ['a paravirtual image starts with UEFI', { virtualizationType, bootMode: UEFI }, 'bootMode uefi needs virtualizationType HVM, got PARAVIRTUAL'],
    ['a paravirtual image is for ARM', { virtualizationType, architecture: ARM_64 }, 'architecture must be x86_64 or i386 for PARAVIRTUAL, got arm64'],
    ['an HVM image has a kernel', { kernelId: 'aki-11111111' }, 'kernelId is for PARAVIRTUAL images only'],
    ['an HVM image has a RAM disk', { ramdiskId: 'ari-11111111' }, 'ramdiskId is for PARAVIRTUAL images only'],
    ['a kernel is none', { virtualizationType, kernelId: 'ari-11111111' }, "kernelId must be an id like aki-0123456789abcdef0, got 'ari-11111111'"],
  ])('fails when %s', (_title, options, sentence) => {
    expect(() => resourceOf(registering(options))).toThrow(sentence);
    expect(() => resourceOf(stack => RootSource.volume(aVolume(stack), options))).toThrow(sentence);
  });

  test('all problems are told at once', () => {
    expect(() => resourceOf(() => RootSource.snapshot('snap-1', { tpmSupport: true, kernelId: 'x', region: 'Ireland' })))
      .toThrow(/^Images\/Copy:\n- source must .*\n- kernelId is .*\n- tpmSupport needs .*\n- kernelId must .*\n- the source's region must [^\n]*$/);
  });

  test.each([
    ['pending()', CopyCompletion.pending()],
    ['a timeout that lets the deployment continue', CopyCompletion.inDeploy({ onTimeout: CopyTimeoutAction.CONTINUE })],
  ])('fails when what is made in steps may end under %s', (_title, completion) => {
    expect(() => resourceOf(() => RootSource.snapshot(SNAPSHOT), completion))
      .toThrow('completion: the deployment has to wait for an image that is made in steps, got pending() or CONTINUE');
  });
});

describe('what passes', () => {
  test('tokens pass through every check', () => {
    const token = () => Lazy.string({ produce: () => 'known-later' });
    const options = { rootDeviceName: token(), uefiData: token(), bootMode: AmiBootMode.UEFI, region: token(), dataSnapshots: { '/dev/sdf': token() } };
    expect(() => resourceOf(() => RootSource.snapshot(token(), options))).not.toThrow();
  });

  test('an instance and a volume that the stack makes', () => {
    const instance: Build = stack => RootSource.instance(new ec2.CfnInstance(stack, 'Made', { imageId: 'ami-11111111' }));
    const volume: Build = stack => RootSource.volume(new ec2.Volume(stack, 'Made', { availabilityZone: 'eu-central-1a', snapshotId: SNAPSHOT }));
    expect([instance, volume].map(each => resourceOf(each).Properties.Origin.Id)).toEqual([{ Ref: 'Made' }, { Ref: expect.stringMatching(/^Made/) }]);
  });

  test('a snapshot that a parameter names', () => {
    const source: Build = stack => RootSource.snapshot(new CfnParameter(stack, 'Base').valueAsString);
    expect(resourceOf(source).Properties.Origin.Id).toEqual({ Ref: 'Base' });
  });
});
