/**
 * An encrypted copy of the newest Amazon Linux is made, and EC2 is asked what it became.
 *
 *   npm run integ -- encrypted-root-copy           on the emulators
 *   npm run integ -- encrypted-root-copy --aws     in the account and Region of your credentials, after cdk bootstrap
 *
 * On AWS it takes about ten minutes and costs a few cents: a copy of 8 GiB for some minutes, and a key, whose deletion is scheduled
 * at the end. Everything goes with the stacks; if a run is cut short, `cdk destroy` of both ends it.
 */
import { ExpectedResult, IntegTest, Match } from '@aws-cdk/integ-tests-alpha';
import { App, Duration, RemovalPolicy, Stack, Tags } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { EncryptedRootCopy, RootSource } from '../../src';

const app = new App();
const stack = new Stack(app, 'CdkGoldenAmiEncryptedRootCopy');

const key = new kms.Key(stack, 'Key', { enableKeyRotation: true, removalPolicy: RemovalPolicy.DESTROY, pendingWindow: Duration.days(7) });
const copy = new EncryptedRootCopy(stack, 'Copy', {
  source: RootSource.ssmParameter('/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-x86_64'),
  encryptionKey: key,
  imageNamePrefix: 'cdk-golden-ami-integ',
  parameterName: '/cdk-golden-ami/integ/encrypted-root-copy',
  removalPolicy: RemovalPolicy.DESTROY,
});
Tags.of(copy).add('purpose', 'integration test');

const test = new IntegTest(app, 'Test', { testCases: [stack] });

test.assertions.awsApiCall('EC2', 'describeImages', { ImageIds: [copy.imageId] }).expect(ExpectedResult.objectLike({
  Images: [Match.objectLike({
    State: 'available',
    Public: false,
    RootDeviceName: copy.rootDeviceName,
    Tags: Match.arrayWith([Match.objectLike({ Key: 'purpose', Value: 'integration test' })]),
  })],
}));
test.assertions.awsApiCall('EC2', 'describeSnapshots', { SnapshotIds: [copy.rootSnapshotId] }).expect(ExpectedResult.objectLike({
  Snapshots: [Match.objectLike({ Encrypted: true, KmsKeyId: key.keyArn, State: 'completed' })],
}));
test.assertions.awsApiCall('SSM', 'getParameter', { Name: '/cdk-golden-ami/integ/encrypted-root-copy' }).expect(ExpectedResult.objectLike({
  Parameter: { Value: copy.imageId, DataType: 'aws:ec2:image' },
}));
