import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { ChannelGate } from '../runtime/channels/channel-contract';

/** What an automatic promotion waits for. */
export interface AutomaticPromotionOptions {
  /**
   * How long a release is in the source before it is promoted, in whole seconds, at most 364 days, known at synth. A release that is not what the source has by then is left out: shorter
   * than the time between two builds, or nothing is ever promoted.
   *
   * @default Duration.seconds(0)
   */
  readonly bakeTime?: Duration;

  /**
   * Alarms that stop the promotion if one of them rings when the bake time is over; what is stopped is not tried again. In the account and Region of the pipeline's stack,
   * at most 100. Not the alarms of this pipeline: it would wait for itself.
   *
   * @default - none
   */
  readonly guards?: cloudwatch.IAlarm[];
}

/** How releases come into a channel. */
export class ChannelPromotion {
  /**
   * By themselves, when they are in the source for long enough and no guard rings. Whoever operates the channels can promote one at once.
   *
   * @param options what a release waits for
   */
  public static automatic(options: AutomaticPromotionOptions = {}): ChannelPromotion {
    return new ChannelPromotion('AUTOMATIC', options);
  }

  /** When somebody with the right to approve says so: see `grantApprove`. Those are told of each release that waits. Whoever operates the channels cannot. */
  public static approval(): ChannelPromotion {
    return new ChannelPromotion('APPROVAL');
  }

  /** When somebody who operates the channels says so: see `grantOperate`. */
  public static manual(): ChannelPromotion {
    return new ChannelPromotion('MANUAL');
  }

  private constructor(
    /** @internal */
    public readonly _gate: ChannelGate,
    /** @internal */
    public readonly _options: AutomaticPromotionOptions = {},
  ) {}
}
