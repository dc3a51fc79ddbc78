import { RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { NAME, ParameterLab, published } from './parameter-lab';
import { calm } from '../../support/ec2/rules';
import { failing } from '../cloudformation/a-lab';
import { IRELAND, to, VIRGINIA } from '../copy/regions-lab';

const ABROAD = to(IRELAND, VIRGINIA);

describe('a parameter of somebody else\'s', () => {
  test('fails a creation with its name and what to do, and stays what it is', async () => {
    const lab = new ParameterLab();
    lab.somebodyWrites(IRELAND);
    expect(await lab.deploy(published({ source: lab.source, destinations: ABROAD }))).toBe('ROLLBACK_COMPLETE');
    expect(lab.sentence).toContain(`the parameter ${NAME} in ${IRELAND} is there already, and is not this stack's; it is left alone. Delete it, or give another parameterName`);
    expect(lab.values()).toEqual({ [IRELAND]: 'theirs' });
    expect(lab.left).toEqual([]);
  });

  test('fails a move to its name, and both stay what they are', async () => {
    const lab = new ParameterLab();
    await lab.deploy(published({ source: lab.source, destinations: ABROAD }));
    lab.somebodyWrites(IRELAND, 'web');
    expect(await lab.deploy(published({ source: lab.source, destinations: ABROAD, parameterName: 'web' }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(lab.values('web')).toEqual({ [IRELAND]: 'theirs' });
    expect(lab.values()).toEqual(lab.imageIds);
  });

  test('that took the place of ours is not written by an update, nor removed with the stack', async () => {
    const lab = new ParameterLab();
    await lab.deploy(published({ source: lab.source, destinations: ABROAD }));
    await lab.somebodyDeletes(IRELAND);
    lab.somebodyWrites(IRELAND);
    expect(await lab.deploy(published({ source: lab.seed.image(), destinations: ABROAD }))).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(lab.values()).toEqual({ ...lab.imageIds, [IRELAND]: 'theirs' });
    expect(await lab.destroy()).toBe('DELETE_COMPLETE');
    expect(lab.values()).toEqual({ [IRELAND]: 'theirs' });
  });

  test('of another stack is not written by this one, nor removed with it', async () => {
    const lab = new ParameterLab();
    await lab.deploy(published({ source: lab.source, destinations: ABROAD }), 'First');
    const values = lab.values();
    expect(await lab.deploy(published({ source: lab.seed.image(), destinations: ABROAD }), 'Second')).toBe('ROLLBACK_COMPLETE');
    expect(lab.values()).toEqual(values);
  });
});

test('a stack whose parameter somebody deleted is deleted all the same', async () => {
  const lab = new ParameterLab();
  await lab.deploy(published({ source: lab.source, destinations: ABROAD }));
  await lab.somebodyDeletes(IRELAND);
  expect(await lab.destroy()).toBe('DELETE_COMPLETE');
  expect(lab.parameters.parameters).toEqual([]);
});

test('a Region that was disabled fails the deletion with its name until it is enabled again', async () => {
  const lab = new ParameterLab();
  await lab.deploy(published({ source: lab.source, destinations: to(VIRGINIA), removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE }));
  lab.ec2.rules.regionsNotEnabled = [VIRGINIA];
  expect(await lab.destroy()).toBe('DELETE_FAILED');
  expect(lab.sentence).toContain(`in ${VIRGINIA}: The security token included in the request is invalid.. If the Region is not enabled for this account, enable it, or take it out of the destinations`);
  lab.ec2.rules.regionsNotEnabled = [];
  expect(await lab.destroy()).toBe('DELETE_COMPLETE');
  expect(lab.parameters.parameters).toEqual([]);
});

test('a Region that is not enabled fails the deployment, and nothing is left in the others', async () => {
  const lab = new ParameterLab({ rules: { ...calm, regionsNotEnabled: [VIRGINIA] } });
  expect(await lab.deploy(published({ source: lab.source, destinations: ABROAD }))).toBe('ROLLBACK_COMPLETE');
  expect([...lab.parameters.parameters, ...lab.left]).toEqual([]);
});

test.each(['crash-before', 'crash-after', 'lost', 'repeated', 'refused'] as const)('one parameter is made although its creation meets: %s', async fault => {
  const lab = new ParameterLab({ faults: failing(fault, 'PutParameter', 1) });
  expect(await lab.deploy(published({ source: lab.source, destinations: ABROAD }))).toBe('CREATE_COMPLETE');
  expect(lab.values()).toEqual(lab.imageIds);
  expect(await lab.destroy()).toBe('DELETE_COMPLETE');
  expect(lab.parameters.parameters).toEqual([]);
});

test.each(['crash-after', 'lost', 'repeated'] as const)('a deletion succeeds although it meets: %s', async fault => {
  const lab = new ParameterLab({ faults: failing(fault, 'DeleteParameter', 1) });
  await lab.deploy(published({ source: lab.source, destinations: ABROAD }));
  expect(await lab.destroy()).toBe('DELETE_COMPLETE');
  expect(lab.parameters.parameters).toEqual([]);
});

test('a role that may not write fails the deployment in a while, with Region, action and parameter', async () => {
  const lab = new ParameterLab();
  expect(await lab.deploy(stack => {
    published({ source: lab.source, destinations: to(IRELAND) })(stack);
    const role = stack.node.findChild('AmiCopyHandler').node.findChild('Role') as iam.Role;
    role.addToPolicy(new iam.PolicyStatement({ effect: iam.Effect.DENY, actions: ['ssm:PutParameter'], resources: ['*'] }));
  })).toBe('ROLLBACK_COMPLETE');
  expect(lab.sentence).toContain(`in ${IRELAND}: You are not authorized to perform ssm:PutParameter on arn:aws:ssm:${IRELAND}:111111111111:parameter/images/web`);
  expect(lab.parameters.parameters).toEqual([]);
});

test('an image that nobody may look at is not taken, and the deployment says so', async () => {
  const lab = new ParameterLab({ parameterRules: { mayLook: false } });
  expect(await lab.deploy(published({ source: lab.source, destinations: to(IRELAND) }))).toBe('ROLLBACK_COMPLETE');
  const { Value: imageId } = lab.parameters.calls.find(({ action }) => action === 'PutParameter')!.input as { Value: string };
  expect(lab.sentence).toContain(
    `Parameter Store did not take ${imageId} into ${NAME} in ${IRELAND}, and does not say why: the image must be available there, and the handler's role must be allowed ec2:DescribeImages`);
  expect([...lab.parameters.parameters, ...lab.left]).toEqual([]);
});
