import { CfnResource, Duration, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { policies, resolved } from './policies';
import { Ami, AmiCopy, AmiDeprecation, AmiDestination, EncryptedRootCopy, EncryptedRootCopyProps, RootSource } from '../../src';
import * as contract from '../../src/runtime/contract';
import { isAllowed, Statement } from '../support/iam/policy';
import { Lab } from '../support/lab';

const actionsOf = (statements: readonly Statement[]) => new Set(statements.filter(each => each.Effect === 'Allow').flatMap(each => each.Action));

const copy = (stack: Stack, id: string, imageId: string, props: Partial<EncryptedRootCopyProps> = {}) =>
  new EncryptedRootCopy(stack, id, { source: RootSource.amiId(imageId), removalPolicy: RemovalPolicy.DESTROY, ...props });

/** A copy in another Region, whose id is published there. */
function published(stack: Stack, imageId: string, tag: string): void {
  const destinations = [AmiDestination.region('eu-west-1')];
  const abroad = new AmiCopy(stack, 'Published', { source: Ami.fromImageId(imageId), destinations, parameterName: '/images/web', removalPolicy: RemovalPolicy.DESTROY });
  Tags.of(abroad).add(tag, 'web');
}

/** Lets every call happen that the handler knows. */
async function everyCall(): Promise<Set<string>> {
  const lab = new Lab();
  const [first, second] = ['first', 'second'].map(name => lab.seed.image({ name, volumes: [{ device: '/dev/xvda', sizeGiB: 8 }] }));
  await lab.deploy(stack => copy(stack, 'Copy', first, { description: 'one' }));
  await lab.deploy(stack => Tags.of(copy(stack, 'Copy', first, { description: 'two' })).add('team', 'web'));
  await lab.deploy(stack => copy(stack, 'Copy', first, { description: 'two' }));
  await lab.deploy(stack => {
    copy(stack, 'Copy', second);
    const beside = new CfnResource(stack, 'Beside', { type: 'Test::Sibling', properties: { Seconds: 5, FailOn: 'create' } });
    beside.node.addDependency(stack.node.findChild('AmiCopyHandler'));
  });
  await lab.deploy(stack => copy(stack, 'Copy', second));
  const removalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
  for (const source of [first, second, first]) await lab.deploy(stack => copy(stack, 'Kept', source, { removalPolicy }));
  const attributes = { deprecation: AmiDeprecation.after(Duration.days(90)), deregistrationProtection: true };
  for (const each of [attributes, {}]) await lab.deploy(stack => copy(stack, 'Kept', first, { removalPolicy, ...each }));
  for (const tag of ['team', 'owner']) await lab.deploy(stack => published(stack, first, tag));
  await lab.destroy();
  return new Set(lab.actions);
}

test('the actions that are granted are the calls that are made, and what EC2 asks of the key and of references in our name', async () => {
  const called = await everyCall();
  const onOurBehalf = new Set([
    'kms:CreateGrant', ...contract.EC2_KEY_ACTIONS, ...contract.REFERENCE_SCAN_ACTIONS, ...Object.values(contract.REFERENCE_READ_ACTIONS),
    'logs:CreateLogStream', 'logs:PutLogEvents',
  ]);
  const granted = actionsOf(policies(stack => {
    copy(stack, 'Copy', 'ami-0123456789abcdef0');
    published(stack, 'ami-0123456789abcdef0', 'team');
  }));
  expect([...granted].filter(action => !onOurBehalf.has(action)).sort()).toEqual([...called].sort());
});

test('every statement names resources or conditions, but for what takes neither, and no action is a pattern', () => {
  for (const statement of policies(stack => copy(stack, 'Copy', 'ami-0123456789abcdef0'))) {
    const resources = [statement.Resource].flat().map(each => JSON.stringify(each));
    expect([statement.Action].flat().filter(action => action.includes('*'))).toEqual([]);
    const bounded = statement.Condition !== undefined || resources.every(resource => !resource.includes('*'));
    const unbounded = [...contract.COPY_ACTIONS, ...contract.READ_ACTIONS, contract.PARAMETER_ACTIONS.readTags];
    expect(bounded || [statement.Action].flat().every(action => unbounded.includes(action))).toBe(true);
  }
});

test('the rights to remove do not depend on what the stack copies', () => {
  const removes = (statement: Statement) => [statement.Action].flat().some(action => contract.REMOVE_ACTIONS.includes(action));
  const removing = (statements: Statement[]) => statements.filter(removes);
  const one = policies(stack => copy(stack, 'One', 'ami-0123456789abcdef0'));
  const other = policies(stack => { copy(stack, 'Two', 'ami-11111111'); copy(stack, 'Three', 'ami-22222222'); });
  expect(removing(one)).toEqual(removing(other));
});

test('a copy that is taken out of the template is removed, though its own rights are gone by then', async () => {
  const lab = new Lab();
  const [first, second] = ['first', 'second'].map(name => lab.seed.image({ name, volumes: [{ device: '/dev/xvda', sizeGiB: 8 }] }));
  await lab.deploy(stack => { copy(stack, 'First', first); copy(stack, 'Second', second); });
  expect(await lab.deploy(stack => copy(stack, 'First', first))).toBe('UPDATE_COMPLETE');
  expect(lab.copies.map(each => each.sourceImageId)).toEqual([first]);
  expect(lab.snapshotsOfCopies).toHaveLength(1);
});

test('what does not carry the stack\'s tag cannot be removed, and what carries it cannot lose it', () => {
  const statements = policies(stack => copy(stack, 'Copy', 'ami-0123456789abcdef0')).map(resolved);
  const image = 'arn:aws:ec2:eu-central-1::image/ami-11111111';
  const may = (action: string, context: Record<string, string | string[]>) => isAllowed(statements, { action, resource: image, context });
  const ours = { 'aws:ResourceTag/cdk-golden-ami:stack-id': 'AWS::StackId' };
  expect(may('ec2:DeregisterImage', ours)).toBe(true);
  expect(may('ec2:DeregisterImage', { 'aws:ResourceTag/cdk-golden-ami:stack-id': 'another' })).toBe(false);
  expect(may('ec2:DeregisterImage', {})).toBe(false);
  expect(may('ec2:CreateTags', { ...ours, 'aws:TagKeys': ['team'] })).toBe(true);
  expect(may('ec2:CreateTags', { ...ours, 'aws:TagKeys': ['team', 'cdk-golden-ami:stack-id'] })).toBe(false);
  expect(may('ec2:DeleteTags', { ...ours, 'aws:TagKeys': ['cdk-golden-ami:job'] })).toBe(false);
  expect(may('ec2:CreateTags', { 'ec2:CreateAction': 'CopyImage', 'aws:TagKeys': ['cdk-golden-ami:stack-id'] })).toBe(true);
  expect(may('ec2:CreateTags', { 'ec2:CreateAction': 'RunInstances', 'aws:TagKeys': ['team'] })).toBe(false);
});

test('a role that takes no policies gets none', () => {
  const build = (stack: Stack) => {
    const role = new iam.Role(stack, 'Own', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    copy(stack, 'Copy', 'ami-0123456789abcdef0', { handlerOptions: { role: role.withoutPolicyUpdates() } });
  };
  expect(policies(build)).toEqual([]);
});
