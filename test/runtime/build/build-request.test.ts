import { parseBuildRequest } from '../../../src/runtime/build/build-request';
import { ResourceRequest } from '../../../src/runtime/cloudformation/request';
import { Properties } from '../../../src/runtime/properties';

const PROPERTIES = {
  Region: 'eu-central-1',
  Origin: { Kind: 'IMAGE', Id: 'ami-1', Region: 'eu-west-1' },
  Encryption: { KeyArn: 'key-1', VolumeKeys: { '/dev/sdf': 'key-2', '/dev/sdg': 'key-3' } },
  ImageNamePrefix: 'web',
  Description: 'the web',
  RemovalPolicy: 'Delete',
  Tags: { team: 'blue' },
  TimeoutMinutes: '55',
};
const REGISTRATION = { Architecture: 'arm64', RootDeviceName: '/dev/sda1', VirtualizationType: 'hvm', EnaSupport: 'true', BootMode: 'uefi' };

const requestOf = (properties: Properties, more: Partial<ResourceRequest> = {}): ResourceRequest => ({
  requestType: 'Create',
  requestId: '1',
  stackId: 'stack',
  logicalResourceId: 'Web',
  resourceType: 'Custom::AmiBuild',
  responseUrl: 'https://…',
  properties,
  oldProperties: {},
  ...more,
});
const parse = (changes: Properties = {}, more: Partial<ResourceRequest> = {}) => parseBuildRequest(requestOf({ ...PROPERTIES, ...changes }, more));

test('a request is read once', () => {
  expect(parse()).toMatchObject({
    owner: { stackId: 'stack', logicalResourceId: 'Web' },
    wish: {
      region: 'eu-central-1',
      sourceId: 'ami-1',
      sourceRegion: 'eu-west-1',
      encryptionKeyArn: 'key-1',
      imageNamePrefix: 'web',
      description: 'the web',
      tags: { team: 'blue' },
      origin: { kind: 'IMAGE', id: 'ami-1', reboot: false },
      encryption: { keyArn: 'key-1', volumeKeys: new Map([['/dev/sdf', 'key-2'], ['/dev/sdg', 'key-3']]), registerBilled: false },
    },
    before: undefined,
  });
});

test('what a volume or a snapshot does not know about its image is in the request', () => {
  const { origin } = parse({ Origin: { Kind: 'SNAPSHOT', Id: 'snap-1', Region: 'eu-central-1', Registration: REGISTRATION, DataSnapshots: { '/dev/sdf': 'snap-2' } } }).wish;
  expect(origin).toMatchObject({
    registration: { architecture: 'arm64', rootDeviceName: '/dev/sda1', virtualizationType: 'hvm', enaSupport: true, bootMode: 'uefi' },
    dataSnapshots: new Map([['/dev/sdf', 'snap-2']]),
  });
});

test('an image that is not to be encrypted has no encryption', () => expect(parse({ Encryption: undefined }).wish.encryption).toBeUndefined());

describe('the job', () => {
  const job = (changes?: Properties) => parse(changes).wish.job;

  test.each<[string, Properties]>([
    ['the description', { Description: 'another' }],
    ['the tags', { Tags: {} }],
    ['the removal policy', { RemovalPolicy: 'Retain' }],
    ['the time', { TimeoutMinutes: '20' }],
    ['the order of the keys', { Encryption: { VolumeKeys: { '/dev/sdg': 'key-3', '/dev/sdf': 'key-2' }, KeyArn: 'key-1' } }],
  ])('stays the same when %s changes', (_title, changes) => expect(job(changes)).toBe(job()));

  test.each<[string, Properties]>([
    ['the origin', { Origin: { Kind: 'IMAGE', Id: 'ami-2', Region: 'eu-west-1' } }],
    ["the origin's Region", { Origin: { Kind: 'IMAGE', Id: 'ami-1', Region: 'eu-west-2' } }],
    ['the key', { Encryption: { ...PROPERTIES.Encryption, KeyArn: 'key-9' } }],
    ['the key of a volume', { Encryption: { KeyArn: 'key-1', VolumeKeys: { '/dev/sdf': 'key-9', '/dev/sdg': 'key-3' } } }],
    ['the prefix', { ImageNamePrefix: 'db' }],
    ['whether it is encrypted', { Encryption: undefined }],
  ])('is another when %s changes', (_title, changes) => expect(job(changes)).not.toBe(job()));
});

test.each<[string, Properties, string]>([
  ['there is no origin', { Origin: undefined }, 'the property Origin is missing'],
  ['the origin is a word', { Origin: 'ami-1' }, 'the property Origin must be a map'],
  ['the kind is unknown', { Origin: { ...PROPERTIES.Origin, Kind: 'DISK' } }, 'the property Kind must be one of IMAGE, INSTANCE, VOLUME, SNAPSHOT, got DISK'],
  ['a snapshot comes without its registration', { Origin: { ...PROPERTIES.Origin, Kind: 'SNAPSHOT' } }, 'the property Registration is missing'],
])('fails when %s', (_title, changes, sentence) => expect(() => parse(changes)).toThrow(sentence));
