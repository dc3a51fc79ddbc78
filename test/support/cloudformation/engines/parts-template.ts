import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { AmiFromInstance } from '../../../../src/copy/ami-from-instance';
import { AmiFromSnapshot } from '../../../../src/copy/ami-from-snapshot';
import { EncryptedRootCopy, EncryptedRootCopyProps } from '../../../../src/copy/encrypted-root-copy';
import { RootSource } from '../../../../src/copy/root-source';
import { BUILD_RESOURCE_TYPE, BuildProperties, COPY_ATTRIBUTE, OriginProperties, WAITER_RESOURCE_TYPE } from '../../../../src/runtime/contract';
import { HOME } from '../cloud';
import { Origin, PartsModel, Way, WAY_NAMES } from '../histories/model';
import { DATA } from '../histories/origins';
import { ResourceDeclaration, Template, Value, Values } from '../template';

/** The resources of an image of parts, by their logical ids. */
export type SynthesizedParts = { readonly [way in Way]: Template['Resources'] };

/** The construct of each way, under the same id: whoever writes another one into an app deploys what differs. */
export const addParts = (app: App) => WAY_NAMES.map((way, index) => {
  const stack = new Stack(app, `Parts${index}`, { env: { account: HOME.accountId, region: HOME.region } });
  const parts = constructOf(way, stack);
  return { way, stack, ids: () => parts.node.findAll().flatMap(node => 'logicalId' in node ? String(stack.resolve(node.logicalId)) : []) };
});

const SNAPSHOT = 'snap-0123456789abcdef0';
const SNAPSHOTS = { dataSnapshots: { [DATA]: SNAPSHOT } };

function constructOf(way: Way, stack: Stack) {
  const keyOf = (id: string) => kms.Key.fromKeyArn(stack, id, `arn:aws:kms:${HOME.region}:${HOME.accountId}:key/${id}`);
  const instance = () => ec2.CfnInstance.fromInstanceId(stack, 'Instance', 'i-0123456789abcdef0');
  const encrypted = (source: RootSource, more: Partial<EncryptedRootCopyProps> = {}) =>
    new EncryptedRootCopy(stack, 'Parts', { source, encryptionKey: keyOf('1'), ...more });
  const volumeKeys = () => ({ volumeKeys: { [DATA]: keyOf('2') } });
  switch (way) {
    case 'of an image, a key for each volume':
      return encrypted(RootSource.amiId('ami-0123456789abcdef0'), { ...volumeKeys(), registerBilledImage: true });
    case 'of an instance, one key':
      return encrypted(RootSource.instance(instance()));
    case 'of an instance, a key for each volume':
      return encrypted(RootSource.instance(instance()), { ...volumeKeys(), registerBilledImage: true });
    case 'of a volume, one key': {
      const volume = { volumeId: 'vol-0123456789abcdef0', availabilityZone: `${HOME.region}a` };
      return encrypted(RootSource.volume(ec2.Volume.fromVolumeAttributes(stack, 'Volume', volume)));
    }
    case 'of snapshots, one key':
      return encrypted(RootSource.snapshot(SNAPSHOT, SNAPSHOTS));
    case 'of snapshots, a key for each volume':
      return encrypted(RootSource.snapshot(SNAPSHOT, SNAPSHOTS), volumeKeys());
    case 'of an instance, as it is':
      return new AmiFromInstance(stack, 'Parts', { instance: instance() });
    case 'of snapshots, as they are':
      return new AmiFromSnapshot(stack, 'Parts', { rootSnapshotId: SNAPSHOT, ...SNAPSHOTS });
  }
}

/** The resources of the way, as the model wants them. */
export const partsOf = (parts: SynthesizedParts, model: PartsModel): [string, ResourceDeclaration][] =>
  Object.entries(parts[model.way]).map(([logicalId, declaration]) => [logicalId, filled(declaration, model)]);

export function referenceTo(parts: SynthesizedParts, way: Way): Value {
  const idOf = (type: string) => Object.entries(parts[way]).find(([, { Type }]) => Type === type)![0];
  return { 'Fn::Select': [0, [{ 'Fn::GetAtt': [idOf(BUILD_RESOURCE_TYPE), COPY_ATTRIBUTE.imageId] }, { Ref: idOf(WAITER_RESOURCE_TYPE) }]] };
}

/** An image that takes less than this is given time enough to be removed, and the answer its two minutes. */
const SHORTEST_SERVICE_SECONDS = 13 * 60;

function filled(declaration: ResourceDeclaration, model: PartsModel): ResourceDeclaration {
  const { Properties = {} } = declaration;
  const timeout = model.timeoutMinutes * 60;
  if (declaration.Type === BUILD_RESOURCE_TYPE) {
    const { Origin: declared, Encryption } = Properties as unknown as BuildProperties;
    return {
      ...declaration,
      Properties: {
        ...Properties,
        Origin: originOf(model.origin, declared),
        ...(Encryption && { Encryption: { ...Encryption, ...keysOf(model, Encryption.VolumeKeys, 'KeyArn') } }),
        ImageNamePrefix: model.prefix,
        Description: model.description,
        Tags: model.tags,
        RemovalPolicy: model.policy,
        TimeoutMinutes: String(model.timeoutMinutes),
        ServiceTimeout: String(Math.max(timeout, SHORTEST_SERVICE_SECONDS) + 120),
      },
      DeletionPolicy: model.policy,
      UpdateReplacePolicy: model.policy === 'Delete' ? 'Delete' : 'Retain',
    };
  }
  if (declaration.Type === WAITER_RESOURCE_TYPE) {
    const [image] = Properties.Images as Values[];
    return {
      ...declaration,
      Properties: {
        ...Properties,
        Images: [image.Encrypted === 'false' ? image : { ...image, ...keysOf(model, image.VolumeKeys, 'EncryptionKeyArn') }],
        Completion: model.completion,
        TimeoutMinutes: String(model.timeoutMinutes),
        OnTimeout: model.onTimeout,
        ServiceTimeout: String(timeout + 120),
      },
    };
  }
  return declaration;
}

const originOf = ({ id, region, dataSnapshots }: Origin, { Kind, Registration, DataSnapshots }: OriginProperties): Values =>
  ({ Kind, Id: id, Region: region, Registration: { ...Registration }, DataSnapshots: DataSnapshots && dataSnapshots });

const keysOf = ({ encryptionKeyArn, dataKeyArn }: PartsModel, volumeKeys: unknown, name: 'KeyArn' | 'EncryptionKeyArn') =>
  ({ [name]: encryptionKeyArn, ...(volumeKeys ? { VolumeKeys: { [DATA]: dataKeyArn } } : {}) });

