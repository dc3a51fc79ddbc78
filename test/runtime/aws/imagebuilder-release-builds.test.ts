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
  expect(paths).toEqual(['POST /ListImageBuildVersions', 'POST /ListImageBuildVersions']);
});

test('a recipe without a build has none', async () => {
  const { recipeArn, builds } = await aPipeline();
  expect(await builds.availableOf(recipeArn)).toEqual([]);
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
