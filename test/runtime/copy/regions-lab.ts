import { RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { CopyLab, CopyWish, MINUTE } from './copy-lab';
import { Ami } from '../../../src/ami/ami';
import { AmiCopy } from '../../../src/copy/ami-copy';
import { AmiDestination } from '../../../src/copy/ami-destination';
import { CopyCompletion } from '../../../src/copy/copy-completion';
import { HOME } from '../../support/cloudformation/cloud';
import { LabOptions } from '../../support/lab';

export const [IRELAND, VIRGINIA, OREGON] = ['eu-west-1', 'us-east-1', 'us-west-2'];
/** Ten, none of them the stack's own. */
export const FAR_AND_WIDE = [
  IRELAND, VIRGINIA, OREGON, 'ap-northeast-1', 'ap-southeast-2', 'ca-central-1', 'eu-north-1', 'eu-west-3', 'sa-east-1', 'us-east-2',
];

/** A lab for copies in several Regions. */
export class RegionsLab extends CopyLab {
  public readonly source: string;

  constructor(options: LabOptions = {}) {
    super(options);
    this.source = this.seed.image({ volumes: [{ sizeGiB: 8 }, { device: '/dev/sdf', sizeGiB: 20 }] });
  }

  public seedIn(region: string) {
    return this.ec2.seed(HOME.accountId, region);
  }

  public imageIn(region: string) {
    return this.copies.find(each => each.region === region);
  }

  /** The sorted Regions that hold something of ours. */
  public get occupied(): string[] {
    return [...new Set([...this.copies, ...this.snapshotsOfCopies].map(each => each.region))].sort();
  }
}

export interface RegionsWish {
  readonly source: string;
  /** The key of each Region, or none. */
  readonly destinations: { readonly [region: string]: string | undefined };
  readonly tags?: { readonly [key: string]: string };
  readonly removalPolicy?: RemovalPolicy;
  readonly completion?: CopyCompletion;
  readonly attributes?: CopyWish['attributes'];
  readonly parameterName?: string;
}

/** Copies in the Regions, under their default keys. */
export const to = (...regions: string[]) => Object.fromEntries(regions.map(region => [region, undefined]));

export const copiesOf = (wish: RegionsWish) => (stack: Stack): AmiCopy => {
  const destinations = Object.entries(wish.destinations).map(([region, keyArn]) =>
    AmiDestination.region(region, { encryptionKey: keyArn === undefined ? undefined : kms.Key.fromKeyArn(stack, `Key-${region}`, keyArn) }));
  const copy = new AmiCopy(stack, 'Copy', {
    source: Ami.fromImageId(wish.source),
    destinations,
    completion: wish.completion,
    parameterName: wish.parameterName,
    ...wish.attributes,
    imageNamePrefix: 'web',
    removalPolicy: wish.removalPolicy ?? RemovalPolicy.DESTROY,
  });
  for (const [key, value] of Object.entries(wish.tags ?? {})) Tags.of(copy).add(key, value);
  return copy;
};

/** Copies that take so many minutes, one after the other as they are started. */
export function inMinutes(...minutes: number[]): () => number {
  let next = 0;
  return () => minutes[next++ % minutes.length] * MINUTE;
}
