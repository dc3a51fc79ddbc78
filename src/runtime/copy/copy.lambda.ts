import { setTimeout as pause } from 'timers/promises';
import { EC2Client } from '@aws-sdk/client-ec2';
import { copyHandler } from './copy-handler';
import { CloudFormationOwnStack } from '../aws/cloudformation-own-stack';
import { Ec2ImageCopies } from '../aws/ec2-image-copies';
import { KmsEncryptionKeys } from '../aws/kms-encryption-keys';
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

const patient = { maxAttempts: 10, retryMode: 'adaptive', requestHandler: { requestTimeout: 15_000, connectionTimeout: 5_000 } };
/** Asked in passing: in a network without a way there, it must not take long to find out. */
const brief = { maxAttempts: 3, requestHandler: { requestTimeout: 5_000, connectionTimeout: 2_000 } };

const loadKms = async () => {
  const sdk = await import('@aws-sdk/client-kms');
  return { sdk, client: new sdk.KMSClient(brief) };
};
const loadCloudFormation = async () => {
  const sdk = await import('@aws-sdk/client-cloudformation');
  return { sdk, client: new sdk.CloudFormationClient(brief) };
};
const loadStepFunctions = async () => {
  const sdk = await import('@aws-sdk/client-sfn');
  return { sdk, client: new sdk.SFNClient(patient) };
};

export const handler = copyHandler({
  images: new Ec2ImageCopies(new EC2Client(patient), region),
  keys: new KmsEncryptionKeys(loadKms),
  stack: new CloudFormationOwnStack(loadCloudFormation, stackId),
  executions: new StepFunctionsExecutions(loadStepFunctions),
  replies: new PatientReplies(httpsPut, pause),
  // An endpoint of the user's own, an emulator's for one, comes with response URLs of its own.
  trustsResponseUrl: environment('AWS_ENDPOINT_URL') ? () => true : isResponseUrl(environment(ENVIRONMENT.urlSuffix)),
  alarm: setAlarm,
  clock: () => new Date(),
  log: logToConsole,
  stackId,
  region,
});
