import { readRequest } from '../../../src/runtime/channels/channel-request';

const ARN = 'arn:aws-us-gov:lambda:us-gov-west-1:111111111111:function:channels';
const read = (payload: unknown, alias = 'operate') => readRequest(payload, `${ARN}:${alias}`);
const imageState = { 'source': 'aws.imagebuilder', 'detail-type': 'EC2 Image Builder Image State Change', 'resources': ['arn'], 'detail': { state: { status: 'AVAILABLE' } } };

test.each([
  [{ verb: 'promote', channel: 'stable' }],
  [{ verb: 'promote', channel: 'stable', release: '1.0.7-1' }],
  [{ verb: 'rollback', channel: 'stable' }],
  [{ verb: 'resume', channel: 'stable' }],
  [{ verb: 'advance', channel: 'stable', release: '1.0.7-1' }],
  [{ verb: 'reconcile' }],
])('a verb is read as it is: %j', payload => expect(read(payload)).toEqual({ group: 'operate', payload }));

test.each([
  ['a build that passed', imageState],
  ['a parameter that was written', { 'source': 'aws.ssm', 'detail-type': 'Parameter Store Change', 'detail': { operation: 'Update', name: '/golden/web/x86_64/stable' } }],
  ['a schedule', { 'source': 'aws.events', 'detail-type': 'Scheduled Event', 'detail': {} }],
])('%s is a question to reconcile', (_title, event) => expect(read(event)).toEqual({ group: 'operate', payload: { verb: 'reconcile' } }));

test('the alias approve promotes', () =>
  expect(read({ verb: 'promote', channel: 'stable' }, 'approve')).toEqual({ group: 'approve', payload: { verb: 'promote', channel: 'stable' } }));

test.each<[string, unknown, string]>([
  ['there is no payload', undefined, 'the payload must be an object with a verb'],
  ['it is a list', [{ verb: 'reconcile' }], 'the payload must be an object with a verb'],
  ['it is an event of something else', { 'source': 'aws.ec2', 'detail-type': 'AMI State Change' }, 'the payload must have a verb, or be an event'],
  ['the verb is unknown', { verb: 'hold', channel: 'stable' }, 'verb must be one of promote, rollback, resume, advance, reconcile, got \'hold\''],
  ['the verb is a name that every object has', { verb: 'toString' }, 'verb must be one of'],
  ['the channel is missing', { verb: 'rollback' }, 'rollback needs channel'],
  ['a field is not the verb\'s', { verb: 'rollback', channel: 'stable', release: '1.0.7-1' }, 'rollback does not take \'release\''],
  ['a field is not a text', { verb: 'promote', channel: ['stable'] }, 'channel must be a text, got object'],
])('fails when %s', (_title, payload, sentence) => expect(() => read(payload)).toThrow(sentence));

test.each([
  ['approve', 'the alias approve has the verb promote alone, got rollback'],
  ['live', 'by its alias operate or approve, got live'],
])('fails when the alias %s is asked for a rollback', (alias, sentence) =>
  expect(() => read({ verb: 'rollback', channel: 'stable' }, alias)).toThrow(sentence));

test('fails when the function is invoked without an alias', () =>
  expect(() => readRequest({ verb: 'reconcile' }, ARN)).toThrow('by its alias operate or approve, got none'));
