import { ParameterWorld } from './parameter-ports';
import { isOwn, ParameterRequest, physicalIdOf, Place, placeIn } from './parameter-request';
import { Step, Turn } from '../cloudformation/step';
import { Owner } from '../copy/image-copies';

/** What was written may show so much later. */
export const QUIET_SECONDS = 60;
const PAUSE_SECONDS = 15;

/** What has no tags is not ours if it is there. */
type Removal = 'removed' | 'not ours' | 'not there';

/** Answers Delete: under an id that CloudFormation invented there may be a parameter, too. */
export async function runParameterDelete(world: ParameterWorld, { owner, wish }: ParameterRequest, turn: Turn): Promise<Step> {
  const { physicalResourceId } = turn.request;
  const place = placeIn(physicalResourceId) ?? wish;
  const removal = await remove(world, owner, place);
  if (removal === 'not there' && turn.elapsedSeconds < QUIET_SECONDS) return stillQuiet(place, turn);
  return { do: 'succeed', physicalId: physicalResourceId ?? physicalIdOf(place), because: `${place.name} in ${place.region} is ${removal}` };
}

/**
 * Removes what an update has made under another name, or in another Region, when the rollback comes before CloudFormation
 * has heard of it: nobody else will. Undefined when there is nothing more to take back.
 */
export async function takeBack(world: ParameterWorld, { owner, wish, before }: ParameterRequest, turn: Turn): Promise<Step | undefined> {
  const known = turn.request.physicalResourceId;
  const isKnown = !before || [physicalIdOf(wish), known].includes(physicalIdOf(before));
  if (isKnown || turn.memo.takenBack === 1) return undefined;
  const removal = await remove(world, owner, before);
  if (removal === 'not there' && turn.elapsedSeconds < QUIET_SECONDS) return stillQuiet(before, turn);
  return { do: 'again', afterSeconds: 1, because: `${before.name} in ${before.region} is ${removal}`, memo: { ...turn.memo, takenBack: 1 } };
}

async function remove(world: ParameterWorld, owner: Owner, { region, name }: Place): Promise<Removal> {
  const parameters = world.parametersIn(region);
  const tags = await parameters.tagsOf(name);
  if (Object.keys(tags).length === 0) return 'not there';
  if (!isOwn(tags, owner)) return 'not ours';
  await parameters.remove(name);
  return 'removed';
}

export const stillQuiet = ({ name, region }: Place, { memo }: Turn): Step =>
  ({ do: 'again', afterSeconds: PAUSE_SECONDS, because: `${name} in ${region} may show later`, memo });
