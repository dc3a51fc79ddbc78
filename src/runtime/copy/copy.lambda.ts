import { setTimeout as pause } from 'timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { EC2Client } from '@aws-sdk/client-ec2';
import { KMSClient } from '@aws-sdk/client-kms';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SSMClient } from '@aws-sdk/client-ssm';
import { copyHandler } from './copy-handler';
import { BRIEF, PATIENT } from '../aws/client-settings';
import { CloudFormationOwnStack } from '../aws/cloudformation-own-stack';
import { Ec2ImageCopies } from '../aws/ec2-image-copies';
import { Ec2ImageParts } from '../aws/ec2-image-parts';
import { KmsEncryptionKeys } from '../aws/kms-encryption-keys';
import { perRegion } from '../aws/per-region';
import { SsmParameters } from '../aws/ssm-parameters';
import { StepFunctionsExecutions } from '../aws/step-functions-executions';
import { setAlarm } from '../cloudformation/alarm';
import { httpsPut } from '../cloudformation/https-put';
import { PatientReplies } from '../cloudformation/patient-replies';
import { isResponseUrl } from '../cloudformation/response-hosts';
import { ENVIRONMENT } from '../contract';
import { logToConsole } from '../log';

const environment = (name: string) => process.env[name] ?? '';
const region = environment('AWS_REGION');
const stackId = environment(ENVIRONMENT.stackId);

const clientIn = perRegion(each => new EC2Client({ ...PATIENT, region: each }));

export const handler = copyHandler({
  imagesIn: perRegion(each => new Ec2ImageCopies(clientIn(each))),
  partsIn: perRegion(each => new Ec2ImageParts(clientIn(each))),
  keysIn: perRegion(each => new KmsEncryptionKeys(new KMSClient({ ...BRIEF, region: each }))),
  parametersIn: perRegion(each => new SsmParameters(new SSMClient({ ...PATIENT, region: each }))),
  stack: new CloudFormationOwnStack(new CloudFormationClient(BRIEF), stackId),
  executions: new StepFunctionsExecutions(new SFNClient(PATIENT)),
  replies: new PatientReplies(httpsPut, pause, Math.random),
  // An endpoint of the user's own, an emulator's for one, comes with response URLs of its own.
  trustsResponseUrl: environment('AWS_ENDPOINT_URL') ? () => true : isResponseUrl(region, environment(ENVIRONMENT.urlSuffix)),
  alarm: setAlarm,
  log: logToConsole,
  now: () => new Date(),
  stackId,
  region,
});
