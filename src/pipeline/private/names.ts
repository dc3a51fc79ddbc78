import { Names, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { IConstruct } from 'constructs';
import { parameterNameProblem } from '../../private/names';
import { Problem } from '../../private/props';
import { CANDIDATE } from '../../runtime/channels/channel-contract';

/** Room for what is added: the architecture, and the names of components, up to 128. */
const LONGEST = 64;

/** Image Builder writes names in small letters into ARNs, so that two that differ in that collide. */
export function imageNameProblem(name: string): Problem {
  return /^[a-z0-9][a-z0-9-]*[a-z0-9]$/.test(name) && name.length >= 3 && name.length <= LONGEST
    ? undefined
    : `imageName must have 3 to ${LONGEST} small letters, digits and hyphens, and no hyphen at an end, got '${name}'`;
}

/** From the path, which is different for each construct of an app. */
export function defaultImageName(scope: IConstruct): string {
  const plain = scope.node.path.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  return imageNameProblem(plain) === undefined ? plain : Names.uniqueResourceName(scope, { maxLength: LONGEST }).toLowerCase();
}

/** What the resources of one architecture are called. An image's ARN starts with it, too. */
export const lineNameOf = (imageName: string, architecture: ec2.InstanceArchitecture) => `${imageName}-${architecture.replace('_', '-')}`;

/** Where the id of the image is published that a channel has; the candidate is the newest that passed. */
export const parameterNameOf = (prefix: string, imageName: string, architecture: ec2.InstanceArchitecture, channel: string = CANDIDATE) =>
  `${prefix}/${imageName}/${architecture}/${channel}`;

export function prefixProblem(prefix: string | undefined): Problem {
  if (prefix === undefined || Token.isUnresolved(prefix)) return undefined;
  if (!prefix.startsWith('/') || prefix.endsWith('/')) return `parameterPrefix must start with / and not end with it, got '${prefix}'`;
  return parameterNameProblem('parameterPrefix', prefix);
}
