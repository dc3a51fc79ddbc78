import { IResolvable, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as imagebuilder from 'aws-cdk-lib/aws-imagebuilder';
import { Construct } from 'constructs';
import { Place } from './places';
import { ShareTarget } from '../../sharing/share-target';
import { targetsOf } from '../../sharing/targets';

export interface DistributionOptions {
  readonly name: string;
  readonly amiName: string;
  readonly architecture: ec2.InstanceArchitecture;
  readonly places: readonly Place[];
  readonly sharedWith: readonly ShareTarget[];
  readonly amiTags: IResolvable;
  readonly parameterName: string;
}

/** Where images go, and what is done with them there. */
export function createDistribution(scope: Construct, options: DistributionOptions): imagebuilder.CfnDistributionConfiguration {
  return new imagebuilder.CfnDistributionConfiguration(scope, 'Distribution', {
    name: options.name,
    distributions: options.places.map(place => renderPlace(scope, place, options)),
  });
}

function renderPlace(scope: Construct, place: Place, options: DistributionOptions): imagebuilder.CfnDistributionConfiguration.DistributionProperty {
  const { copyToAccounts = [], launchTemplates = [], licenseConfigurationArns, fastLaunch } = place.options;
  const templates = launchTemplates.filter(({ architecture = options.architecture }) => architecture === options.architecture);
  return {
    region: place.region,
    // Typed `any` in the CDK, which leaves the names as they are: CloudFormation wants them so.
    amiDistributionConfiguration: {
      Name: options.amiName,
      AmiTags: options.amiTags,
      // The image of the own Region has its key from the recipe: with one here, it would be copied once more.
      KmsKeyId: place.isOwn && copyToAccounts.length === 0 ? undefined : place.keyArn,
      TargetAccountIds: copyToAccounts.length === 0 ? undefined : copyToAccounts,
      LaunchPermissionConfiguration: launchPermissions(options.sharedWith),
    },
    launchTemplateConfigurations: templates.length === 0 ? undefined : templates.map(({ launchTemplateId, accountId, setDefaultVersion = true }) => ({
      launchTemplateId, accountId, setDefaultVersion,
    })),
    licenseConfigurationArns,
    fastLaunchConfigurations: fastLaunch && [{
      accountId: Stack.of(scope).account,
      enabled: true,
      maxParallelLaunches: fastLaunch.maxParallelLaunches ?? 6,
      snapshotConfiguration: { targetResourceCount: fastLaunch.snapshotCount ?? 5 },
    }],
    ssmParameterConfigurations: [undefined, ...copyToAccounts].map(amiAccountId => ({
      amiAccountId, parameterName: options.parameterName, dataType: 'aws:ec2:image',
    })),
  };
}

function launchPermissions(targets: readonly ShareTarget[]): Readonly<Record<string, string[]>> | undefined {
  if (targets.length === 0) return undefined;
  const lists = { UserIds: targetsOf(targets, 'account'), OrganizationArns: targetsOf(targets, 'organization'), OrganizationalUnitArns: targetsOf(targets, 'unit') };
  // Image Builder takes no empty list.
  return Object.fromEntries(Object.entries(lists).filter(([, principals]) => principals.length > 0));
}
