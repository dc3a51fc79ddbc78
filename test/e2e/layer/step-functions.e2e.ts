import { strict as assert } from 'assert';
import { GetExecutionHistoryCommand, HistoryEvent, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { Check, Emulators } from './check';
import { createMachine, endOf, runMachine } from './machine';
import { HOME, ProbeStack } from './probe-stack';

/** How far a wait may be off, in emulated seconds. */
const SLACK_SECONDS = 60;
const WAIT_SECONDS = 30;

const settingsOf = (emulators: Emulators) => emulators.clientOf(HOME.account, HOME.region);

/** A function that always fails, by an error with a name. */
const FAILING = {
  Type: 'AWS::Lambda::Function',
  Properties: {
    Runtime: 'nodejs22.x',
    Handler: 'index.handler',
    Role: { 'Fn::GetAtt': ['Role', 'Arn'] },
    Code: { ZipFile: "exports.handler = async () => { throw Object.assign(new Error('as told'), { name: 'TooEarly' }); };" },
  },
};

async function failingFunction(emulators: Emulators, name: string): Promise<string> {
  const stack = new ProbeStack(emulators, name);
  await stack.create({ Resources: { Failing: FAILING }, Outputs: { Arn: { Value: { 'Fn::GetAtt': ['Failing', 'Arn'] } } } });
  return (await stack.describe()).Outputs![0].OutputValue!;
}

/** Emulated seconds between the attempts of the only task of an execution. */
async function pausesBetweenAttempts(emulators: Emulators, name: string, retry: object): Promise<number[]> {
  const Resource = await failingFunction(emulators, name);
  const { executionArn } = await runMachine(settingsOf(emulators), name, {
    StartAt: 'Try', States: { Try: { Type: 'Task', Resource, Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 2, ...retry }], End: true } },
  });
  const { events = [] } = await new SFNClient(settingsOf(emulators)).send(new GetExecutionHistoryCommand({ executionArn }));
  const times = (type: HistoryEvent['type']) => events.filter(event => event.type === type).map(({ timestamp }) => timestamp!.getTime() / 1000);
  const failures = times('TaskFailed');
  return times('TaskScheduled').slice(1).map((time, number) => Math.round(time - failures[number]));
}

export const checks: Check[] = [
  {
    title: 'waits and time stamps of a state machine are in emulated time',
    async run(emulators) {
      const began = emulators.clock.now();
      const at = (path: string) => ({ Type: 'Pass', Parameters: { 'started.$': '$$.Execution.StartTime', 'entered.$': '$$.State.EnteredTime' }, ResultPath: path });
      const { output } = await runMachine(settingsOf(emulators), 'Waiting', {
        StartAt: 'Before',
        States: { Before: { ...at('$.before'), Next: 'Wait' }, Wait: { Type: 'Wait', Seconds: WAIT_SECONDS, Next: 'After' }, After: { ...at('$.after'), End: true } },
      });
      const { before, after } = JSON.parse(output!);
      assert.ok(Math.abs(Date.parse(before.started) - began) < SLACK_SECONDS * 1000, `started at ${before.started}`);
      assert.equal(after.started, before.started);
      const waited = (Date.parse(after.entered) - Date.parse(before.entered)) / 1000;
      assert.ok(waited >= WAIT_SECONDS && waited < WAIT_SECONDS + SLACK_SECONDS, `waited ${waited} emulated seconds`);
    },
  },
  {
    title: 'a wait until a moment is in emulated time',
    async run(emulators) {
      // Emulated and real time have to be apart to tell which one it went by.
      const ahead = emulators.clock.now() - Date.now();
      await new Promise(resolve => setTimeout(resolve, (3 * SLACK_SECONDS * 1000 - ahead) / emulators.clock.factor));
      const until = new Date(emulators.clock.now() + WAIT_SECONDS * 1000).toISOString();
      await runMachine(settingsOf(emulators), 'WaitingUntil', { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Timestamp: until, End: true } } });
      const late = (emulators.clock.now() - Date.parse(until)) / 1000;
      assert.ok(late >= 0 && late < SLACK_SECONDS, `it went on ${late} emulated seconds after the moment`);
    },
  },
  {
    title: 'pauses between retries grow as far as MaxDelaySeconds',
    async run(emulators) {
      const [first, second] = await pausesBetweenAttempts(emulators, 'Capped', { IntervalSeconds: 10, BackoffRate: 6, MaxDelaySeconds: 20 });
      assert.ok(first >= 10 && first < 20 && second >= 20 && second < 40, `paused ${first} and ${second} emulated seconds`);
    },
  },
  {
    title: 'pauses between retries may be longer than a minute',
    async run(emulators) {
      const [first] = await pausesBetweenAttempts(emulators, 'Patient', { IntervalSeconds: 90, MaxAttempts: 1 });
      assert.ok(first >= 90 && first < 110, `paused ${first} emulated seconds`);
    },
  },
  {
    title: 'an error of a function is caught by its name',
    async run(emulators) {
      const Resource = await failingFunction(emulators, 'Named');
      const Try = { Type: 'Task', Resource, Catch: [{ ErrorEquals: ['TooEarly'], Next: 'Caught' }], End: true };
      const { status } = await runMachine(settingsOf(emulators), 'Catching', { StartAt: 'Try', States: { Try, Caught: { Type: 'Succeed' } } });
      assert.equal(status, 'SUCCEEDED');
    },
  },
  {
    title: 'an execution that runs is started once under its name and input',
    async run(emulators) {
      const client = new SFNClient(settingsOf(emulators));
      const Wait = { Type: 'Wait', SecondsPath: '$.for', End: true };
      const stateMachineArn = await createMachine(client, 'Once', { StartAt: 'Wait', States: { Wait } });
      const start = async (name: string, seconds: number) =>
        (await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify({ for: seconds }) }))).executionArn;
      const long = await start('long', 3600);
      assert.equal(await start('long', 3600), long);
      await assert.rejects(start('long', 60), { name: 'ExecutionAlreadyExists' });
      await endOf(client, await start('short', 0));
      await assert.rejects(start('short', 0), { name: 'ExecutionAlreadyExists' });
    },
  },
];
