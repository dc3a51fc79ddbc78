import {
  GetImageRecipeCommand, ImagebuilderClient, ImageSummary, ListImageBuildVersionsCommand, TagResourceCommand, UntagResourceCommand,
} from '@aws-sdk/client-imagebuilder';
import { toFailure } from './failures';
import { PINNED_TAG } from '../channels/channel-contract';
import { ReleaseBuilds } from '../channels/channel-ports';
import { ReleaseImage } from '../channels/ledger';

/** The builds of a pipeline, in its account and Region. */
export class ImageBuilderReleaseBuilds implements ReleaseBuilds {
  constructor(private readonly imageBuilder: Pick<ImagebuilderClient, 'send'>, private readonly account: string) {}

  /**
   * An image has the name and version of its recipe, and both come back when the newest recipe is deleted: a build that was begun before the
   * recipe was made is of another. Where one of the dates is missing, nobody knows, and it does not count.
   */
  public async availableOf(recipeArn: string): Promise<ReleaseImage[]> {
    const [recipe, found] = await Promise.all([
      this.imageBuilder.send(new GetImageRecipeCommand({ imageRecipeArn: recipeArn })).catch(fail),
      this.list(recipeArn.replace(':image-recipe/', ':image/')),
    ]);
    const since = timeOf(recipe.imageRecipe?.dateCreated);
    return found.filter(({ state, dateCreated }) => state?.status === 'AVAILABLE' && timeOf(dateCreated) >= since).map(image => this.toImage(image));
  }

  public async unpinnedOf(arns: readonly string[]): Promise<string[]> {
    const versions = [...new Set(arns.map(arn => arn.slice(0, arn.lastIndexOf('/'))))];
    const found = (await Promise.all(versions.map(version => this.list(version)))).flat();
    const unpinned = found.filter(({ tags }) => tags?.[PINNED_TAG.key] !== PINNED_TAG.value).map(({ arn }) => arn);
    return arns.filter(arn => unpinned.includes(arn));
  }

  public async pin(arn: string): Promise<void> {
    await this.imageBuilder.send(new TagResourceCommand({ resourceArn: arn, tags: { [PINNED_TAG.key]: PINNED_TAG.value } })).catch(fail);
  }

  public async unpin(arn: string): Promise<void> {
    await this.imageBuilder.send(new UntagResourceCommand({ resourceArn: arn, tagKeys: [PINNED_TAG.key] })).catch(unlessGone);
  }

  /** All builds of a version; of one that is gone there are none. */
  private async list(imageVersionArn: string): Promise<ImageSummary[]> {
    const found: ImageSummary[] = [];
    for (let nextToken: string | undefined, isFirst = true; isFirst || nextToken !== undefined; isFirst = false) {
      const page = await this.imageBuilder.send(new ListImageBuildVersionsCommand({ imageVersionArn, nextToken })).catch(unlessGone);
      found.push(...page?.imageSummaryList ?? []);
      nextToken = page?.nextToken;
    }
    return found;
  }

  private toImage({ arn = '', outputResources }: ImageSummary): ReleaseImage {
    const own = outputResources?.amis?.filter(({ accountId }) => accountId === this.account) ?? [];
    return { arn, amis: Object.fromEntries(own.flatMap(({ region, image }) => (region && image ? [[region, image]] : []))) };
  }
}

/** `2026-01-15T10:30:00.000Z` */
const timeOf = (date = '') => Date.parse(date);

const fail = (error: unknown): never => {
  throw toFailure(error);
};

const unlessGone = (error: unknown): undefined => {
  const failure = toFailure(error);
  if (failure.code !== 'ResourceNotFoundException') throw failure;
  return undefined;
};
