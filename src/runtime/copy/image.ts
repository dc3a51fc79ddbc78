import { ACCEPTED_TAG, OWNERSHIP_TAG } from '../contract';

/** An AMI, as far as copying and removing one is concerned. */
export interface Image {
  readonly imageId: string;
  /** EC2's word: pending, available, failed, error, invalid, transient, disabled, deregistered. */
  readonly state: string;
  readonly stateReason?: string;
  readonly ownerId?: string;
  readonly name?: string;
  readonly description?: string;
  readonly createdAt?: Date;
  /** `ebs` or `instance-store`. */
  readonly rootDeviceType?: string;
  readonly rootDeviceName?: string;
  readonly snapshots: readonly { readonly device: string; readonly snapshotId: string }[];
  readonly protected: boolean;
  readonly requiresImdsV2?: boolean;
  readonly deprecatedFrom?: Date;
  readonly tags: Readonly<Record<string, string>>;
}

export interface Snapshot {
  readonly snapshotId: string;
  readonly startedAt?: Date;
  readonly state: string;
  readonly stateMessage?: string;
  readonly description?: string;
  readonly encrypted: boolean;
  readonly keyArn?: string;
  readonly tags: Readonly<Record<string, string>>;
}

const GONE = ['deregistered'];
const DEAD = ['failed', 'error', 'invalid'];

export const isGone = (image: Image) => GONE.includes(image.state);
export const isDead = (image: Image) => DEAD.includes(image.state);
export const isAlive = (image: Image) => !isGone(image) && !isDead(image);
/** Its mapping is complete, so no snapshot of it can appear any more; of a pending or failed image one can. */
export const isFinished = (image: Image) => image.state === 'available' || image.state === 'disabled';
/** CloudFormation has taken the image over, so it is the template's; before that it is nobody's. */
export const isAccepted = (image: Image) => ACCEPTED_TAG in image.tags;
export const jobOf = (of: { readonly tags: Readonly<Record<string, string>> }) => of.tags[OWNERSHIP_TAG.job];
/** On the way to the wished image, and gone when that is there. */
export const isIntermediate = (of: { readonly tags: Readonly<Record<string, string>> }) => of.tags[OWNERSHIP_TAG.part] === 'intermediate';
export const belongsTo = (of: { readonly tags: Readonly<Record<string, string>> }, stackId: string) => of.tags[OWNERSHIP_TAG.stackId] === stackId;

/** `<region>/<image id>`. */
export const physicalIdOf = (region: string, imageId: string) => `${region}/${imageId}`;
/** The image that a physical id names; undefined for an id that CloudFormation or we made up. */
export const imageIdIn = (physicalId: string | undefined) => partsOf(physicalId)?.[2];
/** Where that image is. */
export const regionIn = (physicalId: string | undefined) => partsOf(physicalId)?.[1];

const partsOf = (physicalId = '') => /^([a-z0-9-]+)\/(ami-[0-9a-f]+)$/.exec(physicalId);
