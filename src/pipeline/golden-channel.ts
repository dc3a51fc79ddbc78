import { ChannelPromotion } from './channel-promotion';

/** A name for the release that somebody should use: in each Region and for each architecture a parameter that has the id of its image. */
export interface GoldenChannel {
  /** Its name, the last part of the parameters' names: at most 32 small letters, digits and hyphens. Not `candidate`, which Image Builder writes, and not `releases`. */
  readonly name: string;

  /**
   * Where its releases come from: a channel before it in the list, or `candidate`.
   *
   * @default - the channel before it in the list; `candidate` for the first
   */
  readonly source?: string;

  /**
   * How they come.
   *
   * @default ChannelPromotion.automatic()
   */
  readonly promotion?: ChannelPromotion;
}
