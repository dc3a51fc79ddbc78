import { CfnResource, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { EncryptedRootCopy, RootSource } from '../../../src';
import { HOME } from '../../support/cloudformation/cloud';
import { SeedImage } from '../../support/ec2/seed-specs';
import { LabOptions } from '../../support/lab';
import { CopyLab } from '../copy/copy-lab';

export const OTHER_ACCOUNT = '222222222222';
export const DATA = '/dev/sdf';
const VOLUMES = [{ sizeGiB: 8 }, { device: DATA, sizeGiB: 20 }];

export type SourceKind = 'image' | 'instance' | 'volume' | 'snapshot';
export type SourceIn = (stack: Stack) => RootSource;

/** A lab for images that are made in steps. */
export class BuildsLab extends CopyLab {
  public readonly rootKey = this.seed.key();
  public readonly dataKey = this.seed.key();

  constructor(options: LabOptions = {}) {
    super(options);
  }

  /** Something that is there to make an image of. */
  public source(kind: SourceKind): SourceIn {
    switch (kind) {
      case 'image': return this.imageSource();
      case 'instance': return this.instanceSource(this.instance());
      case 'volume': {
        const volumeId = this.seed.volume({ sizeGiB: 8 });
        return stack => RootSource.volume(ec2.Volume.fromVolumeAttributes(stack, 'Volume', { volumeId, availabilityZone: 'eu-central-1a' }));
      }
      case 'snapshot': {
        const [root, data] = [this.seed.snapshot({ sizeGiB: 8 }), this.seed.snapshot({ sizeGiB: 20 })];
        return () => RootSource.snapshot(root, { dataSnapshots: { [DATA]: data } });
      }
    }
  }

  public imageSource(image: SeedImage = {}): SourceIn {
    const imageId = this.seed.image({ volumes: VOLUMES, ...image });
    return () => RootSource.amiId(imageId);
  }

  /** An image of another account, which shares it and its snapshots with ours. */
  public foreignImage = (image: SeedImage = {}) => this.ec2.seed(OTHER_ACCOUNT, HOME.region).image({
    volumes: VOLUMES, sharedWith: [HOME.accountId], snapshotsSharedWith: [HOME.accountId], ...image,
  });

  public instance(): string {
    return this.seed.instance({ imageId: this.seed.image({ volumes: VOLUMES }) });
  }

  public instanceSource(instanceId: string): SourceIn {
    return stack => RootSource.instance(instanceOf(stack, instanceId));
  }

  /** A stack with an image of the source; with a key of its own for the second volume, unless there is to be one for all. */
  public buildOf = (source: SourceIn, wish: BuildWish = {}, id = 'Copy') => (stack: Stack): EncryptedRootCopy => {
    const copy = new EncryptedRootCopy(stack, id, {
      source: source(stack),
      encryptionKey: kms.Key.fromKeyArn(stack, `${id}RootKey`, wish.keyArn ?? this.rootKey),
      volumeKeys: wish.oneKey ? undefined : { [DATA]: kms.Key.fromKeyArn(stack, `${id}DataKey`, wish.dataKeyArn ?? this.dataKey) },
      registerBilledImage: wish.registerBilledImage,
      imageNamePrefix: wish.prefix ?? 'web',
      removalPolicy: wish.removalPolicy ?? RemovalPolicy.DESTROY,
    });
    for (const [key, value] of Object.entries(wish.tags ?? {})) Tags.of(copy).add(key, value);
    return copy;
  };

  /** The same, with a resource that needs the finished image and fails. */
  public rolledBack = (source: SourceIn, on: 'create' | 'update', wish: BuildWish = {}) => (stack: Stack): void => {
    const { imageId } = this.buildOf(source, wish)(stack);
    new CfnResource(stack, 'User', { type: 'Test::Sibling', properties: { ImageId: imageId, FailOn: on } });
  };

  /** The key of each device of the one image that there is. */
  public get keys(): Record<string, string | undefined> {
    const [image] = this.copies;
    const keyOf = (id?: string) => this.ec2.snapshots().find(each => each.snapshotId === id)?.keyArn;
    return Object.fromEntries(image.devices.filter(each => each.snapshotId).map(({ device, snapshotId }) => [device, keyOf(snapshotId)]));
  }

  /** What EC2 was told to make, in full. */
  public get orders(): string[] {
    const made = this.ec2.calls.filter(({ action, error }) => /^(Copy|Create|Register)(Image|Snapshot)$/.test(action) && error === undefined);
    return made.map(({ action, input }) => `${action} ${JSON.stringify(input)}`);
  }

  /** Everything that was made for stacks and is still there, or will be. */
  public get remains(): string[] {
    return [...this.copies.map(each => each.imageId), ...this.snapshotsOfCopies.map(each => each.snapshotId)];
  }
}

export interface BuildWish {
  readonly keyArn?: string;
  readonly dataKeyArn?: string;
  readonly oneKey?: boolean;
  readonly registerBilledImage?: boolean;
  readonly prefix?: string;
  readonly tags?: { readonly [key: string]: string };
  /** @default RemovalPolicy.DESTROY, under which nothing may be left */
  readonly removalPolicy?: RemovalPolicy;
}

export const instanceOf = (stack: Stack, instanceId: string) =>
  ({ node: stack.node, env: { account: stack.account, region: stack.region }, instanceRef: { instanceId } }) as ec2.IInstanceRef;
