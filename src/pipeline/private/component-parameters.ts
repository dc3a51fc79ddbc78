import { App, CfnDynamicReference, DefaultTokenResolver, SecretValue, StringConcat, Token, Tokenization } from 'aws-cdk-lib';
import { Parameters } from './component-source';

/** The name and the value of each. Whether the component has such a parameter is seen where the component is known. */
export function parameterProblems(parameters: Parameters = {}): string[] {
  return Object.entries(parameters).flatMap(([name, value]) => {
    if (!/^[A-Za-z0-9_-]{3,128}$/.test(name)) return [`parameters must have names of 3 to 128 letters, digits, - and _, got '${name}'`];
    return holdsSecret(value) ? [`parameters.${name} must not hold a secret, ${SECRETS_SHOW}`] : [];
  });
}

export const SECRETS_SHOW = 'which Image Builder and CloudTrail would show as plain text: let a step read it when it runs';

/** Whether CloudFormation would put a secret here. */
export function holdsSecret(text: string): boolean {
  return SECRET.test(text) || Token.isUnresolved(text) && Tokenization.reverseString(text).tokens.some(token => {
    if (SecretValue.isSecretValue(token)) return true;
    return token instanceof CfnDynamicReference && SECRET.test(String(Tokenization.resolve(token, { scope: new App(), resolver: RESOLVER })));
  });
}

const SECRET = /\{\{resolve:(secretsmanager|ssm-secure):/;
const RESOLVER = new DefaultTokenResolver(new StringConcat());

/** A parameter that a component does not have would do nothing, or fail the recipe. */
export function parameterNamesProblem(component: string, parameters: Parameters, names: readonly string[]): string[] {
  return Object.keys(parameters).filter(name => !names.includes(name))
    .map(name => `${component} has no parameter ${name}: it has ${names.join(', ') || 'none'}`);
}
