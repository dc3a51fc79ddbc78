import { Stack } from 'aws-cdk-lib';
import { Statement } from '../support/iam/policy';
import { synthesize } from '../support/lab';
import { resolved as resolvedAll } from '../support/resolved';

/** Every statement of the policies in a stack's template. */
export const policies = (build: (stack: Stack) => void): Statement[] => Object.values(synthesize(build).Resources)
  .filter(each => each.Type === 'AWS::IAM::Policy')
  .flatMap(each => (each.Properties!.PolicyDocument as unknown as { Statement: Statement[] }).Statement);

/** Of a statement. */
export const resolved = (statement: Statement) => resolvedAll(statement) as Statement;
