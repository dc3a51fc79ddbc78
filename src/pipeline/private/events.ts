import { Stack } from 'aws-cdk-lib';
import * as events from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { WatchedPipeline } from './watched-pipeline';
import { eventRule } from '../../private/event-rule';

/**
 * Rules for what happens to these pipelines, and to no others of the account. The event of an image has no word about its pipeline: it is known by
 * the name in its ARN. The slash after the name keeps out those whose names begin alike.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/ref/events-ref-imagebuilder.html
 */
type OnPipelineEvent = (scope: Construct, id: string, pipelines: readonly WatchedPipeline[], options?: events.OnEventOptions) => events.Rule;

/** An image is ready, in all Regions: its tests have passed, and its ids are published. */
export const onBuildSucceeded: OnPipelineEvent = (scope, id, pipelines, options) =>
  ruleFor(scope, id, options, { ...imageState('AVAILABLE'), resources: imagesOf(scope, pipelines) });

/** A build, a test or the distribution of an image has failed. An image that somebody cancelled has not. */
export const onBuildFailed: OnPipelineEvent = (scope, id, pipelines, options) =>
  ruleFor(scope, id, options, { ...imageState('FAILED'), resources: imagesOf(scope, pipelines) });

/** Inspector found something critical on a test instance. The event comes for each scan, even for one that found nothing. */
export const onCriticalFinding: OnPipelineEvent = (scope, id, pipelines, options) => ruleFor(scope, id, options, {
  detailType: ['EC2 Image Builder CVE Detected'],
  detail: { 'finding-severity-counts': { critical: [{ numeric: ['>', 0] }] } },
  resources: imagesOf(scope, pipelines),
});

/** Image Builder has switched a pipeline off, after too many scheduled builds that failed in a row. */
export const onPipelineDisabled: OnPipelineEvent = (scope, id, pipelines, options) => ruleFor(scope, id, options, {
  detailType: ['EC2 Image Builder Image Pipeline Automatically Disabled'],
  resources: pipelines.map(({ pipelineArn }) => pipelineArn),
});

const imageState = (status: 'AVAILABLE' | 'FAILED'): events.EventPattern =>
  ({ detailType: ['EC2 Image Builder Image State Change'], detail: { state: { status: [status] } } });

const imagesOf = (scope: Construct, pipelines: readonly WatchedPipeline[]): string[] => pipelines.flatMap(({ imageName }) =>
  events.Match.prefix(Stack.of(scope).formatArn({ service: 'imagebuilder', resource: 'image', resourceName: `${imageName}/` })));

const ruleFor = (scope: Construct, id: string, options: events.OnEventOptions = {}, pattern: events.EventPattern): events.Rule =>
  eventRule(scope, id, options, { source: ['aws.imagebuilder'], ...pattern });
