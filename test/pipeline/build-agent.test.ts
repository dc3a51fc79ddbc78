import { App, Aws, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import { FakeRoot, scriptsOf } from './a-shell';
import { aTarget, FAMILIES } from './a-target';
import { BuildAgent } from '../../src/pipeline/build-agent';
import { GoldenComponent } from '../../src/pipeline/golden-component';
import { OsFamily } from '../../src/pipeline/os-family';

const namesOf = (agent: BuildAgent, family: OsFamily) => agent._componentsFor(aTarget(family)).map(each => each.name);

test.each(FAMILIES)('every agent is without a problem on %s', family => {
  const agents = [BuildAgent.ssm(), BuildAgent.cloudWatch(), BuildAgent.cloudWatch('/ops/agent'), BuildAgent.awsCli()];
  expect(agents.flatMap(each => each._componentsFor(aTarget(family))).flatMap(each => each._problems(aTarget(family)))).toEqual([]);
});

describe('the SSM Agent', () => {
  const scripts = Object.fromEntries(scriptsOf(BuildAgent.ssm()._componentsFor(aTarget())[0], aTarget()).map(({ phase, text }) => [phase, text]));

  /** What systemctl is told, on a system that has one unit. */
  function calls(script: string, unit: string, enabled = true) {
    const root = new FakeRoot();
    root.program('systemctl', `[ "$1" = cat ] && { [ "$2" = ${unit} ]; exit; }\necho "$@"\n[ "$1" != is-enabled ] || ${enabled}`);
    return root.run(script);
  }

  test.each(['amazon-ssm-agent.service', 'snap.amazon-ssm-agent.amazon-ssm-agent.service'])('starts with the system by its unit %s', unit => {
    expect(calls(scripts.build, unit)).toEqual({ status: 0, output: `enable ${unit}\n` });
    expect(calls(scripts.validate, unit)).toEqual({ status: 0, output: `is-enabled ${unit}\n` });
  });

  test('fails the build when it does not start with the system', () => {
    expect(calls(scripts.validate, 'amazon-ssm-agent.service', false).status).not.toBe(0);
  });
});

describe('the CloudWatch agent', () => {
  test('is AWS\'s component, and with a configuration one of ours', () => {
    expect(namesOf(BuildAgent.cloudWatch(), OsFamily.SLES)).toEqual(['amazon-cloudwatch-agent-linux']);
    expect(namesOf(BuildAgent.cloudWatch('/ops/agent'), OsFamily.WINDOWS)).toEqual(['amazon-cloudwatch-agent-windows', 'cloudwatch-agent-config']);
  });

  test.each([OsFamily.AMAZON_LINUX_2023, OsFamily.WINDOWS])('gets its configuration at the build, and must run in the test, on %s', family => {
    const scripts = scriptsOf(BuildAgent.cloudWatch('/ops/agent')._componentsFor(aTarget(family))[1], aTarget(family));
    expect(scripts.map(({ phase }) => phase)).toEqual(['build', 'validate', 'test']);
    expect(scripts[0].text).toContain('-a fetch-config -m ec2 -c \'ssm:/ops/agent\'');
  });

  test('lets the build instance read that parameter alone', () => {
    const stack = new Stack(new App(), 'Stack');
    const role = new iam.Role(stack, 'Role', { assumedBy: new iam.ServicePrincipal('ec2.amazonaws.com') });
    BuildAgent.cloudWatch('/ops/agent')._componentsFor(aTarget())[1]._bindIn(stack, 'Agent', aTarget()).grantTo?.(role);
    const [policy] = Object.values(Template.fromStack(stack).findResources('AWS::IAM::Policy'));
    expect(policy.Properties.PolicyDocument.Statement).toEqual([{
      Effect: 'Allow',
      Action: 'ssm:GetParameter',
      Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':ssm:', { Ref: 'AWS::Region' }, ':', { Ref: 'AWS::AccountId' }, ':parameter/ops/agent']] },
    }]);
  });

  test('fails when the parameter cannot be one', () => {
    expect(() => BuildAgent.cloudWatch('ops agent')).toThrow('configParameterName may have letters, digits and _ . - / only, got \'ops agent\'');
    expect(() => BuildAgent.cloudWatch(Aws.STACK_NAME)).not.toThrow();
  });
});

test('the AWS CLI is installed, except where the system brings it along', () => {
  expect(namesOf(BuildAgent.awsCli(), OsFamily.UBUNTU)).toEqual(['aws-cli-version-2-linux']);
  expect(namesOf(BuildAgent.awsCli(), OsFamily.WINDOWS)).toEqual(['aws-cli-version-2-windows']);
  const [script] = scriptsOf(BuildAgent.awsCli()._componentsFor(aTarget())[0], aTarget());
  const root = new FakeRoot();
  for (const [version, status] of [['aws-cli/2.31.0 Python/3.13', 0], ['aws-cli/1.44.0 Python/3.9', 1]] as const) {
    root.program('aws', `echo '${version}'`);
    expect(root.run(script.text).status).toBe(status);
  }
});

test('any component can be one', () => {
  const component = GoldenComponent.shell('edr', ['true']);
  expect(BuildAgent.component(component)._componentsFor(aTarget())).toEqual([component]);
});
