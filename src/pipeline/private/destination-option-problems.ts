import { Token } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { listProblem } from './limits';
import { Problem } from '../../private/props';
import { OsFamily } from '../os-family';
import { FastLaunchOptions, PipelineDestinationOptions, PipelineLaunchTemplate } from '../pipeline-destination';

export interface DestinationContext {
  readonly osFamily: OsFamily;
  readonly architectures: readonly ec2.InstanceArchitecture[];
  /** Whether the pipeline's key is one of the user's, of which nobody knows replicas. */
  readonly hasOwnKey: boolean;
}

/** What is wrong with what is done with images in a Region, by the name of the destination. */
export function optionProblems(name: string, options: PipelineDestinationOptions, ownAccount: string, context: DestinationContext): Problem[] {
  const { copyToAccounts, launchTemplates, licenseConfigurationArns, fastLaunch } = options;
  return [
    listProblem(`${name}: copyToAccounts`, copyToAccounts, 1536),
    ...(Token.isUnresolved(copyToAccounts) ? [] : copyToAccounts ?? []).map(account => accountProblem(`${name}: copyToAccounts`, account, ownAccount)),
    listProblem(`${name}: launchTemplates`, launchTemplates?.map(({ launchTemplateId, accountId }) => `${launchTemplateId} ${accountId ?? ''}`.trim()), 100),
    ...(launchTemplates ?? []).flatMap(each => templateProblems(`${name}: launchTemplates`, each, copyToAccounts ?? [], context)),
    listProblem(`${name}: licenseConfigurationArns`, licenseConfigurationArns, 50),
    ...(licenseConfigurationArns ?? []).map(arn => licenseProblem(`${name}: licenseConfigurationArns`, arn)),
    ...(fastLaunch ? fastLaunchProblems(`${name}: fastLaunch`, fastLaunch, context) : []),
  ];
}

function accountProblem(prop: string, account: string, own: string): Problem {
  if (Token.isUnresolved(account)) return undefined;
  if (!/^\d{12}$/.test(account)) return `${prop} must be account ids of 12 digits, got '${account}'`;
  return account === own ? `${prop} must not name the pipeline's own account, ${own}: images are there already` : undefined;
}

function templateProblems(
  prop: string, template: PipelineLaunchTemplate, accounts: readonly string[], { architectures }: DestinationContext,
): Problem[] {
  const { launchTemplateId: id, architecture, accountId } = template;
  return [
    launchTemplateProblem(prop, id),
    architecture === undefined && architectures.length > 1
      ? `${prop} must have an architecture where the pipeline has two: ${id} would start from the image that came last`
      : undefined,
    architecture !== undefined && !architectures.includes(architecture)
      ? `${prop} must have an architecture that the pipeline builds, ${architectures.join(' or ')}, got ${architecture}`
      : undefined,
    accountId !== undefined && !accounts.includes(accountId)
      ? `${prop} must be in the pipeline's account or in one of copyToAccounts, ${id} is in ${accountId}`
      : undefined,
  ];
}

/** @see https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_LaunchTemplateConfiguration.html */
export function launchTemplateProblem(prop: string, id: string): Problem {
  return Token.isUnresolved(id) || /^lt-[a-z0-9-_]{17}$/.test(id) ? undefined : `${prop} must be ids like lt-0123456789abcdef0, got '${id}'`;
}

function licenseProblem(prop: string, arn: string): Problem {
  return Token.isUnresolved(arn) || /^arn:[\w-]+:license-manager:[\w-]+:\d{12}:license-configuration:lic-[a-z0-9-_]{32}$/.test(arn)
    ? undefined
    : `${prop} must be ARNs like arn:aws:license-manager:eu-west-1:111111111111:license-configuration:lic-0123456789abcdef0123456789abcdef, got '${arn}'`;
}

function fastLaunchProblems(prop: string, { maxParallelLaunches, snapshotCount }: FastLaunchOptions, { osFamily }: DestinationContext): Problem[] {
  return [
    osFamily === OsFamily.WINDOWS ? undefined : `${prop} is for Windows only, got ${osFamily}`,
    atLeast(`${prop}.maxParallelLaunches`, maxParallelLaunches, 6),
    atLeast(`${prop}.snapshotCount`, snapshotCount, 1),
  ];
}

function atLeast(prop: string, value: number | undefined, least: number): Problem {
  if (value === undefined || Token.isUnresolved(value) || (Number.isInteger(value) && value >= least)) return undefined;
  return `${prop} must be a whole number of at least ${least}, got ${value}`;
}
