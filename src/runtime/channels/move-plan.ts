import { CANDIDATE, ChannelConfiguration, ChannelPayload, ChannelsConfiguration, VerbGroup } from './channel-contract';
import { ChannelRecord, findRelease, isRejected, Ledger, regionsOf, Release, targetOf } from './ledger';

export type Move = Extract<ChannelPayload, { readonly verb: 'promote' | 'rollback' | 'resume' }>;

/** What a verb comes to, given the records. */
export type MovePlan =
  | { readonly do: 'refuse'; readonly because: string }
  /** It is so already. */
  | { readonly do: 'keep'; readonly because: string; readonly release?: string }
  /** To be written when the images of `release` are in order; of a resume there are none to look at. */
  | { readonly do: 'decide'; readonly because: string; readonly ledger: Ledger; readonly release?: Release };

export interface MoveSituation {
  readonly ledger: Ledger;
  readonly configuration: ChannelsConfiguration;
  readonly group: VerbGroup;
  readonly now: Date;
}

export function planMove(move: Move, situation: MoveSituation): MovePlan {
  const channel = situation.configuration.channels.find(({ name }) => name === move.channel);
  if (!channel) return refuse(unknownChannel(move.channel, situation.configuration));
  switch (move.verb) {
    case 'promote': return planPromotion(channel, move.release, situation);
    case 'rollback': return planRollback(channel, situation);
    case 'resume': return planResume(channel, situation);
  }
}

function planPromotion(channel: ChannelConfiguration, wanted: string | undefined, situation: MoveSituation): MovePlan {
  const { ledger, group } = situation;
  const { name, source } = channel;
  const record = ledger.channels[name];
  const isApproval = channel.gate === 'APPROVAL';
  if (isApproval !== (group === 'approve')) {
    return refuse(isApproval ? `${name} needs an approval: promote with the alias approve` : `${name} needs no approval: promote with the alias operate`);
  }
  if (record?.isHeld) return refuse(`${name} is held since its rollback to ${record.release}: say resume first`);
  const release = wanted === undefined ? sourceRelease(source, ledger) : findRelease(ledger, wanted);
  if (!release) return refuse(wanted === undefined ? `${source} has no release yet` : `there is no release ${wanted}, or it was let go of: build it anew`);
  if (record?.release === release.id) return { do: 'keep', because: `${name} has ${release.id} already`, release: release.id };
  if (isRejected(ledger, release.id)) return refuse(`${release.id} was rolled back, and is never promoted again: build a better one`);
  if (wanted === undefined && record && isOlder(ledger, release.id, record.release)) {
    return refuse(`${source} has ${release.id}, which is older than ${record.release} in ${name}: say rollback, or name the release`);
  }
  if (source !== CANDIDATE && !release.reached.includes(source)) return refuse(`${release.id} has not been in ${source} yet: promote it there first`);
  return decide(situation, name, release, {
    verb: 'promote', release: release.id, previous: record?.release, isHeld: false, rejected: record?.rejected ?? [],
  });
}

/** Never two steps back: a rollback that is said twice is one. */
function planRollback({ name }: ChannelConfiguration, situation: MoveSituation): MovePlan {
  const { ledger } = situation;
  const record = ledger.channels[name];
  if (!record) return refuse(`${name} has no release yet`);
  if (record.isHeld) return { do: 'keep', because: `${name} was rolled back to ${record.release} already, and is held`, release: record.release };
  const previous = targetOf(ledger, name);
  if (!previous) return refuse(`${name} has no release before ${record.release} to return to: promote another by its name`);
  return decide(situation, name, previous, {
    verb: 'rollback', release: previous.id, isHeld: true, rejected: [...record.rejected, record.release],
  });
}

function planResume({ name }: ChannelConfiguration, { ledger }: MoveSituation): MovePlan {
  const record = ledger.channels[name];
  if (!record?.isHeld) return { do: 'keep', because: `${name} is not held`, release: record?.release };
  const channels = { ...ledger.channels, [name]: { ...record, isHeld: false } };
  return { do: 'decide', because: `${name} takes promotions again`, ledger: { ...ledger, channels } };
}

function decide({ ledger, configuration, now }: MoveSituation, name: string, release: Release, record: Omit<ChannelRecord, 'since' | 'pending'>): MovePlan {
  const pending = configuration.regions.filter(region => regionsOf(release).includes(region));
  const releases = ledger.releases.map(each => (each.id === release.id ? { ...each, reached: [...new Set([...each.reached, name])] } : each));
  const channels = { ...ledger.channels, [name]: { ...record, since: now.getTime(), pending } };
  return { do: 'decide', because: `${name} has ${release.id}`, ledger: { ...ledger, releases, channels }, release };
}

const sourceRelease = (source: string, ledger: Ledger): Release | undefined =>
  (source === CANDIDATE ? ledger.releases.find(({ id }) => !isRejected(ledger, id)) : findRelease(ledger, ledger.channels[source]?.release));

const isOlder = ({ releases }: Ledger, one: string, other: string) =>
  releases.findIndex(({ id }) => id === one) > releases.findIndex(({ id }) => id === other);

const refuse = (because: string): MovePlan => ({ do: 'refuse', because });

function unknownChannel(name: string, { channels }: ChannelsConfiguration): string {
  if (name === CANDIDATE) return 'candidate is written by Image Builder: promote into a channel after it';
  return `channel must be one of ${channels.map(each => each.name).join(', ')}, got '${name.slice(0, 40)}'`;
}
