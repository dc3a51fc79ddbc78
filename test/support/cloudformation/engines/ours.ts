import { SynthesizedCopies } from './ours-template';
import { COPY_RESOURCE_TYPE, ORPHANED_TAG, OWNERSHIP_TAG, WAITER_RESOURCE_TYPE } from '../../../../src/runtime/contract';
import { copyHandlerCode, CopyHandlerCodeOptions } from '../../copy-handler-code';
import { COPY_IDS, CopyModel, Engine } from '../histories/model';
import { ResourceDeclaration, Value } from '../template';

/**
 * The construct and the handler of this library. Models change the values of properties, and leave copies out. `code`: the
 * handler as a mutation has left it, when that is what is tested.
 */
export function ours({ template, logicalIds }: SynthesizedCopies, options: CopyHandlerCodeOptions = {}, code = copyHandlerCode): Engine {
  const [functionId] = Object.keys(template.Resources).filter(id => template.Resources[id].Type === 'AWS::Lambda::Function');
  return {
    name: 'ours',
    template: model => ({
      ...template,
      Resources: Object.fromEntries(Object.entries(template.Resources).flatMap(([logicalId, declaration]) => {
        const copy = COPY_IDS.find(id => logicalIds[id].all.includes(logicalId));
        if (copy === undefined) return [[logicalId, declaration]];
        const wanted = model[copy];
        return wanted ? [[logicalId, filled(declaration, wanted)]] : [];
      })),
    }),
    imageId: copy => ({
      'Fn::Select': [0, [{ 'Fn::GetAtt': [logicalIds[copy].copy, 'ImageId'] }, { Ref: logicalIds[copy].waiter }]],
    }),
    functions: { [functionId]: ({ sandbox, backends }) => code(() => backends, options)(sandbox) },
    replacementProperties: { [COPY_RESOURCE_TYPE]: ['SourceImageId', 'EncryptionKeyArn', 'ImageNamePrefix'] },
    jobTag: OWNERSHIP_TAG.job,
    ownerTag: OWNERSHIP_TAG.stackId,
    resourceTag: OWNERSHIP_TAG.logicalId,
    orphanTag: ORPHANED_TAG,
  };
}

function filled(declaration: ResourceDeclaration, model: CopyModel): ResourceDeclaration {
  if (declaration.Type === COPY_RESOURCE_TYPE) {
    return {
      ...withProperties(declaration, {
        SourceImageId: model.sourceImageId,
        EncryptionKeyArn: model.encryptionKeyArn,
        ImageNamePrefix: model.prefix,
        Description: model.description,
        Tags: model.tags,
        RemovalPolicy: model.policy,
      }),
      DeletionPolicy: model.policy,
      UpdateReplacePolicy: model.policy === 'Delete' ? 'Delete' : 'Retain',
    };
  }
  if (declaration.Type === WAITER_RESOURCE_TYPE) {
    return withProperties(declaration, {
      EncryptionKeyArn: model.encryptionKeyArn,
      Completion: model.completion,
      TimeoutMinutes: String(model.timeoutMinutes),
      OnTimeout: model.onTimeout,
      ServiceTimeout: String((model.timeoutMinutes + 2) * 60),
    });
  }
  return declaration;
}

const withProperties = (declaration: ResourceDeclaration, changes: { readonly [name: string]: Value }): ResourceDeclaration =>
  ({ ...declaration, Properties: { ...declaration.Properties, ...changes } });
