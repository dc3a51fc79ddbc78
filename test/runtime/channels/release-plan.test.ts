import { aLedger, aRecord, aRelease, CONFIGURATION, imageArn } from './a-ledger';
import { EMPTY_LEDGER, ReleaseImage } from '../../../src/runtime/channels/ledger';
import { letGo, planRelease } from '../../../src/runtime/channels/release-plan';

const built = (architecture: string, build: number, version?: string): ReleaseImage =>
  ({ arn: imageArn(architecture, build, version), amis: { 'eu-central-1': `ami-${architecture}-${build}`, 'us-east-1': 'ami-elsewhere' } });

test('a release has the newest build of each architecture, in the Regions of the pipeline', () => {
  const release = planRelease(EMPTY_LEDGER, CONFIGURATION, [[built('x86', 9), built('x86', 10)], [built('arm', 10)]]);
  expect(release).toEqual({
    id: '1.0.7-10',
    reached: [],
    isTold: false,
    sharedWith: [],
    images: {
      x86: { arn: imageArn('x86', 10), amis: { 'eu-central-1': 'ami-x86-10' } },
      arm: { arn: imageArn('arm', 10), amis: { 'eu-central-1': 'ami-arm-10' } },
    },
  });
});

test('builds with different numbers name the release together', () => {
  expect(planRelease(EMPTY_LEDGER, CONFIGURATION, [[built('x86', 3)], [built('arm', 4)]])?.id).toBe('1.0.7-3+1.0.7-4');
});

test.each([
  ['an architecture has none', aLedger([]), [[built('x86', 1)], []]],
  ['an architecture has none that is new', aLedger([aRelease(1)]), [[built('x86', 2)], [built('arm', 1)]]],
  ['the builds are in a release', aLedger([aRelease(1)]), [[built('x86', 1)], [built('arm', 1)]]],
  ['the builds were let go of', { ...EMPTY_LEDGER, leaving: [aRelease(1)] }, [[built('x86', 1)], [built('arm', 1)]]],
  ['newer builds are in a release', aLedger([aRelease(5)]), [[built('x86', 4)], [built('arm', 4)]]],
])('there is no release when %s', (_title, ledger, builds) => expect(planRelease(ledger, CONFIGURATION, builds)).toBeUndefined());

test('builds of another recipe count from one', () => {
  expect(planRelease(aLedger([aRelease(5)]), CONFIGURATION, [[built('x86', 1, '1.0.8')], [built('arm', 1, '1.0.8')]])?.id).toBe('1.0.8-1');
});

test('the newest stay, what channels have, what they had before, and the memory of what was rejected', () => {
  const releases = [6, 5, 4, 3, 2, 1].map(number => aRelease(number));
  const ledger = aLedger(releases, { canary: aRecord(4, { previous: '1.0.7-2', rejected: ['1.0.7-5', '1.0.7-3'] }), stable: aRecord(6) });
  const left = letGo(ledger, CONFIGURATION);
  expect(left.releases.map(({ id }) => id)).toEqual(['1.0.7-6', '1.0.7-5', '1.0.7-4', '1.0.7-2']);
  expect(left.leaving.map(({ id }) => id)).toEqual(['1.0.7-3', '1.0.7-1']);
  expect(left.channels.canary.rejected).toEqual(['1.0.7-5', '1.0.7-3']);
});

test('nothing changes when there is nothing to let go of', () => {
  const ledger = aLedger([aRelease(2), aRelease(1)]);
  expect(letGo(ledger, CONFIGURATION)).toBe(ledger);
});
