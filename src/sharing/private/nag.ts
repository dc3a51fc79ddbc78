import { Finding, FOUND_IN_HANDLERS } from '../../private/acknowledge';

/** What cdk-nag finds in the handlers, with the reasons why it is so. */
export const FOUND_IN_SHARING_HANDLERS: readonly Finding[] = [
  ...FOUND_IN_HANDLERS,
  {
    id: 'AwsSolutions-IAM5',
    type: 'AWS::IAM::Policy',
    reason: 'What is shared no more is no longer in the template when it is revoked, so that no statement can name it. Describe actions take no resources.',
  },
];
