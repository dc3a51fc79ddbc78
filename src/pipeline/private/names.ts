import { Names, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { parameterNameProblem } from '../../private/names';
import { Problem } from '../../private/props';

/** Room for what is added: the architecture, and the names of components, up to 128. */
const LONGEST = 64;

/** Of a parameter's 1,011 characters and 15 levels, without the image's name, the architecture and the channel. */
const LONGEST_PREFIX = 900;
const DEEPEST_PREFIX = 12;

/** Image Builder writes names in small letters into ARNs, so that two that differ in that collide. */
export function imageNameProblem(name: string): Problem {
  if (Token.isUnresolved(name)) return 'imageName must be known at synth, got a token: it is in the names of resources';
  return /^[a-z0-9][a-z0-9-]*[a-z0-9]$/.test(name) && name.length >= 3 && name.length <= LONGEST
    ? undefined
    : `imageName must have 3 to ${LONGEST} small letters, digits and hyphens, and no hyphen at an end, got '${name}'`;
}

/** From the path, which is different for each construct of an app. What would be lost of it, a hash stands for. */
export function defaultImageName(scope: IConstruct): string {
  const plain = scope.node.path.toLowerCase().replace(/[/_.]/g, '-');
  return imageNameProblem(plain) === undefined ? plain : Names.uniqueResourceName(scope, { maxLength: LONGEST }).toLowerCase();
}

/** What the resources of one architecture are called. An image's ARN starts with it, too. */
export const lineNameOf = (imageName: string, architecture: ec2.InstanceArchitecture) => `${imageName}-${architecture.replace('_', '-')}`;

export function prefixProblem(prefix: string | undefined): Problem {
  if (prefix === undefined || Token.isUnresolved(prefix)) return undefined;
  if (!prefix.startsWith('/') || prefix.endsWith('/')) return `parameterPrefix must start with / and not end with it, got '${prefix}'`;
  if (prefix.includes('//')) return `parameterPrefix must have a name between two slashes, got '${prefix}'`;
  if (prefix.length > LONGEST_PREFIX || prefix.split('/').length - 1 > DEEPEST_PREFIX) {
    return `parameterPrefix must have at most ${LONGEST_PREFIX} characters and ${DEEPEST_PREFIX} levels, so that the rest of a name has room, got '${prefix}'`;
  }
  return parameterNameProblem('parameterPrefix', prefix);
}
