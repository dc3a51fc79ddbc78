import { RemovalPolicy } from 'aws-cdk-lib';
import { NAME, override, ParameterLab, published, thatFails } from './parameter-lab';
import { Faults, NO_FAULTS } from '../../support/cloudformation/faults';
import { MINUTE, SECOND } from '../copy/copy-lab';
import { IRELAND, to, VIRGINIA } from '../copy/regions-lab';

const ABROAD = to(IRELAND, VIRGINIA);
/** Under which Parameter Store can take even the image of a deployment that failed. */
const { RETAIN } = RemovalPolicy;

/** A lab with published copies, and what there was then. */
async function deployed(options: ConstructorParameters<typeof ParameterLab>[0] = {}) {
  const lab = new ParameterLab(options);
  await lab.deploy(published({ source: lab.source, destinations: ABROAD }));
  const before = lab.imageIds;
  const expectAsBefore = () => {
    expect(lab.imageIds).toEqual(before);
    expect(lab.values()).toEqual(before);
    expect(lab.ours).toHaveLength(2);
  };
  return { lab, expectAsBefore };
}

describe.each(['update-back', 'switch-back'] as const)('a rollback of an update, as CloudFormation does it: %s', rollback => {
  test('brings the old ids back', async () => {
    const { lab, expectAsBefore } = await deployed({ habits: { rollback } });
    expect(await lab.deploy(thatFails({ source: lab.seed.image(), destinations: ABROAD }, 'when they are published'))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(lab.parameters.find(IRELAND, NAME)?.version).toBe(3);
    expectAsBefore();
  });

  test('takes the new name away, and keeps the old one', async () => {
    const { lab, expectAsBefore } = await deployed({ habits: { rollback } });
    const update = thatFails({ source: lab.source, destinations: ABROAD, parameterName: 'web' }, 'when they are published');
    expect(await lab.deploy(update)).toBe('UPDATE_ROLLBACK_COMPLETE');
    expectAsBefore();
  });

  // The parameters are written half a minute before Parameter Store has looked at the images.
  test.each([1, 4, 12, 20, 40].map(seconds => seconds * SECOND))('leaves nothing of a name that was on its way for %i ms', async milliseconds => {
    const { lab, expectAsBefore } = await deployed({ habits: { rollback } });
    lab.parameters.rules.checkTakes = [30 * SECOND, 30 * SECOND];
    const update = thatFails({ source: lab.source, destinations: ABROAD, parameterName: 'web' }, milliseconds);
    expect(await lab.deploy(update)).toBe('UPDATE_ROLLBACK_COMPLETE');
    await lab.pass(5 * MINUTE);
    expectAsBefore();
  });

  test.each([1, 4, 12, 20, 40].map(seconds => seconds * SECOND))('brings back the id behind one that was on its way for %i ms', async milliseconds => {
    const { lab, expectAsBefore } = await deployed({ habits: { rollback } });
    lab.parameters.rules.checkTakes = [30 * SECOND, 30 * SECOND];
    expect(await lab.deploy(thatFails({ source: lab.seed.image(), destinations: ABROAD, removalPolicy: RETAIN }, milliseconds))).toBe('UPDATE_ROLLBACK_COMPLETE');
    await lab.pass(5 * MINUTE);
    expectAsBefore();
  });
});

test('a rollback of a creation takes away what shows late', async () => {
  const lab = new ParameterLab({ parameterRules: { checkTakes: [40 * SECOND, 40 * SECOND] } });
  const create = thatFails({ source: lab.source, destinations: ABROAD, removalPolicy: RETAIN }, 20 * SECOND);
  expect(await lab.deploy(create)).toBe('ROLLBACK_COMPLETE');
  await lab.pass(5 * MINUTE);
  expect(lab.writes(IRELAND)).toBe(1);
  expect(lab.parameters.parameters).toEqual([]);
});

test('an update that is held up until its rollback writes nothing', async () => {
  let isThrottled = false;
  const ofCall: Faults['ofCall'] = ({ operation }) => (isThrottled && operation === 'PutParameter' ? 'refused' : undefined);
  const { lab, expectAsBefore } = await deployed({ faults: { ...NO_FAULTS, ofCall } });
  isThrottled = true;
  expect(await lab.deploy(thatFails({ source: lab.seed.image(), destinations: ABROAD, removalPolicy: RETAIN }, 20 * SECOND))).toBe('UPDATE_ROLLBACK_COMPLETE');
  isThrottled = false;
  await lab.pass(10 * MINUTE);
  expect(lab.writes(IRELAND)).toBe(1);
  expectAsBefore();
});

test('a rollback goes on although somebody has taken the name meanwhile, and leaves theirs alone', async () => {
  const { lab } = await deployed();
  lab.after(20 * MINUTE, async () => {
    await lab.somebodyDeletes(IRELAND);
    lab.somebodyWrites(IRELAND);
  });
  expect(await lab.deploy(thatFails({ source: lab.seed.image(), destinations: ABROAD }, 20 * MINUTE))).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(lab.values()).toEqual({ ...lab.imageIds, [IRELAND]: 'theirs' });
});

test('a request that comes again after its deployment writes no old id', async () => {
  const { lab } = await deployed({ faults: { ...NO_FAULTS, redeliveries: () => [900] } });
  await lab.deploy(published({ source: lab.seed.image(), destinations: ABROAD }));
  await lab.deploy(published({ source: lab.seed.image(), destinations: ABROAD }));
  await lab.pass(60 * MINUTE);
  expect(lab.values()).toEqual(lab.imageIds);
  expect(lab.writes(IRELAND)).toBe(3);
});

test('a deletion that comes again removes nothing that was made since', async () => {
  const { lab } = await deployed({ faults: { ...NO_FAULTS, redeliveries: () => [600] } });
  await lab.deploy(published({ source: lab.source, destinations: ABROAD, parameterName: undefined }));
  expect(lab.values()).toEqual({});
  await lab.deploy(published({ source: lab.source, destinations: ABROAD }));
  await lab.pass(60 * MINUTE);
  expect(lab.values()).toEqual(lab.imageIds);
});

test('an update that Parameter Store does not take fails with what to look at, and leaves the old id', async () => {
  const { lab, expectAsBefore } = await deployed();
  expect(await lab.deploy(override(published({ source: lab.source, destinations: ABROAD }), 'ImageId', 'ami-0123456789abcdef0'))).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(lab.sentence).toContain(`Parameter Store did not take ami-0123456789abcdef0 into ${NAME} in `);
  expectAsBefore();
});
