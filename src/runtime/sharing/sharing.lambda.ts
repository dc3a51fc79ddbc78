import { setTimeout as pause } from 'timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { KMSClient } from '@aws-sdk/client-kms';
import { sharingHandler } from './sharing-handler';
import { BRIEF, PATIENT } from '../aws/client-settings';
import { CloudFormationOwnStack } from '../aws/cloudformation-own-stack';
import { CloudFormationProgress } from '../aws/cloudformation-progress';
import { Ec2Shares } from '../aws/ec2-shares';
import { KmsKeyManagers } from '../aws/kms-key-managers';
import { perRegion } from '../aws/per-region';
import { setAlarm } from '../cloudformation/alarm';
import { httpsPut } from '../cloudformation/https-put';
import { PatientReplies } from '../cloudformation/patient-replies';
import { isResponseUrl } from '../cloudformation/response-hosts';
import { ENVIRONMENT } from '../contract';
import { logToConsole } from '../log';

const environment = (name: string) => process.env[name] ?? '';
const region = environment('AWS_REGION');
const stackId = environment(ENVIRONMENT.stackId);
const cloudFormation = new CloudFormationClient(BRIEF);

export const handler = sharingHandler({
  sharesIn: perRegion(each => new Ec2Shares(new EC2Client({ ...PATIENT, region: each }), each)),
  keysIn: perRegion(each => new KmsKeyManagers(new KMSClient({ ...BRIEF, region: each }))),
  progress: new CloudFormationProgress(cloudFormation, stackId),
  stack: new CloudFormationOwnStack(cloudFormation, stackId),
  replies: new PatientReplies(httpsPut, pause, Math.random),
  // As in copy.lambda.ts.
  trustsResponseUrl: environment('AWS_ENDPOINT_URL') ? () => true : isResponseUrl(region, environment(ENVIRONMENT.urlSuffix)),
  alarm: setAlarm,
  log: logToConsole,
  now: () => new Date(),
  account: stackId.split(':')[4],
  stackId,
  region,
});
