import * as iam from 'aws-cdk-lib/aws-iam';
import { ComponentDocument, ComponentPhase, PhaseName } from './awstoe/component-document';
import { BuildTarget, ComponentUse, isWindows } from './component-use';
import { parameterArns } from '../../private/parameter-arns';

/** A script for each phase, in the shell of the system. */
function documentOf(description: string, target: BuildTarget, scripts: Partial<Record<PhaseName, string>>): ComponentDocument {
  const action = isWindows(target) ? 'ExecutePowerShell' : 'ExecuteBash';
  const first = isWindows(target) ? '$ErrorActionPreference = \'Stop\'' : 'set -eu';
  const phases = Object.entries(scripts).map(([name, commands]): ComponentPhase => ({
    name: name as PhaseName,
    steps: [{ name: 'run', action, inputs: { commands: [`${first}\n${commands}`] } }],
  }));
  return { description, schemaVersion: '1.0', phases };
}

/** On Ubuntu the agent is a snap, whose unit has another name. */
const SSM_UNIT = `unit=amazon-ssm-agent.service
if ! systemctl cat "$unit" > /dev/null 2>&1; then unit=snap.amazon-ssm-agent.amazon-ssm-agent.service; fi`;

/** Image Builder works through the agent, so it is there. That it starts with every instance of the image is another matter. */
export const ssmAgentDocument = (target: BuildTarget): ComponentDocument =>
  documentOf('Starts the SSM Agent with the system.', target, isWindows(target) ? {
    build: 'Set-Service AmazonSSMAgent -StartupType Automatic',
    validate: 'if ((Get-Service AmazonSSMAgent).StartType -ne \'Automatic\') { \'the SSM Agent does not start by itself\'; exit 1 }',
  } : {
    build: `${SSM_UNIT}\nsystemctl enable "$unit"`,
    validate: `${SSM_UNIT}\nsystemctl is-enabled "$unit"`,
  });

export const ssmAgentRuns = (target: BuildTarget): string => isWindows(target)
  ? 'if ((Get-Service AmazonSSMAgent).Status -ne \'Running\') { \'the SSM Agent does not run\'; exit 1 }'
  : `${SSM_UNIT}\nsystemctl is-active "$unit"`;

const LINUX_CTL = '/opt/aws/amazon-cloudwatch-agent/bin/amazon-cloudwatch-agent-ctl';
const WINDOWS_CTL = '"$Env:ProgramFiles\\Amazon\\AmazonCloudWatchAgent\\amazon-cloudwatch-agent-ctl.ps1"';

/** AWS's component installs the agent and leaves it without a configuration. */
export const cloudWatchConfigDocument = (target: BuildTarget, parameterName: string): ComponentDocument =>
  documentOf('Gives the CloudWatch agent its configuration, and starts it with the system.', target, isWindows(target) ? {
    build: `& ${WINDOWS_CTL} -a fetch-config -m ec2 -c 'ssm:${parameterName}'\nSet-Service AmazonCloudWatchAgent -StartupType Automatic`,
    validate: 'if ((Get-Service AmazonCloudWatchAgent).StartType -ne \'Automatic\') { \'the CloudWatch agent does not start by itself\'; exit 1 }',
    test: 'if ((Get-Service AmazonCloudWatchAgent).Status -ne \'Running\') { \'the CloudWatch agent does not run\'; exit 1 }',
  } : {
    build: `${LINUX_CTL} -a fetch-config -m ec2 -c 'ssm:${parameterName}'\nsystemctl enable amazon-cloudwatch-agent.service`,
    validate: 'systemctl is-enabled amazon-cloudwatch-agent.service',
    test: 'systemctl is-active amazon-cloudwatch-agent.service',
  });

/** To read one parameter. */
export const readsParameter = (parameterName: string): NonNullable<ComponentUse['grantTo']> => role => iam.Grant.addToPrincipal({
  grantee: role,
  actions: ['ssm:GetParameter'],
  resourceArns: parameterArns(role, parameterName),
});

/** Amazon Linux 2023 brings the command line along. */
export const awsCliDocument = (target: BuildTarget): ComponentDocument =>
  documentOf('Proves that the AWS CLI is version 2.', target, { validate: 'aws --version\naws --version 2>&1 | grep -q "^aws-cli/2[.]"' });
