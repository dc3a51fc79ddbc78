import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { parameterNamesProblem } from './component-parameters';
import { Parameters } from './component-source';
import { BuildTarget, isWindows } from './component-use';
import { OsFamily } from '../os-family';

/** What a component of AWS's is for, where its name does not tell. */
interface Managed {
  readonly families?: readonly OsFamily[];
  readonly instead?: string;
  readonly x86Only?: boolean;
  /** The names of its parameters, where they are known. */
  readonly parameters?: readonly string[];
}

const { AMAZON_LINUX_2023, UBUNTU, DEBIAN, RHEL, SLES, WINDOWS } = OsFamily;
const USE_PATCHING = 'the pipeline\'s patching does it, and moves Amazon Linux 2023 to a release';

/** By the descriptions that the components carry, as of December 2025. Who is not in the list is let through: AWS adds to it. */
const KNOWN: { readonly [name: string]: Managed } = {
  'update-linux': { families: [UBUNTU, DEBIAN, RHEL, SLES], instead: USE_PATCHING },
  'update-linux-kernel-5': { families: [], instead: USE_PATCHING },
  'update-linux-kernel-ml': { families: [RHEL] },
  'aws-cli-version-2-linux': { families: [UBUNTU, DEBIAN, RHEL, SLES], instead: 'the system brings version 2 along; BuildAgent.awsCli() proves it' },
  'stig-build-windows': { parameters: ['Level'] },
  'stig-build-linux': {
    families: [AMAZON_LINUX_2023, RHEL, UBUNTU, SLES],
    instead: 'use Hardening.baseline() there',
    parameters: ['Level', 'InstallPackages', 'SetDoDConsentBanner'],
  },
  'scap-compliance-checker-linux': { families: [RHEL, UBUNTU], x86Only: true },
  'chrony-time-configuration-test': { families: [] },
  'docker-ce-centos': { families: [RHEL] },
  'docker-ce-linux': { families: [], instead: 'GoldenComponent.shell(\'docker\', [\'dnf -y install docker\']) installs it' },
  'docker-ce-ubuntu': { families: [UBUNTU] },
  'yum-repository-test-linux': { families: [AMAZON_LINUX_2023, RHEL] },
  'apt-repository-test-linux': { families: [UBUNTU, DEBIAN] },
  'powershell-snap': { families: [UBUNTU] },
  'powershell-yum': { families: [AMAZON_LINUX_2023, RHEL] },
  'chocolatey': { families: [WINDOWS] },
  'amazon-kinesis-agent-windows': { families: [WINDOWS] },
};

/** What AWS took back, and what does its work. */
const RETIRED: readonly { readonly name: RegExp; readonly instead: (name: string) => string }[] = [
  {
    name: /^stig-build-(linux|windows)-(low|medium|high)$/,
    instead: name => `use Hardening.stig(StigLevel.${name.split('-')[3].toUpperCase()})`,
  },
  { name: /^inspector-test-(linux|windows)$/, instead: () => 'it is of Inspector Classic, which has ended; use VulnerabilityScan.gate()' },
];

/** What is wrong with a component of AWS's for an image. */
export function managedProblems(name: string, parameters: Parameters, target: BuildTarget): string[] {
  const retired = RETIRED.find(each => each.name.test(name));
  if (retired) return [`${name} is retired: ${retired.instead(name)}`];
  const { families, instead, x86Only, parameters: names } = KNOWN[name] ?? {};
  const problems: string[] = [];
  if (namedPlatform(name) !== undefined && namedPlatform(name) !== isWindows(target)) {
    problems.push(`${name} is for ${isWindows(target) ? 'Linux' : 'Windows'}, and the image is of ${target.osFamily}`);
  } else if (families && !families.includes(target.osFamily)) {
    problems.push(`${name} is not for ${target.osFamily}${instead ? `: ${instead}` : ''}`);
  }
  if (x86Only && target.architecture === ec2.InstanceArchitecture.ARM_64) {
    problems.push(`${name} is for x86_64 only, and the image is for arm64`);
  }
  return [...problems, ...names ? parameterNamesProblem(name, parameters, names) : []];
}

/** Whether its name says Windows; undefined when it says nothing. */
function namedPlatform(name: string): boolean | undefined {
  const said = /-(linux|windows)(-|$)|^(windows)-/.exec(name);
  return said ? said[1] !== 'linux' : undefined;
}
