import { aLedger, aRecord, aRelease, CONFIGURATION } from './a-ledger';
import { VerbGroup } from '../../../src/runtime/channels/channel-contract';
import { Ledger } from '../../../src/runtime/channels/ledger';
import { Move, planMove } from '../../../src/runtime/channels/move-plan';

const plan = (move: Move, ledger: Ledger, group: VerbGroup = 'operate') => planMove(move, { ledger, configuration: CONFIGURATION, group, now: new Date(7) });
const both = ['canary', 'stable'];
const two = [aRelease(2, both), aRelease(1, both)];

test('canary gets the newest release, and remembers what it had', () => {
  const decided = plan({ verb: 'promote', channel: 'canary' }, aLedger(two, { canary: aRecord(1, { rejected: ['1.0.7-0'] }) }));
  expect(decided).toMatchObject({
    do: 'decide',
    release: { id: '1.0.7-2' },
    ledger: { channels: { canary: { release: '1.0.7-2', previous: '1.0.7-1', since: 7, verb: 'promote', isHeld: false, rejected: ['1.0.7-0'], pending: ['eu-central-1'] } } },
  });
});

test('stable gets what canary has', () => {
  const ledger = aLedger(two, { canary: aRecord(1) });
  expect(plan({ verb: 'promote', channel: 'stable' }, ledger, 'approve')).toMatchObject({ do: 'decide', release: { id: '1.0.7-1' } });
});

test('the newest release is the newest that nothing was rolled back from', () => {
  const ledger = aLedger(two, { stable: aRecord(1, { rejected: ['1.0.7-2'] }) });
  expect(plan({ verb: 'promote', channel: 'canary' }, ledger)).toMatchObject({ do: 'decide', release: { id: '1.0.7-1' } });
});

test('a rollback returns to the release before, rejects the bad one and holds the channel', () => {
  const decided = plan({ verb: 'rollback', channel: 'stable' }, aLedger(two, { stable: aRecord(2, { previous: '1.0.7-1' }) }));
  expect(decided).toMatchObject({ do: 'decide', ledger: { channels: { stable: { release: '1.0.7-1', verb: 'rollback', isHeld: true, rejected: ['1.0.7-2'] } } } });
  expect(decided).not.toHaveProperty('ledger.channels.stable.previous');
});

test('resume takes the hold away, and nothing else', () => {
  const held = aRecord(1, { isHeld: true, rejected: ['1.0.7-2'], verb: 'rollback' });
  expect(plan({ verb: 'resume', channel: 'stable' }, aLedger(two, { stable: held }))).toMatchObject({ do: 'decide', ledger: { channels: { stable: { ...held, isHeld: false } } } });
});

const held = { canary: aRecord(1, { isHeld: true, verb: 'rollback', rejected: ['1.0.7-2'] }) };
test.each<[string, Move, Ledger, string]>([
  ['it has the release', { verb: 'promote', channel: 'canary' }, aLedger(two, { canary: aRecord(2) }), 'canary has 1.0.7-2 already'],
  ['it was rolled back', { verb: 'rollback', channel: 'canary' }, aLedger(two, held), 'canary was rolled back to 1.0.7-1 already, and is held'],
  ['it is not held', { verb: 'resume', channel: 'canary' }, aLedger(two), 'canary is not held'],
])('a channel is left as it is when %s', (_title, move, ledger, because) => expect(plan(move, ledger)).toMatchObject({ do: 'keep', because }));

test.each<[string, Move, Ledger, VerbGroup, string]>([
  ['there is no such channel', { verb: 'promote', channel: 'prod' }, aLedger(two), 'operate', 'channel must be one of canary, stable, got \'prod\''],
  ['it is Image Builder\'s channel', { verb: 'promote', channel: 'candidate' }, aLedger(two), 'operate', 'candidate is written by Image Builder'],
  ['an approval is missing', { verb: 'promote', channel: 'stable' }, aLedger(two), 'operate', 'stable needs an approval: promote with the alias approve'],
  ['no approval is asked for', { verb: 'promote', channel: 'canary' }, aLedger(two), 'approve', 'canary needs no approval'],
  ['the channel is held', { verb: 'promote', channel: 'canary', release: '1.0.7-2' }, aLedger(two, held), 'operate', 'canary is held since its rollback to 1.0.7-1: say resume first'],
  ['there is no release', { verb: 'promote', channel: 'canary' }, aLedger([]), 'operate', 'candidate has no release yet'],
  ['the release is not known', { verb: 'promote', channel: 'canary', release: '9' }, aLedger(two), 'operate', 'there is no release 9, or it was let go of'],
  ['another channel was rolled back from it', { verb: 'promote', channel: 'stable', release: '1.0.7-2' }, aLedger(two, held), 'approve', '1.0.7-2 was rolled back, and is never promoted again'],
  ['the source has gone back', { verb: 'promote', channel: 'stable' }, aLedger(two, { canary: aRecord(1), stable: aRecord(2) }), 'approve', 'canary has 1.0.7-1, which is older than 1.0.7-2 in stable'],
  ['the source has not had it', { verb: 'promote', channel: 'stable', release: '1.0.7-3' }, aLedger([aRelease(3), ...two]), 'approve', '1.0.7-3 has not been in canary yet'],
  ['nothing was ever promoted', { verb: 'rollback', channel: 'stable' }, aLedger(two), 'operate', 'stable has no release yet'],
  ['there was none before', { verb: 'rollback', channel: 'stable' }, aLedger(two, { stable: aRecord(1) }), 'operate', 'stable has no release before 1.0.7-1 to return to'],
])('fails when %s', (_title, move, ledger, group, sentence) => {
  const refused = plan(move, ledger, group);
  expect(refused).toEqual({ do: 'refuse', because: expect.stringContaining(sentence) as string });
});
