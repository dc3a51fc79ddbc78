import { strict as assert } from 'assert';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Check, Emulators } from './check';
import { eventually } from './eventually';
import { runMachine } from './machine';
import { HOME, ProbeStack } from './probe-stack';

/** Writes down how it was invoked, and when by its own clock; the first time it may fail. */
const WITNESS = `
const { SSMClient, GetParameterCommand, PutParameterCommand } = require('@aws-sdk/client-ssm');
const ssm = new SSMClient({});
exports.handler = async ({ detail: { name, failsOnce } }, { invokedFunctionArn }) => {
  const before = await ssm.send(new GetParameterCommand({ Name: name })).then(({ Parameter }) => JSON.parse(Parameter.Value), () => ({ times: 0 }));
  const seen = { times: before.times + 1, arn: invokedFunctionArn, now: Date.now(), date: new Date().getTime() };
  await ssm.send(new PutParameterCommand({ Name: name, Value: JSON.stringify(seen), Type: 'String', Overwrite: true }));
  if (failsOnce && seen.times === 1) throw new Error('as told');
};
`;

const partsFor = (source: string) => ({
  Resources: {
    Witness: {
      Type: 'AWS::Lambda::Function',
      Properties: { Runtime: 'nodejs22.x', Handler: 'index.handler', Timeout: 30, Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, Code: { ZipFile: WITNESS } },
    },
    Alias: { Type: 'AWS::Lambda::Alias', Properties: { FunctionName: { Ref: 'Witness' }, FunctionVersion: '$LATEST', Name: 'operate' } },
    Rule: { Type: 'AWS::Events::Rule', Properties: { EventPattern: { source: [source] }, Targets: [{ Id: 'Witness', Arn: { Ref: 'Alias' } }] } },
  },
  Outputs: { Alias: { Value: { Ref: 'Alias' } } },
});

interface Testimony {
  readonly times: number;
  readonly arn: string;
  readonly now: number;
  readonly date: number;
}

const settingsOf = (emulators: Emulators) => emulators.clientOf(HOME.account, HOME.region);

async function tell(emulators: Emulators, source: string, detail: object): Promise<void> {
  const Entries = [{ Source: source, DetailType: 'check', Detail: JSON.stringify(detail) }];
  await new EventBridgeClient(settingsOf(emulators)).send(new PutEventsCommand({ Entries }));
}

const testimony = (emulators: Emulators, name: string, times = 1) => eventually(async () => {
  const ssm = new SSMClient(settingsOf(emulators));
  const { Parameter } = await ssm.send(new GetParameterCommand({ Name: name })).catch(() => ({ Parameter: undefined }));
  const seen = Parameter && JSON.parse(Parameter.Value!) as Testimony;
  return seen && seen.times >= times ? seen : undefined;
});

export const checks: Check[] = [
  {
    title: 'a function sees the alias by which a rule, or a state machine, has invoked it',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Aliased');
      await stack.create(partsFor('checks.aliased'));
      const alias = (await stack.describe()).Outputs![0].OutputValue!;
      await tell(emulators, 'checks.aliased', { name: '/checks/by-rule' });
      assert.equal((await testimony(emulators, '/checks/by-rule')).arn, alias);
      const Invoke = {
        Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: alias, Payload: { detail: { name: '/checks/by-machine' } } }, End: true,
      };
      await runMachine(settingsOf(emulators), 'Invoking', { StartAt: 'Invoke', States: { Invoke } });
      assert.equal((await testimony(emulators, '/checks/by-machine')).arn, alias);
      await stack.delete();
    },
  },
  {
    title: 'Lambda repeats what a rule has invoked, and has failed',
    async run(emulators) {
      const stack = new ProbeStack(emulators, 'Repeated');
      await stack.create(partsFor('checks.repeated'));
      await tell(emulators, 'checks.repeated', { name: '/checks/repeated', failsOnce: true });
      assert.equal((await testimony(emulators, '/checks/repeated', 2)).times, 2);
      await stack.delete();
    },
  },
  {
    title: 'a function of a stack on the clock begins each time in emulated time; of another stack, in real time',
    async run(emulators) {
      emulators.putOnClock('OnClock');
      const [timed, other] = ['OnClock', 'OffClock'].map(name => new ProbeStack(emulators, name));
      await timed.create(partsFor('checks.clock'));
      await other.create(partsFor('checks.no-clock'));
      // Until a function's own clock would be behind.
      const ahead = () => emulators.clock.now() - Date.now();
      await eventually(async () => (ahead() > 60_000 ? true : undefined));
      await tell(emulators, 'checks.clock', { name: '/checks/clock' });
      await tell(emulators, 'checks.no-clock', { name: '/checks/no-clock' });
      const began = Date.now() + ahead();
      const { now, date } = await testimony(emulators, '/checks/clock');
      assert.ok(now - began > -60_000 && now <= emulators.clock.now(), `${new Date(now).toISOString()} instead of about ${new Date(began).toISOString()}`);
      assert.ok(Math.abs(date - now) < 1000, `now ${now}, and new Date() ${date}`);
      assert.ok((await testimony(emulators, '/checks/no-clock')).now <= Date.now());
      await timed.delete();
      await other.delete();
    },
  },
];
