import { CALLER, Lab } from './lab';
import { Tags } from './resources';
import { hard } from './rules';

const MINUTE = 60_000;
const FAR = 'us-east-1';
const VENDOR = '222222222222';

const to = (region: string, ami: object = {}, others: object = {}) =>
  ({ region, amiDistributionConfiguration: { name: 'web-{{ imagebuilder:buildDate }}', ...ami }, ...others });
const published = (parameterName: string, others: object = {}) => ({ ssmParameterConfigurations: [{ parameterName, dataType: 'aws:ec2:image', ...others }] });
const ROLE = { executionRole: 'arn:aws:iam::111111111111:role/builder' };

/** A root volume under a key of the Region of the builds, a copy under one of its own, and both ids published. */
function twoRegions(lab: Lab): { readonly keys: readonly string[]; readonly pipeline: string } {
  const keys = [CALLER.region, FAR].map(region => lab.ec2.seed(CALLER.account, region).key());
  const pipeline = lab.pipeline({
    ...ROLE,
    recipe: { blockDeviceMappings: [{ deviceName: '/dev/xvda', ebs: { encrypted: true, kmsKeyId: keys[0], volumeSize: 12 } }], amiTags: { base: 'al2023' } },
    distributions: [
      to(CALLER.region, { amiTags: { team: 'web' } }, published('/golden/web/candidate')),
      to(FAR, { kmsKeyId: keys[1] }, published('/golden/web/candidate')),
    ],
  });
  return { keys, pipeline };
}

test('a build goes through its states, takes its time, and tells of each', async () => {
  const lab = new Lab();
  const began = lab.timeline.now();
  const { arn, state } = await lab.build(lab.pipeline());
  expect(state).toEqual({ status: 'AVAILABLE' });
  expect(lab.story).toEqual(['PENDING to BUILDING', 'BUILDING to TESTING', 'TESTING to DISTRIBUTING', 'DISTRIBUTING to INTEGRATING', 'INTEGRATING to AVAILABLE']);
  expect(lab.timeline.now() - began).toBe(15 * MINUTE);
  expect(lab.imageBuilder.events[1]).toEqual({
    'source': 'aws.imagebuilder',
    'detail-type': 'EC2 Image Builder Image State Change',
    'account': CALLER.account,
    'region': CALLER.region,
    'time': new Date(began + 9 * MINUTE).toISOString(),
    'resources': [arn],
    'detail': { 'previous-state': { status: 'BUILDING' }, 'state': { status: 'TESTING' } },
  });
});

test('the image is in every Region, each under its key, and the parameters there name it', async () => {
  const lab = new Lab();
  const { keys, pipeline } = twoRegions(lab);
  const { arn, amis } = await lab.build(pipeline);
  expect(amis.map(({ region }) => region)).toEqual([CALLER.region, FAR]);
  amis.forEach(({ region, image }, index) => {
    const made = lab.ec2.images().find(({ imageId }) => imageId === image)!;
    const [snapshot] = lab.ec2.snapshots().filter(({ snapshotId }) => made.snapshotIds.includes(snapshotId));
    expect(made).toMatchObject({ region, state: 'available', name: 'web-2026-11-20T12-00-00.000Z' });
    expect(snapshot).toMatchObject({ encrypted: true, keyArn: keys[index], sizeGiB: 12 });
    for (const tags of [made.tags, snapshot.tags] as Tags[]) expect(tags).toMatchObject({ base: 'al2023', CreatedBy: 'EC2 Image Builder', Ec2ImageBuilderArn: arn });
    expect(lab.parameters.find(region, '/golden/web/candidate')).toMatchObject({ value: image, dataType: 'aws:ec2:image' });
  });
});

test('GetImage tells where the image came from, and where it is', async () => {
  const lab = new Lab();
  const { pipeline } = twoRegions(lab);
  const { arn, amis } = await lab.build(pipeline);
  const { image } = lab.call('GetImage', { imageBuildVersionArn: arn });
  expect(image).toMatchObject({
    arn,
    version: '1.0.0/1',
    sourcePipelineArn: pipeline,
    sourcePipelineName: 'web',
    imageRecipe: { name: 'web', version: '1.0.0' },
    buildType: 'USER_INITIATED',
    outputResources: { amis: amis.map(({ image: id, region, accountId }) => ({ image: id, region, accountId, state: { status: 'AVAILABLE' } })) },
  });
});

test('each build of a version has a number, and lists have them all', async () => {
  const lab = new Lab();
  const pipeline = lab.pipeline();
  const [first, second] = [await lab.build(pipeline), await lab.build(pipeline)];
  expect([first.version, second.version]).toEqual(['1.0.0/1', '1.0.0/2']);
  const arns = (list: unknown) => (list as { arn: string }[]).map(({ arn }) => arn);
  const version = first.arn.replace(/\/1$/, '');
  expect(arns(lab.call('ListImages', {}).imageVersionList)).toEqual([version]);
  expect(arns(lab.call('ListImageBuildVersions', { imageVersionArn: version }).imageSummaryList)).toEqual([first.arn, second.arn]);
  expect(arns(lab.call('ListImagePipelineImages', { imagePipelineArn: pipeline }).imageSummaryList)).toEqual([first.arn, second.arn]);
});

test.each(['BUILDING', 'TESTING', 'DISTRIBUTING', 'INTEGRATING'] as const)('a build that is told to fails while %s, and says why', async failsIn => {
  const lab = new Lab();
  lab.imageBuilder.instruct({ pipeline: 'other', because: 'not this one', failsIn: 'BUILDING' });
  lab.imageBuilder.instruct({ failsIn, because: 'as told' });
  const { pipeline } = twoRegions(lab);
  const { state } = await lab.build(pipeline);
  expect(state).toEqual({ status: 'FAILED', reason: 'as told', failureContext: { imageStatus: failsIn } });
  expect(lab.story.at(-1)).toBe(`${failsIn} to FAILED`);
  expect(lab.parameters.parameters).toEqual([]);
  expect((await lab.build(pipeline)).state.status).toBe('AVAILABLE');
});

test('a component that fails is named, with its step', async () => {
  const componentFailure = { componentArn: 'arn:x', phaseName: 'validate', stepName: 'verify', action: 'ExecuteBash', errorMessage: 'found' };
  const lab = new Lab({ workbench: { run: async phase => (phase === 'validate' ? componentFailure : undefined) } });
  const { state, amis } = await lab.build(lab.pipeline());
  expect(state).toEqual({
    status: 'FAILED', reason: 'Document arn:x failed!', failureContext: { imageStatus: 'BUILDING', failedStep: 'ApplyBuildComponents', componentFailure },
  });
  expect(amis).toEqual([]);
});

test('a key that EC2 cannot use fails the distribution, and names the Region', async () => {
  const lab = new Lab();
  const { keys, pipeline } = twoRegions(lab);
  lab.ec2.key(keys[1]).state = 'Disabled';
  const { state } = await lab.build(pipeline);
  expect(state).toMatchObject({ status: 'FAILED', failureContext: { imageStatus: 'DISTRIBUTING', distributionFailure: { regionFailures: [{ region: FAR }] } } });
});

test('a parameter elsewhere than /imagebuilder/ fails a good build at its end, unless a role of ones own writes it', async () => {
  const lab = new Lab();
  const { state, amis } = await lab.build(lab.pipeline({ distributions: [to(CALLER.region, {}, published('/golden/web'))] }));
  expect(state).toMatchObject({ status: 'FAILED', reason: expect.stringContaining('/golden/web'), failureContext: { imageStatus: 'INTEGRATING' } });
  expect(lab.ec2.images().map(({ imageId }) => imageId)).toContain(amis[0].image);
});

test('an account gets a copy of its own, with a parameter that names it, and others may launch', async () => {
  const lab = new Lab();
  const distributions = [to(CALLER.region, { targetAccountIds: [VENDOR], launchPermission: { userIds: ['333333333333'] } },
    { ssmParameterConfigurations: [{ parameterName: '/golden/web', amiAccountId: VENDOR, dataType: 'aws:ec2:image' }] })];
  const { amis } = await lab.build(lab.pipeline({ ...ROLE, distributions }));
  const [ours, theirs] = amis.map(({ image }) => lab.ec2.images().find(({ imageId }) => imageId === image)!);
  expect([ours.account, theirs.account]).toEqual([CALLER.account, VENDOR]);
  expect(ours.sharedWith).toContain('333333333333');
  expect(lab.parameters.parameters).toMatchObject([{ account: VENDOR, value: theirs.imageId }]);
});

test('an account without the role for it gets no copy', async () => {
  const lab = new Lab({ rules: { letsCopy: () => false } });
  const { state } = await lab.build(lab.pipeline({ distributions: [to(CALLER.region, { targetAccountIds: [VENDOR] })] }));
  expect(state.reason).toContain(`arn:aws:iam::${VENDOR}:role/EC2ImageBuilderDistributionCrossAccountRole`);
});

test.each([
  ['HIGH', { critical: 1 }, 'FAILED'], ['HIGH', { high: 3 }, 'AVAILABLE'], ['MEDIUM', { high: 1 }, 'FAILED'], ['LOW', { medium: 1 }, 'FAILED'], ['LOW', {}, 'AVAILABLE'],
] as const)('a gate at %s ends a build with %j in %s', async (maximumSeverityLabel, findings, ends) => {
  const lab = new Lab();
  lab.imageBuilder.instruct({ findings });
  const imageScanningConfiguration = { imageScanningEnabled: true, imageScanningTypes: ['ON_DEMAND_AMI_CVE'], scanResultCondition: { maximumSeverityLabel } };
  expect((await lab.build(lab.pipeline({ imageScanningConfiguration }))).state.status).toBe(ends);
});

test('a scan of the test instance tells what it found, names the pipeline, and stops nothing', async () => {
  const lab = new Lab();
  lab.imageBuilder.instruct({ findings: { critical: 2, medium: 1 } });
  const pipeline = lab.pipeline({ imageScanningConfiguration: { imageScanningEnabled: true } });
  const { arn, state } = await lab.build(pipeline);
  expect(state.status).toBe('AVAILABLE');
  expect(lab.imageBuilder.events.find(event => event['detail-type'].endsWith('CVE Detected'))).toMatchObject({
    resources: [arn, pipeline], detail: { 'resource-id': arn, 'finding-severity-counts': { all: 3, critical: 2, high: 0, medium: 1 } },
  });
});

test('a schedule that fails too often in a row disables its pipeline, which can still be started, and is enabled by an update', async () => {
  const lab = new Lab();
  const arn = lab.pipeline({ schedule: { scheduleExpression: 'rate(1 day)', autoDisablePolicy: { failureCount: 2 } }, imageTags: { by: 'schedule' } });
  const scheduled = async () => {
    const image = lab.imageBuilder.runSchedule(CALLER, arn);
    await lab.timeline.run();
    return image;
  };
  const fail = () => lab.imageBuilder.instruct({ failsIn: 'TESTING' });
  fail();
  expect(await scheduled()).toMatchObject({ buildType: 'SCHEDULED', tags: { by: 'schedule' } });
  fail();
  await lab.build(arn);
  expect(lab.imageBuilder.pipelines()[0]).toMatchObject({ status: 'ENABLED', consecutiveFailures: 1 });
  fail();
  await scheduled();
  expect(lab.imageBuilder.pipelines()[0].status).toBe('DISABLED');
  expect(lab.imageBuilder.events.at(-1)).toMatchObject({
    'detail-type': 'EC2 Image Builder Image Pipeline Automatically Disabled', 'resources': [arn], 'detail': { 'consecutive-failures': '2' },
  });
  expect(await scheduled()).toBeUndefined();
  expect((await lab.build(arn)).state.status).toBe('AVAILABLE');
});

test('a build that is cancelled ends there; its image can be deleted then, and not before', async () => {
  const lab = new Lab();
  const imagePipelineArn = lab.pipeline();
  const input = { imageBuildVersionArn: lab.call('StartImagePipelineExecution', { imagePipelineArn }).imageBuildVersionArn };
  await lab.timeline.run(lab.timeline.sleep(MINUTE));
  expect(() => lab.call('DeleteImage', input)).toThrow('cancel its build first');
  lab.call('CancelImageCreation', input);
  await lab.timeline.run();
  expect(lab.story).toEqual(['PENDING to BUILDING', 'BUILDING to CANCELLED']);
  expect(() => lab.call('CancelImageCreation', input)).toThrow('cannot be cancelled');
  lab.call('DeleteImage', input);
  expect(lab.imageBuilder.images()).toEqual([]);
});

test('a deleted image leaves its AMIs', async () => {
  const lab = new Lab();
  const { arn, amis } = await lab.build(lab.pipeline());
  lab.call('DeleteImage', { imageBuildVersionArn: arn });
  expect(lab.ec2.images().map(({ imageId }) => imageId)).toContain(amis[0].image);
});

test('the same seed gives the same history, another one another', async () => {
  const history = async (seed: number) => {
    const lab = new Lab({ seed, rules: hard });
    const pipeline = lab.pipeline();
    for (let build = 0; build < 12; build++) await lab.build(pipeline);
    return lab.imageBuilder.events.map(({ time, detail }) => ({ time, detail }));
  };
  const first = await history(7);
  expect(await history(7)).toEqual(first);
  expect(await history(8)).not.toEqual(first);
  expect(first.filter(({ detail }) => JSON.stringify(detail).includes('FAILED')).length).toBeGreaterThan(0);
});
