import { EncryptionKeys, ImageCopies } from './image-copies';
import { OwnStack } from '../cloudformation/ports';
import { Log } from '../log';

export interface CopyPorts {
  readonly images: ImageCopies;
  readonly keys: EncryptionKeys;
  readonly stack: OwnStack;
  readonly log: Log;
  /** The Region that the copies are in. */
  readonly region: string;
}
