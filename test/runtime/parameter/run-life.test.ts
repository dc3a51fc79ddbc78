import { RemovalPolicy } from 'aws-cdk-lib';
import { NAME, override, ParameterLab, published } from './parameter-lab';
import { HOME } from '../../support/cloudformation/cloud';
import { hard } from '../../support/ssm/rules';
import { REPEATING } from '../cloudformation/a-lab';
import { IRELAND, OREGON, to, VIRGINIA } from '../copy/regions-lab';

const ABROAD = to(IRELAND, VIRGINIA);

describe('the ids of copies', () => {
  test('are published in every Region of theirs, with the tags that say whose they are', async () => {
    const lab = new ParameterLab();
    expect(await lab.deploy(published({ source: lab.source, destinations: to(HOME.region, IRELAND, VIRGINIA), tags: { team: 'web' } }))).toBe('CREATE_COMPLETE');
    expect(lab.values()).toEqual(lab.imageIds);
    expect(lab.ours).toHaveLength(3);
    for (const parameter of lab.ours) {
      expect(parameter).toMatchObject({ dataType: 'aws:ec2:image', description: 'The image Images/Copy', version: 1 });
      expect(parameter.tags).toEqual({
        'team': 'web', 'cdk-golden-ami:stack-id': expect.stringContaining(':stack/Images/'), 'cdk-golden-ami:logical-id': expect.stringMatching(/^CopyParameter/),
      });
    }
  });

  test('have physical ids that say where they are', async () => {
    const lab = new ParameterLab();
    await lab.deploy(published({ source: lab.source, destinations: to(IRELAND) }));
    expect([...lab.stack.resources.values()].map(each => each.physicalId)).toContain(`${IRELAND}/${NAME}`);
  });

  test('follow the copies, and do not keep the old ones from being removed', async () => {
    const lab = new ParameterLab();
    await lab.deploy(published({ source: lab.source, destinations: ABROAD }));
    const before = lab.imageIds;
    expect(await lab.deploy(published({ source: lab.seed.image(), destinations: ABROAD }))).toBe('UPDATE_COMPLETE');
    expect(lab.imageIds[IRELAND]).not.toBe(before[IRELAND]);
    expect(lab.values()).toEqual(lab.imageIds);
    expect(lab.copies).toHaveLength(2);
  });

  test.each([RemovalPolicy.DESTROY, RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE])('go with the stack, whatever becomes of the copies: %s', async removalPolicy => {
    const lab = new ParameterLab();
    await lab.deploy(published({ source: lab.source, destinations: ABROAD, removalPolicy }));
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.parameters.parameters).toEqual([]);
    expect(lab.copies).toHaveLength(removalPolicy === RemovalPolicy.DESTROY ? 0 : 2);
  });

  test('go with their Region, under the rights that are left when nothing names it, while the others stay what they are', async () => {
    const lab = new ParameterLab();
    await lab.deploy(published({ source: lab.source, destinations: ABROAD }));
    const irish = lab.parameters.find(IRELAND, NAME);
    expect(await lab.deploy(published({ source: lab.source, destinations: to(OREGON, IRELAND) }))).toBe('UPDATE_COMPLETE');
    expect(lab.parameters.find(IRELAND, NAME)).toEqual(irish);
    expect(lab.values()).toEqual(lab.imageIds);
    expect(Object.keys(lab.values()).sort()).toEqual([IRELAND, OREGON]);
  });

  test('go when nobody asks for them any more', async () => {
    const lab = new ParameterLab();
    await lab.deploy(published({ source: lab.source, destinations: ABROAD }));
    await lab.deploy(published({ source: lab.source, destinations: ABROAD, parameterName: undefined }));
    expect(lab.parameters.parameters).toEqual([]);
  });

  test('move to another name', async () => {
    const lab = new ParameterLab();
    await lab.deploy(published({ source: lab.source, destinations: ABROAD }));
    expect(await lab.deploy(published({ source: lab.source, destinations: ABROAD, parameterName: 'web' }))).toBe('UPDATE_COMPLETE');
    expect(lab.values()).toEqual({});
    expect(lab.values('web')).toEqual(lab.imageIds);
  });

  test('change their tags in place, without a write', async () => {
    const lab = new ParameterLab();
    await lab.deploy(published({ source: lab.source, destinations: ABROAD, tags: { team: 'red', stage: 'test' } }));
    expect(await lab.deploy(published({ source: lab.source, destinations: ABROAD, tags: { team: 'blue' } }))).toBe('UPDATE_COMPLETE');
    for (const { tags, version } of lab.ours) expect([tags.team, tags.stage, version]).toEqual(['blue', undefined, 1]);
  });

  test('change their description with a write', async () => {
    const lab = new ParameterLab();
    await lab.deploy(published({ source: lab.source, destinations: ABROAD }));
    expect(await lab.deploy(override(published({ source: lab.source, destinations: ABROAD }), 'Description', 'other'))).toBe('UPDATE_COMPLETE');
    for (const { description, version, value, region } of lab.ours) expect([description, version, value]).toEqual(['other', 2, lab.imageIds[region]]);
  });

  test('are made anew when somebody deleted them', async () => {
    const lab = new ParameterLab();
    await lab.deploy(published({ source: lab.source, destinations: ABROAD }));
    await lab.somebodyDeletes(IRELAND);
    expect(await lab.deploy(published({ source: lab.seed.image(), destinations: ABROAD }))).toBe('UPDATE_COMPLETE');
    expect(lab.values()).toEqual(lab.imageIds);
  });

  test('are published and removed although Parameter Store is slow, throttles and shows things late', async () => {
    const lab = new ParameterLab({ parameterRules: hard, seed: 5 });
    expect(await lab.deploy(published({ source: lab.source, destinations: to(IRELAND, VIRGINIA, OREGON) }))).toBe('CREATE_COMPLETE');
    expect(lab.values()).toEqual(lab.imageIds);
    expect(await lab.deploy(published({ source: lab.seed.image(), destinations: to(IRELAND, VIRGINIA, OREGON) }))).toBe('UPDATE_COMPLETE');
    expect(lab.values()).toEqual(lab.imageIds);
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.parameters.parameters).toEqual([]);
  });

  test('are written once, however often Lambda delivers a request', async () => {
    const lab = new ParameterLab({ faults: REPEATING });
    await lab.deploy(published({ source: lab.source, destinations: to(IRELAND) }));
    await lab.deploy(published({ source: lab.seed.image(), destinations: to(IRELAND) }));
    expect(lab.writes(IRELAND)).toBe(2);
    expect(lab.values()).toEqual(lab.imageIds);
  });
});

test('a parameter for an image that may be pending is plain text, because Parameter Store would not take the image', async () => {
  const lab = new ParameterLab();
  expect(await lab.deploy(override(published({ source: lab.source, destinations: to(IRELAND) }), 'DataType', 'text'))).toBe('CREATE_COMPLETE');
  expect(lab.parameters.find(IRELAND, NAME)).toMatchObject({ dataType: 'text', value: lab.imageIds[IRELAND] });
});
