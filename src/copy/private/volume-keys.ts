import { Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { encryptionKeyProblem } from './encryption-key';
import { deviceProblem } from '../../private/names';
import { Problem } from '../../private/props';
import { RootSource } from '../root-source';

export interface VolumeKeys {
  readonly source: RootSource;
  readonly volumeKeys?: { readonly [device: string]: kms.IKey };
  readonly registerBilledImage?: boolean;
}

export function volumeKeyProblems(scope: Construct, { source, volumeKeys, registerBilledImage }: VolumeKeys): Problem[] {
  if (!volumeKeys) return [registerBilledImage ? 'registerBilledImage is for volumeKeys: without them EC2 keeps what is billed' : undefined];
  const { region } = Stack.of(scope);
  const keys = Object.entries(volumeKeys);
  return [
    keys.length === 0 ? 'volumeKeys must name at least one device; leave it away for one key' : undefined,
    ...keys.flatMap(([device, key]) => [
      deviceProblem('volumeKeys', device),
      unknownDeviceProblem(device, source._devices),
      encryptionKeyProblem(`volumeKeys['${device}']`, key, region, "must be a key in the stack's Region"),
    ]),
  ];
}

function unknownDeviceProblem(device: string, known: readonly string[] | undefined): Problem {
  return known === undefined || known.includes(device) ? undefined : `volumeKeys must name devices of the source, which has ${known.join(', ')}, got ${device}`;
}
