import { Stack } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { known } from './known';

/** Where something is deployed, as far as synth knows: undefined is known at deployment only. */
export interface Site {
  readonly account?: string;
  readonly region?: string;
}

export function siteOf(scope: IConstruct): Site {
  const { account, region } = Stack.of(scope);
  return { account: known(account), region: known(region) };
}
