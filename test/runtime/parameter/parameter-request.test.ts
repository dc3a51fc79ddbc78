import { aWish, OURS, OWNER } from './a-parameter';
import { isOwn, parseParameterRequest, physicalIdOf, placeIn } from '../../../src/runtime/parameter/parameter-request';
import { aRequest } from '../cloudformation/an-event';

const PROPERTIES = {
  StateMachineArn: 'arn', Region: 'eu-west-1', Name: '/images/web', ImageId: 'ami-new', Description: 'the web', DataType: 'aws:ec2:image', Tags: { team: 'web' },
};

test('a request is read into a wish, and an update into the one before, too', () => {
  const fields = { LogicalResourceId: 'Parameter', ResourceProperties: PROPERTIES };
  const wish = aWish({ tags: { team: 'web' } });
  expect(parseParameterRequest(aRequest(fields))).toEqual({ owner: OWNER, wish, before: undefined });
  const update = { ...fields, RequestType: 'Update', PhysicalResourceId: 'x', OldResourceProperties: { ...PROPERTIES, ImageId: 'ami-old' } };
  expect(parseParameterRequest(aRequest(update)).before).toEqual({ ...wish, imageId: 'ami-old' });
});

test.each(['Region', 'Name', 'ImageId', 'Description', 'DataType'])('fails when %s is missing', name => {
  expect(() => parseParameterRequest(aRequest({ ResourceProperties: { ...PROPERTIES, [name]: undefined } }))).toThrow(`the property ${name} is missing`);
});

test.each(['/images/web', 'web', '/a/b.c/d-e_f'])('a physical id tells Region and name: %s', name => {
  const place = { region: 'us-gov-west-1', name };
  expect(placeIn(physicalIdOf(place))).toEqual(place);
});

test.each([undefined, '', 'Images-Parameter-1A2B3C', 'unknown:Parameter', '/images/web', 'eu-west-1', 'eu-west-1/'])('an id that was made up names no place: %s', id =>
  expect(placeIn(id)).toBeUndefined());

test('a parameter is a resource\'s own by stack and logical id together', () => {
  expect(isOwn({ ...OURS, team: 'web' }, OWNER)).toBe(true);
  expect(isOwn({ ...OURS }, { ...OWNER, logicalResourceId: 'Other' })).toBe(false);
  expect(isOwn({ ...OURS }, { ...OWNER, stackId: 'other' })).toBe(false);
  expect(isOwn({}, OWNER)).toBe(false);
});
