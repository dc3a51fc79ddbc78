import { channelParameterName, ChannelsConfiguration } from './channel-contract';
import { sharesOf } from './image-check-plan';
import { findRelease, imagesOf, Ledger, PlacedImage } from './ledger';

/** A parameter, and what it shall say. */
export interface Pointer {
  readonly channel: string;
  readonly region: string;
  readonly name: string;
  readonly imageId: string;
  /** Who must be able to launch it. */
  readonly sharedWith: readonly string[];
}

export const parameterNameOf = ({ parameterPrefix, imageName }: ChannelsConfiguration, architecture: string, channel: string) =>
  channelParameterName(parameterPrefix, imageName, architecture, channel);

/**
 * Of these channels. A Region that was added after a release was built has no parameter for it. What a deployment took out, be it a channel, an architecture or
 * a Region, keeps the parameters that it had: nobody may write them any more.
 */
export function planPointers(ledger: Ledger, configuration: ChannelsConfiguration, channels: readonly string[]): Pointer[] {
  return channels.flatMap(channel => {
    const record = ledger.channels[channel];
    const release = findRelease(ledger, record?.release);
    if (!release) return [];
    return imagesOf(release).filter(image => isPlaced(image, configuration)).map(({ architecture, region, imageId }) => ({
      channel,
      region,
      imageId,
      name: parameterNameOf(configuration, architecture, channel),
      sharedWith: sharesOf(release, configuration),
    }));
  });
}

const isPlaced = ({ architecture, region }: PlacedImage, { lines, regions }: ChannelsConfiguration) =>
  regions.includes(region) && lines.some(line => line.architecture === architecture);

/** How long a parameter may be missing, or say what it said before: Parameter Store looks at the image first. */
const WRITTEN_WITHIN_MILLISECONDS = 5 * 60_000;

/** Whether something else wrote what stands there, or deleted it. An image of an earlier release is no exception: nobody would hear of a bad one that is back. */
export function isForeign(found: string | undefined, { channel, region, imageId }: Pointer, { channels }: Ledger, now: Date): boolean {
  const { since, toldAt = since, pending } = channels[channel];
  return found !== imageId && !pending.includes(region) && now.getTime() - toldAt > WRITTEN_WITHIN_MILLISECONDS;
}
