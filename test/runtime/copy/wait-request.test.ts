import { parseUndone, parseWaitRequest } from '../../../src/runtime/copy/wait-request';
import { aRequest } from '../cloudformation/an-event';

const image = (imageId: string, Region = 'eu-west-1') => ({ Region, ImageId: imageId });
const awaiting = (Images: object[], more: object = {}) => ({ Images, Completion: 'IN_DEPLOY', TimeoutMinutes: '55', OnTimeout: 'FAIL', ...more });
const keys = { encrypted: true, encryptionKeyArn: undefined, volumeKeys: {} };
const nothing = { requiresImdsV2: false, deprecation: undefined, isProtected: false };

describe('a request of the waiter', () => {
  test('says which images there are, under which keys, and what they get', () => {
    const Images = [{ ...image('ami-1'), EncryptionKeyArn: 'arn:key', VolumeKeys: { '/dev/sdf': 'arn:data' } }, { ...image('ami-2'), Encrypted: 'false' }];
    const request = aRequest({ ResourceProperties: awaiting(Images, { Attributes: { ImdsSupport: 'v2.0' } }) });
    expect(parseWaitRequest(request)).toEqual({
      images: [
        { region: 'eu-west-1', imageId: 'ami-1', keys: { ...keys, encryptionKeyArn: 'arn:key', volumeKeys: { '/dev/sdf': 'arn:data' } } },
        { region: 'eu-west-1', imageId: 'ami-2', keys: { ...keys, encrypted: false } },
      ],
      attributes: { ...nothing, requiresImdsV2: true },
      completion: 'IN_DEPLOY',
      mayEndPending: false,
      mark: expect.stringMatching(/^[0-9a-f]{16}$/),
      before: undefined,
    });
  });

  test.each([['PENDING', 'CONTINUE', true], ['IN_DEPLOY', 'CONTINUE', true], ['IN_DEPLOY', 'FAIL', false]])(
    'may end before its images when it is %s and %s: %s', (Completion, OnTimeout, expected) =>
      expect(parseWaitRequest(aRequest({ ResourceProperties: awaiting([], { Completion, OnTimeout }) })).mayEndPending).toBe(expected));

  test('has a mark of its own', () => {
    const markOf = (RequestId: string) => parseWaitRequest(aRequest({ RequestId, ResourceProperties: awaiting([]) })).mark;
    expect(markOf('one')).toBe(markOf('one'));
    expect(markOf('one')).not.toBe(markOf('other'));
  });
});

describe('what a request undoes', () => {
  const update = (before: object, now: object) =>
    aRequest({ RequestType: 'Update', PhysicalResourceId: 'wait:Web', OldResourceProperties: before, ResourceProperties: now });
  const idsIn = (request: ReturnType<typeof aRequest>) => parseUndone(request)?.images.map(each => each.imageId);

  test('is nothing for a creation', () => expect(parseUndone(aRequest({ ResourceProperties: awaiting([image('ami-1')]) }))).toBeUndefined());

  test('is all of it for a deletion', () =>
    expect(idsIn(aRequest({ RequestType: 'Delete', PhysicalResourceId: 'wait:Web', ResourceProperties: awaiting([image('ami-1')]) }))).toEqual(['ami-1']));

  test('is for an update what is awaited no more, with what it had', () => {
    const request = update(
      awaiting([image('ami-1'), image('ami-2'), image('ami-3', 'us-east-1')], { Attributes: { DeregistrationProtection: 'true' } }),
      awaiting([image('ami-2'), image('ami-3')]));
    expect(idsIn(request)).toEqual(['ami-1', 'ami-3']);
    expect(parseUndone(request)?.attributes.isProtected).toBe(true);
  });

  test('is nothing when the request before could not be read, and that does not keep this one from being read', () => {
    const request = update({ Images: 'none' }, awaiting([image('ami-1')]));
    expect(parseUndone(request)).toBeUndefined();
    expect(parseWaitRequest(request)).toMatchObject({ images: [{ imageId: 'ami-1' }], before: undefined });
    expect(parseUndone(aRequest({ RequestType: 'Delete', PhysicalResourceId: 'wait:Web', ResourceProperties: {} }))).toBeUndefined();
  });
});
