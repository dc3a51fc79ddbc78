import { StackResource } from '@aws-sdk/client-cloudformation';
import { Belonging } from './belongings';

/** How to get to where things are: what to know, and what to export. */
export interface Doorway {
  readonly opening: string;
  readonly exports: readonly string[];
}

/** What to type into another terminal. */
export function lookAround({ opening, exports }: Doorway, stackName: string, resources: readonly StackResource[]): string {
  const idOf = (type: string) => resources.find(({ ResourceType }) => ResourceType === type)?.PhysicalResourceId;
  return indented(opening, [
    ...exports,
    'aws ec2 describe-images --owners self',
    'aws ec2 describe-snapshots --owner-ids self',
    `aws cloudformation describe-stack-resources --stack-name ${stackName}`,
    `aws stepfunctions list-executions --state-machine-arn ${idOf('AWS::StepFunctions::StateMachine')}`,
    `aws logs tail --since 1d ${idOf('AWS::Logs::LogGroup')}`,
    `aws ssm get-parameter --name ${idOf('AWS::SSM::Parameter')}`,
  ]);
}

const REMOVE = {
  instance: 'aws ec2 terminate-instances --instance-ids',
  image: 'aws ec2 deregister-image --image-id',
  snapshot: 'aws ec2 delete-snapshot --snapshot-id',
  volume: 'aws ec2 delete-volume --volume-id',
} as const;

/** What removes the stack, if there is one, what the demo itself has made, and at last the keys that stacks leave. */
export function removals(stackName: string | undefined, belongings: readonly Belonging[], keyIds: readonly string[]): string[] {
  return [
    ...(stackName ? [`aws cloudformation delete-stack --stack-name ${stackName}`] : []),
    ...belongings.filter(({ state }) => state !== 'terminated').map(({ kind, id }) => `${REMOVE[kind]} ${id}`),
    ...keyIds.map(id => `aws kms schedule-key-deletion --key-id ${id}`),
  ];
}

export const indented = (title: string, lines: readonly string[]): string => [title, '', ...lines.map(line => `  ${line}`)].join('\n');
