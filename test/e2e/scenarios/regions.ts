import { strict as assert } from 'assert';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { GetParameterCommand, PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Ami } from '../../../src/ami/ami';
import { AmiCopy } from '../../../src/copy/ami-copy';
import { AmiDestination } from '../../../src/copy/ami-destination';
import { OWNERSHIP_TAG } from '../../../src/runtime/contract';
import { Scenario, Stage } from '../stage';

const [IRELAND, OREGON, FRANKFURT] = ['eu-west-1', 'us-west-2', 'eu-central-1'];

/** A stack with copies in the Regions, each with its key or the account's default, whose ids are outputs. */
const copiesIn = (source: string, keys: { readonly [region: string]: string | undefined }, parameterName?: string) => (stack: Stack): void => {
  const copy = new AmiCopy(stack, 'Copies', {
    source: Ami.fromImageId(source),
    destinations: Object.entries(keys).map(([region, keyArn]) =>
      AmiDestination.region(region, { encryptionKey: keyArn === undefined ? undefined : kms.Key.fromKeyArn(stack, `Key-${region}`, keyArn) })),
    imageNamePrefix: 'web',
    parameterName,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  for (const region of copy.regions) new CfnOutput(stack, `Image${region.replaceAll('-', '')}`, { value: copy.imageIdIn(region) });
};

const isOf = ({ stackName }: Stage) => ({ tags }: { tags: Readonly<Record<string, string>> }) => !!tags[OWNERSHIP_TAG.stackId]?.includes(`:stack/${stackName}/`);
const images = (stage: Stage) => stage.cloud.ec2.images().filter(isOf(stage));
const snapshots = (stage: Stage) => stage.cloud.ec2.snapshots().filter(isOf(stage)).filter(({ goes }) => !goes);
const regionsOf = (stage: Stage) => [...new Set([...images(stage), ...snapshots(stage)].map(({ region }) => region))].sort();

async function keyIn(stage: Stage, region: string): Promise<string> {
  const { KeyMetadata } = await new KMSClient(stage.cloud.clientOf(stage.home.account, region)).send(new CreateKeyCommand({}));
  return KeyMetadata!.Arn!;
}

/** What a parameter says in a Region; undefined when there is none. */
async function published(stage: Stage, region: string, Name: string): Promise<string | undefined> {
  const ssm = new SSMClient(stage.cloud.clientOf(stage.home.account, region));
  const answer = await ssm.send(new GetParameterCommand({ Name })).catch(error => {
    if ((error as Error).name === 'ParameterNotFound') return undefined;
    throw error;
  });
  return answer?.Parameter?.Value;
}

/** What deployments do to copies in other Regions. */
export const regions: readonly Scenario[] = [
  {
    title: 'two other Regions get their copies at once, each under its key, and lose them with the stack under DESTROY',
    run: async stage => {
      const source = stage.seed.image({ volumes: [{ sizeGiB: 8 }, { device: '/dev/sdf', sizeGiB: 20 }] });
      const keyArn = await keyIn(stage, IRELAND);
      await stage.deploy(copiesIn(source, { [IRELAND]: keyArn, [OREGON]: undefined }), 'CREATE_COMPLETE');
      for (const region of [IRELAND, OREGON]) {
        const image = images(stage).find(each => each.region === region);
        assert.deepEqual([image?.state, image?.sourceImageId, image?.imageId], ['available', source, await stage.output(`Image${region.replaceAll('-', '')}`)]);
      }
      assert.equal(snapshots(stage).length, 4);
      assert.ok(snapshots(stage).every(({ encrypted }) => encrypted), 'every snapshot is encrypted');
      assert.ok(snapshots(stage).every(each => (each.region === IRELAND) === (each.keyArn === keyArn)), 'each under the key of its Region');
      await stage.destroy();
      assert.deepEqual(regionsOf(stage), []);
    },
  },
  {
    title: 'the ids of copies are published in their Regions, follow another source, and go with their Region and their stack',
    run: async stage => {
      const [source, other] = [stage.seed.image(), stage.seed.image()];
      const name = '/images/published';
      const expectIn = async (...expected: string[]) => {
        for (const region of [stage.home.region, IRELAND, OREGON]) {
          const id = expected.includes(region) ? await stage.output(`Image${region.replaceAll('-', '')}`) : undefined;
          assert.equal(await published(stage, region, name), id, region);
        }
      };
      const everywhere = { [stage.home.region]: undefined, [IRELAND]: undefined, [OREGON]: undefined };
      await stage.deploy(copiesIn(source, everywhere, name), 'CREATE_COMPLETE');
      await expectIn(stage.home.region, IRELAND, OREGON);
      await stage.deploy(copiesIn(other, { [stage.home.region]: undefined, [IRELAND]: undefined }, name), 'UPDATE_COMPLETE');
      await expectIn(stage.home.region, IRELAND);
      await stage.destroy();
      await expectIn();
    },
  },
  {
    title: 'a parameter of somebody else\'s fails the deployment with its name, and stays',
    run: async stage => {
      const ssm = new SSMClient(stage.cloud.clientOf(stage.home.account, OREGON));
      const name = '/images/theirs';
      await ssm.send(new PutParameterCommand({ Name: name, Value: 'theirs', Type: 'String' }));
      const sentence = await stage.failToDeploy(copiesIn(stage.seed.image(), { [OREGON]: undefined }, name), 'ROLLBACK_COMPLETE');
      assert.match(sentence, /the parameter \/images\/theirs in us-west-2 is there already, and is not this stack's/);
      assert.equal(await published(stage, OREGON, name), 'theirs');
      assert.deepEqual(regionsOf(stage), []);
    },
  },
  {
    title: 'a Region that is taken out of the destinations loses its copy, one that is added gets one, and the others keep theirs',
    run: async stage => {
      const source = stage.seed.image();
      await stage.deploy(copiesIn(source, { [IRELAND]: undefined, [OREGON]: undefined }), 'CREATE_COMPLETE');
      const kept = images(stage).find(({ region }) => region === IRELAND)?.imageId;
      await stage.deploy(copiesIn(source, { [IRELAND]: undefined, [FRANKFURT]: undefined }), 'UPDATE_COMPLETE');
      assert.deepEqual(regionsOf(stage), [FRANKFURT, IRELAND]);
      assert.equal(images(stage).find(({ region }) => region === IRELAND)?.imageId, kept);
      await stage.destroy();
      assert.deepEqual(regionsOf(stage), []);
    },
  },
  {
    title: 'a key that one Region cannot use fails the deployment, and nothing is left in any',
    run: async stage => {
      const foreign = (await keyIn(stage, IRELAND)).replace(/key\/.*$/, 'key/00000000-0000-4000-8000-000000000000');
      const sentence = await stage.failToDeploy(copiesIn(stage.seed.image(), { [IRELAND]: foreign, [OREGON]: undefined }), 'ROLLBACK_COMPLETE');
      assert.match(sentence, /the key arn:\S+ cannot be used/);
      assert.deepEqual(regionsOf(stage), []);
    },
  },
];
