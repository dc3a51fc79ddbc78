import type { OriginKind, SnapshotSharingMode } from '../../../../src/runtime/contract';
import type { ImageTraits } from '../../ec2/resources';
import { Backends } from '../doors';
import { Handler, InvokeOutput } from '../lambda';
import { Sandbox } from '../sandbox';
import { Template, Value } from '../template';

/** CloudFormation's words for what becomes of an image. */
export type Policy = 'Delete' | 'Retain' | 'RetainExceptOnCreate';

/** What a template says of any image. */
export interface ImageModel {
  /** The key in the stack's own Region. */
  readonly encryptionKeyArn: string;
  readonly prefix: string;
  readonly description: string;
  readonly tags: { readonly [key: string]: string };
  readonly policy: Policy;
  readonly completion: 'IN_DEPLOY' | 'PENDING';
  readonly timeoutMinutes: number;
  readonly onTimeout: 'FAIL' | 'CONTINUE';
}

/** What a template says of one copy. */
export interface CopyModel extends ImageModel {
  readonly sourceImageId: string;
  /** The key in the other Region. */
  readonly keyAbroadArn: string;
  /** Where the copies are: in the stack's own Region, in the other, or in both. Some engines know the first only. */
  readonly regions: readonly string[];
}

/** Something that is there to make an image of. */
export interface Origin {
  readonly kind: OriginKind;
  /** Of the image, the instance, the volume, or the snapshot of the root. */
  readonly id: string;
  readonly account: string;
  readonly region: string;
  /** The snapshots of further devices, where they have to be named. */
  readonly dataSnapshots: { readonly [device: string]: string };
  /** What is on it, told by its size: no two volumes of different origins have the same. */
  readonly sizes: { readonly [device: string]: number };
  /** What decides whether the image boots, and how it is billed. */
  readonly traits: ImageTraits;
}

/** How an image of parts is made: what of, and with how many keys. */
export const WAYS = {
  'of an image, a key for each volume': 'IMAGE',
  'of an instance, one key': 'INSTANCE',
  'of an instance, a key for each volume': 'INSTANCE',
  'of a volume, one key': 'VOLUME',
  'of snapshots, one key': 'SNAPSHOT',
  'of snapshots, a key for each volume': 'SNAPSHOT',
  'of an instance, as it is': 'INSTANCE',
  'of snapshots, as they are': 'SNAPSHOT',
} as const satisfies { readonly [way: string]: OriginKind };
export type Way = keyof typeof WAYS;
export const WAY_NAMES = Object.keys(WAYS) as Way[];

/** What a template says of an image of parts. */
export interface PartsModel extends ImageModel {
  readonly way: Way;
  readonly origin: Origin;
  /** The key of the second volume, where each has its own. */
  readonly dataKeyArn: string;
}

/** The other Region. */
export const ABROAD = 'us-west-2';

/** A stack has up to two copies, each in up to two Regions, and an image of parts in its own. Some engines know copies only. */
export type CopyId = 'Web' | 'Db';
export const COPY_IDS: readonly CopyId[] = ['Web', 'Db'];
export type ImagesModel = { readonly [id in CopyId]?: CopyModel } & { readonly Parts?: PartsModel };
export type StackModel = ImagesModel & { readonly Sharing?: SharingModel };

/** An image that was there before, in one Region. */
export interface ImportedImage {
  readonly region: string;
  readonly imageId: string;
}

/** What a template says of a sharing. */
export interface SharingModel {
  /** What the model calls the image; or one that was there before, in each of its Regions. */
  readonly image: keyof ImagesModel | readonly ImportedImage[];
  readonly sharedWith: readonly string[];
  readonly snapshots: SnapshotSharingMode;
  readonly exclusive: boolean;
}

/** An image as others in the template refer to it. */
export interface ImageReference {
  /** What the model calls it. */
  readonly id: keyof ImagesModel;
  readonly region: string;
  readonly imageId: Value;
}

/** What the code of a function is given: its sandbox, and what lies behind the doors of it. */
export interface FunctionWorld {
  readonly sandbox: Sandbox;
  readonly backends: Backends;
  /** Calls another function and waits for it. */
  invoke(functionArn: string, payload: string): Promise<InvokeOutput>;
}

/** Something that keeps copies for stacks: a template, and the functions behind it. */
export interface Engine {
  readonly name: string;
  readonly functions: { readonly [logicalId: string]: (world: FunctionWorld) => Handler };
  /** The one of them that sees to sharings. */
  readonly sharingFunction?: string;
  /** Of each type of custom resource: the properties whose change makes another resource. */
  readonly replacementProperties: { readonly [type: string]: readonly string[] };
  /** The tag that is the same on everything made for one wish, if the engine knows such a thing. */
  readonly jobTag?: string;
  /** The tag that says `intermediate` of what is only on the way to an image. */
  readonly partTag?: string;
  /** The tag by which the engine knows what it made, if there is one. */
  readonly ownerTag?: string;
  /** The tag that names the resource, if there is one. */
  readonly resourceTag?: string;
  /** The tag that says that an image was kept because something used it. */
  readonly orphanTag?: string;
  template(model: StackModel): Template;
  /** The images of that template. */
  images(model: StackModel): readonly ImageReference[];
}
