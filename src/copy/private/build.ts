import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { buildRights } from './build-rights';
import { TaggedTraits } from './copy-traits';
import { imageIdOf, ImageMaker, MadeImage, pendingImageIdOf } from './image-maker';
import { renderCopyDuration } from './timed-copy';
import { Problem } from '../../private/props';
import { AwaitedImageProperties, BUILD_RESOURCE_TYPE, BuildProperties, EncryptionProperties, TURNS_DEADLINE_SECONDS } from '../../runtime/contract';
import { CopyCompletion } from '../copy-completion';
import { RootSource } from '../root-source';

/** The keys of an image that is made in steps. */
export interface BuildEncryption {
  /** Of each volume that has none of its own. */
  readonly encryptionKey: kms.IKey;
  readonly volumeKeys?: { readonly [device: string]: kms.IKey };
  readonly registerBilledImage?: boolean;
}

/** An image in the stack's own Region that the handler makes in steps, and the wait for it. */
export class Build implements MadeImage {
  public readonly maker: ImageMaker;
  public readonly image: CustomResource;
  public readonly imageId: string;

  /** Without encryption the image is made of the source itself. */
  constructor(scope: Construct, id: string, source: RootSource, encryption: BuildEncryption | undefined, traits: TaggedTraits) {
    this.maker = new ImageMaker(scope, traits);
    const { region } = Stack.of(scope);
    const origin = source._origin(scope);
    const rendered = encryption && { ...renderEncryption(encryption), CopyDurationMinutes: renderCopyDuration(scope, this.maker.completion) };
    this.maker.handler.allowKeys(
      [encryption?.encryptionKey, ...Object.values(encryption?.volumeKeys ?? {}), source._encryptionKey(scope)], [region, origin.Region]);
    this.maker.allowMaking(source, buildRights(origin, rendered, region));

    const timeout = this.maker.completion._timeout;
    this.image = this.maker.createImage(id, {
      resourceType: BUILD_RESOURCE_TYPE,
      serviceTimeout: longer(timeout, Duration.seconds(TURNS_DEADLINE_SECONDS)).plus(Duration.minutes(2)),
      description: `${encryption ? 'Encrypted copy' : 'Image'} of ${origin.Id}`,
      properties: {
        Region: region,
        Origin: origin,
        Encryption: rendered,
        TimeoutMinutes: String(timeout.toMinutes({ integral: false })),
      } satisfies Partial<BuildProperties>,
    });
    this.imageId = imageIdOf(this.image, this.maker.createWaiter([this.awaited(region, rendered)]));
  }

  private awaited(region: string, encryption: EncryptionProperties | undefined): AwaitedImageProperties {
    const known = { Region: region, ImageId: pendingImageIdOf(this.image) };
    return encryption ? { ...known, EncryptionKeyArn: encryption.KeyArn, VolumeKeys: encryption.VolumeKeys } : { ...known, Encrypted: 'false' };
  }
}

const renderEncryption = ({ encryptionKey, volumeKeys, registerBilledImage }: BuildEncryption): EncryptionProperties => ({
  KeyArn: encryptionKey.keyArn,
  VolumeKeys: volumeKeys && Object.fromEntries(Object.entries(volumeKeys).map(([device, key]) => [device, key.keyArn])),
  RegisterBilled: registerBilledImage ? 'true' : undefined,
});

/** A removal takes its own time, whatever an image may take. */
const longer = (one: Duration, other: Duration) => (one.isUnresolved() || one.toSeconds() > other.toSeconds() ? one : other);

/** For what is not encrypted, and made of the source itself. */
export function durationProblem(completion: CopyCompletion | undefined): Problem {
  return completion?._copyDuration && 'completion: nothing is copied here, so that there is nothing to time; use CopyCompletion.inDeploy() or pending()';
}

/** For what is made in steps: after the first one there is no image yet that anybody could go on with. */
export function stepsProblem(completion: CopyCompletion | undefined): Problem {
  if (!completion?._mayEndPending) return undefined;
  return 'completion: the deployment has to wait for an image that is made in steps, got pending() or CONTINUE, or timed() with more than 45 minutes; use CopyCompletion.inDeploy() without CONTINUE';
}
