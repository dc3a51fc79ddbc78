import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { IDependable } from 'constructs';
import { GoldenAmiBase, IGoldenAmi } from './golden-ami';
import { OsFamily } from './os-family';
import { imageIdProblem, parameterNameProblem } from '../private/names';
import { Problem } from '../private/props';

/** What is on a base image. */
export interface BaseImageOptions {
  /** The family of its operating system. */
  readonly osFamily: OsFamily;

  /**
   * The device of its root volume.
   *
   * @default - `/dev/xvda` for Amazon Linux and Debian, else `/dev/sda1`
   */
  readonly rootDeviceName?: string;
}

/** Base images whose ids are in parameters, one for each architecture. */
export interface SsmBaseImageOptions extends BaseImageOptions {
  /**
   * The name of the parameter with the x86_64 image's id.
   *
   * @default - there is none
   */
  readonly x8664ParameterName?: string;

  /**
   * The name of the parameter with the arm64 image's id.
   *
   * @default - there is none
   */
  readonly arm64ParameterName?: string;
}

/** A base image of one architecture. */
export interface SingleBaseImageOptions extends BaseImageOptions {
  /**
   * What it runs on.
   *
   * @default ec2.InstanceArchitecture.X86_64
   */
  readonly architecture?: ec2.InstanceArchitecture;
}

/** What an image is built from. */
export class BaseImage {
  /** The newest Amazon Linux 2023, for both architectures. */
  public static amazonLinux2023(): BaseImage {
    const name = '/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default';
    return BaseImage.ofParameters({ osFamily: OsFamily.AMAZON_LINUX_2023, x8664ParameterName: `${name}-x86_64`, arm64ParameterName: `${name}-arm64` });
  }

  /** The newest Ubuntu Server 24.04 LTS, for both architectures. */
  public static ubuntu2404(): BaseImage {
    const nameOf = (architecture: string) => `/aws/service/canonical/ubuntu/server/24.04/stable/current/${architecture}/hvm/ebs-gp3/ami-id`;
    return BaseImage.ofParameters({ osFamily: OsFamily.UBUNTU, x8664ParameterName: nameOf('amd64'), arm64ParameterName: nameOf('arm64') });
  }

  /** The newest Windows Server 2025, Datacenter, English, with its desktop. */
  public static windowsServer2025(): BaseImage {
    return BaseImage.ofParameters({ osFamily: OsFamily.WINDOWS, x8664ParameterName: '/aws/service/ami-windows-latest/Windows_Server-2025-English-Full-Base' });
  }

  /**
   * Whatever image a parameter names when a build starts. A change of the parameter counts as an update.
   *
   * Throws when no parameter is named, or by a name that Parameter Store does not take.
   *
   * @param options the names of the parameters, and what is on the images
   */
  public static ssmParameter(options: SsmBaseImageOptions): BaseImage {
    const { x8664ParameterName, arm64ParameterName } = options;
    const isPublic = (name: string | undefined) => name?.startsWith('/aws/service/') ?? false;
    const problems = Object.entries({ x8664ParameterName, arm64ParameterName })
      .map(([prop, name]) => (isPublic(name) ? undefined : parameterNameProblem(prop, name)));
    if (x8664ParameterName === undefined && arm64ParameterName === undefined) problems.push('x8664ParameterName or arm64ParameterName must be given');
    refuse(problems);
    return BaseImage.ofParameters(options);
  }

  /**
   * One image for ever. The pipeline never sees an update of it, and a warning says so.
   *
   * Throws when the id is not one of an AMI.
   *
   * @param imageId like `ami-0123456789abcdef0`, in the Region of the pipeline
   * @param options what is on it
   */
  public static amiId(imageId: string, options: SingleBaseImageOptions): BaseImage {
    refuse([imageIdProblem('imageId', imageId)]);
    return new BaseImage(options, { [options.architecture ?? ec2.InstanceArchitecture.X86_64]: imageId }, { isPinned: true });
  }

  /**
   * A product of AWS Marketplace that the account has subscribed to. New versions of it count as updates.
   *
   * Throws when the id is not one of a product.
   *
   * @param productId like `prod-abcdefghijklm`, or the UUID that Marketplace shows
   * @param options what is on it
   */
  public static marketplaceProduct(productId: string, options: SingleBaseImageOptions): BaseImage {
    const isFine = Token.isUnresolved(productId) || /^(prod-[a-z0-9]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.test(productId);
    refuse([isFine ? undefined : `productId must be like prod-abcdefghijklm, or a UUID, got '${productId}'`]);
    return new BaseImage(options, { [options.architecture ?? ec2.InstanceArchitecture.X86_64]: productId });
  }

  /**
   * What another pipeline has built last. Each new image of it counts as an update. The other pipeline must have built an image before this one is
   * deployed: give it `BuildOnDeploy.WAIT`, or deploy this one later.
   *
   * @param upstream the other pipeline, or what is known of it
   */
  public static goldenAmi(upstream: IGoldenAmi): BaseImage {
    const names = Object.fromEntries(upstream.architectures.map(architecture => [architecture, upstream.parameterName({ architecture })]));
    const { osFamily } = upstream;
    const encryptionKey = upstream instanceof GoldenAmiBase ? upstream._imageKey : undefined;
    return new BaseImage({ osFamily }, ofNames(names), { parameterNames: names, dependency: upstream, encryptionKey });
  }

  private static ofParameters(options: SsmBaseImageOptions): BaseImage {
    const names = Object.fromEntries(Object.entries({
      [ec2.InstanceArchitecture.X86_64]: options.x8664ParameterName, [ec2.InstanceArchitecture.ARM_64]: options.arm64ParameterName,
    }).filter((entry): entry is [string, string] => entry[1] !== undefined));
    return new BaseImage(options, ofNames(names), { parameterNames: names });
  }

  /** The family of its operating system. */
  public readonly osFamily: OsFamily;

  /** @internal */
  public readonly _rootDeviceName: string;

  private constructor(
    options: BaseImageOptions,
    /** As a recipe names them. */
    private readonly parents: { readonly [architecture: string]: string },
    /** @internal */
    public readonly _traits: {
      readonly isPinned?: boolean;
      readonly parameterNames?: { readonly [architecture: string]: string };
      readonly encryptionKey?: kms.IKey;
      /** What has to be deployed before. */
      readonly dependency?: IDependable;
    } = {},
  ) {
    this.osFamily = options.osFamily;
    this._rootDeviceName = options.rootDeviceName ?? ([OsFamily.AMAZON_LINUX_2023, OsFamily.DEBIAN].includes(this.osFamily) ? '/dev/xvda' : '/dev/sda1');
  }

  /**
   * As a recipe names it; empty for an architecture that it does not have.
   *
   * @internal
   */
  public _parentFor(architecture: ec2.InstanceArchitecture): string {
    return this.parents[architecture] ?? '';
  }

  /** @internal */
  public _problem(architecture: ec2.InstanceArchitecture): Problem {
    return architecture in this.parents ? undefined : `baseImage must have an image for ${architecture}, has one for ${Object.keys(this.parents).join(' and ')} only`;
  }
}

/** @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_CreateImageRecipe.html, parentImage */
const ofNames = (names: { readonly [architecture: string]: string }) =>
  Object.fromEntries(Object.entries(names).map(([architecture, name]) => [architecture, `ssm:${name}`]));

function refuse(problems: Problem[]): void {
  const found = problems.filter(problem => problem !== undefined);
  if (found.length > 0) throw new Error(found.join('\n'));
}
