import { Registration } from './blueprint';
import { ResourceRequest } from '../cloudformation/request';
import { OriginKind } from '../contract';
import { CopyRequest, CopyWish, hash } from '../copy/copy-request';
import { Owner } from '../copy/image-copies';
import { map, oneOf, optionalMap, optionalNumber, optionalText, Properties, text, textMap } from '../properties';

/** What `Custom::AmiBuild` was asked. */
export interface BuildWish extends CopyWish {
  readonly origin: Origin;
  /** Absent: the image is made of the origin itself. */
  readonly encryption?: Encryption;
}

export interface BuildRequest extends CopyRequest {
  readonly wish: BuildWish;
  readonly before?: BuildWish;
}

/** What an image is made from. */
export interface Origin {
  readonly kind: OriginKind;
  readonly id: string;
  readonly region: string;
  readonly reboot: boolean;
  /** For a volume and a snapshot. */
  readonly registration?: Registration;
  readonly dataSnapshots: ReadonlyMap<string, string>;
}

export interface Encryption {
  /** Absent: the account's default key for EBS. */
  readonly keyArn?: string;
  /** Those of devices that have a key of their own. */
  readonly volumeKeys: ReadonlyMap<string, string>;
  readonly registerBilled: boolean;
}

export function parseBuildRequest(request: ResourceRequest): BuildRequest {
  const owner = { stackId: request.stackId, logicalResourceId: request.logicalResourceId };
  return {
    owner,
    wish: parseWish(request.properties, owner),
    before: request.requestType === 'Update' ? parseWish(request.oldProperties, owner) : undefined,
  };
}

function parseWish(properties: Properties, owner: Owner): BuildWish {
  const region = text(properties, 'Region');
  const origin = parseOrigin(map(properties, 'Origin'));
  const encryption = parseEncryption(optionalMap(properties, 'Encryption'));
  const imageNamePrefix = text(properties, 'ImageNamePrefix');
  return {
    region,
    sourceId: origin.id,
    sourceRegion: origin.region,
    origin,
    encryption,
    encryptionKeyArn: encryption?.keyArn,
    durationMinutes: optionalNumber(optionalMap(properties, 'Encryption') ?? {}, 'CopyDurationMinutes'),
    imageNamePrefix,
    description: text(properties, 'Description'),
    removalPolicy: text(properties, 'RemovalPolicy'),
    tags: textMap(properties, 'Tags'),
    job: hash([owner.stackId, owner.logicalResourceId, region, imageNamePrefix, optionalText(properties, 'ImdsSupport'), plain(origin), plain(encryption)]),
  };
}

const KINDS: readonly OriginKind[] = ['IMAGE', 'INSTANCE', 'VOLUME', 'SNAPSHOT'];

function parseOrigin(properties: Properties): Origin {
  const kind = oneOf(properties, 'Kind', KINDS);
  const isRegistered = kind === 'VOLUME' || kind === 'SNAPSHOT';
  return {
    kind,
    id: text(properties, 'Id'),
    region: text(properties, 'Region'),
    reboot: optionalText(properties, 'Reboot') === 'true',
    registration: isRegistered ? parseRegistration(map(properties, 'Registration')) : undefined,
    dataSnapshots: sorted(textMap(properties, 'DataSnapshots')),
  };
}

const parseRegistration = (properties: Properties): Registration => ({
  architecture: text(properties, 'Architecture'),
  rootDeviceName: text(properties, 'RootDeviceName'),
  virtualizationType: text(properties, 'VirtualizationType'),
  enaSupport: text(properties, 'EnaSupport') === 'true',
  bootMode: optionalText(properties, 'BootMode'),
  tpmSupport: optionalText(properties, 'TpmSupport'),
  imdsSupport: optionalText(properties, 'ImdsSupport'),
  uefiData: optionalText(properties, 'UefiData'),
  sriovNetSupport: optionalText(properties, 'SriovNetSupport'),
  kernelId: optionalText(properties, 'KernelId'),
  ramdiskId: optionalText(properties, 'RamdiskId'),
});

const parseEncryption = (properties: Properties | undefined): Encryption | undefined => properties && {
  keyArn: optionalText(properties, 'KeyArn'),
  volumeKeys: sorted(textMap(properties, 'VolumeKeys')),
  registerBilled: optionalText(properties, 'RegisterBilled') === 'true',
};

/** CloudFormation promises no order. */
const sorted = (entries: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(entries).sort(([a], [b]) => (a < b ? -1 : 1)));

/** As JSON tells it, maps included. */
const plain = (value: object | undefined) =>
  JSON.stringify(value, (_key, each: unknown) => (each instanceof Map ? [...each as ReadonlyMap<string, string>] : each));
