import { Stack } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { ACCOUNT, channelsIn, inStack, REGION, Resources } from './a-pipeline-with-channels';
import { ChannelPromotion } from '../../../src/pipeline/channel-promotion';

export const guardIn = (stack: Stack, name = 'errors', region = REGION) =>
  cloudwatch.Alarm.fromAlarmArn(stack, name, `arn:aws:cloudwatch:${region}:${ACCOUNT}:alarm:${name}`);

/** One channel that an alarm guards. */
export const aGuardedChannel = (): Resources => inStack(stack => channelsIn(stack, {
  channels: [{ name: 'stable', promotion: ChannelPromotion.automatic({ guards: [guardIn(stack)] }) }],
}));
