import * as fc from 'fast-check';
import { anImage, aSnapshot } from './an-image';
import { KEPT_TAG } from '../../../src/runtime/contract';
import { Image } from '../../../src/runtime/copy/image';
import { isCleanUp, isKeeping, planRemoval, RemovalSituation, SnapshotSituation, snapshotsToRemove } from '../../../src/runtime/copy/removal-plan';

const ids = (images: readonly Image[]) => images.map(image => image.imageId);
const named = anImage({ imageId: 'ami-named' });
const situation = (more: Partial<RemovalSituation> = {}): RemovalSituation => ({
  namedImageId: named.imageId, job: 'job-1', removalPolicy: 'Delete', images: [named], stackStatus: 'DELETE_IN_PROGRESS', ...more,
});
const leftover = (facts: object = {}) => anImage({ imageId: 'ami-left', accepted: false, ...facts });

test.each<[string, Image, Partial<RemovalSituation>, readonly string[]]>([
  ['an attempt at the same copy that CloudFormation never took over', leftover(), { stackStatus: 'UPDATE_IN_PROGRESS' }, ['ami-named', 'ami-left']],
  ['a failed one as well', leftover({ state: 'failed' }), { stackStatus: 'UPDATE_IN_PROGRESS' }, ['ami-named', 'ami-left']],
  ['one of another wish, when nobody can be making it', leftover({ job: 'job-2' }), {}, ['ami-named', 'ami-left']],
  ['but not while somebody may be making it', leftover({ job: 'job-2' }), { stackStatus: 'UPDATE_ROLLBACK_IN_PROGRESS' }, ['ami-named']],
  ['nor when the status is not known', leftover({ job: 'job-2' }), { stackStatus: undefined }, ['ami-named']],
  ['nor one that CloudFormation took over', leftover({ accepted: true }), {}, ['ami-named']],
  ['nor one that is gone', leftover({ state: 'deregistered' }), {}, ['ami-named']],
])('with the named image goes %s', (_title, other, more, removed) => {
  const plan = planRemoval(situation({ images: [named, other], ...more }));
  expect(ids(plan.remove)).toEqual(removed);
  expect(plan.keep).toEqual([]);
});

test.each([
  ['DELETE_IN_PROGRESS', true], ['ROLLBACK_IN_PROGRESS', true], ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', true],
  ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', true], ['UPDATE_IN_PROGRESS', false], ['UPDATE_ROLLBACK_IN_PROGRESS', false],
  ['CREATE_IN_PROGRESS', false], [undefined, false],
])('in %s nobody else is making an image: %s', (stackStatus, quiet) => {
  const plan = planRemoval(situation({ namedImageId: undefined, images: [leftover({ job: 'job-2' })], stackStatus }));
  expect(plan.remove).toHaveLength(quiet ? 1 : 0);
});

test('a Delete under an id that CloudFormation invented removes what came to nothing, and nothing that is in service', () => {
  const images = [leftover(), anImage({ imageId: 'ami-2' })];
  expect(ids(planRemoval(situation({ namedImageId: undefined, images })).remove)).toEqual(['ami-left']);
});

describe('the removal policy', () => {
  const made = anImage({ imageId: 'ami-named' });
  const found = anImage({ imageId: 'ami-named', tags: { [KEPT_TAG]: 'true' } });

  test.each<[string, string, string | undefined, Image, 'removes' | 'keeps']>([
    ['Delete in a deletion', 'Delete', 'DELETE_IN_PROGRESS', made, 'removes'],
    ['Delete in a deletion, for an image that an earlier deployment left', 'Delete', 'DELETE_IN_PROGRESS', found, 'removes'],
    ['Delete in a clean-up, for an image that an earlier deployment left', 'Delete', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', found, 'removes'],
    ['Retain in a deletion', 'Retain', 'DELETE_IN_PROGRESS', made, 'keeps'],
    ['Retain in a rollback', 'Retain', 'ROLLBACK_IN_PROGRESS', made, 'keeps'],
    ['Retain in the rollback of an update', 'Retain', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', made, 'keeps'],
    ['RetainExceptOnCreate in a deletion', 'RetainExceptOnCreate', 'DELETE_IN_PROGRESS', made, 'keeps'],
    ['RetainExceptOnCreate in a clean-up', 'RetainExceptOnCreate', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', made, 'keeps'],
    ['RetainExceptOnCreate in the rollback of a creation', 'RetainExceptOnCreate', 'ROLLBACK_IN_PROGRESS', made, 'removes'],
    ['RetainExceptOnCreate in the rollback of an update', 'RetainExceptOnCreate', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', made, 'removes'],
    ['RetainExceptOnCreate, when the status is not known', 'RetainExceptOnCreate', undefined, made, 'keeps'],
    ['a policy of the future', 'RetainForAWhile', 'DELETE_IN_PROGRESS', made, 'keeps'],
  ])('%s: %5$s what is in service', (_title, removalPolicy, stackStatus, image, outcome) => {
    const { remove, keep } = planRemoval(situation({ images: [image], removalPolicy, stackStatus }));
    expect({ remove, keep: keep.map(each => each.image) }).toEqual(outcome === 'removes' ? { remove: [image], keep: [] } : { remove: [], keep: [image] });
  });

  test('is the reason that is told for what stays', () => {
    expect(planRemoval(situation({ removalPolicy: 'Retain' })).keep).toEqual([{ image: named, because: 'the removal policy is Retain' }]);
  });

  test.each(['ROLLBACK_IN_PROGRESS', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS'])(
    'whatever it is, in %s an image that the operation has only found stays', stackStatus => {
      for (const removalPolicy of ['Delete', 'Retain', 'RetainExceptOnCreate']) {
        const plan = planRemoval(situation({ images: [found], removalPolicy, stackStatus }));
        expect(plan).toEqual({ remove: [], keep: [{ image: found, because: 'an earlier deployment left it' }] });
      }
    });

  test.each(['Retain', 'RetainExceptOnCreate'])('%s does not keep what CloudFormation never took over', removalPolicy => {
    const image = leftover();
    expect(planRemoval(situation({ namedImageId: image.imageId, images: [image], removalPolicy }))).toEqual({ remove: [image], keep: [] });
  });
});

test('an image that is kept by its policy, or of another job while somebody may be making it, is never removed', () => {
  const anyImage = fc.record({
    imageId: fc.constantFrom('ami-1', 'ami-2', 'ami-3', 'ami-4'),
    state: fc.constantFrom('pending', 'available', 'failed', 'disabled', 'deregistered'),
    job: fc.constantFrom('job-1', 'job-2'),
    accepted: fc.boolean(),
    tags: fc.constantFrom({}, { [KEPT_TAG]: 'true' }),
  }).map(facts => anImage(facts));
  const QUIET = ['DELETE_IN_PROGRESS', 'ROLLBACK_IN_PROGRESS', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS'];
  const anyStatus = fc.constantFrom(...QUIET, 'CREATE_IN_PROGRESS', 'UPDATE_IN_PROGRESS', 'UPDATE_ROLLBACK_IN_PROGRESS', undefined);
  const anyPolicy = fc.constantFrom('Delete', 'Retain', 'RetainExceptOnCreate');
  const anyImages = fc.uniqueArray(anyImage, { selector: image => image.imageId, minLength: 1 });

  fc.assert(fc.property(anyImages, fc.boolean(), anyStatus, anyPolicy, (images, isNamed, stackStatus, removalPolicy) => {
    const target = isNamed ? images[0] : undefined;
    const { remove, keep } = planRemoval(situation({ namedImageId: target?.imageId, images, stackStatus, removalPolicy }));
    for (const image of remove) {
      const accepted = 'cdk-golden-ami:accepted' in image.tags;
      expect(image.state).not.toBe('deregistered');
      expect(accepted && image !== target).toBe(false);
      expect(accepted && removalPolicy === 'Retain').toBe(false);
      expect(accepted && removalPolicy === 'RetainExceptOnCreate' && !stackStatus?.includes('ROLLBACK')).toBe(false);
      expect(accepted && KEPT_TAG in image.tags && stackStatus?.includes('ROLLBACK')).toBeFalsy();
      if (image !== target && image.tags['cdk-golden-ami:job'] !== 'job-1') expect(QUIET).toContain(stackStatus);
    }
    expect(remove.filter(image => keep.some(each => each.image === image))).toEqual([]);
  }));
});

test.each([
  ['UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', true], ['UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', true], ['UPDATE_ROLLBACK_IN_PROGRESS', true],
  ['DELETE_IN_PROGRESS', false], ['ROLLBACK_IN_PROGRESS', false], [undefined, false],
])('in %s the stack goes on without what cannot be removed: %s', (status, expected) => expect(isCleanUp(status)).toBe(expected));

test.each<[string, string | undefined, boolean]>([
  ['Delete', 'DELETE_IN_PROGRESS', false], ['Delete', 'ROLLBACK_IN_PROGRESS', false], ['Delete', undefined, false],
  ['Retain', 'DELETE_IN_PROGRESS', true], ['Retain', undefined, true], ['Retain', 'UPDATE_COMPLETE_CLEANUP_IN_PROGRESS', true],
  ['RetainExceptOnCreate', 'DELETE_IN_PROGRESS', true], ['RetainExceptOnCreate', 'ROLLBACK_IN_PROGRESS', false],
  ['RetainExceptOnCreate', 'UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS', false],
])('under %s in %s, what a deletion does not name is left alone: %s', (removalPolicy, status, expected) =>
  expect(isKeeping(removalPolicy, status)).toBe(expected));

describe('the snapshots that go', () => {
  const snapshot = (snapshotId: string, facts: Parameters<typeof aSnapshot>[0] = {}) => aSnapshot({ snapshotId, ...facts });
  const image = (imageId: string, ...snapshotIds: string[]) =>
    anImage({ imageId, snapshots: snapshotIds.map(snapshotId => ({ device: '/dev/xvda', snapshotId })) });
  const pending = anImage({ imageId: 'ami-2', state: 'pending', snapshots: [] });
  const madeFor = (imageId: string) => ({ description: `Copied for DestinationAmi ${imageId} from SourceAmi ami-source` });

  test.each<[string, Partial<SnapshotSituation>, readonly string[]]>([
    ['are those of the images', { removed: [image('ami-1', 'snap-1', 'snap-2')] }, ['snap-1', 'snap-2']],
    ['and those of the jobs that no image shows', { removed: [image('ami-1', 'snap-1')], snapshots: [snapshot('snap-1'), snapshot('snap-2')] }, ['snap-1', 'snap-2']],
    ['but none of another job', { snapshots: [snapshot('snap-2', { job: 'job-2' })] }, []],
    ['nor one of no job', { snapshots: [snapshot('snap-2', { tags: {} })] }, []],
    ['nor what an image that stays shows', { staying: [image('ami-2', 'snap-2')], snapshots: [snapshot('snap-2')] }, []],
    ['nor what EC2 made for one that stays, though it does not show it', { staying: [image('ami-2')], snapshots: [snapshot('snap-2', madeFor('ami-2'))] }, []],
    ['nor what may be that of a pending one that stays', { staying: [pending], snapshots: [snapshot('snap-2')] }, []],
    ['not even beside what EC2 made for one that goes', {
      staying: [pending], removedIds: ['ami-1'], snapshots: [snapshot('snap-1', madeFor('ami-1')), snapshot('snap-2', madeFor('ami-2')), snapshot('snap-3')],
    }, ['snap-1']],
    ['a pending image of another job hinders nothing', { staying: [anImage({ ...pending, job: 'job-2', tags: {} })], snapshots: [snapshot('snap-2')] }, ['snap-2']],
    ['an id that only begins like that of a staying image is another', { staying: [image('ami-2')], snapshots: [snapshot('snap-2', madeFor('ami-22'))] }, ['snap-2']],
  ])('%s', (_title, facts, expected) =>
    expect(snapshotsToRemove({ removed: [], removedIds: [], staying: [], jobs: ['job-1'], snapshots: [], ...facts })).toEqual(expected));
});
