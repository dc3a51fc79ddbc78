import { Stack } from 'aws-cdk-lib';
import { Statement } from '../support/iam/policy';
import { synthesize } from '../support/lab';

/** Every statement of the policies in a stack's template. */
export const policies = (build: (stack: Stack) => void): Statement[] => Object.values(synthesize(build).Resources)
  .filter(each => each.Type === 'AWS::IAM::Policy')
  .flatMap(each => (each.Properties!.PolicyDocument as unknown as { Statement: Statement[] }).Statement);

const PSEUDO: Readonly<Record<string, string>> = { 'AWS::Partition': 'aws', 'AWS::AccountId': '111111111111', 'AWS::Region': 'eu-central-1' };

/** Tokens of a template by their names: good enough to compare. */
export function resolved(statement: Statement): Statement {
  const text = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(text);
    if ('Ref' in value) return PSEUDO[value.Ref as string] ?? value.Ref;
    if ('Fn::GetAtt' in value) return (value['Fn::GetAtt'] as string[]).join('.');
    if ('Fn::Join' in value) {
      const [separator, parts] = value['Fn::Join'] as [string, unknown[]];
      return parts.map(text).join(separator);
    }
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, text(each)]));
  };
  return text(statement) as Statement;
}
