import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as events from 'aws-cdk-lib/aws-events';
import * as targets from 'aws-cdk-lib/aws-events-targets';
import * as sns from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { onBuildFailed, onBuildSucceeded, onCriticalFinding, onPipelineDisabled } from './events';
import { WatchedPipeline } from './watched-pipeline';

/** The rules for what people are told. EventBridge counts how often each matches. */
export interface ToldEvents {
  readonly built: events.Rule;
  readonly failed: events.Rule;
  readonly finding: events.Rule;
  readonly disabled: events.Rule;
  readonly stale?: events.Rule;
}

const field = (path: string) => events.EventField.fromPath(`$.${path}`);
const SUBJECT = field('resources[0]');

const BUILT = `A new image is ready: ${SUBJECT}. It has passed its tests, and its AMI ids are published.`;

/** The event does not say why; the image does. The state before says how far it came. */
const FAILED = `An image failed: ${SUBJECT}. Before, it was ${field('detail.previous-state.status')}. `
  + `To see why: aws imagebuilder get-image --region ${field('region')} --image-build-version-arn ${SUBJECT} --query image.state.reason`;

const FINDING = `Inspector found ${field('detail.finding-severity-counts.critical')} critical and `
  + `${field('detail.finding-severity-counts.high')} high vulnerabilities in ${field('detail.resource-id')}.`;

const DISABLED = `The pipeline ${SUBJECT} was switched off, because ${field('detail.consecutive-failures')} scheduled builds in a row failed. `
  + 'It builds nothing until it is switched on again.';

/** The description of the alarm says what it means, and CloudWatch why it rings. */
const ALARM = `${field('detail.configuration.description')} The alarm is in the state ${field('detail.state.value')}: ${field('detail.state.reason')}`;

/** Has people told in sentences: what services send is JSON for machines. */
export const tellOfPipelines = (scope: Construct, pipelines: readonly WatchedPipeline[], topic: sns.ITopic): ToldEvents => ({
  built: onBuildSucceeded(scope, 'Built', pipelines, telling(topic, BUILT)),
  failed: onBuildFailed(scope, 'Failed', pipelines, telling(topic, FAILED)),
  finding: onCriticalFinding(scope, 'CriticalFinding', pipelines, telling(topic, FINDING)),
  disabled: onPipelineDisabled(scope, 'Disabled', pipelines, telling(topic, DISABLED)),
});

/** For alarms that no event of a pipeline would tell of. One without data has lost what it watches. */
export const tellOfAlarms = (scope: Construct, alarms: readonly cloudwatch.Alarm[], topic: sns.ITopic): events.Rule =>
  new events.Rule(scope, 'Stale', {
    eventPattern: {
      source: ['aws.cloudwatch'],
      detailType: ['CloudWatch Alarm State Change'],
      resources: alarms.map(({ alarmArn }) => alarmArn),
      detail: { state: { value: ['ALARM', 'INSUFFICIENT_DATA'] } },
    },
    targets: [telling(topic, ALARM).target],
  });

/** For a rule that tells people. */
export const telling = (topic: sns.ITopic, text: string) =>
  ({ target: new targets.SnsTopic(topic, { message: events.RuleTargetInput.fromText(text) }) });
