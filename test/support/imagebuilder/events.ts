/** What Image Builder tells EventBridge, in the Region of the image. */
import type { Image, Pipeline, Status } from './resources';

export interface ImageBuilderEvent {
  readonly 'source': 'aws.imagebuilder';
  readonly 'detail-type': string;
  readonly 'account': string;
  readonly 'region': string;
  /** ISO 8601. */
  readonly 'time': string;
  readonly 'resources': readonly string[];
  readonly 'detail': Readonly<Record<string, unknown>>;
}

export type Findings = Readonly<Partial<Record<'critical' | 'high' | 'medium', number>>>;

const event = (subject: { readonly arn: string }, now: number, type: string, detail: ImageBuilderEvent['detail'], others: string[] = []): ImageBuilderEvent => {
  const [, , , region, account] = subject.arn.split(':');
  return {
    'source': 'aws.imagebuilder',
    'detail-type': `EC2 Image Builder ${type}`,
    account,
    region,
    'time': new Date(now).toISOString(),
    'resources': [subject.arn, ...others],
    detail,
  };
};

/** Names the image alone: which pipeline made it, only GetImage says. */
export const stateChange = (image: Image, before: Status, now: number) =>
  event(image, now, 'Image State Change', { 'previous-state': { status: before }, 'state': { status: image.state.status } });

/** Sent for every scan of a test instance, also when it has found nothing. */
export function cveDetected(image: Image, { critical = 0, high = 0, medium = 0 }: Findings, now: number): ImageBuilderEvent {
  const counts = { all: critical + high + medium, critical, high, medium };
  return event(image, now, 'CVE Detected', { 'resource-id': image.arn, 'finding-severity-counts': counts }, image.pipeline ? [image.pipeline.arn] : []);
}

export const automaticallyDisabled = (pipeline: Pipeline, now: number) =>
  event(pipeline, now, 'Image Pipeline Automatically Disabled', { 'consecutive-failures': String(pipeline.consecutiveFailures) });
