import * as fc from 'fast-check';
import { anImage, aWish } from './an-image';
import { CopyPlan, CopySituation, isStillWanted, planCopy, planTags } from '../../../src/runtime/copy/copy-plan';
import { Image } from '../../../src/runtime/copy/image';

const at = (minute: number) => new Date(Date.parse('2026-11-20T12:00:00Z') + minute * 60_000);
const ids = (images: readonly Image[]) => images.map(image => image.imageId);
/** What goes under a plan, whatever else it does. */
const removedBy = (plan: CopyPlan) => (plan.do === 'fail' ? [] : plan.remove);
const situation = (images: readonly Image[], more: Partial<CopySituation> = {}): CopySituation =>
  ({ wish: aWish(), images, isRollingBack: false, ...more });

test.each<[string, readonly Image[], readonly string[]]>([
  ['nothing was made', [], []],
  ['only copies of other wishes are there', [anImage({ job: 'job-2' })], []],
  ['the copy is deregistered', [anImage({ state: 'deregistered' })], []],
  ['a copy that CloudFormation took over failed, which is removed for its name', [anImage({ state: 'failed' })], ['ami-1']],
  ['EC2 gave such copies up in other words', [anImage({ imageId: 'ami-2', state: 'error' }), anImage({ imageId: 'ami-3', state: 'invalid' })], ['ami-2', 'ami-3']],
  ['the image has no tags of ours', [anImage({ job: undefined, tags: { 'cdk-golden-ami:job': '' } })], []],
])('a copy is started when %s', (_title, images, removed) => {
  const plan = planCopy(situation(images));
  expect(plan.do).toBe('start');
  expect(ids(removedBy(plan))).toEqual(removed);
});

describe('a copy that EC2 failed before CloudFormation took it over', () => {
  test.each(['failed', 'error', 'invalid'])('is not made again: another would be %s as well', state => {
    const image = anImage({ state, accepted: false });
    expect(planCopy(situation([image]))).toEqual({ do: 'fail', image });
  });

  test('fails the wish beside dead ones that CloudFormation had', () => {
    const image = anImage({ imageId: 'ami-2', state: 'failed', accepted: false });
    expect(planCopy(situation([anImage({ state: 'failed' }), image]))).toEqual({ do: 'fail', image });
  });

  test.each<[string, Image]>([
    ['of another wish', anImage({ job: 'job-2', state: 'failed', accepted: false })],
    ['that is gone', anImage({ state: 'deregistered', accepted: false })],
  ])('fails nothing when it is one %s', (_title, image) => expect(planCopy(situation([image]))).toEqual({ do: 'start', remove: [] }));

  test('fails nothing when there is a living one', () => {
    const [image, dead] = [anImage({ imageId: 'ami-2', accepted: false }), anImage({ state: 'failed', accepted: false })];
    expect(planCopy(situation([dead, image]))).toEqual({ do: 'keep', image, remove: [dead] });
  });
});

test.each(['pending', 'transient', 'available', 'disabled'])('a copy that is %s is kept', state => {
  const image = anImage({ state, accepted: false });
  expect(planCopy(situation([image]))).toEqual({ do: 'keep', image, remove: [] });
});

describe('a copy with the description of an earlier text of the wish', () => {
  const wish = aWish({ description: 'new' });
  const misdescribed = anImage({ state: 'pending', description: 'old', accepted: false });

  test('is given up while it is pending, when its description cannot be changed', () => {
    expect(planCopy(situation([misdescribed], { wish }))).toEqual({ do: 'start', remove: [misdescribed] });
  });

  test.each<[string, Image]>([
    ['CloudFormation took it over', anImage({ ...misdescribed, tags: {}, accepted: true })],
    ['it can be changed', { ...misdescribed, state: 'available' }],
    ['it is the same', { ...misdescribed, description: 'new' }],
  ])('is kept when %s', (_title, image) => expect(planCopy(situation([image], { wish }))).toMatchObject({ do: 'keep', image, remove: [] }));
});

describe('of several copies for one wish', () => {
  const old = anImage({ imageId: 'ami-b', createdAt: at(0), accepted: false });
  const young = anImage({ imageId: 'ami-a', createdAt: at(1), accepted: false });
  const accepted = anImage({ imageId: 'ami-c', createdAt: at(2) });
  const current = anImage({ imageId: 'ami-d', createdAt: at(3), accepted: false });

  test.each<[string, readonly Image[], string, readonly string[]]>([
    ['the one that CloudFormation knows is kept', [young, accepted, current, old], 'ami-d', ['ami-b', 'ami-a']],
    ['else the one that it took over', [old, accepted, young], 'ami-c', ['ami-b', 'ami-a']],
    ['else the oldest', [young, old], 'ami-b', ['ami-a']],
    ['of the same age the first by its id', [{ ...old, imageId: 'ami-z' }, { ...old, imageId: 'ami-y' }], 'ami-y', ['ami-z']],
  ])('%s', (_title, images, kept, removed) => {
    const plan = planCopy(situation(images, { currentImageId: 'ami-d' }));
    expect(plan.do === 'keep' && plan.image.imageId).toBe(kept);
    expect(ids(removedBy(plan))).toEqual(removed);
  });

  test('dead ones go, one that CloudFormation took over stays', () => {
    const dead = anImage({ imageId: 'ami-e', state: 'failed', accepted: false });
    const plan = planCopy(situation([old, dead, accepted, anImage({ imageId: 'ami-f', createdAt: at(9) })]));
    expect(ids(removedBy(plan))).toEqual(['ami-b', 'ami-e']);
  });
});

describe('a rollback to what CloudFormation has', () => {
  const before = aWish({ job: 'job-2' });
  const current = anImage({ imageId: 'ami-current' });
  const failed = anImage({ imageId: 'ami-other', job: 'job-2', accepted: false });

  test('removes what the other wish has made, and names that wish for what may appear yet', () => {
    const plan = planCopy(situation([current, failed], { before, currentImageId: 'ami-current' }));
    expect(plan).toEqual({ do: 'keep', image: current, remove: [failed], cameToNothing: 'job-2' });
  });

  test('does so too when its own image is gone, and has to be made again', () => {
    expect(planCopy(situation([failed], { before, currentImageId: 'ami-current', isRollingBack: true }))).toEqual({ do: 'start', remove: [failed], cameToNothing: 'job-2' });
  });

  test('is not what an update asks for whose image somebody removed: what is left of it may be what the policy keeps', () => {
    expect(planCopy(situation([failed], { before, currentImageId: 'ami-current' }))).toEqual({ do: 'start', remove: [] });
  });

  test.each<[string, Image, Partial<CopySituation>, string | undefined]>([
    ['that CloudFormation took over', anImage({ imageId: 'ami-other', job: 'job-2' }), {}, 'job-2'],
    ['of a third wish', anImage({ imageId: 'ami-other', job: 'job-3', accepted: false }), {}, 'job-2'],
    ['that CloudFormation has, though its waiter has not marked it', failed, { currentImageId: failed.imageId }, undefined],
    ['when there was no other wish', failed, { before: undefined }, undefined],
    ['when the wish is the same', failed, { before: aWish() }, undefined],
    ['that is gone', { ...failed, state: 'deregistered' }, {}, 'job-2'],
  ])('leaves alone what was made %s', (_title, other, more, cameToNothing) => {
    const plan = planCopy(situation([current, other], { before, currentImageId: 'ami-current', ...more }));
    expect(plan).toEqual({ do: 'keep', image: current, remove: [], cameToNothing });
  });

  test.each([true, false])('a forward update removes nothing of what it replaces, accepted or not: %s', accepted => {
    const plan = planCopy(situation([anImage({ imageId: 'ami-old', job: 'job-2', accepted })], { before, currentImageId: 'ami-old' }));
    expect(plan).toEqual({ do: 'start', remove: [] });
  });
});

const anyImage = fc.record({
  imageId: fc.constantFrom('ami-1', 'ami-2', 'ami-3', 'ami-4', 'ami-5'),
  state: fc.constantFrom('pending', 'available', 'failed', 'error', 'disabled', 'deregistered'),
  job: fc.constantFrom('job-1', 'job-2', 'job-3'),
  accepted: fc.boolean(),
  createdAt: fc.option(fc.date({ noInvalidDate: true }), { nil: undefined }),
}).map(facts => anImage(facts));
const anyImages = fc.uniqueArray(anyImage, { selector: image => image.imageId });
const anyMore = fc.record({
  isRollingBack: fc.boolean(),
  currentImageId: fc.constantFrom('ami-1', 'ami-2', undefined),
  before: fc.constantFrom(undefined, aWish({ job: 'job-1' }), aWish({ job: 'job-2' })),
});

test('no plan keeps a dead image, removes the one that it keeps or a living one that CloudFormation took over, or fails while one lives', () => {
  fc.assert(fc.property(anyImages, anyMore, (images, more) => {
    const plan = planCopy(situation(images, more));
    if (plan.do === 'keep') {
      expect(['pending', 'available', 'disabled']).toContain(plan.image.state);
      expect(plan.remove).not.toContain(plan.image);
    }
    if (plan.do === 'fail') {
      const ours = images.filter(image => image.tags['cdk-golden-ami:job'] === 'job-1');
      expect(ours.filter(image => ['available', 'disabled'].includes(image.state))).toEqual([]);
    }
    const removed = removedBy(plan);
    const alive = removed.filter(image => !['failed', 'error'].includes(image.state));
    expect(alive.filter(image => 'cdk-golden-ami:accepted' in image.tags)).toEqual([]);
    expect(new Set(removed).size).toBe(removed.length);
  }));
});

test('the plan does not depend on the order in which EC2 lists images', () => {
  fc.assert(fc.property(anyImages, anyMore, (images, more) => {
    const [plan, turned] = [planCopy(situation(images, more)), planCopy(situation([...images].reverse(), more))];
    expect(turned.do === 'keep' && turned.image).toBe(plan.do === 'keep' && plan.image);
    expect(turned.do).toBe(plan.do);
    expect(new Set(removedBy(turned))).toEqual(new Set(removedBy(plan)));
  }));
});

describe('tags', () => {
  const anyTags = fc.dictionary(
    fc.oneof(fc.constantFrom('team', 'stage', 'constructor', '__proto__'), fc.string({ maxLength: 3 })), fc.string({ maxLength: 3 }), { maxKeys: 5 });

  test.each<[string, Record<string, string>, Record<string, string> | undefined, Record<string, string>, object]>([
    ['a new tag is set', { team: 'web' }, undefined, {}, { set: { team: 'web' }, unset: [] }],
    ['a changed tag is set', { team: 'web' }, { team: 'data' }, { team: 'data' }, { set: { team: 'web' }, unset: [] }],
    ['a tag that is there already is left alone', { team: 'web' }, {}, { team: 'web' }, { set: {}, unset: [] }],
    ['a tag that is wished no longer goes', {}, { team: 'web' }, { team: 'web' }, { set: {}, unset: ['team'] }],
    ['a tag that somebody has taken away need not go', {}, { team: 'web' }, {}, { set: {}, unset: [] }],
    ['a tag that others set stays', {}, {}, { patched: 'yes' }, { set: {}, unset: [] }],
    ['a tag named like what every object has goes as well', {}, { constructor: 'a' }, { constructor: 'a' }, { set: {}, unset: ['constructor'] }],
    ['an empty value is a value', { golden: '' }, undefined, { golden: 'yes' }, { set: { golden: '' }, unset: [] }],
  ])('%s', (_title, tags, before, carried, plan) =>
    expect(planTags(aWish({ tags }), before && aWish({ tags: before }), carried)).toEqual(plan));

  test('once changed, an image carries what is wished, what others set, and nothing else', () => {
    fc.assert(fc.property(anyTags, fc.option(anyTags, { nil: undefined }), anyTags, (tags, before, strangers) => {
      const carried = new Map([...Object.entries(strangers), ...Object.entries(before ?? {})]);
      const { set, unset } = planTags(aWish({ tags }), before && aWish({ tags: before }), Object.fromEntries(carried));
      const after = new Map(carried);
      Object.entries(set).forEach(([key, value]) => after.set(key, value));
      unset.forEach(key => after.delete(key));

      const expected = new Map([...carried].filter(([key]) => !Object.hasOwn(before ?? {}, key)));
      Object.entries(tags).forEach(([key, value]) => expected.set(key, value));
      expect(Object.fromEntries(after)).toEqual(Object.fromEntries(expected));
    }));
  });

  test('a change that was made is not made again', () => {
    fc.assert(fc.property(anyTags, tags => {
      expect(planTags(aWish({ tags }), aWish({ tags }), tags)).toEqual({ set: {}, unset: [] });
    }));
  });
});

test.each<[string | undefined, boolean]>([
  ['CREATE_IN_PROGRESS', true], ['UPDATE_IN_PROGRESS', true], ['UPDATE_ROLLBACK_IN_PROGRESS', true], ['IMPORT_IN_PROGRESS', true], [undefined, true],
  ['ROLLBACK_IN_PROGRESS', false], ['DELETE_IN_PROGRESS', false], ['CREATE_COMPLETE', false], ['UPDATE_COMPLETE', false],
  ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', false], ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', false], ['ROLLBACK_COMPLETE', false],
  ['IMPORT_ROLLBACK_IN_PROGRESS', false], ['DELETE_COMPLETE', false],
])('while the stack is in %s, somebody may still wait for an image that CloudFormation has not taken over: %s', (status, wanted) =>
  expect(isStillWanted(status)).toBe(wanted));

test.each<[string, string, string | undefined, boolean]>([
  ['goes on in the status that it started in', 'UPDATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', true],
  ['of an update is not wanted by its rollback', 'UPDATE_ROLLBACK_IN_PROGRESS', 'UPDATE_IN_PROGRESS', false],
  ['of a rollback is not wanted by the next update', 'UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', false],
  ['that started in an unknown status may be wanted', 'UPDATE_ROLLBACK_IN_PROGRESS', 'unknown', true],
  ['that has not started may be wanted', 'UPDATE_ROLLBACK_IN_PROGRESS', undefined, true],
])('a request %s', (_title, status, startedIn, wanted) => expect(isStillWanted(status, startedIn)).toBe(wanted));
