import { Annotations, Stack, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { replicaArn } from './key';
import { PipelineDestination, PipelineDestinationOptions } from '../pipeline-destination';

/** A Region that images are in, with its key. */
export interface Place {
  /** May be a token for the stack's own. */
  readonly region: string;
  readonly isOwn: boolean;
  readonly keyArn: string;
  /** Undefined when the key is a replica that others make. */
  readonly key?: kms.IKey;
  readonly options: PipelineDestinationOptions;
}

/** The stack's own Region first: an image is built there, whether anybody wants it there or not. */
export function placesOf(scope: Construct, destinations: readonly PipelineDestination[], encryptionKey: kms.IKey, isOurKey: boolean): Place[] {
  const own = Stack.of(scope).region;
  const isOwn = ({ _region: region }: PipelineDestination) => region === undefined || region === own;
  const others = destinations.filter(each => !isOwn(each));
  const unkeyed = others.filter(each => !each._options.encryptionKey).map(each => each._region!);
  if (isOurKey && unkeyed.length > 0) {
    Annotations.of(scope).addWarningV2('cdk-golden-ami:GoldenAmiPipeline.replicaKey',
      `copies in ${unkeyed.join(' and ')} are encrypted with the replica of the pipeline's key there, which must exist before the first build is distributed: make it with kms.CfnReplicaKey, or give the destination an encryptionKey`);
  }
  return [
    { region: own, isOwn: true, keyArn: encryptionKey.keyArn, key: encryptionKey, options: destinations.find(isOwn)?._options ?? {} },
    ...others.map(({ _region: region, _options: options }) => ({
      region: region!, isOwn: false, keyArn: options.encryptionKey?.keyArn ?? replicaArn(encryptionKey, region!), key: options.encryptionKey, options,
    })),
  ];
}

export const isKnown = (text: string) => !Token.isUnresolved(text);
