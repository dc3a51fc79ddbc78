import { ParameterWorld } from './parameter-ports';
import { parseParameterRequest, placeIn } from './parameter-request';
import { runParameter } from './run-parameter';
import { runParameterDelete } from './run-parameter-removal';
import { Family } from '../cloudformation/step';
import { TURNS_DEADLINE_SECONDS } from '../contract';
import { explainElsewhere, isNothingMade, nothingMade } from '../copy/closed-region';

/**
 * `Custom::AmiParameter`: an image's id, published in another Region than the stack's.
 *
 * The first turn only hands over. A request has one execution, however often Lambda delivers it, so that one which comes again
 * when its deployment is long over writes no old value, and removes no new parameter.
 */
export const parameterFamily = (world: ParameterWorld): Family => ({
  placeholderId: request => `unknown:${request.logicalResourceId}`,
  deadlineSeconds: () => TURNS_DEADLINE_SECONDS,
  run: async turn => {
    if (turn.elapsedSeconds === 0) {
      return { do: 'again', afterSeconds: 1, because: 'whatever is done is done once', memo: { startedIn: await world.stack.status() ?? 'unknown' } };
    }
    const request = parseParameterRequest(turn.request);
    const isDelete = turn.request.requestType === 'Delete';
    const named = placeIn(turn.request.physicalResourceId);
    const region = (isDelete ? named ?? request.wish : request.wish).region;
    return (isDelete ? runParameterDelete : runParameter)(world, request, turn).catch(error => {
      if (isNothingMade(error, { region, home: world.region }, turn, named !== undefined)) return nothingMade({ region }, turn);
      throw explainElsewhere(error, { region, home: world.region });
    });
  },
  giveUp: (_turn, because) => ({ do: 'fail', because: `not done in ${TURNS_DEADLINE_SECONDS / 60} minutes: ${because}` }),
});
