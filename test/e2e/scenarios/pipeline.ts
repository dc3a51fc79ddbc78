import { strict as assert } from 'assert';
import { execFile } from 'child_process';
import * as path from 'path';
import { setTimeout as sleep } from 'timers/promises';
import { promisify } from 'util';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { BaseImage } from '../../../src/pipeline/base-image';
import { GoldenAmiPipeline, GoldenAmiPipelineProps } from '../../../src/pipeline/golden-ami-pipeline';
import { GoldenComponent } from '../../../src/pipeline/golden-component';
import { PipelineDestination } from '../../../src/pipeline/pipeline-destination';
import { Image } from '../../support/imagebuilder/resources';
import { Scenario, Stage } from '../stage';

const FAR = 'eu-west-1';
const PATIENCE = 120_000;
const POLL = 250;
const ROOT = path.resolve(__dirname, '../../..');
const TSX = path.join(ROOT, 'node_modules/tsx/dist/cli.mjs');
/** A key id as AWS gives them, put together here so that no file of the project has one. */
const SECRET = ['AKIA', 'QWERTZUIOPASDFGH'].join('');

/** A pipeline for two Regions, with a key there. */
const golden = (imageName: string, farKey: string, props: Partial<GoldenAmiPipelineProps> = {}) => (stack: Stack): void => {
  const encryptionKey = kms.Key.fromKeyArn(stack, 'FarKey', farKey);
  void new GoldenAmiPipeline(stack, 'Golden', {
    imageName, baseImage: BaseImage.amazonLinux2023(), destinations: [PipelineDestination.region(FAR, { encryptionKey })], ...props,
  });
};

const own = (command: string): Partial<GoldenAmiPipelineProps> => ({ components: [GoldenComponent.shell('app', [command])] });

async function newFarKey({ cloud, home }: Stage, region = FAR): Promise<string> {
  const { KeyMetadata } = await new KMSClient(cloud.clientOf(home.account, region)).send(new CreateKeyCommand({}));
  return KeyMetadata!.Arn!;
}

const imagesOf = ({ cloud }: Stage, imageName: string): Image[] => cloud.imageBuilder.images().filter(({ name }) => name === `${imageName}-x86-64`);

/** The newest build, when it has come to its end. */
async function ended(stage: Stage, imageName: string, builds: number): Promise<Image> {
  for (const until = Date.now() + PATIENCE; Date.now() < until; await sleep(POLL)) {
    const images = imagesOf(stage, imageName);
    const image = images.at(-1);
    if (images.length === builds && image && ['AVAILABLE', 'FAILED'].includes(image.state.status)) return image;
  }
  throw new Error(`${imageName} has ${imagesOf(stage, imageName).map(({ version, state }) => `${version} ${state.status}`).join(', ') || 'no builds'}, not ${builds} that ended`);
}

/** The image that the parameter of each Region names. */
async function candidates({ cloud, home }: Stage, imageName: string): Promise<string[]> {
  const named = [home.region, FAR].map(region => new SSMClient(cloud.clientOf(home.account, region))
    .send(new GetParameterCommand({ Name: `/golden/${imageName}/x86_64/candidate` })));
  return (await Promise.all(named)).map(({ Parameter }) => Parameter!.Value!);
}

/** Region by region: the keys of an image's snapshots. */
const keysOf = ({ cloud }: Stage, imageIds: readonly string[]) => imageIds.map(id => {
  const image = cloud.ec2.images().find(({ imageId }) => imageId === id)!;
  const keys = cloud.ec2.snapshots().filter(({ snapshotId }) => image.snapshotIds.includes(snapshotId)).map(({ keyArn }) => keyArn);
  return { region: image.region, state: image.state, keys };
});

const definitionsOf = ({ cloud }: Stage, imageName: string) => cloud.imageBuilder.definitionArns().filter(arn => arn.includes(`/${imageName}`));

/** Deploys an example as its head comment says, waits for its first image, and destroys it. */
async function lifeOfExample(stage: Stage, example: string, imageName: string): Promise<Image> {
  const { cloud, home } = stage;
  const toolkit = cloud.toolkit(home.account, home.region);
  const assembly = path.join(cloud.temporaryFolder(), 'cdk.out');
  const context = JSON.stringify({ farKey: await newFarKey(stage, 'us-east-1') });
  const env = { ...process.env, CDK_OUTDIR: assembly, CDK_CONTEXT_JSON: context, CDK_DEFAULT_REGION: home.region };
  await promisify(execFile)(process.execPath, [TSX, path.join(ROOT, 'examples', example)], { env });
  const deployed = await toolkit.deploy(assembly);
  assert.ok(deployed.ok, deployed.output);
  const image = await ended(stage, imageName, 1);
  const destroyed = await toolkit.destroy(assembly);
  assert.ok(destroyed.ok, destroyed.output);
  return image;
}

export const pipelines: readonly Scenario[] = [
  {
    title: 'a pipeline builds when it is deployed and when it has changed; its images are encrypted, in two Regions and named there, and outlive it',
    run: async stage => {
      const key = await newFarKey(stage);
      const home = { region: stage.home.region, state: 'available' };
      await stage.deploy(golden('fleet', key, own('true')), 'CREATE_COMPLETE');
      const first = await ended(stage, 'fleet', 1);
      assert.deepEqual([first.version, first.state], ['1.0.0/1', { status: 'AVAILABLE' }]);
      const [ownKey] = (await stage.resources('AWS::KMS::Key'))[0];
      const before = await candidates(stage, 'fleet');
      assert.deepEqual(keysOf(stage, before), [
        { ...home, keys: [`arn:aws:kms:${home.region}:${stage.home.account}:key/${ownKey}`] }, { region: FAR, state: 'available', keys: [key] },
      ]);

      await stage.deploy(golden('fleet', key, own('true')), 'CREATE_COMPLETE');
      assert.equal(imagesOf(stage, 'fleet').length, 1, 'nothing has changed, and something was built');
      await stage.deploy(golden('fleet', key, own('echo changed')), 'UPDATE_COMPLETE');
      const second = await ended(stage, 'fleet', 2);
      assert.deepEqual([second.version, second.state], ['1.0.1/1', { status: 'AVAILABLE' }]);
      const after = await candidates(stage, 'fleet');
      assert.deepEqual(after, second.amis.map(({ image }) => image));

      await stage.destroy();
      assert.deepEqual(definitionsOf(stage, 'fleet'), []);
      assert.deepEqual(await candidates(stage, 'fleet'), after);
      for (const { state } of keysOf(stage, [...before, ...after])) assert.equal(state, 'available');
    },
  },
  {
    title: 'a pipeline whose build leaves a secret behind fails, names the file, and the candidates stay what they were',
    run: async stage => {
      const key = await newFarKey(stage);
      await stage.deploy(golden('shop', key), 'CREATE_COMPLETE');
      await ended(stage, 'shop', 1);
      const before = await candidates(stage, 'shop');
      stage.cloud.instances.leave({ name: 'shop-x86-64', file: 'opt/app/settings.ini', content: `key = ${SECRET}\n` });
      await stage.deploy(golden('shop', key, own('true')), 'UPDATE_COMPLETE');
      const { arn, state, amis } = await ended(stage, 'shop', 2);
      assert.match(state.reason ?? '', /^Document arn:aws:imagebuilder:.*:component\/shop-x86-64-verify\/.* failed!$/);
      const said = stage.cloud.instances.lines.filter(({ image }) => image === arn).map(({ line }) => line).join('\n');
      assert.match(said, /SECRET-LEFT \[aws-key-id\] \/opt\/app\/settings\.ini/);
      assert.ok(!said.includes(SECRET));
      assert.deepEqual([amis, await candidates(stage, 'shop')], [[], before]);
      await stage.destroy();
    },
  },
  {
    title: 'the examples of a pipeline are deployed, build an image, and go',
    home: { account: '111111111111', region: 'eu-central-1' },
    run: async stage => {
      const web = await lifeOfExample(stage, 'golden-pipeline.ts', 'web');
      assert.deepEqual(web.amis.map(({ region }) => region), ['eu-central-1', 'us-east-1']);
      const minimal = await lifeOfExample(stage, 'golden-pipeline-minimal.ts', 'images-al2023');
      assert.deepEqual(minimal.amis.map(({ region }) => region), ['eu-central-1']);
    },
  },
];
