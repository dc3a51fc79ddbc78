import { SynthesizedCopies } from './ours-template';
import { partsOf, referenceTo } from './parts-template';
import { sharingFunctionOf, sharingOf } from './sharing-template';
import { BUILD_RESOURCE_TYPE, COPY_RESOURCE_TYPE, ORPHANED_TAG, OWNERSHIP_TAG, WAITER_RESOURCE_TYPE } from '../../../../src/runtime/contract';
import { copyHandlerCode } from '../../copy-handler-code';
import { sharingHandlerCode } from '../../sharing-handler-code';
import { HOME } from '../cloud';
import { ABROAD, COPY_IDS, CopyId, CopyModel, Engine, ImageReference, StackModel } from '../histories/model';
import { ResourceDeclaration, Value, Values } from '../template';

/** The handlers. */
const CODES = { copyHandlerCode, sharingHandlerCode };
export type HandlerCodes = typeof CODES;

/**
 * The constructs and the handlers of this library. Models change the values of properties, and leave copies out. `codes`: the
 * handlers as a mutation has left them, when that is what is tested.
 */
export function ours({ template, logicalIds, parts, sharing }: SynthesizedCopies, codes: HandlerCodes = CODES): Engine {
  const [functionId] = Object.keys(template.Resources).filter(id => template.Resources[id].Type === 'AWS::Lambda::Function');
  const referenceToCopy = (id: CopyId, region: string): ImageReference =>
    ({ id, region, imageId: { 'Fn::Select': [0, [{ 'Fn::GetAtt': [logicalIds[id].copies[region], 'ImageId'] }, { Ref: logicalIds[id].waiter }]] } });
  const images = (model: StackModel) => [
    ...COPY_IDS.flatMap(id => model[id]?.regions.map(region => referenceToCopy(id, region)) ?? []),
    ...model.Parts ? [{ id: 'Parts' as const, region: HOME.region, imageId: referenceTo(parts, model.Parts.way) }] : [],
  ];
  return {
    name: 'ours',
    images,
    template: model => ({
      ...template,
      Resources: Object.fromEntries([...Object.entries(template.Resources).flatMap<[string, ResourceDeclaration]>(([logicalId, declaration]) => {
        const copy = COPY_IDS.find(id => logicalIds[id].all.includes(logicalId));
        if (copy === undefined) return [[logicalId, declaration]];
        const wanted = model[copy];
        const [region] = Object.entries(logicalIds[copy].copies).find(([, id]) => id === logicalId) ?? [];
        return wanted && (region === undefined || wanted.regions.includes(region)) ? [[logicalId, filled(declaration, wanted)]] : [];
      }), ...model.Parts ? partsOf(parts, model.Parts) : [], ...sharingOf(sharing, model, images(model))]),
    }),
    functions: {
      [functionId]: ({ sandbox, backends }) => codes.copyHandlerCode(() => backends)(sandbox),
      [sharingFunctionOf(sharing)]: ({ sandbox, backends }) => codes.sharingHandlerCode(() => backends, () => undefined)(sandbox),
    },
    sharingFunction: sharingFunctionOf(sharing),
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
