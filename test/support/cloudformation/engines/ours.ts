import { SynthesizedCopies } from './ours-template';
import { partsOf, referenceTo } from './parts-template';
import { BUILD_RESOURCE_TYPE, COPY_RESOURCE_TYPE, ORPHANED_TAG, OWNERSHIP_TAG, WAITER_RESOURCE_TYPE } from '../../../../src/runtime/contract';
import { copyHandlerCode, CopyHandlerCodeOptions } from '../../copy-handler-code';
import { HOME } from '../cloud';
import { ABROAD, COPY_IDS, CopyId, CopyModel, Engine, ImageReference } from '../histories/model';
import { ResourceDeclaration, Value, Values } from '../template';

/**
 * The constructs and the handler of this library. Models change the values of properties, and leave copies out. `code`: the
 * handler as a mutation has left it, when that is what is tested.
 */
export function ours({ template, logicalIds, parts }: SynthesizedCopies, options: CopyHandlerCodeOptions = {}, code = copyHandlerCode): Engine {
  const [functionId] = Object.keys(template.Resources).filter(id => template.Resources[id].Type === 'AWS::Lambda::Function');
  const referenceToCopy = (id: CopyId, region: string): ImageReference =>
    ({ id, region, imageId: { 'Fn::Select': [0, [{ 'Fn::GetAtt': [logicalIds[id].copies[region], 'ImageId'] }, { Ref: logicalIds[id].waiter }]] } });
  return {
    name: 'ours',
    template: model => ({
      ...template,
      Resources: Object.fromEntries([...Object.entries(template.Resources).flatMap<[string, ResourceDeclaration]>(([logicalId, declaration]) => {
        const copy = COPY_IDS.find(id => logicalIds[id].all.includes(logicalId));
        if (copy === undefined) return [[logicalId, declaration]];
        const wanted = model[copy];
        const [region] = Object.entries(logicalIds[copy].copies).find(([, id]) => id === logicalId) ?? [];
        return wanted && (region === undefined || wanted.regions.includes(region)) ? [[logicalId, filled(declaration, wanted)]] : [];
      }), ...model.Parts ? partsOf(parts, model.Parts) : []]),
    }),
    images: model => [
      ...COPY_IDS.flatMap(id => model[id]?.regions.map(region => referenceToCopy(id, region)) ?? []),
      ...model.Parts ? [{ id: 'Parts' as const, region: HOME.region, imageId: referenceTo(parts, model.Parts.way) }] : [],
    ],
    functions: { [functionId]: ({ sandbox, backends }) => code(() => backends, options)(sandbox) },
    replacementProperties: {
      [COPY_RESOURCE_TYPE]: ['SourceImageId', 'EncryptionKeyArn', 'ImageNamePrefix'],
      [BUILD_RESOURCE_TYPE]: ['Origin', 'Encryption', 'ImageNamePrefix'],
    },
    jobTag: OWNERSHIP_TAG.job,
    partTag: OWNERSHIP_TAG.part,
    ownerTag: OWNERSHIP_TAG.stackId,
    resourceTag: OWNERSHIP_TAG.logicalId,
    orphanTag: ORPHANED_TAG,
  };
}

function filled(declaration: ResourceDeclaration, model: CopyModel): ResourceDeclaration {
  const keyIn = (region: Value) => (region === ABROAD ? model.keyAbroadArn : model.encryptionKeyArn);
  if (declaration.Type === COPY_RESOURCE_TYPE) {
    return {
      ...withProperties(declaration, {
        SourceImageId: model.sourceImageId,
        EncryptionKeyArn: keyIn(declaration.Properties!.Region),
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
      Images: (declaration.Properties!.Images as Values[])
        .filter(({ Region }) => model.regions.includes(String(Region)))
        .map(image => ({ ...image, EncryptionKeyArn: keyIn(image.Region) })),
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
