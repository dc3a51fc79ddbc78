import { Stack, Token } from 'aws-cdk-lib';
import { Construct, IConstruct } from 'constructs';
import { Problem } from '../../private/props';
import { PipelineDestination } from '../pipeline-destination';

/** By app: what is taken, and by which pipeline. */
const TAKEN = new WeakMap<IConstruct, Map<string, string>>();

export interface WantedNames {
  readonly imageName: string;
  readonly parameterPrefix: string;
}

/**
 * Takes the names of a pipeline, and says which others of the app have taken already: Image Builder refuses a second resource of a name, in the midst of a deployment;
 * and of two pipelines that publish under one name nobody would know whose image it is. What is deployed where nobody knows is compared within its stack.
 */
export function takeNames(
  scope: Construct, { imageName, parameterPrefix }: WantedNames, destinations: readonly PipelineDestination[] = [],
): Problem[] {
  const { account, region, node } = Stack.of(scope);
  const place = (there: string) => [account, there].map(each => (Token.isUnresolved(each) ? node.path : each)).join(' ');
  const inUse = takeAll(scope, [`${place(region)} image ${imageName}`]);
  const published = takeAll(scope, [...new Set([region, ...destinations.flatMap(each => each._region ?? [])])].map(there => `${place(there)} parameters ${parameterPrefix}/${imageName}`));
  const [other] = [...inUse, ...published];
  return [other === undefined ? undefined : `imageName must be another one, got '${imageName}', which ${other} has ${inUse.length > 0 ? 'in this account and Region' : 'in a Region of both'}`];
}

function takeAll(scope: Construct, keys: readonly string[]): string[] {
  const taken = TAKEN.get(scope.node.root) ?? new Map<string, string>();
  TAKEN.set(scope.node.root, taken);
  return keys.flatMap(key => {
    const holder = taken.get(key) ?? scope.node.path;
    taken.set(key, holder);
    return holder === scope.node.path ? [] : [holder];
  });
}
