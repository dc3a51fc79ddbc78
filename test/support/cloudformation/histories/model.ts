import { Backends } from '../doors';
import { Handler, InvokeOutput } from '../lambda';
import { Sandbox } from '../sandbox';
import { Template, Value } from '../template';

/** CloudFormation's words for what becomes of an image. */
export type Policy = 'Delete' | 'Retain' | 'RetainExceptOnCreate';

/** What a template says of one copy. */
export interface CopyModel {
  readonly sourceImageId: string;
  /** The key in the stack's own Region. */
  readonly encryptionKeyArn: string;
  /** The key in the other Region. */
  readonly keyAbroadArn: string;
  /** Where the copies are: in the stack's own Region, in the other, or in both. Some engines know the first only. */
  readonly regions: readonly string[];
  readonly prefix: string;
  readonly description: string;
  readonly tags: { readonly [key: string]: string };
  readonly policy: Policy;
  readonly completion: 'IN_DEPLOY' | 'PENDING';
  readonly timeoutMinutes: number;
  readonly onTimeout: 'FAIL' | 'CONTINUE';
}

/** The other Region. */
export const ABROAD = 'us-west-2';

/** A stack has up to two copies, each in up to two Regions. */
export type CopyId = 'Web' | 'Db';
export const COPY_IDS: readonly CopyId[] = ['Web', 'Db'];
export type StackModel = { readonly [id in CopyId]?: CopyModel };

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
  /** Of each type of custom resource: the properties whose change makes another resource. */
  readonly replacementProperties: { readonly [type: string]: readonly string[] };
  /** The tag that is the same on everything made for one wish, if the engine knows such a thing. */
  readonly jobTag?: string;
  /** The tag by which the engine knows what it made, if there is one. */
  readonly ownerTag?: string;
  /** The tag that names the resource, if there is one. */
  readonly resourceTag?: string;
  /** The tag that says that an image was kept because something used it. */
  readonly orphanTag?: string;
  template(model: StackModel): Template;
  /** The image of a copy in a Region, for others in the template. */
  imageId(copy: CopyId, region: string): Value;
}
