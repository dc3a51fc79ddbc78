/** Asked by the state machine when the bake time is over. */
import { GuardAnswer } from './channel-contract';
import { ChannelWorld } from './channel-ports';
import { sentenceOf } from './look-at-releases';
import { putMetric } from './metrics';
import { planMove } from './move-plan';

export async function runGuard(world: ChannelWorld, channel: string, release: string): Promise<GuardAnswer> {
  const { configuration } = world;
  const ledger = await world.records.read();
  // What the source has now: a release that waited too long may have been replaced there, or be older than what the channel has by now.
  const plan = planMove({ verb: 'promote', channel }, { ledger, configuration, group: 'operate', now: world.now() });
  if (plan.do === 'refuse') return { status: 'stopped', because: plan.because };
  const present = plan.do === 'decide' ? plan.release?.id : plan.release;
  if (present !== release) return { status: 'stopped', because: `${release} is not what would be promoted to ${channel} by now: that is ${present}` };
  const guards = configuration.channels.find(({ name }) => name === channel)?.guards ?? [];
  const ringing = guards.length > 0 ? await world.alarms.against(guards).catch(error => [`alarms that cannot be asked (${sentenceOf(error)})`]) : [];
  if (ringing.length === 0) return { status: 'clear', because: `nothing is against ${release} in ${channel}` };
  putMetric(world, channel, { blocked: 1 });
  return { status: 'stopped', because: `${release} does not come to ${channel}: ${ringing.join(', ')}` };
}
