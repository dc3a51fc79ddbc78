import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as imagebuilder from 'aws-cdk-lib/aws-imagebuilder';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { ComponentUse } from './component-use';
import { setWatermarks } from './newer-properties';
import { BaseImage } from '../base-image';
import { RootVolumeOptions } from '../root-volume';

export interface RecipeOptions {
  readonly name: string;
  readonly releaseLine: string;
  readonly baseImage: BaseImage;
  readonly architecture: ec2.InstanceArchitecture;
  readonly components: readonly ComponentUse[];
  readonly rootVolume: RootVolumeOptions;
  readonly encryptionKey: kms.IKey;
  readonly watermarks: readonly string[];
}

/**
 * What an image is made of. Nothing of a recipe can be changed: with `x` for the last part of its version Image Builder counts it up, so that
 * each change makes the next recipe of the same name.
 */
export function createRecipe(scope: Construct, options: RecipeOptions): imagebuilder.CfnImageRecipe {
  const { baseImage, rootVolume } = options;
  const recipe = new imagebuilder.CfnImageRecipe(scope, 'Recipe', {
    name: options.name,
    version: `${options.releaseLine}.x`,
    parentImage: baseImage._parentFor(options.architecture),
    components: options.components.map(({ componentArn, parameters }) => ({
      componentArn,
      parameters: Object.keys(parameters).length === 0 ? undefined : Object.entries(parameters).map(([name, value]) => ({ name, value: [value] })),
    })),
    // The recipe decides whether the first image is encrypted, and with which key; the distribution decides that of copies only.
    blockDeviceMappings: [{
      deviceName: baseImage._rootDeviceName,
      ebs: {
        encrypted: true,
        kmsKeyId: options.encryptionKey.keyArn,
        volumeSize: rootVolume.size?.toGibibytes(),
        volumeType: rootVolume.volumeType ?? ec2.EbsDeviceVolumeType.GP3,
        iops: rootVolume.iops,
        throughput: rootVolume.throughput,
        deleteOnTermination: true,
      },
    }],
  });
  if (options.watermarks.length > 0) setWatermarks(recipe, options.watermarks);
  if (baseImage._traits.dependency) recipe.node.addDependency(baseImage._traits.dependency);
  return recipe;
}
