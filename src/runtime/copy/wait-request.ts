import { CompletionMode } from '../contract';
import { listOfMaps, oneOf, optionalText, Properties, text } from '../properties';

/** An image that somebody waits for. */
export interface AwaitedImage {
  readonly region: string;
  readonly imageId: string;
  /** Absent: any key will do. */
  readonly encryptionKeyArn?: string;
}

/** What `Custom::AmiWaiter` was asked. */
export interface WaitRequest {
  readonly images: readonly AwaitedImage[];
  readonly completion: CompletionMode;
}

const MODES: readonly CompletionMode[] = ['IN_DEPLOY', 'PENDING'];

export const parseWaitRequest = (properties: Properties): WaitRequest => ({
  images: listOfMaps(properties, 'Images').map(image => ({
    region: text(image, 'Region'),
    imageId: text(image, 'ImageId'),
    encryptionKeyArn: optionalText(image, 'EncryptionKeyArn'),
  })),
  completion: oneOf(properties, 'Completion', MODES),
});
