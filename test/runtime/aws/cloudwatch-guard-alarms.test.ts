import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { aJsonService, closeServices, Operations, refusing, WITH_RETRIES } from './a-service';
import { AlarmState, someAlarms } from './some-alarms';
import { CloudWatchGuardAlarms } from '../../../src/runtime/aws/cloudwatch-guard-alarms';
import { ApiError } from '../../support/ec2/errors';

afterEach(closeServices);

async function guardsOf(operations: Operations) {
  const { options, calls } = await aJsonService(operations);
  return { guards: new CloudWatchGuardAlarms(new CloudWatchClient(options)), calls };
}

test('what rings is against it, and what is not there', async () => {
  const { guards } = await guardsOf(someAlarms({ 'errors': 'ALARM', 'latency': 'OK', 'all-quiet': 'OK' }));
  expect(await guards.against(['latency', 'errors', 'all-quiet', 'gone'])).toEqual(['the alarm errors rings', 'the alarm gone is not there']);
});

test('a composite alarm guards like another', async () => {
  const { guards } = await guardsOf(someAlarms({ 'all-of-shop': 'ALARM' }));
  expect(await guards.against(['all-of-shop'])).toEqual(['the alarm all-of-shop rings']);
});

test('an alarm without data does not ring: its own treatment of missing data says what that means', async () => {
  const { guards } = await guardsOf(someAlarms({ errors: 'INSUFFICIENT_DATA' }));
  expect(await guards.against(['errors'])).toEqual([]);
});

const MANY = Array.from({ length: 130 }, (_, index) => `${index % 2 ? 'all-' : ''}${index}`);

test('of many alarms it asks for a hundred at a time, and reads every page', async () => {
  const states = Object.fromEntries(MANY.map((name, index): [string, AlarmState] => [name, index % 10 === 0 ? 'ALARM' : 'OK']));
  const { guards, calls } = await guardsOf(someAlarms(states, 30));
  expect(await guards.against(MANY)).toEqual(MANY.filter(name => states[name] === 'ALARM').map(name => `the alarm ${name} rings`));
  expect(calls.map(({ input }) => (input.AlarmNames as string[]).length)).toEqual([100, 100, 100, 100, 30]);
});

const throttle = new ApiError('ThrottlingException', 'Rate exceeded');

test('a throttle is asked again, and then told', async () => {
  const { DescribeAlarms: answer } = someAlarms({ errors: 'OK' });
  const { guards } = await guardsOf({ DescribeAlarms: refusing(2, throttle, answer) });
  expect(await guards.against(['errors'])).toEqual([]);
  const { guards: never } = await guardsOf({ DescribeAlarms: refusing(99, throttle, answer) });
  await expect(never.against(['errors'])).rejects.toMatchObject({ code: 'ThrottlingException', hope: 'later' });
}, WITH_RETRIES);
