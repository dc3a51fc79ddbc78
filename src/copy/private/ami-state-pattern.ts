import * as events from 'aws-cdk-lib/aws-events';

/** @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/monitor-ami-events.html */
export function amiStatePattern(imageId: string, state: 'available' | 'failed'): events.EventPattern {
  return { source: ['aws.ec2'], detailType: ['EC2 AMI State Change'], detail: { ImageId: [imageId], State: [state] } };
}
