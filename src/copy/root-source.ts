import { Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Construct } from 'constructs';
import { encryptionKeyProblem } from './private/encryption-key';
import { isRegionName, partitionProblem } from './private/regions';
import { dataSnapshotProblems, registrationProblems, renderRegistration, rootDeviceOf } from './private/registration';
import { InstanceSourceOptions, RegionalSourceOptions, RootSourceOptions, SnapshotSourceOptions, VolumeSourceOptions } from './root-source-options';
import { IAmi } from '../ami/ami';
import { imageIdProblem, parameterNameProblem, snapshotIdProblem } from '../private/names';
import { Problem } from '../private/props';
import { OriginKind, OriginProperties } from '../runtime/contract';

/** A source, as the factories know it. */
interface Facts {
  readonly kind: OriginKind;
  readonly originIn: (scope: Construct) => Omit<OriginProperties, 'Kind' | 'Region'>;
  readonly encryptionKeyIn?: (scope: Construct) => kms.IKey | undefined;
  /** Absent: the stack's own. */
  readonly region?: string;
  /** Whether another resource tells an id of it. */
  readonly isMade?: boolean;
  readonly problemsIn?: (scope: Construct) => Problem[];
  /** The devices, where they are known at synth. */
  readonly devices?: readonly string[];
}

/** What a copy starts from. Whenever it names another image, instance, volume or snapshot, the next deployment replaces the copy. */
export class RootSource {
  /**
   * An image of this account, or one that is public or shared with it.
   *
   * @param imageId like `ami-0123456789abcdef0`
   * @param options its Region and its key
   */
  public static amiId(imageId: string, options: RegionalSourceOptions = {}): RootSource {
    return new RootSource({
      kind: 'IMAGE',
      originIn: () => ({ Id: imageId }),
      encryptionKeyIn: () => options.encryptionKey,
      region: options.region,
      isMade: Token.isUnresolved(imageId),
      problemsIn: () => [imageIdProblem('source', imageId)],
    });
  }

  /**
   * An image that another construct makes, or one imported with `Ami`.
   *
   * @param ami the image; its key is used, if it has one
   */
  public static ami(ami: IAmi): RootSource {
    return new RootSource({
      kind: 'IMAGE',
      originIn: () => ({ Id: ami.imageId }),
      encryptionKeyIn: scope => ami.encryptionKeyIn(Stack.of(scope).region),
      isMade: Token.isUnresolved(ami.imageId),
    });
  }

  /**
   * Any image that aws-ec2 can name, like `ec2.MachineImage.latestAmazonLinux2023()`.
   *
   * Most of those name the newest image at each deployment: a newer base then replaces the copy.
   *
   * @param image the machine image
   * @param options its key, if it is encrypted
   */
  public static machineImage(image: ec2.IMachineImage, options: RootSourceOptions = {}): RootSource {
    return new RootSource({
      kind: 'IMAGE',
      originIn: scope => ({ Id: image.getImage(scope).imageId }),
      encryptionKeyIn: () => options.encryptionKey,
    });
  }

  /**
   * The image that a public or own SSM parameter names when the stack is deployed.
   *
   * A newer base then replaces the copy at the next deployment.
   *
   * @param parameterName like `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64`
   * @param options its key, if it is encrypted
   */
  public static ssmParameter(parameterName: string, options: RootSourceOptions = {}): RootSource {
    return new RootSource({
      kind: 'IMAGE',
      originIn: scope => ({
        Id: ssm.StringParameter.valueForTypedStringParameterV2(scope, parameterName, ssm.ParameterValueType.AWS_EC2_IMAGE_ID),
      }),
      encryptionKeyIn: () => options.encryptionKey,
      problemsIn: () => [parameterName.startsWith('/aws/service/') ? undefined : parameterNameProblem('source', parameterName)],
    });
  }

  /**
   * All volumes of an instance of this account, in the stack's Region. An intermediate image of it is made, and removed when the copy is there.
   *
   * The copy is made once. A later deployment looks at the instance again only when something makes another copy: the source, the key, or the
   * name's prefix.
   *
   * @param instance one that the CDK makes, or one imported with `ec2.CfnInstance.fromInstanceId`
   * @param options whether it is restarted, and the key of its volumes
   */
  public static instance(instance: ec2.IInstanceRef, options: InstanceSourceOptions = {}): RootSource {
    const { instanceId } = instance.instanceRef;
    return new RootSource({
      kind: 'INSTANCE',
      originIn: () => ({ Id: instanceId, Reboot: options.reboot ? 'true' : undefined }),
      encryptionKeyIn: () => options.encryptionKey,
      isMade: Token.isUnresolved(instanceId),
      problemsIn: scope => [ownRegionProblem('instance', scope, instance.env.region)],
    });
  }

  /**
   * A volume of this account, in the stack's Region, that a system can start from. An intermediate snapshot of it is made, and removed when the copy is
   * there. A volume in use gives a crash-consistent one: of one moment, without what was not written yet.
   *
   * @param volume one that the CDK makes, or one imported with `ec2.Volume.fromVolumeAttributes`
   * @param options what the image says besides its volume
   */
  public static volume(volume: ec2.IVolume, options: VolumeSourceOptions = {}): RootSource {
    return new RootSource({
      kind: 'VOLUME',
      originIn: () => ({ Id: volume.volumeId, Registration: renderRegistration(options) }),
      encryptionKeyIn: () => options.encryptionKey ?? volume.encryptionKey,
      isMade: Token.isUnresolved(volume.volumeId),
      problemsIn: scope => [ownRegionProblem('volume', scope, volume.env.region), ...registrationProblems(options)],
      devices: [rootDeviceOf(options)],
    });
  }

  /**
   * Snapshots of this account, or some that are shared with it: of a root volume, and perhaps of others. They are never removed.
   *
   * @param snapshotId of the root volume, like `snap-0123456789abcdef0`
   * @param options what the image says besides its volumes, the snapshots of the others, and where they are
   */
  public static snapshot(snapshotId: string, options: SnapshotSourceOptions = {}): RootSource {
    const { dataSnapshots = {} } = options;
    return new RootSource({
      kind: 'SNAPSHOT',
      originIn: () => ({ Id: snapshotId, Registration: renderRegistration(options), DataSnapshots: options.dataSnapshots }),
      encryptionKeyIn: () => options.encryptionKey,
      region: options.region,
      isMade: [snapshotId, ...Object.values(dataSnapshots)].some(each => Token.isUnresolved(each)),
      problemsIn: () => [
        snapshotIdProblem('source', snapshotId), ...registrationProblems(options), ...dataSnapshotProblems(rootDeviceOf(options), dataSnapshots),
      ],
      devices: [rootDeviceOf(options), ...Object.keys(dataSnapshots)],
    });
  }

  private constructor(private readonly facts: Facts) {}

  /**
   * Whether another resource tells the id, which may itself need the handler that is about to copy it.
   * @internal
   */
  public get _isMade(): boolean {
    return this.facts.isMade ?? false;
  }

  /** @internal */
  public get _isImage(): boolean {
    return this.facts.kind === 'IMAGE';
  }

  /**
   * The devices that it has, the root first, where that is known at synth.
   * @internal
   */
  public get _devices(): readonly string[] | undefined {
    return this.facts.devices;
  }

  /**
   * To be asked once: some sources make a parameter of the template.
   * @internal
   */
  public _origin(scope: Construct): OriginProperties {
    return { Kind: this.facts.kind, ...this.facts.originIn(scope), Region: this.facts.region ?? Stack.of(scope).region };
  }

  /** @internal */
  public _encryptionKey(scope: Construct): kms.IKey | undefined {
    return this.facts.encryptionKeyIn?.(scope);
  }

  /** @internal */
  public _problems(scope: Construct): Problem[] {
    const { region = Stack.of(scope).region } = this.facts;
    return [
      ...this.facts.problemsIn?.(scope) ?? [],
      regionProblem(scope, this.facts.region),
      encryptionKeyProblem("the source's encryptionKey", this._encryptionKey(scope), region),
    ];
  }
}

function regionProblem(scope: Construct, region: string | undefined): Problem {
  if (region === undefined || Token.isUnresolved(region)) return undefined;
  return isRegionName(region)
    ? partitionProblem('the source', Stack.of(scope).region, region)
    : `the source's region must be one like eu-west-1, got '${region}'`;
}

function ownRegionProblem(what: string, scope: Construct, region: string): Problem {
  const own = Stack.of(scope).region;
  if (Token.isUnresolved(region) || Token.isUnresolved(own) || region === own) return undefined;
  return `the ${what} must be in the stack's Region ${own}, got one in ${region}: make the image there, and copy it with AmiCopy`;
}
