import { Finding, FOUND_IN_HANDLERS } from '../../private/acknowledge';

/** What cdk-nag finds in the handler, with the reasons why it is so. */
export const FOUND_IN_COPY_HANDLER: readonly Finding[] = [
  ...FOUND_IN_HANDLERS,
  {
    id: 'AwsSolutions-IAM5',
    type: 'AWS::IAM::Policy',
    reason: 'Images and snapshots are named by ids that EC2 gives when it makes them; statements about them are bounded by ownership tags. Describe actions take no resources.',
  },
  {
    id: 'AwsSolutions-SF1',
    type: 'AWS::StepFunctions::StateMachine',
    reason: "The input holds CloudFormation's response URLs, which must not be logged; the handler logs each decision.",
  },
  {
    id: 'AwsSolutions-SF2',
    type: 'AWS::StepFunctions::StateMachine',
    reason: 'A state machine that calls one function leaves nothing to trace; its history shows every call.',
  },
];
