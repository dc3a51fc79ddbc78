import { Memo, Step, Turn } from '../cloudformation/step';
import { CopyPorts } from '../copy/copy-ports';
import { pauseAfter } from '../copy/wait-plan';

/** A wait for images, or for snapshots, that EC2 has begun. How long the next look can wait depends on how long these took so far. */
export function still(awaited: readonly string[], { elapsedSeconds, memo }: Turn, more: Memo = {}): Step {
  const isSame = String(memo.awaited) === String(awaited);
  const awaitedSince = isSame ? Number(memo.awaitedSince) : elapsedSeconds;
  return {
    do: 'again',
    afterSeconds: pauseAfter(elapsedSeconds - awaitedSince),
    because: `${awaited.join(', ')} is still pending`,
    memo: { ...memo, ...more, awaited, awaitedSince },
  };
}

/** Whether all that an earlier turn waited for is pending yet: one call, and nothing else has to be looked at. */
export async function isEarly(ports: CopyPorts, { memo: { awaited } }: Turn): Promise<boolean> {
  if (!Array.isArray(awaited)) return false;
  const ids = awaited as readonly string[];
  const states = ids[0].startsWith('ami-')
    ? await Promise.all(ids.map(async each => (await ports.images.find(each))?.state))
    : (await ports.images.snapshots(ids)).map(each => each.state);
  return states.length === ids.length && states.includes('pending') && states.every(each => each === 'pending' || each === 'completed');
}
