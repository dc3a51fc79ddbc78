import { Token } from 'aws-cdk-lib';
import { ComponentDocument } from './awstoe/component-document';
import { BuildTarget } from './component-use';
import { aptScript, dnfScript, releaseScript, zypperScript } from './patch-scripts';
import { GoldenComponent } from '../golden-component';
import { OsFamily } from '../os-family';
import { PatchOptions } from '../patch-options';

/** What brings the base image up to date; nothing, when that is not wanted. */
export function patchComponents(options: PatchOptions | undefined, target: BuildTarget): GoldenComponent[] {
  if (options?.skippedBecause !== undefined) return [];
  return [GoldenComponent._ofDocument('patches', patchDocument(options ?? {}, target.osFamily))];
}

/** What is wrong with the options, each with its prop. */
export function patchProblems(options: PatchOptions | undefined, { osFamily }: Pick<BuildTarget, 'osFamily'>): string[] {
  const { osRelease, exclude = [], skippedBecause } = options ?? {};
  const problems: string[] = [];
  if (skippedBecause?.trim() === '') problems.push('patching.skippedBecause must say why nothing is brought up to date');
  if (skippedBecause !== undefined && (osRelease !== undefined || exclude.length > 0)) {
    problems.push('patching.skippedBecause must stand alone: nothing is brought up to date, so there is no release and nothing to exclude');
  }
  if (osRelease !== undefined && osFamily !== OsFamily.AMAZON_LINUX_2023) {
    problems.push(`patching.osRelease is for Amazon Linux 2023, and the image is of ${osFamily}: choose its base image instead`);
  } else if (osRelease !== undefined && !Token.isUnresolved(osRelease) && !/^2023\.\d+\.\d{8}$/.test(osRelease)) {
    problems.push(`patching.osRelease must be a release like 2023.9.20251117, got '${osRelease}'; leave it out for the newest`);
  }
  const excluded = exclude.map((name, at) => Token.isUnresolved(name) ? undefined : excludeProblem(`patching.exclude[${at}]`, name, osFamily));
  return [...problems, ...excluded.filter(problem => problem !== undefined)];
}

const WITH_WILDCARD = [OsFamily.AMAZON_LINUX_2023, OsFamily.RHEL, OsFamily.WINDOWS];

function excludeProblem(prop: string, name: string, osFamily: OsFamily): string | undefined {
  if (osFamily === OsFamily.WINDOWS) return /^[\w .*()-]+$/.test(name) ? undefined : `${prop} must be an update like KB5034439, got '${name}'`;
  if (!/^[A-Za-z0-9*][A-Za-z0-9+._*:-]*$/.test(name)) return `${prop} must be the name of a package, got '${name}'`;
  return name.includes('*') && !WITH_WILDCARD.includes(osFamily) ? `${prop} must be a whole name on ${osFamily}, got '${name}'` : undefined;
}

const excluding = (exclude: readonly string[]) => exclude.length > 0 ? { exclude } : undefined;

function patchDocument({ osRelease, exclude = [] }: PatchOptions, osFamily: OsFamily): ComponentDocument {
  const bash = (script: string) => ({ name: 'update', action: 'ExecuteBash' as const, timeoutSeconds: 3600, inputs: { commands: [script] } });
  const described = { description: 'Brings the packages of the base image up to date.', schemaVersion: '1.0' as const };
  switch (osFamily) {
    case OsFamily.AMAZON_LINUX_2023: return {
      ...described,
      phases: [
        { name: 'build', steps: [bash(dnfScript(exclude, osRelease ?? 'latest'))] },
        { name: 'validate', steps: [{ ...bash(releaseScript(osRelease)), name: 'release' }] },
      ],
    };
    case OsFamily.UBUNTU: case OsFamily.DEBIAN: return { ...described, phases: [{ name: 'build', steps: [bash(aptScript(exclude))] }] };
    case OsFamily.RHEL: return { ...described, phases: [{ name: 'build', steps: [bash(dnfScript(exclude))] }] };
    case OsFamily.SLES: return { ...described, phases: [{ name: 'build', steps: [bash(zypperScript(exclude))] }] };
    // As AWS's own update-windows does it, which knows of no exceptions: again and again, with as many reboots as Windows wants.
    case OsFamily.WINDOWS: return {
      ...described,
      phases: [{ name: 'build', steps: [{ name: 'update', action: 'UpdateOS', timeoutSeconds: 7200, maxAttempts: 3, inputs: excluding(exclude) }] }],
    };
  }
}
