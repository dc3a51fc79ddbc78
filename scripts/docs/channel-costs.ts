import { censusOf, moreIn, monthly, restTable } from './census';
import { PRICES, priceOf } from './prices';
import { sum, table, usd } from './tables';

const DAYS = 365 / 12;
/** What nobody can read from a template. The function looks once a day, and after each build. */
const ASSUMED = { secondsOfLook: 5, gigabytesOfFunction: 0.5, kilobytesOfRecord: 4, writesOfVerb: 3, daysBetweenReleases: 7, looksPerDay: 1 };
/** The age, whether it is held or blocked, and what something else wrote. */
const METRICS_OF_LOOK = 4;
/** Of an execution: its start, the wait, the promotion, the choice, and its end. */
const STEPS_OF_PROMOTION = 5;

const CHANNELS = [{ name: 'canary' }, { name: 'stable' }];

/** What two channels add. */
export const channelCensus = () => moreIn(censusOf(() => ({ channels: CHANNELS })), censusOf());

export function channelCosts(): string {
  const census = channelCensus();
  const costs = moving();
  return `\`channels: [{ name: 'canary' }, { name: 'stable' }]\` add this to the template; at rest, **${usd(monthly(census))} USD** a month:

${restTable(census)}

And this, with a release every ${ASSUMED.daysBetweenReleases} days that goes through both:

${table(['what', 'USD a month', 'why'], [...costs.map(([what, cost, why]) => [what, usd(cost), why]), ['all of it', usd(sum(costs.map(([, cost]) => cost))), '']])}

Parameters are standard ones, which are free. An alarm less for each channel that is promoted by hand: those do not get stale.`;
}

function moving(): readonly (readonly [string, number, string])[] {
  const { secondsOfLook, gigabytesOfFunction, kilobytesOfRecord, writesOfVerb, daysBetweenReleases, looksPerDay } = ASSUMED;
  const written = kilobytesOfRecord * writesOfVerb * priceOf(PRICES.write);
  const verb = priceOf(PRICES.call) + secondsOfLook * gigabytesOfFunction * priceOf(PRICES.memory) + written;
  const promotion = STEPS_OF_PROMOTION * priceOf(PRICES.step) + verb + priceOf(PRICES.event);
  const record = kilobytesOfRecord / 1_000_000 * (priceOf(PRICES.table) + priceOf(PRICES.recovery));
  return [
    ['metrics', CHANNELS.length * METRICS_OF_LOOK * PRICES.metric.usd * looksPerDay / 24, `${METRICS_OF_LOOK} for each channel, reported in an hour of each day`],
    ['the daily look', DAYS * looksPerDay * verb, `${secondsOfLook} seconds of the function`],
    ['promotions', DAYS / daysBetweenReleases * CHANNELS.length * promotion, 'the steps of the state machine, a verb, and an event'],
    ['the record', record, `${kilobytesOfRecord} KB, with the right to go back in time`],
  ];
}
