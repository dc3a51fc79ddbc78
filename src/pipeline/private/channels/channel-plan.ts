import { CANDIDATE } from '../../../runtime/channels/channel-contract';
import { ChannelPromotion } from '../../channel-promotion';
import { GoldenChannel } from '../../golden-channel';

/** A channel with all that its user left out. */
export interface ChannelPlan {
  readonly name: string;
  readonly source: string;
  readonly promotion: ChannelPromotion;
}

export const channelPlans = (channels: readonly GoldenChannel[]): ChannelPlan[] => channels.map(({ name, source, promotion }, index) => ({
  name,
  source: source ?? channels[index - 1]?.name ?? CANDIDATE,
  promotion: promotion ?? ChannelPromotion.automatic(),
}));

/** What has its time, and its guards. */
export const isAutomatic = ({ promotion }: ChannelPlan) => promotion._gate === 'AUTOMATIC';

export const bakeSeconds = ({ promotion }: ChannelPlan): number => promotion._options.bakeTime?.toSeconds() ?? 0;
