import { ImportKind, Imports } from './imports';
import { SharingModel, StackModel } from './model';
import { SharingEdit } from './sharing-plan';

/** Accounts, and the organization of one of them. */
export const [FIRST, SECOND, THIRD, STRANGER] = ['222222222222', '333333333333', '444444444444', '999999999999'];
export const ORGANIZATION = 'arn:aws:organizations::111111111111:organization/o-a1b2c3d4e5';
const EVERYONE = 'all';

const LISTS: readonly (readonly string[])[] = [
  [FIRST, SECOND], [FIRST], [SECOND], [FIRST, ORGANIZATION], [], [SECOND, THIRD, ORGANIZATION], [FIRST, EVERYONE],
];
const IMAGES: readonly ('Web' | 'Parts' | ImportKind)[] = ['Web', 'plain', 'Parts', 'another', 'in two Regions', 'Web', 'under the key of AWS in one Region'];

const FIRST_SHARING: SharingModel = { image: 'Web', sharedWith: LISTS[0], snapshots: 'NONE', exclusive: false };

export function withSharing(model: StackModel, { of, value }: SharingEdit, imports: Imports): StackModel {
  if (of === 'presence' && value % 3 === 0) return { ...model, Sharing: undefined };
  const Sharing = { ...model.Sharing ?? FIRST_SHARING, ...changeOf(model, of, value, imports) };
  return { ...model, Sharing };
}

function changeOf(model: StackModel, of: SharingEdit['of'], value: number, imports: Imports): Partial<SharingModel> {
  switch (of) {
    case 'image': return { image: imageOf(model, IMAGES[value % IMAGES.length], imports) };
    case 'list': return { sharedWith: LISTS[value % LISTS.length] };
    case 'snapshots': return { snapshots: value % 2 === 0 ? 'COPY' : 'NONE' };
    case 'exclusive': return { exclusive: value % 2 === 0 };
    case 'presence': return {};
  }
}

function imageOf({ Parts }: StackModel, image: typeof IMAGES[number], imports: Imports): SharingModel['image'] {
  if (image === 'Parts') return Parts ? 'Parts' : 'Web';
  return image === 'Web' ? 'Web' : imports.of(image);
}

/** As synth would let it pass: an image that there is, no organization for snapshots, and in public only what is not encrypted. */
export function synthesizable(model: StackModel, imports: Imports): StackModel {
  const { Sharing } = model;
  if (!Sharing) return model;
  const { image, sharedWith, snapshots } = Sharing;
  if (typeof image === 'string' && !model[image]) return { ...model, Sharing: undefined };
  const isPossible = (principal: string) =>
    (snapshots === 'NONE' || !principal.startsWith('arn:')) && (principal !== EVERYONE || imports.isPlain(image));
  return { ...model, Sharing: { ...Sharing, sharedWith: sharedWith.filter(isPossible).sort() } };
}

/** Whether the handler may have to refuse it: an image that is not surely available when it is to be shared, or under AWS's key. */
export function mayBeRefused(model: StackModel, imports: Imports): boolean {
  if (!model.Sharing) return false;
  const { image } = model.Sharing;
  if (typeof image !== 'string') return image === imports.of('under the key of AWS in one Region');
  const shared = model[image];
  return shared?.completion !== 'IN_DEPLOY' || shared.onTimeout !== 'FAIL';
}
