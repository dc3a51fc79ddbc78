import * as sdk from '@aws-sdk/client-ssm';
import { ParameterStore } from './parameter-store';
import { ParameterRules } from './rules';
import { HOME } from '../cloudformation/cloud';
import { Command } from '../cloudformation/doors';
import { Ec2Simulator } from '../ec2/ec2-simulator';
import { Random } from '../random';
import { Timeline } from '../timeline';

const [ACCOUNT, HERE, FAR] = [HOME.accountId, HOME.region, 'eu-west-1'];
const SECOND = 1000;

function aStore(rules: Partial<ParameterRules> = {}) {
  const timeline = new Timeline();
  const ec2 = new Ec2Simulator({ clock: timeline, random: new Random(1) });
  const store = new ParameterStore({ timeline, random: new Random(2), ec2, rules });
  const imageId = ec2.seed(ACCOUNT, HERE).image();
  const send = (command: object, region = HERE) => store.client(ACCOUNT, region).send(command as Command);
  const put = (fields: Partial<sdk.PutParameterRequest> = {}, region = HERE) =>
    send(new sdk.PutParameterCommand({ Name: '/a', Value: imageId, Type: 'String', DataType: 'aws:ec2:image', ...fields }), region);
  const get = async (region = HERE) => ((await send(new sdk.GetParameterCommand({ Name: '/a' }), region)) as sdk.GetParameterResult).Parameter;
  const named = { ResourceType: 'Parameter', ResourceId: '/a' } as const;
  const tags = async () => ((await send(new sdk.ListTagsForResourceCommand(named))) as sdk.ListTagsForResourceResult).TagList;
  const remove = () => send(new sdk.DeleteParameterCommand({ Name: '/a' }));
  const pass = (seconds: number) => timeline.run(timeline.sleep(seconds * SECOND));
  return { store, ec2, imageId, send, put, get, tags, remove, named, pass };
}
const saying = (name: string) => expect.objectContaining({ name });

test('an image is taken after a while, and only then shows', async () => {
  const { put, get, tags, pass, imageId } = aStore({ checkTakes: [10 * SECOND, 10 * SECOND] });
  await put({ Tags: [{ Key: 'team', Value: 'web' }] });
  await expect(get()).rejects.toEqual(saying('ParameterNotFound'));
  await expect(tags()).rejects.toEqual(saying('InvalidResourceId'));
  await pass(10);
  expect(await get()).toMatchObject({ Value: imageId, Version: 1, DataType: 'aws:ec2:image' });
  expect(await tags()).toEqual([{ Key: 'team', Value: 'web' }]);
});

test.each<[string, (world: ReturnType<typeof aStore>) => Partial<sdk.PutParameterRequest>]>([
  ['an image that nobody knows', () => ({ Value: 'ami-0123456789abcdef0' })],
  ['an image that is not available', ({ ec2 }) => ({ Value: ec2.seed(ACCOUNT, HERE).image({ state: 'pending' }) })],
  ['an image of another Region', ({ ec2 }) => ({ Value: ec2.seed(ACCOUNT, FAR).image() })],
])('%s is accepted, and forgotten', async (_title, fieldsOf) => {
  const world = aStore();
  await world.put(fieldsOf(world));
  await world.pass(60);
  await expect(world.get()).rejects.toEqual(saying('ParameterNotFound'));
  await world.put();
  await world.pass(60);
  await world.put({ ...fieldsOf(world), Overwrite: true });
  await world.pass(60);
  expect(await world.get()).toMatchObject({ Value: world.imageId, Version: 1 });
});

test('of several names those that are there are shown, at most ten', async () => {
  const { put, send, pass, imageId } = aStore();
  await put();
  await pass(60);
  const several = (Names: string[]) => send(new sdk.GetParametersCommand({ Names }));
  expect(await several(['/a', '/b'])).toMatchObject({ Parameters: [{ Name: '/a', Value: imageId }], InvalidParameters: ['/b'] });
  await expect(several(Array.from({ length: 11 }, (_, index) => `/${index}`))).rejects.toEqual(saying('ValidationException'));
});

test('plain text is not looked at', async () => {
  const { put, get } = aStore();
  await put({ DataType: 'text', Value: 'anything' });
  expect(await get()).toMatchObject({ Value: 'anything' });
});

test('one that is there, or is being looked at, is overwritten on request only', async () => {
  const { put, pass, get, ec2 } = aStore();
  await put();
  await expect(put()).rejects.toEqual(saying('ParameterAlreadyExists'));
  await pass(60);
  await expect(put()).rejects.toEqual(saying('ParameterAlreadyExists'));
  const Value = ec2.seed(ACCOUNT, HERE).image();
  await put({ Value, Overwrite: true });
  await pass(60);
  expect(await get()).toMatchObject({ Value, Version: 2 });
});

test('tags do not come with an overwrite, and a data type never changes', async () => {
  const { put, pass } = aStore();
  await put();
  await pass(60);
  await expect(put({ Overwrite: true, Tags: [{ Key: 'team', Value: 'web' }] })).rejects.toEqual(saying('ValidationException'));
  await expect(put({ Overwrite: true, DataType: 'text' })).rejects.toEqual(saying('ValidationException'));
});

test('tags are changed by themselves', async () => {
  const { put, pass, send, tags, named } = aStore();
  await expect(send(new sdk.AddTagsToResourceCommand({ ...named, Tags: [] }))).rejects.toEqual(saying('InvalidResourceId'));
  await put({ Tags: [{ Key: 'team', Value: 'web' }] });
  await pass(60);
  await send(new sdk.AddTagsToResourceCommand({ ...named, Tags: [{ Key: 'team', Value: 'db' }, { Key: 'stage', Value: 'test' }] }));
  await send(new sdk.RemoveTagsFromResourceCommand({ ...named, TagKeys: ['stage'] }));
  expect(await tags()).toEqual([{ Key: 'team', Value: 'db' }]);
});

test('Regions do not know each other\'s parameters', async () => {
  const { put, get, pass } = aStore();
  await put();
  await pass(60);
  await expect(get(FAR)).rejects.toEqual(saying('ParameterNotFound'));
});

test('what is deleted is gone, does not come back with an overwrite that was under way, and holds its name for a while', async () => {
  const { put, pass, get, remove, store } = aStore({ nameHeldAfterDeletion: [30 * SECOND, 30 * SECOND] });
  await put();
  await pass(60);
  await put({ Overwrite: true });
  await remove();
  await expect(remove()).rejects.toEqual(saying('ParameterNotFound'));
  await expect(put()).rejects.toEqual(saying('ParameterAlreadyExists'));
  await pass(29);
  await expect(get()).rejects.toEqual(saying('ParameterNotFound'));
  expect(store.parameters).toEqual([]);
  await pass(1);
  await put();
});

test('a change shows late, in the order of the changes', async () => {
  const { put, pass, get, remove } = aStore({ checkTakes: [0, 0], lag: [20 * SECOND, 20 * SECOND] });
  await put();
  await pass(10);
  await expect(get()).rejects.toEqual(saying('ParameterNotFound'));
  await pass(10);
  await remove();
  await pass(10);
  expect(await get()).toMatchObject({ Version: 1 });
  await pass(10);
  await expect(get()).rejects.toEqual(saying('ParameterNotFound'));
});

test('a Region that is not enabled knows nobody, and calls are refused as often as the rules say', async () => {
  const { ec2, get, store } = aStore();
  ec2.rules.regionsNotEnabled = [HERE];
  await expect(get()).rejects.toEqual(saying('UnrecognizedClientException'));
  ec2.rules.regionsNotEnabled = [];
  store.rules.refusals = { TooManyUpdates: 1 };
  await expect(get()).rejects.toEqual(saying('TooManyUpdates'));
});
