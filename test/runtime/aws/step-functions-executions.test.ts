import { SFNClient } from '@aws-sdk/client-sfn';
import { aClient, anError } from './a-client';
import { StepFunctionsExecutions } from '../../../src/runtime/aws/step-functions-executions';

function executionsOf(answer: () => unknown) {
  const { client, sent } = aClient<SFNClient>(answer);
  return { executions: new StepFunctionsExecutions(client), sent };
}

test('an execution starts under its name', async () => {
  const { executions, sent } = executionsOf(() => ({}));
  await executions.start('machine', 'name', '{}');
  expect(sent).toEqual([{ operation: 'StartExecution', input: { stateMachineArn: 'machine', name: 'name', input: '{}' } }]);
});

test('an execution that runs already, or ran, under this name is a success', async () => {
  const { executions } = executionsOf(() => { throw anError('ExecutionAlreadyExists'); });
  await expect(executions.start('machine', 'name', '{}')).resolves.toBeUndefined();
});

test.each<[string, string, string]>([
  ['there are too many calls', 'ThrottlingException', 'later'],
  ['there are too many executions', 'ExecutionLimitExceeded', 'later'],
  ['the role is too young', 'AccessDeniedException', 'soon'],
  ['the machine is gone', 'StateMachineDoesNotExist', 'never'],
  ['the machine is being deleted', 'StateMachineDeleting', 'never'],
])('fails when %s, and tells what to hope for', async (_title, code, hope) => {
  const { executions } = executionsOf(() => { throw anError(code); });
  await expect(executions.start('machine', 'name', '{}')).rejects.toMatchObject({ code, hope });
});
