import { parseRequest, ResourceRequest } from '../../../src/runtime/cloudformation/request';

export const STACK_ID = 'arn:aws:cloudformation:eu-central-1:111111111111:stack/Images/0b2f1c40-c618-11f1-9a3b-0a1b2c3d4e5f';
export const MACHINE_ARN = 'arn:aws:states:eu-central-1:111111111111:stateMachine:Turns';
export const RESPONSE_URL = 'https://cloudformation-custom-resource-response-eucentral1.s3.eu-central-1.amazonaws.com/answer?X-Amz-Signature=5ec2e7';
/** The part of it that nobody may read. */
export const SECRET = new URL(RESPONSE_URL).search;

export interface EventFields {
  readonly [name: string]: unknown;
}

/** What CloudFormation sends: a Create, unless told otherwise. */
export const anEvent = (fields: EventFields = {}): EventFields => ({
  RequestType: 'Create',
  RequestId: '7d1c3f0e-8a3f-4d0f-9d6c-1f2e3d4c5b6a',
  ServiceToken: 'arn:aws:lambda:eu-central-1:111111111111:function:Handler',
  ResponseURL: RESPONSE_URL,
  StackId: STACK_ID,
  LogicalResourceId: 'Web',
  ResourceType: 'Custom::Thing',
  ResourceProperties: { StateMachineArn: MACHINE_ARN },
  ...fields,
});

export const aRequest = (fields: EventFields = {}): ResourceRequest => parseRequest(anEvent(fields));
