import { ArnFormat, Stack, Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/** Where a parameter is, when it is not with the stack. */
export interface ParameterWhere {
  readonly region?: string;
  readonly account?: string;
}

/**
 * The ARN of a parameter, for a policy. A name that is one already is left as it is. Of a name that is known at deployment only nobody knows whether it starts with a
 * slash, which its ARN has once: then there are two, and one of them is nobody's.
 */
export function parameterArns(scope: IConstruct, name: string, where: ParameterWhere = {}): string[] {
  if (name.startsWith('arn:')) return [name];
  const slashed = Token.isUnresolved(name) && !name.startsWith('/') ? [name, `/${name}`] : [`/${name.replace(/^\//, '')}`];
  return slashed.map(path => Stack.of(scope).formatArn({ ...where, service: 'ssm', resource: `parameter${path}`, arnFormat: ArnFormat.NO_RESOURCE_NAME }));
}
