import { EncryptionKeys, ImageCopies } from './image-copies';
import { ImageParts } from '../build/image-parts';
import { OwnStack } from '../cloudformation/ports';
import { Log } from '../log';

/** What a stack's copies need, in whatever Regions they are. */
export interface CopyWorld {
  readonly imagesIn: (region: string) => ImageCopies;
  readonly partsIn: (region: string) => ImageParts;
  readonly keysIn: (region: string) => EncryptionKeys;
  readonly stack: OwnStack;
  readonly log: Log;
  readonly now: () => Date;
  /** The stack's own Region. */
  readonly region: string;
}

/** The same for copies in one Region. */
export interface CopyPorts {
  readonly images: ImageCopies;
  readonly parts: ImageParts;
  readonly keys: EncryptionKeys;
  readonly stack: OwnStack;
  readonly log: Log;
  readonly now: () => Date;
  /** The Region that the copies are in. */
  readonly region: string;
  /** The stack's own Region. */
  readonly home: string;
  readonly imagesIn: (region: string) => ImageCopies;
  readonly partsIn: (region: string) => ImageParts;
}

export const portsIn = ({ imagesIn, partsIn, keysIn, stack, log, now, region: home }: CopyWorld, region: string): CopyPorts =>
  ({ images: imagesIn(region), parts: partsIn(region), keys: keysIn(region), stack, log, now, region, home, imagesIn, partsIn });
