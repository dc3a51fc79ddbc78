import { strict as assert } from 'assert';
import { setTimeout as sleep } from 'timers/promises';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { Duration, Stack } from 'aws-cdk-lib';
import { PrintedCommand } from '../../../scripts/demo/channels/printed-command';
import { Sight } from '../../../scripts/demo/channels/sight';
import { addFleet, addImages, CHANNEL, ERRORS, FAR_REGION, FLEET_SIZE } from '../../../scripts/demo/channels/web-app';
import { call } from '../layer/call';
import { Scenario, Stage } from '../stage';

const PATIENCE = 90_000;
const POLL = 250;
const MINUTE = 60_000;
const IMAGE_NAME = 'shelf';
/** How long a parameter may be another than the function wrote, before it counts as somebody else's. */
const SETTLED = 5 * MINUTE;

/** Fails when it is not so within the time that scenarios have. */
async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE; !await isSo(); await sleep(POLL)) assert.ok(Date.now() < end, `${what}: not so after ${PATIENCE / 1000} seconds`);
}

/** The pipeline, and with it the fleet that follows, in one stack. */
class Shelf {
  public readonly sight: Sight;
  private readonly farKey: Promise<string>;

  constructor(private readonly stage: Stage) {
    const { cloud, home, stackName } = stage;
    this.sight = new Sight(cloud, { ...home, imageName: IMAGE_NAME, imagesStack: stackName, fleetStack: stackName });
    this.farKey = new KMSClient(cloud.clientOf(home.account, FAR_REGION)).send(new CreateKeyCommand({})).then(({ KeyMetadata }) => KeyMetadata!.Arn!);
    cloud.putOnClock(stackName);
  }

  public async template({ hasFleet }: { readonly hasFleet: boolean }): Promise<(stack: Stack) => void> {
    const farKey = await this.farKey;
    return stack => {
      const images = addImages(stack, { imageName: IMAGE_NAME, farKey, bakeTime: Duration.minutes(1) });
      if (hasFleet) addFleet(stack, images);
    };
  }

  /** As somebody starts a build by hand. The release that it becomes. */
  public build(): string {
    const { cloud: { imageBuilder }, home } = this.stage;
    const { arn: imagePipelineArn } = imageBuilder.pipelines().find(({ name }) => name === `${IMAGE_NAME}-x86-64`)!;
    imageBuilder.handle('StartImagePipelineExecution', home, { imagePipelineArn });
    return this.sight.builds.at(-1)!.version.replace('/', '-');
  }

  public async command(): Promise<PrintedCommand> {
    const { cloud, home } = this.stage;
    return new PrintedCommand(cloud.shell(home.account, home.region), await this.stage.outputLike(/Rollback/));
  }

  public async isIn(release: string): Promise<boolean> {
    const [named, images] = [await this.sight.named(CHANNEL), this.sight.imagesOf(release)];
    return this.sight.regions.every(region => named[region] !== undefined && named[region] === images[region]);
  }

  /** Waits for the refreshes, all of which have to succeed. */
  public async follows(release: string, refreshes: number): Promise<void> {
    await until(`refresh ${refreshes} of the fleet`, async () => {
      const all = await this.sight.refreshes();
      return all.length >= refreshes && all.every(({ status }) => status === 'Successful');
    });
    assert.equal((await this.sight.refreshes()).length, refreshes);
    assert.deepEqual(await this.releasesOfFleet(), Array(FLEET_SIZE).fill(release));
  }

  public async releasesOfFleet(): Promise<string[]> {
    return (await this.sight.fleet()).map(imageId => this.sight.releaseOf(imageId));
  }

  public async haveErrors(): Promise<void> {
    await new CloudWatchClient(this.stage.clientSettings).send(new PutMetricDataCommand({
      Namespace: ERRORS.namespace, MetricData: [{ MetricName: ERRORS.metricName, Value: 40, Dimensions: [{ Name: 'Image', Value: IMAGE_NAME }] }],
    }));
  }

  /** What somebody types into the console. */
  public async write(region: string, imageId: string): Promise<void> {
    const ssm = new SSMClient(this.stage.cloud.clientOf(this.stage.home.account, region));
    await ssm.send(new PutParameterCommand({ Name: this.sight.parameterName(CHANNEL), Value: imageId, DataType: 'aws:ec2:image', Overwrite: true }));
  }

  /** The last value of a metric that the function has written to its log, in CloudWatch's embedded format. */
  public async lastOf(metric: string): Promise<unknown> {
    const logGroupName = (await this.stage.resources('AWS::Logs::LogGroup'))[0].find(name => name.includes('ChannelsLogs'));
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Logs_20140328.FilterLogEvents' };
    const { events } = JSON.parse(await call(this.stage.clientSettings, 'logs', JSON.stringify({ logGroupName }), { headers })) as { events: { message: string }[] };
    const lines = events.map(({ message }) => message.trim()).filter(message => message.startsWith('{"_aws"')).map(line => JSON.parse(line) as Record<string, unknown>);
    return lines.filter(line => metric in line).at(-1)?.[metric];
  }
}

export const channels: readonly Scenario[] = [
  {
    title: 'a channel moves by itself, goes back by the printed command, stops for its guard and repairs what others write; a fleet follows each move',
    home: { account: '111111111111', region: 'eu-central-1' },
    run: async stage => {
      const shelf = new Shelf(stage);
      const { sight } = shelf;
      await stage.deploy(await shelf.template({ hasFleet: false }), 'CREATE_COMPLETE');
      const first = shelf.build();
      await until(`${first} in ${CHANNEL}`, () => shelf.isIn(first));
      await stage.deploy(await shelf.template({ hasFleet: true }), 'UPDATE_COMPLETE');
      assert.deepEqual(await shelf.releasesOfFleet(), Array(FLEET_SIZE).fill(first));

      const bad = shelf.build();
      await until(`${bad} in ${CHANNEL}`, () => shelf.isIn(bad));
      await shelf.follows(bad, 1);
      assert.deepEqual([await sight.kept(first), await sight.kept(bad)], ['all', 'all']);

      const command = await shelf.command();
      const back = await command.run();
      assert.deepEqual([back.status, back.release, await shelf.isIn(first)], ['moved', first, true]);
      assert.equal((await command.run()).status, 'unchanged');
      await shelf.follows(first, 2);
      const held = await command.reconcile();
      assert.deepEqual([held.status, held.foreign, held.channels[0].isHeld, held.channels[0].rejected], ['agreed', [], true, [bad]]);

      await stage.cloud.clock.sleep(Math.max(0, Date.parse(held.channels[0].since!) + SETTLED + MINUTE - stage.cloud.clock.now()));
      await shelf.write(FAR_REGION, stage.cloud.ec2.seed(stage.home.account, FAR_REGION).image());
      const repaired = await command.reconcile();
      assert.deepEqual([repaired.status, repaired.foreign], ['agreed', [`${FAR_REGION}${sight.parameterName(CHANNEL)}`]]);
      assert.deepEqual([await shelf.isIn(first), await shelf.lastOf('ForeignWrite')], [true, 1]);

      assert.equal((await command.resume(CHANNEL)).status, 'moved');
      await shelf.haveErrors();
      const stopped = shelf.build();
      const answerTo = async (release: string) => (await sight.promotions()).find(each => each.release === release)?.answer;
      await until(`an answer to ${stopped}`, async () => await answerTo(stopped) !== undefined);
      const answer = (await answerTo(stopped))!;
      assert.equal(answer.status, 'refused');
      assert.match(answer.because, /does not come to stable: the alarm .*Guard.* rings$/);
      assert.deepEqual([await shelf.isIn(first), (await sight.refreshes()).length], [true, 2]);
      assert.deepEqual([await sight.kept(first), await sight.kept(bad), await sight.kept(stopped)], ['all', 'none', 'all']);

      const [[table]] = await stage.resources('AWS::DynamoDB::Table');
      await stage.destroy();
      assert.deepEqual([await shelf.isIn(first), await sight.kept(first)], [true, 'all']);
      await new DynamoDBClient(stage.clientSettings).send(new DescribeTableCommand({ TableName: table }));
    },
  },
];
