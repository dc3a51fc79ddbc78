import { Stack, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { channelNameProblem } from './channels/channel-problems';
import { imageNameProblem, lineNameOf, prefixProblem } from './names';
import { WatchedPipeline } from './watched-pipeline';
import { parameterArns } from '../../private/parameter-arns';
import { assertProps, Problem } from '../../private/props';
import { CANDIDATE } from '../../runtime/channels/channel-contract';
import { GoldenAmiAttributes, GoldenAmiBase, GoldenAmiReference, GoldenMachineImageOptions } from '../golden-ami';
import { OsFamily } from '../os-family';

/** What a pipeline of another app builds: its parameters and events are known by its name. */
export class ImportedGoldenAmi extends GoldenAmiBase {
  public readonly imageName: string;
  public readonly osFamily: OsFamily;
  public readonly architectures: ec2.InstanceArchitecture[];
  public readonly channels: string[];
  public readonly parameterPrefix: string;

  /** @internal */
  public readonly _imageKey?: kms.IKey;

  constructor(scope: Construct, id: string, private readonly attributes: GoldenAmiAttributes) {
    super(scope, id);
    this.imageName = attributes.imageName;
    this.osFamily = attributes.osFamily ?? OsFamily.AMAZON_LINUX_2023;
    this.architectures = attributes.architectures ?? [ec2.InstanceArchitecture.X86_64];
    this.channels = attributes.channels ?? [];
    this.parameterPrefix = attributes.parameterPrefix ?? '/golden';
    this._imageKey = attributes.encryptionKey;
    assertProps(this,
      imageNameProblem(this.imageName),
      prefixProblem(this.parameterPrefix),
      this.channels.map((name, index) => channelNameProblem(`channels[${index}]`, name)),
      accountProblem(attributes.ownerAccount),
      this.architectures.length === 0 ? 'architectures must name at least one' : undefined,
    );
  }

  public parameterName(reference: GoldenAmiReference = {}): string {
    const name = super.parameterName(reference);
    const { ownerAccount: account } = this.attributes;
    return account === undefined ? name : parameterArns(this, name, { account })[0];
  }

  /** The CDK looks up no parameter by its ARN at deployment; EC2 does at launch. Of versions of such a parameter, its documentation says nothing. */
  public machineImage(options: GoldenMachineImageOptions = {}): ec2.IMachineImage {
    if (this.attributes.ownerAccount !== undefined) {
      const { atLaunch, parameterVersion } = options;
      assertProps(this,
        atLaunch ? undefined : `atLaunch must be true for the parameters of another account, got ${atLaunch ?? 'nothing'}: they are known by their ARNs`,
        parameterVersion === undefined ? undefined : `parameterVersion must be left out for the parameters of another account, got ${parameterVersion}`,
      );
    }
    return super.machineImage(options);
  }

  /**
   * Of channels that are not known, each may be there.
   *
   * @internal
   */
  public _channelOf(reference: GoldenAmiReference): string {
    const { channel } = reference;
    if (this.attributes.channels || channel === undefined || channel === CANDIDATE) return super._channelOf(reference);
    assertProps(this, channelNameProblem('channel', channel));
    return channel;
  }

  /** @internal */
  public get _watched(): readonly WatchedPipeline[] {
    return this.architectures.map(architecture => {
      const name = lineNameOf(this.imageName, architecture);
      const pipelineArn = Stack.of(this).formatArn({ service: 'imagebuilder', resource: 'image-pipeline', resourceName: name });
      const candidateParameterName = this.parameterName({ architecture, channel: CANDIDATE });
      return { architecture, imageName: name, pipelineName: name, pipelineArn, candidateParameterName };
    });
  }
}

const accountProblem = (account: string | undefined): Problem => (account === undefined || Token.isUnresolved(account) || /^\d{12}$/.test(account)
  ? undefined
  : `ownerAccount must be an account id of 12 digits, got '${account}'`);
