import { Plan } from './plan';
import { imageIdsIn } from './stewardship';
import { TrueImage } from '../../ec2/census';
import { Stack } from '../stack';

/** Invariant vii: a deployment that nothing disturbs ends well. The number is that of its operation. */
export function violationsOfOutcome(plan: Plan, number: number, faultsStruck: number, { status, identity, events }: Stack): string[] {
  if (isDisturbed(plan, number) || faultsStruck > 0 || /^(CREATE|UPDATE)_COMPLETE$/.test(status)) return [];
  const reason = events.filter(each => each.status.endsWith('ROLLBACK_IN_PROGRESS')).at(-1)?.reason;
  return [`vii: nothing disturbed the deployment of ${identity.name}, and it ended in ${status}: ${reason}`];
}

/** What happened before may tell still: an image that somebody took away stays away. A consumer may find its image pending. */
function isDisturbed({ ec2, operations, sharing }: Plan, number: number): boolean {
  const { sibling, interruptedAfterSeconds, consumers } = operations[number];
  return ec2 !== 'calm' || consumers || !!sibling?.fails || interruptedAfterSeconds !== undefined
    || operations.slice(0, number + 1).some(each => each.incidents.length > 0)
    || !!sharing?.hands.some(({ what, operation }) => what === 'image taken away' && operation <= number);
}

/** Invariant vii: a deployment that waits for images ends well when they can be used, and not before. */
export function violationsOfWait({ status, identity, resources }: Stack, images: readonly TrueImage[]): string[] {
  if (!/^(CREATE|UPDATE)_COMPLETE$/.test(status)) return [];
  const waiters = [...resources.values()].filter(({ properties }) => properties.Completion === 'IN_DEPLOY' && properties.OnTimeout === 'FAIL');
  const awaited = waiters.flatMap(({ properties }) => imageIdsIn(JSON.stringify(properties.Images)));
  return images.filter(({ imageId, state }) => awaited.includes(imageId) && state !== 'available')
    .map(({ imageId, state }) => `vii: ${identity.name} waits for ${imageId}, and has ended in ${status} while that is ${state}`);
}
