import * as fc from 'fast-check';
import { anImage, aSnapshot, KEY_ARN } from './an-image';
import { CompletionMode } from '../../../src/runtime/contract';
import { explainFailure, findPlaintext, LONGEST_WATCH_PAUSE_SECONDS, nextWaitStep, pauseAfter, WaitStep } from '../../../src/runtime/copy/wait-plan';

test.each<[string, string | undefined, number, CompletionMode, WaitStep]>([
  ['an image that EC2 does not show yet is awaited', undefined, 0, 'IN_DEPLOY', { do: 'wait' }],
  ['for three minutes', undefined, 179, 'PENDING', { do: 'wait' }],
  ['then it is gone', undefined, 180, 'IN_DEPLOY', { do: 'fail', because: 'the copy is gone: somebody deregistered it' }],
  ['a pending copy is awaited', 'pending', 3000, 'IN_DEPLOY', { do: 'wait' }],
  ['so is one in transition', 'transient', 3000, 'IN_DEPLOY', { do: 'wait' }],
  ['without waiting for the end, a copy has two minutes to fail', 'pending', 119, 'PENDING', { do: 'wait' }],
  ['then the deployment goes on', 'pending', 120, 'PENDING', { do: 'go-on', because: 'EC2 goes on copying' }],
  ['an available copy is verified at once', 'available', 0, 'PENDING', { do: 'verify' }],
  ['however late it is', 'available', 9999, 'IN_DEPLOY', { do: 'verify' }],
  ['a failed copy is explained', 'failed', 30, 'PENDING', { do: 'explain' }],
  ['so is one in error', 'error', 30, 'IN_DEPLOY', { do: 'explain' }],
  ['and an invalid one', 'invalid', 30, 'IN_DEPLOY', { do: 'explain' }],
  ['a disabled copy is not what was asked for', 'disabled', 30, 'IN_DEPLOY', { do: 'fail', because: 'the copy ami-1 is disabled: somebody changed it' }],
  ['nor is a deregistered one', 'deregistered', 30, 'IN_DEPLOY', { do: 'fail', because: 'the copy ami-1 is deregistered: somebody changed it' }],
])('%s', (_title, state, elapsed, mode, step) =>
  expect(nextWaitStep(state === undefined ? undefined : anImage({ state }), elapsed, mode)).toEqual(step));

describe('the pause between two looks', () => {
  test.each([[0, 30], [60, 30], [90, 45], [360, 180], [3000, 180]])('after %i seconds takes %i', (elapsed, pause) =>
    expect(pauseAfter(elapsed)).toBe(pause));

  test.each([[135, 67.5], [1800, 900], [86_400, 900]])('of a watch takes %i seconds after %i', (elapsed, pause) =>
    expect(pauseAfter(elapsed, LONGEST_WATCH_PAUSE_SECONDS)).toBe(pause));

  test.each([[20, 13], [55, 24]])('of a copy that takes %i minutes makes %i turns', (minutes, turns) => {
    let [elapsed, count] = [0, 1];
    for (; elapsed < minutes * 60; count++) elapsed += Math.ceil(pauseAfter(elapsed));
    expect(count).toBe(turns);
  });

  test('is never shorter than half a minute, longer than three, or shorter than the one before', () => {
    fc.assert(fc.property(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.double({ min: 0, max: 1e6, noNaN: true }), (a, b) => {
      const [earlier, later] = [pauseAfter(Math.min(a, b)), pauseAfter(Math.max(a, b))];
      expect(earlier).toBeGreaterThanOrEqual(30);
      expect(later).toBeLessThanOrEqual(180);
      expect(later).toBeGreaterThanOrEqual(earlier);
    }));
  });
});

describe('a failed copy', () => {
  const image = anImage({ state: 'failed', stateReason: 'internal error' });

  test('is explained by its snapshots, and by what the key has to allow', () => {
    const sentence = explainFailure(image, [
      aSnapshot({ state: 'error', stateMessage: 'Given key ID is not accessible' }), aSnapshot({ snapshotId: 'snap-2', state: 'completed', stateMessage: 'fine' }),
    ], KEY_ARN);
    expect(sentence).toContain('the copy ami-1 failed: internal error; snap-1: Given key ID is not accessible. ');
    expect(sentence).not.toContain('snap-2');
    for (const action of ['kms:DescribeKey', 'kms:CreateGrant', 'kms:Decrypt', 'kms:GenerateDataKeyWithoutPlaintext', 'kms:ReEncryptTo', KEY_ARN]) expect(sentence).toContain(action);
  });

  test.each<[string, Parameters<typeof explainFailure>, string]>([
    ['of which EC2 says nothing', [anImage({ state: 'failed' }), [], KEY_ARN], 'the copy ami-1 failed: EC2 does not say why. '],
    ['without a key of its own', [image, [], undefined], "If this is about the key that is the account's default for EBS: it must be enabled"],
    ['whose snapshot says nothing', [image, [aSnapshot({ state: 'error' })], KEY_ARN], 'snap-1: no reason given'],
  ])('%s is told as such', (_title, facts, words) => expect(explainFailure(...facts)).toContain(words));
});

const under = (encryptionKeyArn?: string) => ({ encrypted: true, encryptionKeyArn, volumeKeys: {} });

describe('a finished copy', () => {
  const image = anImage();

  test('without a key of its own is as asked under any, but not in plain text', () => {
    expect(findPlaintext(image, [aSnapshot({ keyArn: 'arn:any' })], under())).toBeUndefined();
    expect(findPlaintext(image, [aSnapshot({ encrypted: false })], under()))
      .toBe("ami-1 is not encrypted as asked: snap-1 is in plain text; the key asked for is the account's default");
  });

  test('that nobody has asked to encrypt may be in plain text', () =>
    expect(findPlaintext(image, [aSnapshot({ encrypted: false })], { ...under(), encrypted: false })).toBeUndefined());

  test('with a key of its own for a device is as asked under that, and under no other', () => {
    const two = anImage({ snapshots: [{ device: '/dev/xvda', snapshotId: 'snap-1' }, { device: '/dev/sdf', snapshotId: 'snap-2' }] });
    const keys = { ...under(KEY_ARN), volumeKeys: { '/dev/sdf': 'arn:data' } };
    expect(findPlaintext(two, [aSnapshot(), aSnapshot({ snapshotId: 'snap-2', keyArn: 'arn:data' })], keys)).toBeUndefined();
    expect(findPlaintext(two, [aSnapshot({ keyArn: 'arn:data' }), aSnapshot({ snapshotId: 'snap-2' })], keys)).toBe(
      `ami-1 is not encrypted as asked: snap-1 is under arn:data; the key asked for is ${KEY_ARN}, snap-2 is under ${KEY_ARN}; the key asked for is arn:data`);
  });

  test.each<[string, Parameters<typeof aSnapshot>[0], string | undefined]>([
    ['under its key is as asked', {}, undefined],
    ['in plain text is not', { encrypted: false, keyArn: undefined }, 'snap-1 is in plain text'],
    ['under another key is not', { keyArn: 'arn:other' }, 'snap-1 is under arn:other'],
  ])('%s', (_title, facts, words) => {
    const sentence = findPlaintext(image, [aSnapshot({ snapshotId: 'snap-0' }), aSnapshot(facts)], under(KEY_ARN));
    expect(sentence).toBe(words && `ami-1 is not encrypted as asked: ${words}; the key asked for is ${KEY_ARN}`);
  });
});
