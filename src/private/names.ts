import { Token } from 'aws-cdk-lib';
import { Problem } from './props';

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CopyImage.html, Name */
const IMAGE_NAME = /^[A-Za-z0-9()[\] ./\-'@_]*$/;
export const IMAGE_NAME_LENGTH = { least: 3, most: 128 };

export function imageIdProblem(prop: string, imageId: string): Problem {
  if (Token.isUnresolved(imageId) || /^ami-([0-9a-f]{8}|[0-9a-f]{17})$/.test(imageId)) return undefined;
  return `${prop} must be an AMI id like ami-0123456789abcdef0, got '${imageId}'`;
}

export function snapshotIdProblem(prop: string, snapshotId: string): Problem {
  if (Token.isUnresolved(snapshotId) || /^snap-([0-9a-f]{8}|[0-9a-f]{17})$/.test(snapshotId)) return undefined;
  return `${prop} must be a snapshot id like snap-0123456789abcdef0, got '${snapshotId}'`;
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/device_naming.html */
export function deviceProblem(prop: string, device: string): Problem {
  return Token.isUnresolved(device) || /^(\/dev\/)?(sd|xvd|hd)[a-z]+\d*$/.test(device)
    ? undefined
    : `${prop} must be a device name like /dev/sdf, got '${device}'`;
}

/** For the part of an image's name that the user gives; `reserved` characters are added to it. */
export function imageNamePrefixProblem(prop: string, prefix: string | undefined, reserved: number): Problem {
  if (prefix === undefined || Token.isUnresolved(prefix)) return undefined;
  const most = IMAGE_NAME_LENGTH.most - reserved;
  if (prefix.length < 1 || prefix.length > most) return `${prop} must have 1 to ${most} characters, got ${prefix.length}`;
  if (!IMAGE_NAME.test(prefix)) return `${prop} may have letters, digits, spaces and ( ) [ ] . / - ' @ _ only, got '${prefix}'`;
  return undefined;
}

/** @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-su-create.html */
export function parameterNameProblem(prop: string, name: string | undefined): Problem {
  if (name === undefined || Token.isUnresolved(name)) return undefined;
  if (!/^[A-Za-z0-9_.\-/]+$/.test(name)) return `${prop} may have letters, digits and _ . - / only, got '${name}'`;
  if (name.includes('/') && !name.startsWith('/')) return `${prop} must start with / when it has a path, got '${name}'`;
  if (/^\/?(aws|ssm)/i.test(name)) return `${prop} must not start with aws or ssm, got '${name}'`;
  if (name.length > 1011 || name.split('/').length > 16) return `${prop} must have at most 1011 characters and 15 levels, got '${name}'`;
  return undefined;
}
