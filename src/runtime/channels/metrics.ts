import { CHANNEL_METRIC } from './channel-contract';
import { ChannelWorld } from './channel-ports';

type Values = Partial<Record<Exclude<keyof typeof CHANNEL_METRIC, 'namespace' | 'dimensions'>, number>>;

/**
 * Metrics of a channel, as a line of the log that CloudWatch reads: no call, and no right to one.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function putMetric({ metrics, now, configuration }: ChannelWorld, channel: string, values: Values): void {
  const named = Object.entries(values).map(([key, value]) => [CHANNEL_METRIC[key as keyof Values], value] as const);
  metrics({
    _aws: {
      Timestamp: now().getTime(),
      CloudWatchMetrics: [{
        Namespace: CHANNEL_METRIC.namespace,
        Dimensions: [CHANNEL_METRIC.dimensions],
        Metrics: named.map(([Name]) => ({ Name })),
      }],
    },
    Image: configuration.imageName,
    Channel: channel,
    ...Object.fromEntries(named),
  });
}
