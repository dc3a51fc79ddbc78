import { SSMClient } from '@aws-sdk/client-ssm';
import { aClient, anError } from './a-client';
import { SsmParameters } from '../../../src/runtime/aws/ssm-parameters';

const ORDER = { name: '/images/web', imageId: 'ami-1', description: 'the web', dataType: 'aws:ec2:image' };
const FIELDS = { Name: '/images/web', Value: 'ami-1', Description: 'the web', DataType: 'aws:ec2:image', Type: 'String' };
const NAMED = { ResourceType: 'Parameter', ResourceId: '/images/web' };

function parametersOf(answer: (operation: string) => unknown = () => ({})) {
  const { client, sent } = aClient<SSMClient>(answer);
  return { parameters: new SsmParameters(client), sent };
}
const refusing = (name: string) => parametersOf(() => { throw anError(name); }).parameters;

test('a parameter is created with its tags, in one call that overwrites nothing', async () => {
  const { parameters, sent } = parametersOf();
  expect(await parameters.create(ORDER, { team: 'web' })).toBe('asked');
  expect(sent).toEqual([{ operation: 'PutParameter', input: { ...FIELDS, Tags: [{ Key: 'team', Value: 'web' }] } }]);
});

test('it is overwritten without tags, which Parameter Store takes at its creation only', async () => {
  const { parameters, sent } = parametersOf();
  await parameters.overwrite(ORDER);
  expect(sent).toEqual([{ operation: 'PutParameter', input: { ...FIELDS, Overwrite: true } }]);
});

test('tags are set and taken away', async () => {
  const { parameters, sent } = parametersOf();
  await parameters.tag('/images/web', { team: 'web' });
  await parameters.untag('/images/web', ['team']);
  expect(sent).toEqual([
    { operation: 'AddTagsToResource', input: { ...NAMED, Tags: [{ Key: 'team', Value: 'web' }] } },
    { operation: 'RemoveTagsFromResource', input: { ...NAMED, TagKeys: ['team'] } },
  ]);
});

test('what is there is read', async () => {
  const { parameters } = parametersOf(operation =>
    (operation === 'GetParameter' ? { Parameter: { Value: 'ami-1', DataType: 'text' } } : { TagList: [{ Key: 'team', Value: 'web' }] }));
  expect(await parameters.contentOf('/images/web')).toEqual({ value: 'ami-1', dataType: 'text' });
  expect(await parameters.tagsOf('/images/web')).toEqual({ team: 'web' });
});

test('what is not there is told in each call\'s own way', async () => {
  expect(await refusing('ParameterNotFound').contentOf('x')).toBeUndefined();
  expect(await refusing('InvalidResourceId').tagsOf('x')).toEqual({});
  expect(await refusing('ParameterAlreadyExists').create(ORDER, {})).toBe('taken');
  await expect(refusing('ParameterNotFound').remove('x')).resolves.toBeUndefined();
});

test.each<[string, string]>([
  ['ThrottlingException', 'later'], ['TooManyUpdates', 'later'], ['AccessDeniedException', 'soon'], ['UnrecognizedClientException', 'soon'],
  ['ParameterLimitExceeded', 'never'], ['ValidationException', 'never'],
])('fails when Parameter Store says %s, and tells what to hope for', async (code, hope) => {
  const failure = expect.objectContaining({ code, hope });
  await expect(refusing(code).create(ORDER, {})).rejects.toEqual(failure);
  await expect(refusing(code).overwrite(ORDER)).rejects.toEqual(failure);
  await expect(refusing(code).tagsOf('x')).rejects.toEqual(failure);
  await expect(refusing(code).contentOf('x')).rejects.toEqual(failure);
  await expect(refusing(code).tag('x', {})).rejects.toEqual(failure);
  await expect(refusing(code).untag('x', [])).rejects.toEqual(failure);
  await expect(refusing(code).remove('x')).rejects.toEqual(failure);
});
