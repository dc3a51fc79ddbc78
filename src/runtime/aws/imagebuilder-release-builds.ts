import { ImagebuilderClient, ImageSummary, ListImageBuildVersionsCommand, TagResourceCommand, UntagResourceCommand } from '@aws-sdk/client-imagebuilder';
import { toFailure } from './failures';
import { PINNED_TAG } from '../channels/channel-contract';
import { ReleaseBuilds } from '../channels/channel-ports';
import { ReleaseImage } from '../channels/ledger';

/** The builds of a pipeline, in its account and Region. */
export class ImageBuilderReleaseBuilds implements ReleaseBuilds {
  constructor(private readonly imageBuilder: Pick<ImagebuilderClient, 'send'>, private readonly account: string) {}

  /** An image has the name and version of its recipe. */
  public async availableOf(recipeArn: string): Promise<ReleaseImage[]> {
    const imageVersionArn = recipeArn.replace(':image-recipe/', ':image/');
    const found: ImageSummary[] = [];
    for (let nextToken: string | undefined, isFirst = true; isFirst || nextToken !== undefined; isFirst = false) {
      const page = await this.imageBuilder.send(new ListImageBuildVersionsCommand({ imageVersionArn, nextToken })).catch(unlessGone);
      found.push(...page?.imageSummaryList ?? []);
      nextToken = page?.nextToken;
    }
    return found.filter(({ state }) => state?.status === 'AVAILABLE').map(image => this.toImage(image));
  }

  public async pin(arn: string): Promise<void> {
    await this.imageBuilder.send(new TagResourceCommand({ resourceArn: arn, tags: { [PINNED_TAG.key]: PINNED_TAG.value } })).catch(error => {
      throw toFailure(error);
    });
  }

  public async unpin(arn: string): Promise<void> {
    await this.imageBuilder.send(new UntagResourceCommand({ resourceArn: arn, tagKeys: [PINNED_TAG.key] })).catch(unlessGone);
  }

  private toImage({ arn = '', outputResources }: ImageSummary): ReleaseImage {
    const own = outputResources?.amis?.filter(({ accountId }) => accountId === this.account) ?? [];
    return { arn, amis: Object.fromEntries(own.flatMap(({ region, image }) => (region && image ? [[region, image]] : []))) };
  }
}

const unlessGone = (error: unknown): undefined => {
  const failure = toFailure(error);
  if (failure.code !== 'ResourceNotFoundException') throw failure;
  return undefined;
};
