import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { CHANNEL_TIMEOUT_SECONDS, ChannelPayload } from '../../../runtime/channels/channel-contract';

/** The command line says it again to who has not answered within a minute, and the function may take longer. */
const READ_TIMEOUT_SECONDS = CHANNEL_TIMEOUT_SECONDS + 30;

/** What a person types. The alias says which verbs are allowed. */
export function commandFor(alias: lambda.IAlias, payload: ChannelPayload): string {
  const { region } = Stack.of(alias);
  return `aws lambda invoke --region ${region} --function-name ${alias.functionArn} --cli-read-timeout ${READ_TIMEOUT_SECONDS} --cli-binary-format raw-in-base64-out `
    + `--payload '${JSON.stringify(payload)}' /dev/stdout`;
}

/** In an emergency nobody should have to look for it. */
export const printRollback = (scope: Construct, channel: string, operate: lambda.IAlias) => new CfnOutput(scope, 'Rollback', {
  description: `Takes ${channel} back to the release before, in all Regions, and holds it`,
  value: commandFor(operate, { verb: 'rollback', channel }),
});
