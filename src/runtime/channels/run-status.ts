/** What reconcile answers, and measures. */
import { ReconcileAnswer } from './channel-contract';
import { ChannelWorld } from './channel-ports';
import { isRejected, Ledger } from './ledger';
import { putMetric } from './metrics';

const HOUR = 3_600_000;

type Findings = Pick<ReconcileAnswer, 'problems' | 'repaired' | 'foreign' | 'adopted'>;

export function statusOf(world: ChannelWorld, ledger: Ledger, findings: Findings): ReconcileAnswer {
  const { problems, foreign } = findings;
  const open = Object.values(ledger.channels).some(({ pending }) => pending.length > 0);
  const isAgreed = problems.length === 0 && !open;
  for (const { name } of world.configuration.channels) {
    const record = ledger.channels[name];
    putMetric(world, name, {
      ...(record && { age: (world.now().getTime() - record.since) / HOUR }),
      held: record?.isHeld ? 1 : 0,
      blocked: isAgreed ? 0 : 1,
    });
  }
  world.log({ reconciled: isAgreed, problems, foreign, repaired: findings.repaired.length, adopted: findings.adopted });
  return {
    status: isAgreed ? 'agreed' : 'incomplete',
    ...findings,
    candidate: ledger.releases.find(({ id }) => !isRejected(ledger, id))?.id,
    channels: world.configuration.channels.map(({ name }) => {
      const record = ledger.channels[name];
      return {
        channel: name,
        release: record?.release,
        previous: record?.previous,
        since: record && new Date(record.since).toISOString(),
        isHeld: record?.isHeld ?? false,
        rejected: record?.rejected ?? [],
      };
    }),
  };
}
