import * as sns from 'aws-cdk-lib/aws-sns';

/** Who is told what happens to a pipeline: builds that succeed and fail, critical findings, a pipeline that was switched off, an image that is stale. */
export interface PipelineNotificationOptions {
  /**
   * The topic for the sentences. The policy of its key must let EventBridge use it (`kms:Decrypt` and `kms:GenerateDataKey*` for `events.amazonaws.com`): it
   * is added to a key of this app. A message that cannot be published is lost, and shows as `FailedInvocations` of its rule.
   *
   * @default - a new topic, encrypted with a key of its own
   */
  readonly topic?: sns.ITopic;

  /**
   * Addresses that get each message. Each must confirm the first one.
   *
   * @default - whoever subscribes to the topic
   */
  readonly emails?: string[];
}
