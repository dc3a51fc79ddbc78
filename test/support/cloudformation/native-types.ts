import { FunctionCode, Lambda } from './lambda';
import { Home, NativeTypes } from './native-resources';
import { parseDefinition } from './state-machine';
import { StepFunctions } from './step-functions';
import { isMap, Value } from './template';

/** What the stand-ins act on. */
export interface NativeWorld {
  readonly home: Home;
  readonly lambda: Lambda;
  readonly stepFunctions: StepFunctions;
  readonly parameterStore: Map<string, string>;
  /** The code of a function, by its logical id. */
  readonly codeOf: (logicalId: string) => FunctionCode | undefined;
}

/** The types whose making, changing and removing matters to the handlers; every other type only has a name and an ARN. */
export function nativeTypes(world: NativeWorld): NativeTypes {
  const { lambda, stepFunctions, parameterStore } = world;
  const { region, accountId } = world.home;
  return {
    'AWS::Lambda::Function': {
      nameProperty: 'FunctionName',
      replacedBy: ['FunctionName'],
      arn: name => `lambda:${region}:${accountId}:function:${name}`,
      create: ({ logicalId, properties, arn }) => {
        const code = world.codeOf(logicalId) ?? (() => async () => { throw new Error(`no code was given for the function ${logicalId}`); });
        lambda.put({
          arn,
          code,
          environment: environmentOf(properties.Environment),
          timeoutSeconds: Number(properties.Timeout ?? 3),
          retryAttempts: 2,
          maximumEventAgeSeconds: 21_600,
        });
      },
      update: ({ properties, arn }) =>
        lambda.configure(arn, { environment: environmentOf(properties.Environment), timeoutSeconds: Number(properties.Timeout ?? 3) }),
      delete: ({ arn }) => lambda.remove(arn),
    },
    'AWS::Lambda::EventInvokeConfig': {
      create: ({ properties }) => {
        const arn = lambda.arnOf(String(properties.FunctionName));
        lambda.configure(arn, {
          retryAttempts: Number(properties.MaximumRetryAttempts ?? 2), maximumEventAgeSeconds: Number(properties.MaximumEventAgeInSeconds ?? 21_600),
        });
      },
    },
    'AWS::StepFunctions::StateMachine': {
      nameProperty: 'StateMachineName',
      replacedBy: ['StateMachineName'],
      arn: name => `states:${region}:${accountId}:stateMachine:${name}`,
      create: ({ properties, arn }) => {
        stepFunctions.put(arn, parseDefinition(properties));
        return { physicalId: arn, attributes: { Name: arn.slice(arn.lastIndexOf(':') + 1) } };
      },
      update: ({ properties, arn }) => stepFunctions.put(arn, parseDefinition(properties)),
      delete: ({ arn }) => stepFunctions.remove(arn),
    },
    'AWS::SSM::Parameter': {
      nameProperty: 'Name',
      replacedBy: ['Name'],
      create: ({ physicalId, properties }) => {
        parameterStore.set(physicalId, String(properties.Value));
        return { attributes: { Type: properties.Type, Value: properties.Value } };
      },
      update: ({ physicalId, properties }) => void parameterStore.set(physicalId, String(properties.Value)),
      delete: ({ physicalId }) => void parameterStore.delete(physicalId),
    },
    'AWS::IAM::Role': { nameProperty: 'RoleName', replacedBy: ['RoleName'], arn: name => `iam::${accountId}:role/${name}` },
    'AWS::Logs::LogGroup': { nameProperty: 'LogGroupName', replacedBy: ['LogGroupName'], arn: name => `logs:${region}:${accountId}:log-group:${name}:*` },
    'Test::Sibling': {
      seconds: properties => Number(properties.Seconds ?? 2),
      create: ({ properties }) => failWhen(properties.FailOn, 'create'),
      update: ({ properties }) => failWhen(properties.FailOn, 'update'),
    },
  };
}

function environmentOf(property: Value): { [name: string]: string } {
  const variables = isMap(property) ? property.Variables : undefined;
  return isMap(variables) ? Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)])) : {};
}

function failWhen(failOn: Value, now: 'create' | 'update'): void {
  if (failOn === now || failOn === 'any') throw new Error(`the sibling was told to fail on ${now}`);
}
