import { Token } from 'aws-cdk-lib';
import { BuildTarget } from './component-use';
import { Problem } from '../../private/props';

/**
 * In ARNs, names are lower case, with hyphens for blanks and underscores: other ones would collide with themselves.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html
 */
export function componentNameProblem(prop: string, name: string): Problem {
  if (Token.isUnresolved(name)) return `${prop} must be known at synth: the component's version is made of it`;
  if (/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(name)) return undefined;
  return `${prop} must be lower case letters, digits and hyphens, with a letter or digit at both ends, got '${name}'`;
}


/** @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateComponent.html, name */
const LONGEST = 128;

export const nameInImage = ({ imageName }: BuildTarget, name: string) => `${imageName}-${name}`;

export function lengthProblem(target: BuildTarget, name: string): Problem {
  const { length } = nameInImage(target, name);
  if (Token.isUnresolved(target.imageName) || length <= LONGEST) return undefined;
  return `'${nameInImage(target, name)}' must have at most ${LONGEST} characters, got ${length}: give the image or the component a shorter name`;
}

/** A file's name as a component's: `EDR_agent.yaml` is `edr-agent`. */
export const nameOfFile = (file: string) => file.replace(/\.[^.]*$/, '').toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
