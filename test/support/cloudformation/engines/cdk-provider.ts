import { naiveIsComplete, naiveOnEvent, REPLACING } from './naive-handler';
import { providerFramework } from './provider-framework';
import { COPY_IDS, CopyModel, Engine } from '../histories/model';
import { ResourceDeclaration, Template, Value } from '../template';

const QUERY_INTERVAL_SECONDS = 30;
const TOTAL_TIMEOUT_SECONDS = 55 * 60;

const arnOf = (logicalId: string): Value => ({ 'Fn::GetAtt': [logicalId, 'Arn'] });
const fn = (variables: { readonly [name: string]: Value } = {}): ResourceDeclaration =>
  ({ Type: 'AWS::Lambda::Function', Properties: { Timeout: 900, Environment: { Variables: variables } } });

const USER_FUNCTIONS = { USER_ON_EVENT_FUNCTION_ARN: arnOf('UserOnEvent'), USER_IS_COMPLETE_FUNCTION_ARN: arnOf('UserIsComplete') };

/** The machine as `WaiterStateMachine` synthesizes it. */
const WAITER: Value = {
  StartAt: 'framework-isComplete-task',
  States: {
    'framework-isComplete-task': {
      End: true,
      Retry: [{
        ErrorEquals: ['States.ALL'], IntervalSeconds: QUERY_INTERVAL_SECONDS, MaxAttempts: TOTAL_TIMEOUT_SECONDS / QUERY_INTERVAL_SECONDS, BackoffRate: 1,
      }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'framework-onTimeout-task' }],
      Type: 'Task',
      Resource: arnOf('IsComplete'),
    },
    'framework-onTimeout-task': { End: true, Type: 'Task', Resource: arnOf('OnTimeout') },
  },
};

const PROVIDER: Template['Resources'] = {
  UserOnEvent: fn(),
  UserIsComplete: fn(),
  IsComplete: fn(USER_FUNCTIONS),
  OnTimeout: fn(USER_FUNCTIONS),
  Waiter: { Type: 'AWS::StepFunctions::StateMachine', Properties: { Definition: WAITER } },
  OnEvent: fn({ ...USER_FUNCTIONS, WAITER_STATE_MACHINE_ARN: { Ref: 'Waiter' } }),
};

const copyResource = (model: CopyModel): ResourceDeclaration => ({
  Type: 'Custom::AmiCopy',
  Properties: {
    ServiceToken: arnOf('OnEvent'),
    SourceImageId: model.sourceImageId,
    EncryptionKeyArn: model.encryptionKeyArn,
    ImageNamePrefix: model.prefix,
    Description: model.description,
    Tags: model.tags,
  },
  DeletionPolicy: model.policy,
  UpdateReplacePolicy: model.policy === 'Delete' ? 'Delete' : 'Retain',
});

/** What most people build today: the CDK's `custom-resources.Provider` around a handler of a few lines. */
export const cdkProvider = (): Engine => ({
  name: 'cdk-provider',
  template: model => ({
    Resources: { ...PROVIDER, ...Object.fromEntries(COPY_IDS.flatMap(id => model[id] ? [[id, copyResource(model[id])]] : [])) },
  }),
  images: model => COPY_IDS.flatMap(id => model[id]?.regions.map(region => ({ id, region, imageId: { Ref: id } })) ?? []),
  functions: {
    OnEvent: providerFramework('onEvent'),
    IsComplete: providerFramework('isComplete'),
    OnTimeout: providerFramework('onTimeout'),
    UserOnEvent: naiveOnEvent,
    UserIsComplete: naiveIsComplete,
  },
  replacementProperties: { 'Custom::AmiCopy': REPLACING },
});
