import { Stack, Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Construct } from 'constructs';
import { DestinationContext, optionProblems } from './destination-option-problems';
import { keyProblem } from './key';
import { Problem } from '../../private/props';
import { PipelineDestination } from '../pipeline-destination';

/** What Image Builder would refuse when it is deployed, or fail with at the end of a build. */
export function destinationProblems(scope: Construct, destinations: readonly PipelineDestination[], context: DestinationContext): Problem[] {
  const own = Stack.of(scope).region;
  const regions = destinations.map(each => each._region ?? own);
  const twice = regions.find((region, index) => regions.indexOf(region) < index);
  return [
    twice === undefined ? undefined : `destinations must name a Region once, got ${Token.isUnresolved(twice) ? "the stack's own" : twice} more than once`,
    ...destinations.flatMap(each => (
      each._region === undefined || each._region === own ? ownProblems(each) : otherProblems(each._region, own, each, context))),
    ...destinations.flatMap(each => optionProblems(nameOf(each), each._options, Stack.of(scope).account, context)),
  ];
}

const nameOf = ({ _region: region }: PipelineDestination) => (region === undefined ? "destinations: the stack's own Region" : `destinations: ${region}`);

const ownProblems = (destination: PipelineDestination): Problem[] => (destination._options.encryptionKey
  ? [`${nameOf(destination)} must have no encryptionKey: its key is the encryptionKey of the pipeline`]
  : []);

function otherProblems(region: string, own: string, destination: PipelineDestination, { hasOwnKey }: DestinationContext): Problem[] {
  if (Token.isUnresolved(region)) return ['destinations must name their Regions, got one that is known at deployment only; use PipelineDestination.ownRegion() for the stack\'s own'];
  if (!/^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/.test(region)) return [`destinations must be Regions like eu-west-1, got '${region}'`];
  if (Token.isUnresolved(own)) return [`${nameOf(destination)} needs a stack whose Region is known: give it an env with a region`];
  const [here, there] = [own, region].map(each => RegionInfo.get(each).partition);
  const { encryptionKey } = destination._options;
  return [
    here && there && here !== there ? `${nameOf(destination)} must be in the stack's partition ${here}, is in ${there}: EC2 copies nothing from one to another` : undefined,
    hasOwnKey && !encryptionKey ? `${nameOf(destination)} must have an encryptionKey: keys do not leave their Region` : undefined,
    keyProblem(`${nameOf(destination)}: encryptionKey`, encryptionKey, region),
  ];
}
