/**
 * Makes the wished parameter exist and say the image's id, for Create and Update of `Custom::AmiParameter`. Writes at most
 * once, and then looks until readers get what was written.
 *
 * A rollback goes on although its parameter cannot be brought back: a failure would only leave the stack in between.
 */
import { ParameterSituation, planParameter } from './parameter-plan';
import { ParameterWorld } from './parameter-ports';
import { isOwn, ownershipTags, ParameterRequest, physicalIdOf } from './parameter-request';
import { Parameters } from './parameters';
import { QUIET_SECONDS, stillQuiet, takeBack } from './run-parameter-removal';
import { Step, Turn } from '../cloudformation/step';
import { READ_ACTIONS } from '../contract';
import { isStillWanted } from '../copy/copy-plan';

/** Parameter Store looks at an image within seconds; it does not say when it has given one up. */
const CHECK_SECONDS = 180;
const PAUSE_SECONDS = 5;

export async function runParameter(world: ParameterWorld, request: ParameterRequest, turn: Turn): Promise<Step> {
  const step = await takeBack(world, request, turn) ?? await publish(world, request, turn);
  if (step.do !== 'fail' || turn.memo.startedIn !== 'UPDATE_ROLLBACK_IN_PROGRESS') return step;
  return { do: 'succeed', physicalId: physicalIdOf(request.wish), because: `a rollback goes on although ${step.because}` };
}

async function publish(world: ParameterWorld, request: ParameterRequest, turn: Turn): Promise<Step> {
  const { wish } = request;
  const parameters = world.parametersIn(wish.region);
  const found = await look(parameters, request);
  const isWritten = typeof turn.memo.writtenAt === 'number';
  const plan = planParameter({ ...request, found, isWritten });
  switch (plan.do) {
    case 'refuse':
      return { do: 'fail', because: plan.because };
    case 'wait':
      return waitFor(request, turn);
    case 'keep':
      if (mayChangeYet(request, turn)) return stillQuiet(wish, turn);
      if (Object.keys(plan.set).length > 0) await parameters.tag(wish.name, plan.set);
      if (plan.unset.length > 0) await parameters.untag(wish.name, plan.unset);
      return { do: 'succeed', physicalId: physicalIdOf(wish), because: `${wish.name} in ${wish.region} says ${wish.imageId}` };
    case 'create':
    case 'overwrite':
      return write(world, request, plan.do, turn);
  }
}

/** What an update has written just before its rollback may show after this. */
const mayChangeYet = ({ wish, before }: ParameterRequest, { memo, elapsedSeconds }: Turn) =>
  memo.startedIn === 'UPDATE_ROLLBACK_IN_PROGRESS' && memo.writtenAt === undefined && before?.imageId !== wish.imageId && elapsedSeconds < QUIET_SECONDS;

/** What IAM hides from us has tags, another's. */
async function look(parameters: Parameters, { owner, wish: { name } }: ParameterRequest): Promise<ParameterSituation['found']> {
  const tags = await parameters.tagsOf(name);
  const isTagged = Object.keys(tags).length > 0;
  const content = isTagged && !isOwn(tags, owner) ? undefined : await parameters.contentOf(name);
  return isTagged || content ? { tags, content } : undefined;
}

async function write(world: ParameterWorld, { owner, wish }: ParameterRequest, how: 'create' | 'overwrite', { memo, elapsedSeconds }: Turn): Promise<Step> {
  const stackStatus = await world.stack.status();
  if (!isStillWanted(stackStatus, memo.startedIn)) {
    return { do: 'fail', because: `nothing waits for this parameter any more: the stack is in ${stackStatus}` };
  }
  const parameters = world.parametersIn(wish.region);
  const result = how === 'create' ? await parameters.create(wish, { ...wish.tags, ...ownershipTags(owner) }) : await parameters.overwrite(wish);
  return result === 'taken'
    ? { do: 'again', afterSeconds: PAUSE_SECONDS, because: `the name ${wish.name} is taken in ${wish.region}, by what does not show yet`, memo }
    : { do: 'again', afterSeconds: PAUSE_SECONDS, because: `${wish.imageId} is written into ${wish.name}`, memo: { ...memo, writtenAt: elapsedSeconds } };
}

function waitFor({ wish: { name, region, imageId } }: ParameterRequest, { memo, elapsedSeconds }: Turn): Step {
  if (elapsedSeconds - Number(memo.writtenAt) < CHECK_SECONDS) {
    return { do: 'again', afterSeconds: PAUSE_SECONDS, because: `Parameter Store has not taken ${imageId} into ${name} yet`, memo };
  }
  return {
    do: 'fail',
    because: `Parameter Store did not take ${imageId} into ${name} in ${region}, and does not say why: the image must be available there, and the handler's role must be allowed ${READ_ACTIONS[0]}`,
  };
}
