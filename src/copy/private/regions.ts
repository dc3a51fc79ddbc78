import { Token } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';
import { Problem } from '../../private/props';

export const isRegionName = (region: string) => /^[a-z]{2,}(-[a-z]+)+-\d{1,2}$/.test(region);

/** Regions that the CDK does not know yet pass. */
export function partitionProblem(prop: string, own: string, region: string): Problem {
  const [here, there] = [own, region].map(each => (Token.isUnresolved(each) ? undefined : RegionInfo.get(each).partition));
  return here === undefined || there === undefined || here === there
    ? undefined
    : `${prop} must be in the stack's partition ${here}, got ${region}, which is in ${there}: EC2 copies nothing from one to another`;
}
