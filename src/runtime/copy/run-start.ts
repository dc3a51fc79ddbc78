/** Makes something for a request, unless nobody waits for it any more. */
import { isStillWanted } from './copy-plan';
import { CopyPorts } from './copy-ports';
import { CopyRequest } from './copy-request';
import { Image } from './image';
import { runTakeBack } from './run-take-back';
import { AwsFailure } from '../aws-failure';
import { Step, Turn } from '../cloudformation/step';

export async function runStart(ports: CopyPorts, request: CopyRequest, turn: Turn, make: () => Promise<Image | Step>): Promise<Image | Step> {
  // Before anything is made: who outlives the stack has lost the right to remove by the time that it is made.
  const stackStatus = await ports.stack.status();
  if (!isStillWanted(stackStatus, turn.memo.startedIn)) return runTakeBack(ports, request, `the stack is in ${stackStatus}`, turn);
  if (turn.memo.startedIn === undefined) return inItsExecution(turn, stackStatus);
  const { startedIn } = turn.memo;
  try {
    const ending = await make();
    return 'do' in ending && ending.do === 'again' ? { ...ending, memo: { ...turn.memo, ...ending.memo, startedIn } } : ending;
  } catch (error) {
    throw error instanceof AwsFailure ? error.remembering({ ...turn.memo, ...error.memo, startedIn }) : error;
  }
}

/**
 * A request has one execution, however often Lambda delivers it: there alone something is made, and what CloudFormation does not have yet is
 * answered. So two deliveries that see EC2 differently neither make two nor give two answers.
 */
export const inItsExecution = ({ memo }: Turn, stackStatus: string | undefined): Step =>
  ({ do: 'again', afterSeconds: 1, because: 'what is made is made once', memo: { ...memo, startedIn: stackStatus ?? 'unknown' } });
