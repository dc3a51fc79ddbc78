import { DescribeKeyCommand } from '@aws-sdk/client-kms';
import { FAR, HERE, Lab, OTHER, OWNER, refusal } from './lab';

const describeKey = async (lab: Lab, KeyId: string, account = OWNER, region = HERE) =>
  (await lab.simulator.kms(account, region).send(new DescribeKeyCommand({ KeyId }))).KeyMetadata;

test('a key is described by id, ARN and alias, with what a preflight needs to know (row 7)', async () => {
  const lab = new Lab();
  const Arn = lab.seed.key({ alias: 'mine', state: 'PendingDeletion' });
  const expected = { Arn, KeyState: 'PendingDeletion', Enabled: false, KeyManager: 'CUSTOMER', KeySpec: 'SYMMETRIC_DEFAULT', KeyUsage: 'ENCRYPT_DECRYPT' };
  for (const name of [Arn, Arn.split('/')[1], 'alias/mine']) expect(await describeKey(lab, name)).toMatchObject(expected);
});

test('the AWS managed key comes into being when it is first looked at', async () => {
  const lab = new Lab();
  const key = await describeKey(lab, 'alias/aws/ebs');
  expect(key).toMatchObject({ KeyManager: 'AWS', AWSAccountId: OWNER });
  expect(await describeKey(lab, 'alias/aws/ebs')).toEqual(key);
});

test('fails when there is no such key here', async () => {
  const lab = new Lab();
  expect(await refusal(describeKey(lab, 'alias/none'))).toMatch(/^NotFoundException/);
  expect(await refusal(describeKey(lab, lab.simulator.seed(OWNER, FAR).key()))).toMatch(/^NotFoundException: Invalid arn/);
});

test('throttles and server errors have the names that KMS gives them, and pass', async () => {
  const lab = new Lab();
  lab.simulator.inject({ action: 'DescribeKey', fault: 'throttle' });
  lab.simulator.inject({ action: 'DescribeKey', fault: 'server-error' });
  await describeKey(lab, 'alias/aws/ebs');
  expect(lab.simulator.calls.map((call) => call.error)).toEqual(['ThrottlingException', 'KMSInternalException', undefined]);
});

test('a key of another account is described where its policy allows', async () => {
  const lab = new Lab();
  expect(await refusal(describeKey(lab, lab.seed.key(), OTHER))).toMatch(/^AccessDeniedException/);
  expect(await describeKey(lab, lab.seed.key({ sharedWith: [OTHER] }), OTHER)).toMatchObject({ AWSAccountId: OWNER });
});
