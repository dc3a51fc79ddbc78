import { Annotations, Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as imagebuilder from 'aws-cdk-lib/aws-imagebuilder';
import { Construct } from 'constructs';
import { BuildEnvironmentOptions } from '../build-environment';
import { OsFamily } from '../os-family';

const { X86_64, ARM_64 } = ec2.InstanceArchitecture;

/** In most Regions, and not so small that a build takes hours. */
const DEFAULT_TYPES: Readonly<Record<string, readonly string[]>> = { [X86_64]: ['m7i.large', 'm6i.large'], [ARM_64]: ['m7g.large', 'm6g.large'] };

/** Their package sources are plain HTTP, and signed. */
const UPDATES_OVER_HTTP = [OsFamily.UBUNTU, OsFamily.DEBIAN, OsFamily.WINDOWS];

/** Where instances run: one place for all architectures. */
export interface BuildPlace {
  readonly subnetId?: string;
  readonly securityGroupIds: string[];
}

export function createPlace(scope: Construct, osFamily: OsFamily, { network }: BuildEnvironmentOptions): BuildPlace {
  if (!network) {
    Annotations.of(scope).addWarningV2('cdk-golden-ami:GoldenAmiPipeline.defaultVpc',
      "builds run in the account's default VPC, from where they reach everything, and fail where there is none: give buildEnvironment a network");
    return { securityGroupIds: [defaultVpcGroup(scope).attrGroupId] };
  }
  const { vpc, subnets = { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS } } = network;
  const groups = network.securityGroups ?? [ownGroup(scope, osFamily, vpc)];
  return { subnetId: vpc.selectSubnets(subnets).subnetIds[0], securityGroupIds: groups.map(each => each.securityGroupId) };
}

const portsOf = (osFamily: OsFamily) => (UPDATES_OVER_HTTP.includes(osFamily) ? [443, 80] : [443]);

function ownGroup(scope: Construct, osFamily: OsFamily, vpc: ec2.IVpc): ec2.SecurityGroup {
  const group = new ec2.SecurityGroup(scope, 'SecurityGroup', { vpc, description: 'Builds images: nothing in, updates out', allowAllOutbound: false });
  portsOf(osFamily).forEach(port => group.addEgressRule(ec2.Peer.anyIpv4(), ec2.Port.tcp(port)));
  return group;
}

/** Without a VPC, CloudFormation makes a group in the default one, which synth knows nothing of, and takes no rules for what may go out. */
const defaultVpcGroup = (scope: Construct) => new ec2.CfnSecurityGroup(scope, 'SecurityGroup', { groupDescription: 'Builds images: nothing in' });

export interface InfrastructureOptions {
  readonly name: string;
  readonly imageName: string;
  readonly architecture: ec2.InstanceArchitecture;
  readonly place: BuildPlace;
  readonly instanceProfile: iam.IInstanceProfile;
  readonly environment: BuildEnvironmentOptions;
}

export function createInfrastructure(scope: Construct, options: InfrastructureOptions): imagebuilder.CfnInfrastructureConfiguration {
  const { environment, architecture, place } = options;
  const { logBucket, metadataHopLimit = 1, terminateOnFailure = true, instanceTags } = environment;
  return new imagebuilder.CfnInfrastructureConfiguration(scope, 'Infrastructure', {
    name: options.name,
    instanceProfileName: options.instanceProfile.instanceProfileName,
    instanceTypes: instanceTypesFor(architecture, environment),
    subnetId: place.subnetId,
    securityGroupIds: place.securityGroupIds,
    instanceMetadataOptions: { httpTokens: 'required', httpPutResponseHopLimit: metadataHopLimit },
    terminateInstanceOnFailure: terminateOnFailure,
    logging: logBucket && { s3Logs: { s3BucketName: logBucket.bucketName, s3KeyPrefix: options.imageName } },
    resourceTags: instanceTags,
  });
}

/** A type that is known at deployment only has no architecture: it is for the pipeline's, which then must have one only. */
export const architectureOf = (instanceType: ec2.InstanceType) =>
  (Token.isUnresolved(instanceType.toString()) ? undefined : instanceType.architecture);

function instanceTypesFor(architecture: ec2.InstanceArchitecture, { instanceTypes }: BuildEnvironmentOptions): string[] {
  const given = instanceTypes?.filter(each => [architecture, undefined].includes(architectureOf(each))).map(String);
  return given ?? [...DEFAULT_TYPES[architecture]];
}
