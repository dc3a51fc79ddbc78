import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { TaggedTraits } from './copy-traits';
import { copyRights } from './handler-rights';
import { imageIdOf, ImageMaker, MadeImage, pendingImageIdOf } from './image-maker';
import { renderCopyDuration } from './timed-copy';
import { COPY_RESOURCE_TYPE, COPY_SERVICE_TIMEOUT_SECONDS, CopyProperties, OriginProperties } from '../../runtime/contract';
import { RootSource } from '../root-source';

/** A copy to be made. */
export interface Destination {
  /** The id of its resource. */
  readonly id: string;
  readonly region: string;
  /** Absent: the account's default key for EBS there. */
  readonly encryptionKey?: kms.IKey;
}

/** Copies of one image, a resource each, and one wait for all of them. */
export class Copies {
  public readonly maker: ImageMaker;
  private readonly resources: ReadonlyMap<string, CustomResource>;
  private readonly waiter: CustomResource;
  private readonly copyDuration?: string;

  constructor(private readonly scope: Construct, source: RootSource, destinations: readonly Destination[], traits: TaggedTraits) {
    this.maker = new ImageMaker(scope, traits);
    this.copyDuration = renderCopyDuration(scope, this.maker.completion);
    const origin = source._origin(scope);
    const regions = destinations.map(each => each.region);
    const keys = [...destinations.map(each => each.encryptionKey), source._encryptionKey(scope)];
    this.maker.handler.allowKeys(keys, [Stack.of(scope).region, origin.Region, ...regions]);
    this.maker.allowMaking(source, copyRights(origin.Id, regions));

    this.resources = new Map(destinations.map(destination => [destination.region, this.createCopy(origin, destination)]));
    this.waiter = this.maker.createWaiter(destinations.map(({ region, encryptionKey }) =>
      ({ Region: region, ImageId: this.pendingImageIdIn(region), EncryptionKeyArn: encryptionKey?.keyArn })));
  }

  /** The copy in a Region. */
  public in(region: string): MadeImage {
    const image = this.resources.get(region)!;
    return { maker: this.maker, image, imageId: imageIdOf(image, this.waiter) };
  }

  public pendingImageIdIn(region: string): string {
    return pendingImageIdOf(this.resources.get(region)!);
  }

  private createCopy(origin: OriginProperties, { id, region, encryptionKey }: Destination): CustomResource {
    return this.maker.createImage(id, {
      resourceType: COPY_RESOURCE_TYPE,
      serviceTimeout: Duration.seconds(COPY_SERVICE_TIMEOUT_SECONDS),
      description: `Encrypted copy of ${origin.Id}`,
      properties: {
        Region: region,
        SourceImageId: origin.Id,
        SourceRegion: origin.Region === Stack.of(this.scope).region ? undefined : origin.Region,
        EncryptionKeyArn: encryptionKey?.keyArn,
        CopyDurationMinutes: this.copyDuration,
      } satisfies Partial<CopyProperties>,
    });
  }
}
