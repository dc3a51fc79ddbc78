/** The kinds of definitions: what the API calls their parts, and what it refuses. */
import { invalid } from './errors';
import type { Caller, ComponentConfiguration, Distribution } from './resources';
import { assertVersion } from './versions';

export type Input = Readonly<Record<string, unknown>>;

export interface Kind {
  /** As in CreateComponent. */
  readonly title: string;
  /** As in its ARNs. */
  readonly folder: string;
  /** Where calls have its ARN, if not where the title says. */
  readonly arnMember?: string;
  /** Where a list has its items. */
  readonly listMember: string;
  readonly required: readonly string[];
  /** Numbers alone, with a build number for each content; or also a line such as `1.0.x`, of which the next number is taken. */
  readonly versions?: 'numbers' | 'lines';
  /** The definitions that must exist when one of this kind names them, by member. */
  readonly needs?: Readonly<Record<string, string>>;
  check?(input: Input, caller: Caller): void;
}

const MOST_COMPONENTS = 20;
const MOST_INLINE = 16_000;
const NAME = /^[-_A-Za-z0-9][-_A-Za-z0-9 ]{1,126}[-_A-Za-z0-9]$/;

const PIPELINE_NEEDS = {
  imageRecipeArn: 'image-recipe', infrastructureConfigurationArn: 'infrastructure-configuration', distributionConfigurationArn: 'distribution-configuration',
};

export const KINDS: readonly Kind[] = [
  {
    title: 'Component',
    folder: 'component',
    arnMember: 'componentBuildVersionArn',
    listMember: 'componentVersionList',
    versions: 'numbers',
    required: ['name', 'semanticVersion', 'platform'],
    check: checkDocument,
  },
  {
    title: 'Workflow',
    folder: 'workflow',
    arnMember: 'workflowBuildVersionArn',
    listMember: 'workflowVersionList',
    versions: 'numbers',
    required: ['name', 'semanticVersion', 'type'],
    check: checkDocument,
  },
  {
    title: 'ImageRecipe',
    folder: 'image-recipe',
    listMember: 'imageRecipeSummaryList',
    versions: 'lines',
    required: ['name', 'semanticVersion', 'parentImage'],
    check: checkRecipe,
  },
  {
    title: 'InfrastructureConfiguration',
    folder: 'infrastructure-configuration',
    listMember: 'infrastructureConfigurationSummaryList',
    required: ['name', 'instanceProfileName'],
  },
  {
    title: 'DistributionConfiguration',
    folder: 'distribution-configuration',
    listMember: 'distributionConfigurationSummaryList',
    required: ['name', 'distributions'],
    check: ({ distributions }) => checkDistributions(distributions as Distribution[]),
  },
  {
    title: 'LifecyclePolicy',
    folder: 'lifecycle-policy',
    listMember: 'lifecyclePolicySummaryList',
    required: ['name', 'executionRole', 'resourceType', 'policyDetails', 'resourceSelection'],
  },
  {
    title: 'ImagePipeline',
    folder: 'image-pipeline',
    listMember: 'imagePipelineList',
    needs: PIPELINE_NEEDS,
    required: ['name', 'imageRecipeArn', 'infrastructureConfigurationArn'],
    check: checkPipeline,
  },
];

/** `imageRecipe` for ImageRecipe. */
export const memberOf = ({ title }: Kind): string => title[0].toLowerCase() + title.slice(1);

export const arnMemberOf = (kind: Kind): string => kind.arnMember ?? `${memberOf(kind)}Arn`;

export function assertMembers({ required, versions }: Kind, input: Input): void {
  const missing = required.filter(name => input[name] === undefined);
  if (missing.length > 0) throw invalid(`1 validation error detected: ${missing.map(name => `'${name}' must not be null`).join(', ')}`);
  if (!NAME.test(String(input.name))) throw invalid(`The value supplied for parameter 'name' is not valid. '${String(input.name)}' does not match ${NAME.source}.`);
  if (versions) assertVersion(String(input.semanticVersion), { wildcards: versions === 'lines' });
}

function checkDocument({ data, uri }: Input): void {
  if ((data === undefined) === (uri === undefined)) throw invalid("Exactly one of 'data' and 'uri' must be supplied.");
  if (typeof data === 'string' && data.length > MOST_INLINE) throw invalid(`The value supplied for parameter 'data' is not valid. It has more than ${MOST_INLINE} characters.`);
}

function checkRecipe({ components = [], parentImage }: Input): void {
  const arns = (components as ComponentConfiguration[]).map(({ componentArn }) => componentArn);
  if (arns.length > MOST_COMPONENTS) throw invalid(`The recipe has ${arns.length} components, and may have ${MOST_COMPONENTS}.`);
  const names = arns.map(arn => arn.split('/')[1]);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice) throw invalid(`The component '${twice}' stands in the recipe more than once.`);
  if (/^arn:[^:]+:ec2:/.test(String(parentImage))) throw invalid("The value supplied for parameter 'parentImage' is not valid. It must not be the ARN of an AMI.");
}

function checkDistributions(distributions: readonly Distribution[]): void {
  if (distributions.length === 0) throw invalid("The value supplied for parameter 'distributions' is not valid. The list is empty.");
  const regions = distributions.map(({ region }) => region);
  const twice = regions.find((region, index) => regions.indexOf(region) < index);
  if (twice) throw invalid(`The region '${twice}' stands in the distributions more than once.`);
  for (const { region, amiDistributionConfiguration: ami, ssmParameterConfigurations: parameters = [], ...others } of distributions) {
    if (!ami && Object.keys(others).length === 0) throw invalid(`The distribution to '${region}' has no output.`);
    if (ami?.name && !ami.name.includes('imagebuilder:buildDate')) throw invalid(`The AMI name '${ami.name}' must include {{ imagebuilder:buildDate }}.`);
    if (ami?.targetAccountIds?.length === 0) throw invalid(`The list of target accounts in '${region}' is empty.`);
    const stranger = parameters.find(({ amiAccountId }) => amiAccountId && !ami?.targetAccountIds?.includes(amiAccountId));
    if (stranger) throw invalid(`The account ${stranger.amiAccountId} of the parameter ${stranger.parameterName} is no target account in '${region}'.`);
  }
}

function checkPipeline({ workflows = [], executionRole }: Input): void {
  if ((workflows as unknown[]).length > 0 && !executionRole) throw invalid('An execution role is required to provide workflows.');
}

/** The version in the ARN of a component or a recipe, without the number of the build. */
export const versionIn = (arn: string): string => arn.split('/')[2];
