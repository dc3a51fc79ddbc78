import { randomUUID } from 'crypto';
import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { ImagebuilderClient } from '@aws-sdk/client-imagebuilder';
import { SSMClient } from '@aws-sdk/client-ssm';
import { CHANNEL_ENVIRONMENT, ChannelsConfiguration } from './channel-contract';
import { channelsHandler } from './channels-handler';
import { BRIEF } from '../aws/client-settings';
import { CloudWatchGuardAlarms } from '../aws/cloudwatch-guard-alarms';
import { DynamoDbChannelRecords } from '../aws/dynamodb-channel-records';
import { Ec2ReleaseImages } from '../aws/ec2-release-images';
import { EventBridgeAnnouncements } from '../aws/eventbridge-announcements';
import { ImageBuilderReleaseBuilds } from '../aws/imagebuilder-release-builds';
import { perRegion } from '../aws/per-region';
import { SsmChannelParameters } from '../aws/ssm-channel-parameters';
import { logToConsole } from '../log';

const configuration = JSON.parse(process.env[CHANNEL_ENVIRONMENT.configuration] ?? '{}') as ChannelsConfiguration;
/** `arn:aws:imagebuilder:<region>:<account>:…` */
const account = configuration.lines[0].recipeArn.split(':')[4];

// A Region that is down must not take the time of the others: what is brief here is bounded by CALL_SECONDS.
const world = {
  configuration,
  records: new DynamoDbChannelRecords(new DynamoDBClient(BRIEF), configuration.tableName),
  builds: new ImageBuilderReleaseBuilds(new ImagebuilderClient(BRIEF), account),
  imagesIn: perRegion(region => new Ec2ReleaseImages(new EC2Client({ ...BRIEF, region }))),
  parametersIn: perRegion(region => new SsmChannelParameters(new SSMClient({ ...BRIEF, region }))),
  announcements: new EventBridgeAnnouncements(new EventBridgeClient(BRIEF)),
  alarms: new CloudWatchGuardAlarms(new CloudWatchClient(BRIEF)),
  log: logToConsole,
  // The console of Lambda puts the time and more before each line.
  metrics: (line: object) => void process.stdout.write(`${JSON.stringify(line)}\n`),
  now: () => new Date(),
};

export const handler = channelsHandler(() => ({ ...world, turn: randomUUID() }));
