import * as fc from 'fast-check';
import { aPolicy, MINUTE } from './a-policy';
import { Clerk, line } from './policy-by-brute-force';
import { BackupTier } from '../../src/snapshots/policy-preview';
import { simulatePolicy } from '../../src/snapshots/private/simulate-policy';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const REGION = 'eu-central-1';
const PLACES = [[REGION, BackupTier.STANDARD], [REGION, BackupTier.ARCHIVE], ['eu-west-1', BackupTier.STANDARD]] as const;

test('the preview of a year of any policy is what a clerk notes who looks every hour', () => {
  fc.assert(fc.property(aPolicy, fc.integer({ min: 0, max: 30 * 366 * 24 }), (plans, hours) => {
    const start = new Date(Date.UTC(2026, 0) + hours * HOUR + MINUTE * 60_000);
    const preview = simulatePolicy({ region: REGION, schedules: plans.map(({ schedule }) => schedule) }, { start, days: 366 });
    const clerk = new Clerk(plans, REGION);
    for (let now = start.getTime(); now < preview.end.getTime(); now += HOUR) {
      clerk.look(now);
      // The last look of every thirtieth day.
      if (Math.floor(now / DAY) % 30 === 0 && now % DAY >= 23 * HOUR) {
        const counts = PLACES.map(([region, tier]) => preview.countOn(new Date(now), { region, tier }));
        expect(counts).toEqual(PLACES.map(([region, tier]) => clerk.count(region, tier)));
      }
    }
    const events = preview.events.map(event => line(event.when.getTime(), event.action, Date.parse(event.backup), event.schedule, event.schedules,
      event.region, event.tier, [...event.accounts ?? [], ...event.zones ?? []]));
    expect(differences(events, clerk.events)).toEqual({ onlyInPreview: [], onlyByClerk: [] });
  }), { numRuns: 200 });
});

/** The first few will do. */
function differences(preview: readonly string[], clerk: readonly string[]) {
  const [previewed, noted] = [new Set(preview), new Set(clerk)];
  expect(previewed.size).toBe(preview.length);
  return { onlyInPreview: preview.filter(each => !noted.has(each)).slice(0, 5), onlyByClerk: clerk.filter(each => !previewed.has(each)).slice(0, 5) };
}
