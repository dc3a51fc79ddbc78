import { EncryptionKeys, ImageCopies } from './image-copies';
import { OwnStack } from '../cloudformation/ports';
import { Log } from '../log';

/** What a stack's copies need, in whatever Regions they are. */
export interface CopyWorld {
  readonly imagesIn: (region: string) => ImageCopies;
  readonly keysIn: (region: string) => EncryptionKeys;
  readonly stack: OwnStack;
  readonly log: Log;
  /** The stack's own Region, which the sources are in. */
  readonly region: string;
}

/** The same for copies in one Region. */
export interface CopyPorts {
  readonly images: ImageCopies;
  readonly keys: EncryptionKeys;
  readonly stack: OwnStack;
  readonly log: Log;
  /** The Region that the copies are in. */
  readonly region: string;
  /** The images of the Region that the sources are in. */
  readonly sources: Pick<ImageCopies, 'find'>;
  readonly sourceRegion: string;
}

export const portsIn = ({ imagesIn, keysIn, stack, log, region: sourceRegion }: CopyWorld, region: string): CopyPorts =>
  ({ images: imagesIn(region), keys: keysIn(region), stack, log, region, sources: imagesIn(sourceRegion), sourceRegion });
