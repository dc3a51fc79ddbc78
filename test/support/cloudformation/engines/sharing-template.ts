import { App, Stack } from 'aws-cdk-lib';
import { Ami } from '../../../../src/ami/ami';
import { SHARING_RESOURCE_TYPE } from '../../../../src/runtime/contract';
import { AmiSharing } from '../../../../src/sharing/ami-sharing';
import { ShareTarget } from '../../../../src/sharing/share-target';
import { HOME } from '../cloud';
import { ABROAD, ImageReference, SharingModel, StackModel } from '../histories/model';
import { ResourceDeclaration, Template, Value } from '../template';

/** What the first sharing adds to a template: the resource, its function, and what that needs. */
export type SynthesizedSharing = Template['Resources'];

/** The construct, in a stack by itself. */
export function addSharing(app: App): Stack {
  const stack = new Stack(app, 'Sharing', { env: { account: HOME.accountId, region: HOME.region } });
  new AmiSharing(stack, 'Sharing', { image: Ami.fromImageId('ami-0123456789abcdef0'), sharedWith: [ShareTarget.account('222222222222')] });
  return stack;
}

export const sharingFunctionOf = (resources: SynthesizedSharing): string =>
  Object.keys(resources).find(id => resources[id].Type === 'AWS::Lambda::Function')!;

/** The resources as the model wants them. References are those of all images in the template. */
export function sharingOf(resources: SynthesizedSharing, model: StackModel, references: readonly ImageReference[]): [string, ResourceDeclaration][] {
  const { Sharing } = model;
  if (!Sharing) return [];
  const { image, sharedWith, snapshots, exclusive } = Sharing;
  const images: readonly { region: string; imageId: Value }[] = typeof image === 'string' ? references.filter(({ id }) => id === image) : image;
  const Images = images.map(({ region, imageId }) => ({ Region: region, ImageId: imageId, EncryptionKeyArn: keyOf(model, image, region) }));
  return Object.entries(resources).map(([logicalId, declaration]) => (declaration.Type === SHARING_RESOURCE_TYPE
    ? [logicalId, {
      ...declaration,
      Properties: { ...declaration.Properties, Images, SharedWith: sharedWith, Snapshots: snapshots, Exclusive: exclusive ? 'true' : undefined },
    }]
    : [logicalId, declaration]));
}

/** The key that the construct of the image knows. */
function keyOf({ Web, Db, Parts }: StackModel, image: SharingModel['image'], region: string): string | undefined {
  if (image === 'Parts') return Parts!.way.endsWith('as it is') || Parts!.way.endsWith('as they are') ? undefined : Parts!.encryptionKeyArn;
  const copy = image === 'Web' ? Web : image === 'Db' ? Db : undefined;
  return region === ABROAD ? copy?.keyAbroadArn : copy?.encryptionKeyArn;
}
