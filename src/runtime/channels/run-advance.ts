/**
 * Said by the state machine when a release has baked. Promotes it only as long as it is what the source has, and no guard rings: one that was
 * held up must not come over a newer one. All of it is decided by one state of the record.
 */
import { ChannelPayload, MoveAnswer, VerbGroup } from './channel-contract';
import { ChannelWorld } from './channel-ports';
import { Ledger } from './ledger';
import { sentenceOf } from './look-at-releases';
import { putMetric } from './metrics';
import { planMove } from './move-plan';
import { moveFrom } from './run-move';
import { readFree } from './run-records';

type Advance = Extract<ChannelPayload, { readonly verb: 'advance' }>;

export async function runAdvance(world: ChannelWorld, group: VerbGroup, { channel, release }: Advance): Promise<MoveAnswer> {
  const { configuration, log } = world;
  const ledger = await readFree(world);
  const answer = (status: 'later' | 'refused', because: string): MoveAnswer => {
    log({ decided: status, verb: 'advance', channel, because });
    return { status, because, channel };
  };
  const configured = configuration.channels.find(({ name }) => name === channel);
  if (configured && configured.gate !== 'AUTOMATIC') return answer('refused', `${channel} is not promoted into by itself any more`);
  const plan = planMove({ verb: 'promote', channel }, { ledger: withoutHold(ledger, channel), configuration, group, now: world.now() });
  if (plan.do === 'refuse') return answer('refused', plan.because);
  const present = plan.do === 'decide' ? plan.release?.id : plan.release;
  if (present !== release) return answer('refused', `${release} is not what would be promoted to ${channel} by now: that is ${present}`);
  if (ledger.channels[channel]?.isHeld) return answer('later', `${release} waits: ${channel} is held`);
  const guards = plan.do === 'decide' ? configured?.guards ?? [] : [];
  const ringing = guards.length > 0 ? await world.alarms.against(guards).catch(sentenceOf) : [];
  if (ringing.length === 0) return moveFrom(world, group, { verb: 'promote', channel, release }, ledger);
  putMetric(world, channel, { blocked: 1 });
  return typeof ringing === 'string'
    ? answer('later', `${release} waits: its guards cannot be asked: ${ringing}`)
    : answer('refused', `${release} does not come to ${channel}: ${ringing.join(', ')}`);
}

/** A hold ends, and what waits for that should still be what the source has then. */
function withoutHold(ledger: Ledger, channel: string): Ledger {
  const record = ledger.channels[channel];
  return record ? { ...ledger, channels: { ...ledger.channels, [channel]: { ...record, isHeld: false } } } : ledger;
}
