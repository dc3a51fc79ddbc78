import { ofType, Resources } from './a-pipeline-with-channels';
import { Execution, parseDefinition, RunTask } from '../../support/cloudformation/state-machine';
import { StatesError } from '../../support/cloudformation/states-data';
import { Value } from '../../support/cloudformation/template';
import { Timeline } from '../../support/timeline';

export interface Ran {
  readonly status: 'SUCCEEDED' | 'FAILED';
  /** Each call, with the second that it was made in. */
  readonly calls: readonly { readonly at: number; readonly resource: string; readonly input: Value }[];
}

type Answer = Value | StatesError;

/** Runs the one machine of a template; what a task answers may be an error. */
export async function run(resources: Resources, input: Value, answer: (input: Value, call: number, resource: string) => Answer): Promise<Ran> {
  const [{ id: _id, ...properties }] = ofType<{ readonly DefinitionString: string }>(resources, 'AWS::StepFunctions::StateMachine');
  const timeline = new Timeline(0);
  const calls: { at: number; resource: string; input: Value }[] = [];
  const task: RunTask = async (resource, given) => {
    calls.push({ at: timeline.now() / 1000, resource, input: given });
    const found = answer(given, calls.length, resource);
    if (found instanceof StatesError) throw found;
    return found;
  };
  const context = { Execution: { Id: 'one', Input: input, Name: 'one', StartTime: new Date(0).toISOString() }, StateMachine: { Id: 'machine' } };
  let status: Ran['status'] = 'FAILED';
  void timeline.activity(async () => {
    await new Execution(timeline, parseDefinition(properties), context, task, () => false).run().then(() => { status = 'SUCCEEDED'; }, error => {
      if (!(error instanceof StatesError)) throw error;
    });
  });
  await timeline.run();
  return { status, calls };
}
