import { Duration, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { ofType, resourcesOf } from './a-watch';
import { retireImages } from '../../src/pipeline/private/lifecycle';
import { retentionProblems, retirementOf } from '../../src/pipeline/private/retirement-steps';
import { RetentionOptions } from '../../src/pipeline/retention-options';
import { PINNED_TAG } from '../../src/runtime/channels/channel-contract';

const IMAGES = { policyName: 'corp', recipeNames: ['corp-x86-64', 'corp-arm64'] };
const retired = (options?: RetentionOptions) => resourcesOf(stack => { retireImages(stack, IMAGES, options); });
const policyOf = (options?: RetentionOptions) => ofType(retired(options), 'AWS::ImageBuilder::LifecyclePolicy')[0];

/** Like `DELETE 90 DAYS`. */
const stepsOf = (options: RetentionOptions = {}) => retirementOf(options).steps.map(({ action, age }) => `${action} ${age.value} ${age.unit}`);
const { days } = Duration;

test('images of all versions of the recipes are deprecated, disabled and deleted, with their AMIs and snapshots', () => {
  const pinned = { tagMap: { 'golden:pinned': 'true' }, amis: { lastLaunched: { Unit: 'DAYS', Value: 30 } } };
  const spared = { ExclusionRules: { TagMap: pinned.tagMap, Amis: { LastLaunched: pinned.amis.lastLaunched } } };
  expect(policyOf()).toMatchObject({
    Name: 'corp',
    ResourceType: 'AMI_IMAGE',
    Status: 'ENABLED',
    ResourceSelection: { Recipes: [{ Name: 'corp-x86-64', SemanticVersion: 'x.x.x' }, { Name: 'corp-arm64', SemanticVersion: 'x.x.x' }] },
    PolicyDetails: [
      { Action: { Type: 'DEPRECATE', IncludeResources: { Amis: true } }, Filter: { Type: 'AGE', Unit: 'DAYS', Value: 30 }, ...spared },
      { Action: { Type: 'DISABLE', IncludeResources: { Amis: true } }, Filter: { Type: 'AGE', Unit: 'DAYS', Value: 60 }, ...spared },
      { Action: { Type: 'DELETE', IncludeResources: { Amis: true, Snapshots: true } }, Filter: { Type: 'AGE', Unit: 'DAYS', Value: 90 }, ...spared },
    ],
  });
});

test.each([1000, 3650])('ages that follow from that of a stale image, %i days, are such as the service takes', staleAfter => {
  const ages = retirementOf({}, { staleAfter: days(staleAfter) }).steps.map(({ age }) => age);
  expect(ages).toHaveLength(3);
  expect(ages.every(({ unit, value }) => ['DAYS', 'WEEKS', 'YEARS'].includes(unit) && Number.isInteger(value) && value >= 1 && value <= 1000)).toBe(true);
});

test.each<[string, RetentionOptions]>([
  ['the defaults', {}],
  ['one step', { deleteAfter: days(20) }],
  ['ages of years', { deprecateAfter: days(3650), disableAfter: days(7300), deleteAfter: days(36500) }],
  ['no protection of what was launched long ago', { protectIfLaunchedWithin: days(1) }],
])('with %s, no step reaches what is pinned, and none counts images', (_title, options) => {
  for (const { Filter, ExclusionRules } of policyOf(options).PolicyDetails) {
    expect(ExclusionRules.TagMap).toEqual({ [PINNED_TAG.key]: PINNED_TAG.value });
    expect(Filter).toEqual({ Type: 'AGE', Unit: expect.any(String), Value: expect.any(Number) });
  }
});

/** What a policy does to an image of an age, as the service decides: the last of its rules that is due, unless a rule leaves the image out. */
function actionOn(age: number, { tags = {}, status = 'AVAILABLE' }: { tags?: Record<string, string>; status?: string } = {}): string | undefined {
  const due = policyOf().PolicyDetails.filter(({ Filter, ExclusionRules }) => {
    const isPinned = Object.entries(ExclusionRules.TagMap).some(([key, value]) => tags[key] === value);
    return age >= Filter.Value && !(isPinned && status === 'AVAILABLE');
  });
  return due.at(-1)?.Action.Type;
}

test('through a year, an image is deprecated, disabled and deleted, and a pinned one is left alone', () => {
  const [year, pinned] = [Array.from({ length: 366 }, (_, day) => day), { tags: { 'golden:pinned': 'true', 'team': 'web' } }];
  const firstDayOf = (action: string, image = {}) => year.find(day => actionOn(day, image) === action);
  expect(['DEPRECATE', 'DISABLE', 'DELETE'].map(action => firstDayOf(action))).toEqual([30, 60, 90]);
  expect(['DEPRECATE', 'DISABLE', 'DELETE'].map(action => firstDayOf(action, pinned))).toEqual([undefined, undefined, undefined]);
  expect(firstDayOf('DELETE', { tags: { 'golden:pinned': 'false' } })).toBe(90);
});

test('an image that failed goes, pinned or not: there is nothing to keep', () => {
  expect(actionOn(90, { status: 'FAILED', tags: { 'golden:pinned': 'true' } })).toBe('DELETE');
});

test('the policy acts as a role of Image Builder, with the rights that AWS keeps for it', () => {
  const resources = retired();
  const [role] = ofType(resources, 'AWS::IAM::Role');
  expect(policyOf().ExecutionRole).toBe(`${role.id}.Arn`);
  expect(role.AssumeRolePolicyDocument.Statement).toEqual([
    { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'imagebuilder.amazonaws.com' } },
  ]);
  expect(role.ManagedPolicyArns).toEqual(['arn:aws:iam::aws:policy/service-role/EC2ImageBuilderLifecycleExecutionPolicy']);
  expect(ofType(resources, 'AWS::IAM::Policy')).toEqual([]);
});

test('nothing is made when retention is switched off', () => expect(retired({ enabled: false })).toEqual({}));

test('a role that the app precreates is used', () => {
  const resources = resourcesOf(stack => {
    iam.Role.customizeRoles(stack, { usePrecreatedRoles: { 'Images/Retention/Role': 'given' } });
    retireImages(stack, IMAGES);
  });
  expect(ofType(resources, 'AWS::IAM::Role')).toEqual([]);
  expect(ofType(resources, 'AWS::ImageBuilder::LifecyclePolicy')[0].ExecutionRole).toMatch(/role\/given$/);
});

describe('ages', () => {
  test.each<[string, RetentionOptions, string[]]>([
    ['are a month apart', {}, ['DEPRECATE 30 DAYS', 'DISABLE 60 DAYS', 'DELETE 90 DAYS']],
    ['follow the first', { deprecateAfter: days(100) }, ['DEPRECATE 100 DAYS', 'DISABLE 130 DAYS', 'DELETE 160 DAYS']],
    ['follow the second', { disableAfter: days(90) }, ['DEPRECATE 30 DAYS', 'DISABLE 90 DAYS', 'DELETE 120 DAYS']],
    ['end with the last', { deleteAfter: days(45) }, ['DEPRECATE 30 DAYS', 'DELETE 45 DAYS']],
    ['leave out what would come at the end anyway', { deleteAfter: days(20) }, ['DELETE 20 DAYS']],
    ['leave out the first where the second comes before it', { disableAfter: days(10) }, ['DISABLE 10 DAYS', 'DELETE 40 DAYS']],
    ['leave out a step at the age of the next', { deprecateAfter: days(7), disableAfter: days(7), deleteAfter: days(9) }, ['DISABLE 7 DAYS', 'DELETE 9 DAYS']],
    ['may be given in hours', { deprecateAfter: Duration.hours(48) }, ['DEPRECATE 2 DAYS', 'DISABLE 32 DAYS', 'DELETE 62 DAYS']],
    ['are weeks where there are too many days', { deleteAfter: days(1001) }, ['DEPRECATE 30 DAYS', 'DISABLE 60 DAYS', 'DELETE 143 WEEKS']],
    ['are years where there are too many weeks', { deleteAfter: days(7300) }, ['DEPRECATE 30 DAYS', 'DISABLE 60 DAYS', 'DELETE 20 YEARS']],
  ])('%s', (_title, options, steps) => {
    expect(retentionProblems('retention', options)).toEqual(expect.not.arrayContaining([expect.any(String)]));
    expect(stepsOf(options)).toEqual(steps);
  });

  test('that are tokens pass, and reach the template', () => {
    const options = { deprecateAfter: days(Token.asNumber({ Ref: 'Age' })), protectIfLaunchedWithin: days(Token.asNumber({ Ref: 'Launched' })) };
    expect(retentionProblems('retention', options)).toEqual(expect.not.arrayContaining([expect.any(String)]));
    const [first] = policyOf(options).PolicyDetails;
    expect(first).toMatchObject({ Filter: { Unit: 'DAYS', Value: 'Age' }, ExclusionRules: { Amis: { LastLaunched: { Value: 'Launched' } } } });
    expect(policyOf({ deleteAfter: days(Token.asNumber({ Ref: 'Age' })) }).PolicyDetails).toHaveLength(3);
  });
});

describe('of a pipeline whose images are stale after', () => {
  const policyWith = (staleAfter: Duration | undefined, options: RetentionOptions = {}) => retirementOf(options, { staleAfter });
  const steps = (...args: Parameters<typeof policyWith>) => policyWith(...args).steps.map(({ action, age }) => `${action} ${age.value} ${age.unit}`);

  test('five weeks, images are retired as usual', () => expect(steps(days(35))).toEqual(['DEPRECATE 30 DAYS', 'DISABLE 60 DAYS', 'DELETE 90 DAYS']));

  test('two months, they can be launched until two weeks after somebody was told', () => {
    expect(steps(days(62))).toEqual(['DEPRECATE 30 DAYS', 'DISABLE 76 DAYS', 'DELETE 106 DAYS']);
    expect(steps(Duration.hours(62 * 24 + 1))).toEqual(['DEPRECATE 30 DAYS', 'DISABLE 77 DAYS', 'DELETE 107 DAYS']);
  });

  test('a time that is not known yet, they are retired as usual', () => {
    expect(steps(Duration.hours(Token.asNumber({ Ref: 'Hours' })))).toEqual(['DEPRECATE 30 DAYS', 'DISABLE 60 DAYS', 'DELETE 90 DAYS']);
  });

  test('no time, because they are built by hand, they are retired when the user says so', () => {
    const asked = [policyWith(undefined), policyWith(undefined, { enabled: true }), policyWith(days(14))];
    expect(asked.map(({ enabled }) => enabled)).toEqual([false, true, true]);
    expect(resourcesOf(stack => { retireImages(stack, IMAGES, {}, { staleAfter: undefined }); })).toEqual({});
  });

  test.each<[RetentionOptions, string]>([
    [{ disableAfter: days(35) }, 'retention.disableAfter must be more than the age at which an image is stale, 35 days, got 35 days'],
    [{ deleteAfter: days(20) }, 'retention.deleteAfter must be more than the age at which an image is stale, 35 days, got 20 days'],
  ])('five weeks, %j is refused', (options, sentence) => {
    const said = `${sentence}; a lower alarms.staleAfter says that nobody would be surprised`;
    expect(retentionProblems('retention', options, { staleAfter: days(35) }).filter(Boolean)).toEqual([said]);
    expect(retentionProblems('retention', options, { staleAfter: days(19) }).filter(Boolean)).toEqual([]);
    expect(retentionProblems('retention', { deprecateAfter: days(1) }, { staleAfter: days(35) }).filter(Boolean)).toEqual([]);
  });
});

describe('fails when', () => {
  const first = 'images are deprecated, then disabled, then deleted';
  const token = (make: (amount: number) => Duration) => make(Token.asNumber({ Ref: 'Age' }));
  test.each<[string, RetentionOptions, string[]]>([
    ['an age is no whole number of days', { deleteAfter: Duration.hours(36) }, ['retention.deleteAfter must be a whole number of days, at least one, got 1 day 12 hours']],
    ['an age is nothing', { deprecateAfter: days(0) }, ['retention.deprecateAfter must be a whole number of days, at least one, got 0 days']],
    ['an age cannot be said', { deleteAfter: days(1002) },
      ['retention.deleteAfter must be at most 1000 days, or 1000 weeks (in days that 7 divides) or years (that 365 divides), got 1002 days']],
    ['an age is more than a thousand years', { deleteAfter: days(365 * 1001) },
      ['retention.deleteAfter must be at most 1000 days, or 1000 weeks (in days that 7 divides) or years (that 365 divides), got 365365 days']],
    ['the protection is longer than a year', { protectIfLaunchedWithin: days(366) },
      ['retention.protectIfLaunchedWithin must be 1 to 365 days, in whole days, got 366 days']],
    ['the protection is no whole number of days', { protectIfLaunchedWithin: Duration.minutes(90) },
      ['retention.protectIfLaunchedWithin must be 1 to 365 days, in whole days, got 1 hour 30 minutes']],
    ['an image is disabled before it is deprecated', { deprecateAfter: days(40), disableAfter: days(20) },
      [`retention.disableAfter must not be less than retention.deprecateAfter, got 20 days and 40 days: ${first}`]],
    ['an image is deleted before it is disabled', { disableAfter: days(40), deleteAfter: days(39) },
      [`retention.deleteAfter must not be less than retention.disableAfter, got 39 days and 40 days: ${first}`]],
    ['an image is deleted before it is deprecated', { deprecateAfter: days(40), deleteAfter: days(39) },
      [`retention.deleteAfter must not be less than retention.deprecateAfter, got 39 days and 40 days: ${first}`]],
    ['all of it is the wrong way round', { deprecateAfter: days(3), disableAfter: days(2), deleteAfter: days(1) }, [
      `retention.disableAfter must not be less than retention.deprecateAfter, got 2 days and 3 days: ${first}`,
      `retention.deleteAfter must not be less than retention.disableAfter, got 1 day and 2 days: ${first}`,
    ]],
    ['a token is not of days', { deleteAfter: token(Duration.hours) }, ['retention.deleteAfter must be made with Duration.days() when it is a token, got one of hours']],
    ['a token of the protection is not of days', { protectIfLaunchedWithin: token(Duration.minutes) },
      ['retention.protectIfLaunchedWithin must be made with Duration.days() when it is a token, got one of minutes']],
  ])('%s', (_title, options, sentences) => expect(retentionProblems('retention', options).filter(Boolean)).toEqual(sentences));
});

test('ages of what is never retired are nobody\'s concern', () => {
  expect(retentionProblems('retention', { enabled: false, deleteAfter: days(3) }, { staleAfter: days(14) }).filter(problem => problem !== undefined)).toEqual([]);
});

test('what was deprecated after a thousand years is deleted then', () => expect(stepsOf({ deprecateAfter: days(365_000) })).toEqual(['DELETE 1000 YEARS']));
