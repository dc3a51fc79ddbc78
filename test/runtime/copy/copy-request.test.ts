import * as fc from 'fast-check';
import { aWish, KEY_ARN } from './an-image';
import { OWNERSHIP_TAG } from '../../../src/runtime/contract';
import { CopyWish, imageNameOf, ownershipTags, parseCopyRequest, tokenOf } from '../../../src/runtime/copy/copy-request';
import { aRequest, EventFields, STACK_ID } from '../cloudformation/an-event';

const PROPERTIES = {
  StateMachineArn: 'arn:machine',
  Region: 'eu-central-1',
  SourceImageId: 'ami-source',
  EncryptionKeyArn: KEY_ARN,
  ImageNamePrefix: 'web',
  Description: 'the web',
  RemovalPolicy: 'Delete',
  Tags: { team: 'web' },
};
const parse = (properties: EventFields = {}, event: EventFields = {}) =>
  parseCopyRequest(aRequest({ ResourceProperties: { ...PROPERTIES, ...properties }, ...event }));

test('a request says what is wished, and for whom', () => {
  expect(parse()).toEqual({
    owner: { stackId: STACK_ID, logicalResourceId: 'Web' },
    before: undefined,
    wish: {
      region: 'eu-central-1',
      sourceId: 'ami-source',
      encryptionKeyArn: KEY_ARN,
      imageNamePrefix: 'web',
      description: 'the web',
      removalPolicy: 'Delete',
      tags: { team: 'web' },
      job: expect.stringMatching(/^[0-9a-f]{64}$/),
    },
  });
});

test('an Update says what was wished before', () => {
  const update = { RequestType: 'Update', PhysicalResourceId: 'eu-central-1/ami-1', OldResourceProperties: { ...PROPERTIES, SourceImageId: 'ami-old' } };
  const { wish, before } = parse({}, update);
  expect(before).toMatchObject({ sourceId: 'ami-old' });
  expect(before?.job).not.toBe(wish.job);
});

test.each<[string, EventFields, Partial<CopyWish>]>([
  ['no tags are none', { Tags: undefined }, { tags: {} }],
  ['tags are texts', { Tags: { size: 3, golden: true } }, { tags: { size: '3', golden: 'true' } }],
  ['no key is the default one', { EncryptionKeyArn: undefined }, { encryptionKeyArn: undefined }],
  ['properties of another release do no harm', { Colour: 'red', Nested: [{}] }, { sourceId: 'ami-source' }],
])('%s', (_title, properties, wish) => expect(parse(properties).wish).toMatchObject(wish));

test.each(['Region', 'SourceImageId', 'ImageNamePrefix', 'Description', 'RemovalPolicy'])('fails when %s is missing', name =>
  expect(() => parse({ [name]: undefined })).toThrow(`the property ${name} is missing`));

describe('the job', () => {
  const REPLACEMENT = ['SourceImageId', 'EncryptionKeyArn', 'ImageNamePrefix', 'ImdsSupport'];
  const anyText = fc.string({ minLength: 1, maxLength: 20 });
  const replacing = fc.record({ SourceImageId: anyText, EncryptionKeyArn: anyText, ImageNamePrefix: anyText, ImdsSupport: anyText });
  const anyPlace = fc.record({ region: anyText, StackId: anyText, LogicalResourceId: anyText });
  const jobOf = (properties: EventFields, { region, ...event }: { region: string }) => parse({ ...properties, Region: region }, event).wish.job;

  test('is the same exactly when what would replace the image is the same, for the same resource, in the same Region', () => {
    fc.assert(fc.property(replacing, replacing, anyPlace, anyPlace, (one, other, here, there) => {
      const same = JSON.stringify([one, here]) === JSON.stringify([other, there]);
      expect(jobOf(one, here) === jobOf(other, there)).toBe(same);
      expect(jobOf({ ...one }, { ...here })).toBe(jobOf(one, here));
    }));
  });

  test('is another one when any of them changes alone', () => {
    // Longer than any text that is drawn.
    const another = 'another text altogether';
    const anyPart = fc.constantFrom('region', 'StackId', 'LogicalResourceId');
    fc.assert(fc.property(replacing, anyPlace, fc.constantFrom(...REPLACEMENT), anyPart, (properties, place, property, part) => {
      expect(jobOf({ ...properties, [property]: another }, place)).not.toBe(jobOf(properties, place));
      expect(jobOf(properties, { ...place, [part]: another })).not.toBe(jobOf(properties, place));
    }));
  });

  test('is another one under the default key', () => {
    expect(jobOf({ EncryptionKeyArn: undefined }, { region: 'eu-central-1' })).not.toBe(jobOf({}, { region: 'eu-central-1' }));
  });

  test('is another one when the same letters stand in other properties', () => {
    const place = { region: 'eu-central-1' };
    expect(jobOf({ SourceImageId: 'ab', EncryptionKeyArn: 'c' }, place)).not.toBe(jobOf({ SourceImageId: 'a', EncryptionKeyArn: 'bc' }, place));
  });

  test('stays when tags, description, policy, duration, machine or request change', () => {
    const changing = fc.record({
      Tags: fc.dictionary(anyText, anyText),
      Description: anyText,
      RemovalPolicy: anyText,
      StateMachineArn: anyText,
      RequestId: fc.uuid(),
      CopyDurationMinutes: fc.constantFrom('15', '2880'),
    });
    fc.assert(fc.property(changing, ({ RequestId, ...properties }) => {
      expect(parse(properties, { RequestId }).wish.job).toBe(parse().wish.job);
    }));
  });
});

describe('the name', () => {
  test('is the prefix and twelve digits of the job', () => {
    const { wish } = parse();
    expect(imageNameOf(wish)).toBe(`web-${wish.job.slice(0, 12)}`);
  });

  test('of a replacement is another one', () => expect(imageNameOf(parse({ SourceImageId: 'ami-new' }).wish)).not.toBe(imageNameOf(parse().wish)));
});

describe('the token', () => {
  const token = tokenOf(aWish(), 0);

  test('is one that EC2 takes, and the same for the same order', () => {
    expect(token).toMatch(/^[0-9a-f]{64}$/);
    expect(tokenOf(aWish({ removalPolicy: 'Retain' }), 0)).toBe(token);
  });

  test.each<[string, string]>([
    ['attempt', tokenOf(aWish(), 1)],
    ['job', tokenOf(aWish({ job: 'job-2' }), 0)],
    ['source', tokenOf(aWish({ sourceId: 'ami-2' }), 0)],
    ['description', tokenOf(aWish({ description: 'another' }), 0)],
    ['tag', tokenOf(aWish({ tags: { team: 'web' } }), 0)],
    ['duration', tokenOf(aWish({ durationMinutes: 15 }), 0)],
  ])('is another one for another %s, because EC2 refuses a token with changed parameters', (_title, other) => expect(other).not.toBe(token));
});

test('ownership is told in five tags', () => {
  const { owner, wish } = parse();
  expect(ownershipTags(owner, wish)).toEqual({
    [OWNERSHIP_TAG.stackId]: STACK_ID,
    [OWNERSHIP_TAG.logicalId]: 'Web',
    [OWNERSHIP_TAG.job]: wish.job,
    [OWNERSHIP_TAG.source]: 'ami-source',
    [OWNERSHIP_TAG.part]: 'result',
  });
});
