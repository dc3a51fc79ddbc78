/** Reads and writes the record. Whoever finds that another verb is at work, or was quicker, ends: nothing waits in a function. */
import { CALL_SECONDS, CHANNEL_BUSY, ChannelsConfiguration, LEASE_SECONDS } from './channel-contract';
import { ChannelWorld } from './channel-ports';
import { Ledger } from './ledger';

export class ChannelBusy extends Error {
  constructor(message: string) {
    super(message);
    this.name = CHANNEL_BUSY;
  }
}

export async function readFree(world: ChannelWorld): Promise<Ledger> {
  const ledger = await world.records.read();
  const { lease } = ledger;
  if (lease && lease.until > world.now().getTime()) {
    throw new ChannelBusy(`another verb is at work, until ${new Date(lease.until).toISOString()} at the latest: ask again`);
  }
  return withoutRemoved(ledger, world.configuration);
}

/** A channel that a deployment took out keeps what it has, and nothing of it is left to do: there is no right to its parameters any more. */
function withoutRemoved(ledger: Ledger, { channels }: ChannelsConfiguration): Ledger {
  const known = channels.map(({ name }) => name);
  const records = Object.entries(ledger.channels).map(([name, record]) => [name, known.includes(name) ? record : { ...record, pending: [] }]);
  return { ...ledger, channels: Object.fromEntries(records) as Ledger['channels'] };
}

/** Takes the lease, or keeps it as it was taken. */
export const writeWithLease = (world: ChannelWorld, ledger: Ledger): Promise<Ledger> =>
  write(world, { ...ledger, lease: { holder: world.turn, until: world.now().getTime() + LEASE_SECONDS * 1000 } });

export const writeWithoutLease = (world: ChannelWorld, ledger: Ledger): Promise<Ledger> => write(world, { ...ledger, lease: undefined });

/** What so many calls, one after the other, do from now on is done before the lease ends. */
export const mayBegin = (world: ChannelWorld, { lease }: Ledger, calls = 1) =>
  lease?.holder === world.turn && world.now().getTime() + calls * CALL_SECONDS * 1000 < lease.until;

async function write(world: ChannelWorld, ledger: Ledger): Promise<Ledger> {
  const next: Ledger = { ...ledger, version: ledger.version + 1, writer: world.turn };
  if (await world.records.write(next)) return next;
  // A write whose answer was lost is repeated by the client, and refused.
  const found = await world.records.read();
  if (JSON.stringify(found) === JSON.stringify(next)) return next;
  throw new ChannelBusy('another verb was quicker: ask again');
}
