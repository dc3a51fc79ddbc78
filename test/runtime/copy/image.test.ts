import { anImage, tagsOfJob } from './an-image';
import { belongsTo, imageIdIn, isAccepted, isAlive, isDead, isFinished, isGone, jobOf, physicalIdOf, regionIn } from '../../../src/runtime/copy/image';

test.each([
  ['pending', 'alive'], ['available', 'alive'], ['transient', 'alive'], ['disabled', 'alive'], ['a state of the future', 'alive'],
  ['failed', 'dead'], ['error', 'dead'], ['invalid', 'dead'], ['deregistered', 'gone'],
])('an image that is %s is %s', (state, expected) => {
  const image = anImage({ state });
  expect({ alive: isAlive(image), dead: isDead(image), gone: isGone(image) }).toEqual({ alive: false, dead: false, gone: false, [expected]: true });
});

test.each([['available', true], ['disabled', true], ['pending', false], ['transient', false], ['failed', false], ['deregistered', false]])(
  'no more snapshots can appear of an image that is %s: %s', (state, finished) => expect(isFinished(anImage({ state }))).toBe(finished));

test('a physical id names its Region and its image', () => {
  expect(physicalIdOf('eu-central-1', 'ami-0a1b')).toBe('eu-central-1/ami-0a1b');
  expect(imageIdIn(physicalIdOf('eu-central-1', 'ami-0a1b'))).toBe('ami-0a1b');
  expect(regionIn(physicalIdOf('eu-central-1', 'ami-0a1b'))).toBe('eu-central-1');
});

test.each<[string, string | undefined]>([
  ['none', undefined], ['one that CloudFormation invented', 'Images-Web-1A2B3C4D5E6F'], ['one for what was not made', 'not-made'], ['a job', 'eu-central-1/job-0a1b'],
  ['an image without its Region', 'ami-0a1b'], ['more than a Region and an image', 'Images/eu-central-1/ami-0a1b'], ['a snapshot of an image', 'eu-central-1/ami-0a1b/root'], ['an image with a second line', 'eu-central-1/ami-0a1b\nami-2'],
])('an id names no image when it is %s', (_title, physicalId) => expect([imageIdIn(physicalId), regionIn(physicalId)]).toEqual([undefined, undefined]));

test('tags tell whose an image is, what it was made for, and whether CloudFormation has it', () => {
  const image = anImage({ accepted: false });
  expect([belongsTo(image, 'stack'), belongsTo(image, 'another'), belongsTo({ tags: {} }, 'stack')]).toEqual([true, false, false]);
  expect([jobOf({ tags: tagsOfJob('job-2') }), jobOf({ tags: {} })]).toEqual(['job-2', undefined]);
  expect([isAccepted(image), isAccepted(anImage())]).toEqual([false, true]);
});
