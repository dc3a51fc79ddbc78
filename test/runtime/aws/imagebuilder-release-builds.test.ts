import { ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
import { closeServices, optionsFor, serve } from './a-service';
import { ImageBuilderReleaseBuilds } from '../../../src/runtime/aws/imagebuilder-release-builds';
import { CALLER, Lab } from '../../support/imagebuilder/lab';

afterEach(closeServices);

const FRIEND = '222222222222';
const to = (region: string, configuration: object = {}) => ({ region, amiDistributionConfiguration: { name: 'web-{{ imagebuilder:buildDate }}', ...configuration } });

async function aPipeline(distributions = [to(CALLER.region), to('us-east-1')]) {
  const lab = new Lab();
  const recipeArn = lab.recipe();
  const pipeline = lab.pipeline({ executionRole: `arn:aws:iam::${CALLER.account}:role/builder`, imageRecipeArn: recipeArn, distributions });
  const paths: string[] = [];
  const url = await serve(request => {
    paths.push(`${request.method} ${request.path?.split('?')[0]}`);
    return lab.imageBuilder.answer(request);
  });
  return { lab, recipeArn, pipeline, paths, builds: new ImageBuilderReleaseBuilds(new ImagebuilderClient(optionsFor(url)), CALLER.account) };
}

test('what a recipe made that is available, with its images by Region', async () => {
  const { lab, recipeArn, pipeline, builds } = await aPipeline();
  const good = await lab.build(pipeline);
  lab.imageBuilder.instruct({ failsIn: 'TESTING' });
  await lab.build(pipeline);
  expect(await builds.availableOf(recipeArn)).toEqual([
    { arn: good.arn, amis: Object.fromEntries(good.amis.map(({ region, image }) => [region, image])) },
  ]);
});

test('copies in other accounts are theirs: they are in no release, and so nobody names, pins or retires them', async () => {
  const { lab, recipeArn, pipeline, builds } = await aPipeline([to(CALLER.region, { targetAccountIds: [FRIEND] })]);
  const { amis } = await lab.build(pipeline);
  expect(amis.map(({ accountId }) => accountId)).toEqual([CALLER.account, FRIEND]);
  expect(await builds.availableOf(recipeArn)).toMatchObject([{ amis: { [CALLER.region]: amis[0].image } }]);
});

test('every page of the list is read', async () => {
  const { lab, recipeArn, pipeline, builds, paths } = await aPipeline();
  for (let build = 0; build < 27; build++) await lab.build(pipeline);
  expect(await builds.availableOf(recipeArn)).toHaveLength(27);
  expect(paths.sort()).toEqual(['GET /GetImageRecipe', 'POST /ListImageBuildVersions', 'POST /ListImageBuildVersions']);
});

test('a recipe without a build has none', async () => {
  const { recipeArn, builds } = await aPipeline();
  expect(await builds.availableOf(recipeArn)).toEqual([]);
});

test('what a recipe made that had the number before is in no release', async () => {
  const { lab, recipeArn, pipeline: imagePipelineArn, builds } = await aPipeline();
  const { infrastructureConfigurationArn } = lab.imageBuilder.pipelines()[0];
  lab.call('StartImagePipelineExecution', { imagePipelineArn });
  // The deployment fails, and is rolled back; its build goes on.
  lab.call('DeleteImagePipeline', { imagePipelineArn });
  lab.call('DeleteImageRecipe', { imageRecipeArn: recipeArn });
  await lab.timeline.run(lab.timeline.sleep(60_000));
  expect(lab.recipe()).toBe(recipeArn);
  await lab.timeline.run();
  expect(lab.imageBuilder.images().map(({ version, state }) => [version, state.status])).toEqual([['1.0.0/1', 'AVAILABLE']]);
  expect(await builds.availableOf(recipeArn)).toEqual([]);

  const another = lab.call('CreateImagePipeline', { name: 'web', imageRecipeArn: recipeArn, infrastructureConfigurationArn }).imagePipelineArn;
  const { arn } = await lab.build(String(another));
  expect((await builds.availableOf(recipeArn)).map(each => each.arn)).toEqual([arn]);
});

const [EARLY, LATE] = ['2026-01-15T10:30:00.000Z', '2026-01-15T10:30:00.001Z'];

test.each([
  ['as old as the recipe', EARLY, EARLY, 1],
  ['younger', EARLY, LATE, 1],
  ['older', LATE, EARLY, 0],
  ['of a time that nobody says', EARLY, undefined, 0],
  ['of a time that is none', EARLY, 'yesterday', 0],
  ['of a recipe whose time nobody says', undefined, LATE, 0],
])('a build that is %s', async (_title, recipeDate, imageDate, count) => {
  const arn = `arn:aws:imagebuilder:${CALLER.region}:${CALLER.account}:image/web/1.0.0/1`;
  const url = await serve(async ({ path }) => ({
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(path?.startsWith('/GetImageRecipe')
      ? { imageRecipe: { dateCreated: recipeDate } }
      : { imageSummaryList: [{ arn, state: { status: 'AVAILABLE' }, dateCreated: imageDate }] }),
  }));
  const builds = new ImageBuilderReleaseBuilds(new ImagebuilderClient(optionsFor(url)), CALLER.account);
  expect(await builds.availableOf(`arn:aws:imagebuilder:${CALLER.region}:${CALLER.account}:image-recipe/web/1.0.0`)).toHaveLength(count);
});

test('of a recipe that is gone nobody knows what it made', async () => {
  const { builds } = await aPipeline();
  const gone = `arn:aws:imagebuilder:${CALLER.region}:${CALLER.account}:image-recipe/gone/1.0.0`;
  await expect(builds.availableOf(gone)).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
});

test('of some builds, of whatever recipe, those that are there without their pin', async () => {
  const { lab, pipeline, builds } = await aPipeline();
  const { infrastructureConfigurationArn } = lab.imageBuilder.pipelines()[0];
  const old = [await lab.build(pipeline), await lab.build(pipeline), await lab.build(pipeline)].map(({ arn }) => arn);
  lab.call('UpdateImagePipeline', { imagePipelineArn: pipeline, imageRecipeArn: lab.recipe(), infrastructureConfigurationArn });
  const { arn: young } = await lab.build(pipeline);
  const gone = `arn:aws:imagebuilder:${CALLER.region}:${CALLER.account}:image/web/0.9.0/1`;
  await builds.pin(old[0]);
  lab.call('TagResource', { resourceArn: old[1], tags: { 'golden:pinned': 'false' } });
  expect(await builds.unpinnedOf([young, old[1], old[0], gone])).toEqual([young, old[1]]);
  expect(await builds.unpinnedOf([])).toEqual([]);
});

test('the pin is a tag, which can be set and taken twice', async () => {
  const { lab, pipeline, builds } = await aPipeline();
  const { arn } = await lab.build(pipeline);
  const pinned = () => lab.imageBuilder.images().find(image => image.arn === arn)!.tags['golden:pinned'];
  await builds.pin(arn);
  await builds.pin(arn);
  expect(pinned()).toBe('true');
  await builds.unpin(arn);
  await builds.unpin(arn);
  expect(pinned()).toBeUndefined();
});

test('what is gone cannot be pinned, and need not be let go of', async () => {
  const { builds } = await aPipeline();
  const gone = `arn:aws:imagebuilder:${CALLER.region}:${CALLER.account}:image/gone/1.0.0/1`;
  await expect(builds.pin(gone)).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  await expect(builds.unpin(gone)).resolves.toBeUndefined();
});
