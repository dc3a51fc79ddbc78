import { SSMClient } from '@aws-sdk/client-ssm';
import { ACCOUNT, closeServices, optionsFor, REGION, serve, WITH_RETRIES } from './a-service';
import { SsmChannelParameters } from '../../../src/runtime/aws/ssm-channel-parameters';
import { ssmAnswer } from '../../support/cloudformation/wire-formats';
import { Ec2Simulator } from '../../support/ec2/ec2-simulator';
import { Random } from '../../support/random';
import { ParameterStore } from '../../support/ssm/parameter-store';
import { ParameterRules } from '../../support/ssm/rules';
import { Timeline } from '../../support/timeline';

afterEach(closeServices);

async function aStore(rules: Partial<ParameterRules> = {}) {
  const timeline = new Timeline();
  const ec2 = new Ec2Simulator({ clock: timeline, random: new Random(1) });
  const store = new ParameterStore({ timeline, random: new Random(2), ec2, rules });
  const url = await serve(request => ssmAnswer(region => store.client(ACCOUNT, region), request));
  const pass = () => timeline.run(timeline.sleep(60_000));
  return { store, pass, imageId: ec2.seed(ACCOUNT, REGION).image(), parameters: new SsmChannelParameters(new SSMClient(optionsFor(url))) };
}

const NAMES = Array.from({ length: 23 }, (_, index) => `/golden/web/arm64/c${index}`);

test('more names than one call takes are read in several, without those that are not there', async () => {
  const { store, parameters, imageId } = await aStore();
  for (const name of NAMES.slice(1)) store.put({ account: ACCOUNT, region: REGION, name, value: imageId, tags: {} });
  expect(await parameters.read(NAMES)).toEqual(Object.fromEntries(NAMES.slice(1).map(name => [name, imageId])));
  expect(store.calls.map(({ action }) => action)).toEqual(['GetParameters', 'GetParameters', 'GetParameters']);
});

test('a parameter is created and overwritten as the name of an image, which Parameter Store looks at', async () => {
  const { store, parameters, imageId, pass } = await aStore();
  for (let write = 0; write < 2; write++) {
    await parameters.write(NAMES[0], imageId);
    await pass();
  }
  expect(store.find(REGION, NAMES[0])).toMatchObject({ value: imageId, dataType: 'aws:ec2:image', version: 2 });
});

test('what somebody made with another data type cannot be overwritten, which is told', async () => {
  const { store, parameters, imageId } = await aStore();
  store.put({ account: ACCOUNT, region: REGION, name: NAMES[0], value: imageId, tags: {}, dataType: 'text' });
  await expect(parameters.write(NAMES[0], imageId)).rejects.toMatchObject({ code: 'ValidationException', hope: 'never' });
});

test('a throttle is asked again, and then told', async () => {
  const { store, parameters } = await aStore({ refusals: { ThrottlingException: 1 } });
  await expect(parameters.read(NAMES.slice(0, 1))).rejects.toMatchObject({ code: 'ThrottlingException', hope: 'later' });
  expect(store.calls).toHaveLength(3);
}, WITH_RETRIES);
