/** From a finished instance to AMIs in every Region and account, and to the parameters that name them, by calls to EC2 and Parameter Store. */
import {
  CopyImageCommand, DescribeImagesCommand, EC2Client, ModifyImageAttributeCommand, ModifySnapshotAttributeCommand, TagSpecification, VolumeType,
} from '@aws-sdk/client-ec2';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { amiName } from './ami-name';
import type { Time } from './builds';
import { Failure } from './failure';
import type { Ami, BlockDevice, Distribution, Image, Tags } from './resources';
import type { Rules } from './rules';
import type { Ec2Simulator } from '../ec2/ec2-simulator';
import type { SeedVolume } from '../ec2/seed-specs';
import { partitionOf } from '../ec2/world';

export type Ssm = Pick<SSMClient, 'send'>;

export interface DistributorProps {
  readonly time: Time;
  readonly rules: Pick<Rules, 'letsCopy'>;
  readonly ec2: Ec2Simulator;
  readonly ssmOf: (account: string, region: string) => Ssm;
  /** Called before EC2 uses a key, whose ARN it gets: for keys that are another KMS's. */
  readonly onKey?: (arn: string) => Promise<void>;
}

const POLL = 15_000;
/** What Image Builder's own role may write. */
const OPEN_PARAMETERS = '/imagebuilder/';
const MARKS = { tag: 'CreatedBy', value: 'EC2 Image Builder', image: 'Ec2ImageBuilderArn' };

export class Distributor {
  constructor(private readonly props: DistributorProps) {}

  /** The AMI of the build itself, in the Region of the pipeline: encrypted as the recipe says, and by nothing later. */
  public async createImage(image: Image): Promise<void> {
    const { caller: { account, region }, recipe } = image;
    const parent = await this.parentOf(image);
    const volumes = volumesOf(recipe.blockDeviceMappings ?? [], parent?.traits.RootDeviceName ?? '/dev/xvda', id => this.keyArn(image, id));
    for (const { kmsKeyId } of volumes) if (kmsKeyId) await this.useKey(kmsKeyId);
    const { name, description, tags } = this.describe(image, image.distributions.find(each => each.region === region));
    const seed = this.props.ec2.seed(account, region);
    const id = attempt(() => seed.image({ name, description, volumes, traits: parent?.traits, tags, snapshotTags: tags }));
    image.amis.push({ region, accountId: account, image: id, name, description, state: { status: 'AVAILABLE' } });
  }

  /** Copies for Regions, then for accounts, and who may launch what. */
  public async distribute(image: Image): Promise<void> {
    const { caller } = image;
    await Promise.all(image.distributions.map(async to => {
      const here = to.region === caller.region ? image.amis[0] : await this.copy(image, to, image.amis[0], caller.account);
      await this.share(here, to);
      for (const account of to.amiDistributionConfiguration?.targetAccountIds ?? []) {
        if (account !== caller.account) await this.copyFor(account, image, to, here);
      }
    }));
  }

  /** The parameters of each Region: when one cannot be written, the AMIs are there all the same. */
  public async publish(image: Image): Promise<void> {
    for (const { region, ssmParameterConfigurations = [] } of image.distributions) {
      for (const { parameterName, amiAccountId = image.caller.account, dataType = 'text' } of ssmParameterConfigurations) {
        const ami = image.amis.find(each => each.region === region && each.accountId === amiAccountId);
        if (!image.order.executionRole && !parameterName.startsWith(OPEN_PARAMETERS)) {
          throw new Failure(`Not authorized to perform ssm:PutParameter on ${parameterName} in ${region}: the service-linked role writes below ${OPEN_PARAMETERS} only.`);
        }
        const request = { Name: parameterName, Value: ami!.image, DataType: dataType, Type: 'String' as const, Overwrite: true };
        await said(this.props.ssmOf(amiAccountId, region).send(new PutParameterCommand(request)));
      }
    }
  }

  private async copyFor(account: string, image: Image, to: Distribution, from: Ami): Promise<void> {
    const { ec2, rules } = this.props;
    if (!rules.letsCopy(account)) {
      throw failedIn(to.region, `Not authorized to assume arn:${partitionOf(to.region)}:iam::${account}:role/EC2ImageBuilderDistributionCrossAccountRole`);
    }
    const owner = ec2.ec2(from.accountId, from.region) as EC2Client;
    const snapshots = ec2.images().find(({ imageId }) => imageId === from.image)!.snapshotIds;
    await said(owner.send(new ModifyImageAttributeCommand({ ImageId: from.image, LaunchPermission: { Add: [{ UserId: account }] } })));
    for (const SnapshotId of snapshots) {
      await said(owner.send(new ModifySnapshotAttributeCommand({ SnapshotId, CreateVolumePermission: { Add: [{ UserId: account }] } })));
    }
    await this.copy(image, to, from, account);
  }

  private async copy(image: Image, to: Distribution, from: Ami, account: string): Promise<Ami> {
    const { region, amiDistributionConfiguration: { kmsKeyId } = {} } = to;
    const key = kmsKeyId && this.keyArn({ caller: { account: image.caller.account, region } }, kmsKeyId);
    if (key) await this.useKey(key);
    const { name, description, tags } = this.describe(image, to);
    const ec2 = this.props.ec2.ec2(account, region);
    const { ImageId } = await said(ec2.send(new CopyImageCommand({
      SourceRegion: from.region,
      SourceImageId: from.image,
      Name: name,
      Description: description,
      Encrypted: key ? true : undefined,
      KmsKeyId: key,
      TagSpecifications: (['image', 'snapshot'] as const).map((ResourceType): TagSpecification => ({ ResourceType, Tags: listOf(tags) })),
    })), region);
    await this.available(ec2, ImageId!, region);
    const ami: Ami = { region, accountId: account, image: ImageId!, name, description, state: { status: 'AVAILABLE' } };
    image.amis.push(ami);
    return ami;
  }

  private async available(ec2: Pick<EC2Client, 'send'>, id: string, region: string): Promise<void> {
    for (;;) {
      const { Images: [{ State, StateReason }] = [{}] } = await said(ec2.send(new DescribeImagesCommand({ ImageIds: [id] })), region);
      if (State === 'available') return;
      if (State !== 'pending') throw failedIn(region, StateReason?.Message ?? `The copy is ${State}.`);
      await this.props.time.sleep(POLL);
    }
  }

  private async share({ accountId, region, image }: Ami, { amiDistributionConfiguration: ami = {} }: Distribution): Promise<void> {
    const { userIds = [], userGroups = [], organizationArns = [], organizationalUnitArns = [] } = ami.launchPermission ?? {};
    const Add = [
      ...userIds.map(UserId => ({ UserId })), ...userGroups.map(() => ({ Group: 'all' as const })),
      ...organizationArns.map(OrganizationArn => ({ OrganizationArn })),
      ...organizationalUnitArns.map(OrganizationalUnitArn => ({ OrganizationalUnitArn })),
    ];
    if (Add.length === 0) return;
    await said(this.props.ec2.ec2(accountId, region).send(new ModifyImageAttributeCommand({ ImageId: image, LaunchPermission: { Add } })), region);
  }

  private describe({ recipe, arn, version, dateCreated }: Image, to?: Distribution): { name: string; description?: string; tags: Tags } {
    const { name, description, amiTags } = to?.amiDistributionConfiguration ?? {};
    return {
      name: amiName(name ?? `${recipe.name} {{ imagebuilder:buildDate }}`, { buildDate: dateCreated, buildVersion: version }),
      description,
      tags: { ...recipe.amiTags, ...amiTags, [MARKS.tag]: MARKS.value, [MARKS.image]: arn },
    };
  }

  /** The parent, where EC2 here knows it: a public image of AWS may be known by its id alone. */
  private async parentOf({ caller: { account, region }, recipe: { parentImage } }: Image) {
    const ssm = /^ssm:(?:arn:[^:]+:ssm:[^:]+:\d*:parameter)?(.+)$/.exec(parentImage)?.[1];
    const id = ssm === undefined ? parentImage : await this.valueOf(account, region, ssm);
    return this.props.ec2.images().find(image => image.imageId === id && image.region === region);
  }

  private async valueOf(account: string, region: string, parameterName: string): Promise<string | undefined> {
    const { Parameter } = await said(this.props.ssmOf(account, region).send(new GetParameterCommand({ Name: parameterName })));
    return Parameter?.Value;
  }

  private keyArn({ caller: { account, region } }: Pick<Image, 'caller'>, id: string): string {
    return id.startsWith('arn:') ? id : `arn:${partitionOf(region)}:kms:${region}:${account}:key/${id}`;
  }

  /** EC2 finds a copy's key out by itself. */
  private async useKey(arn: string): Promise<void> {
    await this.props.onKey?.(arn);
    if (/:key\//.test(arn)) attempt(() => this.props.ec2.key(arn));
  }
}

const listOf = (tags: Tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** The root volume is that of the parent when the recipe does not speak of it. */
function volumesOf(devices: readonly BlockDevice[], root: string, keyArn: (id: string) => string): SeedVolume[] {
  const volumes = devices.flatMap(({ deviceName: device, ebs, noDevice }): SeedVolume[] => (!ebs || noDevice !== undefined ? [] : [{
    device,
    sizeGiB: ebs.volumeSize,
    type: ebs.volumeType as VolumeType | undefined,
    iops: ebs.iops,
    throughput: ebs.throughput,
    encrypted: ebs.encrypted,
    kmsKeyId: ebs.kmsKeyId && keyArn(ebs.kmsKeyId),
    deleteOnTermination: ebs.deleteOnTermination,
  }]));
  return volumes.some(({ device }) => device === root) ? volumes : [{ device: root }, ...volumes];
}

/** What another service refuses fails the build. */
async function said<T>(answer: Promise<T>, region?: string): Promise<T> {
  return answer.catch((error: Error) => { throw failedIn(region, `${error.name}: ${error.message}`); });
}

function attempt<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new Failure((error as Error).message);
  }
}

const failedIn = (region: string | undefined, message: string) =>
  new Failure(message, region ? { distributionFailure: { errorMessage: message, regionFailures: [{ region, errorMessage: message }] } } : {});
