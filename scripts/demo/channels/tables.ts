import { ChannelsFacts, Check, StepFacts } from './facts';
import { countOf } from './timeline';
import { drawn, remains, titled } from '../tables';

/** What the demo of channels found, for people. */
export function channelsTables({ steps, checks, left }: ChannelsFacts): string {
  return [
    titled('What each parameter names after each step, and what the fleet runs', pointers(steps)),
    titled('What was checked', checked(checks)),
    titled('What is left in the end, and why', remains(left)),
  ].join('\n\n');
}

function pointers(steps: readonly StepFacts[]): string {
  const regions = [...new Set(steps.flatMap(({ named }) => Object.keys(named)))];
  return drawn(['step', 'ended', ...regions, 'fleet'], steps.map(({ title, status, minutes, named, fleet }) => [
    title, `${status}\n${minutes.toFixed(1)} minutes`, ...regions.map(region => namedIn(named[region])), fleet ? countOf(fleet) : '-',
  ]), { colWidths: [26, 17, ...regions.map(() => 43), 13], wordWrap: true });
}

const namedIn = (channels: StepFacts['named'][string]) =>
  Object.entries(channels).map(([channel, { release, imageId }]) => `${channel.padEnd(10)}${release} ${imageId}`).join('\n') || '-';

const checked = (checks: readonly Check[]) => drawn(['', 'check'], checks.map(({ sentence, ok }) => [ok ? 'ok' : 'WRONG', sentence]), {
  style: { head: [], border: [], compact: true },
});
