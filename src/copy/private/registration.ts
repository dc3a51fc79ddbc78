import { Token } from 'aws-cdk-lib';
import { deviceProblem, snapshotIdProblem } from '../../private/names';
import { Problem } from '../../private/props';
import { RegistrationProperties } from '../../runtime/contract';
import { AmiArchitecture, AmiBootMode, AmiRegistrationOptions, AmiVirtualization } from '../ami-registration';

const { ARM_64, ARM_64_MAC, I386, X86_64 } = AmiArchitecture;
const { HVM, PARAVIRTUAL } = AmiVirtualization;
const { UEFI, UEFI_PREFERRED } = AmiBootMode;

const ROOT_DEVICE = '/dev/xvda';
export const rootDeviceOf = ({ rootDeviceName = ROOT_DEVICE }: AmiRegistrationOptions) => rootDeviceName;

export function renderRegistration(options: AmiRegistrationOptions): RegistrationProperties {
  const { architecture = X86_64, virtualizationType = HVM, enaSupport = virtualizationType === HVM } = options;
  return {
    Architecture: architecture,
    RootDeviceName: rootDeviceOf(options),
    VirtualizationType: virtualizationType,
    EnaSupport: String(enaSupport),
    BootMode: options.bootMode,
    TpmSupport: options.tpmSupport ? 'v2.0' : undefined,
    UefiData: options.uefiData,
    SriovNetSupport: options.sriovNetSupport ? 'simple' : undefined,
    KernelId: options.kernelId,
    RamdiskId: options.ramdiskId,
  };
}

/**
 * What EC2 would refuse, and what it would take although nothing could start from it.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RegisterImage.html
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ami-boot.html
 */
export function registrationProblems(options: AmiRegistrationOptions): Problem[] {
  return [
    deviceProblem('rootDeviceName', rootDeviceOf(options)),
    ...virtualizationProblems(options),
    ...firmwareProblems(options),
    idProblem('kernelId', 'aki', options.kernelId),
    idProblem('ramdiskId', 'ari', options.ramdiskId),
  ];
}

function virtualizationProblems(options: AmiRegistrationOptions): Problem[] {
  const { architecture = X86_64, bootMode } = options;
  if (options.virtualizationType !== PARAVIRTUAL) {
    const asked = (['kernelId', 'ramdiskId'] as const).filter(each => options[each] !== undefined);
    return asked.map(each => `${each} is for PARAVIRTUAL images only: an HVM image brings its own`);
  }
  const needHvm = [options.enaSupport && 'enaSupport', options.sriovNetSupport && 'sriovNetSupport', isUefi(bootMode) && `bootMode ${bootMode}`];
  return [
    ...needHvm.filter(each => typeof each === 'string').map(each => `${each} needs virtualizationType HVM, got PARAVIRTUAL`),
    architecture === X86_64 || architecture === I386 ? undefined : `architecture must be x86_64 or i386 for PARAVIRTUAL, got ${architecture}`,
  ];
}

function firmwareProblems({ architecture = X86_64, bootMode, tpmSupport, uefiData }: AmiRegistrationOptions): Problem[] {
  const isArm = architecture === ARM_64 || architecture === ARM_64_MAC;
  const said = bootMode ?? 'none';
  return [
    isArm && bootMode !== undefined && bootMode !== UEFI ? `bootMode must be uefi for ${architecture}, which knows nothing else, got ${bootMode}` : undefined,
    tpmSupport && bootMode !== UEFI ? `tpmSupport needs bootMode uefi, got ${said}` : undefined,
    uefiData !== undefined && !isArm && !isUefi(bootMode) ? `uefiData needs bootMode uefi or uefi-preferred, got ${said}` : undefined,
    uefiData === undefined || Token.isUnresolved(uefiData) || /^[A-Za-z0-9+/]+={0,2}$/.test(uefiData) ? undefined : 'uefiData must be in Base64',
  ];
}

const isUefi = (bootMode: AmiBootMode | undefined) => bootMode === UEFI || bootMode === UEFI_PREFERRED;

function idProblem(prop: string, prefix: string, id: string | undefined): Problem {
  if (id === undefined || Token.isUnresolved(id) || new RegExp(`^${prefix}-([0-9a-f]{8}|[0-9a-f]{17})$`).test(id)) return undefined;
  return `${prop} must be an id like ${prefix}-0123456789abcdef0, got '${id}'`;
}

/** For the snapshots of the devices besides the root. */
export function dataSnapshotProblems(rootDevice: string, snapshots: { readonly [device: string]: string }): Problem[] {
  return Object.entries(snapshots).flatMap(([device, snapshotId]) => [
    deviceProblem('dataSnapshots', device),
    device === rootDevice ? `dataSnapshots must not name the root device ${device}, which has the source's own snapshot` : undefined,
    snapshotIdProblem(`dataSnapshots['${device}']`, snapshotId),
  ]);
}
