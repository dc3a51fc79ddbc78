import { App, Lazy, Stack } from 'aws-cdk-lib';
import { parameterArns } from '../../src/private/parameter-arns';

const stack = new Stack(new App({ analyticsReporting: false }), 'Stack', { env: { account: '111111111111', region: 'eu-central-1' } });
const token = (text: string) => Lazy.string({ produce: () => text });
const arn = (path: string) => ({ 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:ssm:eu-central-1:111111111111:parameter${path}`]] });

test.each([
  ['with a path', '/golden/web', [arn('/golden/web')]],
  ['without one', 'web', [arn('/web')]],
  ['below a token', `${token('/golden')}/web`, [arn('/golden/web'), arn('//golden/web')]],
  ['that is a token, which may have no slash', token('web'), [arn('web'), arn('/web')]],
  ['with a token in its path', `/golden/${token('web')}`, [arn('/golden/web')]],
])('a name %s has the ARN that Parameter Store gives it', (_title, name, arns) => expect(stack.resolve(parameterArns(stack, name))).toEqual(arns));

test('what is an ARN stays as it is', () => {
  const shared = stack.formatArn({ service: 'ssm', account: '222222222222', resource: 'parameter', resourceName: 'golden/web' });
  expect(parameterArns(stack, shared)).toEqual([shared]);
});
