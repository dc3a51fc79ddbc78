/** The calls of the API that are known here, by name. */
import type { Builds } from './builds';
import type { Definitions } from './definitions';
import { invalid, notFound } from './errors';
import { arnMemberOf, Input, Kind, KINDS, memberOf } from './kinds';
import { page } from './pages';
import { Caller, Image, Order, Pipeline, Resource, Tags } from './resources';

export type Operation = (caller: Caller, input: Input) => object;

export function operationsOf(definitions: Definitions, builds: Builds): Readonly<Record<string, Operation>> {
  return {
    ...Object.assign({}, ...KINDS.map(kind => definitionOperations(definitions, kind))) as Record<string, Operation>,
    ...imageOperations(builds),
    ...taggingOperations((caller, arn) => definitions.find(caller, arn) ?? builds.images.get(caller, arn)),
  };
}

function definitionOperations(definitions: Definitions, kind: Kind): Record<string, Operation> {
  const arnMember = arnMemberOf(kind);
  const answered = (arn: string) => ({ [arnMember]: arn });
  const shown = ({ arn, ...others }: Resource) => ({ arn, ...others });
  const shelf = definitions.shelf(kind.folder);
  return {
    [`Create${kind.title}`]: (caller, input) => answered(definitions.create(caller, kind, input).arn),
    [`Get${kind.title}`]: (caller, input) => ({ [memberOf(kind)]: shown(shelf.get(caller, textOf(input, arnMember))) }),
    [`Delete${kind.title}`]: (caller, input) => {
      definitions.delete(caller, kind, textOf(input, arnMember));
      return answered(textOf(input, arnMember));
    },
    [`List${kind.title.replace(/y$/, 'ie')}s`]: (caller, input) => page(kind.listMember, shelf.of(caller).filter(named(input)).map(shown), input),
    ...(kind.versions ? {} : {
      [`Update${kind.title}`]: (caller: Caller, { [arnMember]: arn, ...input }: Input) => answered(definitions.update(caller, kind, String(arn), input).arn),
    }),
  };
}

function imageOperations(builds: Builds): Record<string, Operation> {
  const of = (caller: Caller) => builds.images.of(caller);
  const started = ({ arn }: Image) => ({ imageBuildVersionArn: arn });
  return {
    StartImagePipelineExecution: (caller, input) => started(builds.start(caller, textOf(input, 'imagePipelineArn'), input.tags as Tags)),
    CreateImage: (caller, { tags, ...order }) => started(builds.create(caller, order as unknown as Order, tags as Tags)),
    CancelImageCreation: (caller, input) => started(builds.cancel(caller, textOf(input, 'imageBuildVersionArn'))),
    DeleteImage: (caller, input) => {
      builds.delete(caller, textOf(input, 'imageBuildVersionArn'));
      return { imageBuildVersionArn: input.imageBuildVersionArn };
    },
    GetImage: (caller, input) => ({ image: imageOf(builds.images.get(caller, textOf(input, 'imageBuildVersionArn'))) }),
    ListImages: (caller, input) => {
      const versions = new Map(of(caller).filter(named(input)).map(image => [versionOf(image), image]));
      return page('imageVersionList', [...versions].map(([arn, image]) => ({ ...summaryOf(image), arn, version: image.version.split('/')[0] })), input);
    },
    ListImageBuildVersions: (caller, input) =>
      page('imageSummaryList', of(caller).filter(image => versionOf(image) === input.imageVersionArn).map(summaryOf), input),
    ListImagePipelineImages: (caller, input) =>
      page('imageSummaryList', of(caller).filter(({ pipeline }) => pipeline?.arn === input.imagePipelineArn).filter(named(input)).map(summaryOf), input),
  };
}

function taggingOperations(find: (caller: Caller, arn: string) => Resource): Record<string, Operation> {
  return {
    ListTagsForResource: (caller, input) => ({ tags: find(caller, textOf(input, 'resourceArn')).tags }),
    TagResource: (caller, input) => {
      const resource = find(caller, textOf(input, 'resourceArn'));
      resource.tags = { ...resource.tags, ...input.tags as Tags };
      return {};
    },
    UntagResource: (caller, input) => {
      const resource = find(caller, textOf(input, 'resourceArn'));
      const gone = input.tagKeys as readonly string[];
      resource.tags = Object.fromEntries(Object.entries(resource.tags).filter(([key]) => !gone.includes(key)));
      return {};
    },
  };
}

/** As GetImage has it. */
function imageOf(image: Image): object {
  const { order: { imageRecipeArn: _recipe, infrastructureConfigurationArn, distributionConfigurationArn: _distribution, ...order }, recipe } = image;
  return {
    ...order,
    ...summaryOf(image),
    imageRecipe: recipe,
    infrastructureConfiguration: { arn: infrastructureConfigurationArn },
    distributionConfiguration: { distributions: image.distributions, timeoutMinutes: 720 },
    sourcePipelineName: image.pipeline?.name,
    sourcePipelineArn: image.pipeline?.arn,
    scanState: image.scanState,
  };
}

const summaryOf = ({ arn, name, version, state, dateCreated, amis, tags, buildType, caller: { account: owner } }: Image) => ({
  arn, name, version, state, owner, dateCreated, tags, buildType, type: 'AMI', platform: 'Linux', imageSource: 'CUSTOM', outputResources: { amis },
});

const versionOf = ({ arn }: Image) => arn.slice(0, arn.lastIndexOf('/'));

/** By the filter of a list, if there is one: a name as it was given. */
function named({ filters = [] }: Input): (resource: Pick<Pipeline, 'name'>) => boolean {
  const [filter] = filters as readonly { readonly name: string; readonly values: readonly string[] }[];
  if (!filter) return () => true;
  if (filter.name !== 'name') throw invalid(`The filter '${filter.name}' is not known here.`);
  return ({ name }) => filter.values.includes(name);
}

function textOf(input: Input, member: string): string {
  const value = input[member];
  if (typeof value !== 'string') throw notFound(String(value));
  return value;
}
