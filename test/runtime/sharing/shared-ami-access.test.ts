import { CfnOutput, Stack } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { GRANT_ROLE, grantFunction } from './grant-function';
import { AUTO_SCALING, B, C, consumer, target } from './sharing-lab';
import { Ami } from '../../../src/ami/ami';
import { AmiSharing } from '../../../src/sharing/ami-sharing';
import { GRANT_CODE } from '../../../src/sharing/private/grant-code';
import { Lab } from '../../support/lab';

/** A stack with a key, and then a sharing of an image under it. */
async function shared(principals: readonly string[], keyGrantees?: string[]) {
  const lab = new Lab();
  let imageId: string | undefined;
  const build = (stack: Stack): void => {
    const key = new kms.Key(stack, 'Key');
    new CfnOutput(stack, 'KeyArn', { value: key.keyArn });
    if (!imageId) return;
    const image = Ami.fromAttributes({ imageIds: { [stack.region]: imageId }, encryptionKeys: { [stack.region]: key } });
    new AmiSharing(stack, 'Sharing', { image, sharedWith: principals.map(target), keyGrantees });
  };
  await lab.deploy(build);
  const keyId = [...lab.cloud.cloudFormation.stack('Images').resources.values()].find(({ declaration }) => declaration.Type === 'AWS::KMS::Key')!.physicalId;
  const keyArn = `arn:aws:kms:eu-central-1:111111111111:key/${keyId}`;
  imageId = lab.seed.image({ volumes: [{ kmsKeyId: keyArn }] });
  const deployed = await lab.deploy(build);
  return { lab, imageId, keyArn, deployed };
}

const grantsOn = (lab: Lab, keyArn: string) => lab.ec2.key(keyArn).grants.map(({ grantee, retiring }) => ({ grantee, retiring }));

test('the text of the function fits into a template', () => expect(GRANT_CODE.length).toBeLessThanOrEqual(4096));

test('an Auto Scaling group of the other account starts instances with the grant, and fails without', async () => {
  const { lab, imageId, keyArn, deployed } = await shared([B]);
  expect(deployed).toBe('UPDATE_COMPLETE');
  const b = consumer(lab, B);
  expect(await b.scales(imageId, AUTO_SCALING)).toBe(false);
  const answer = await grantFunction(lab, { RequestType: 'Create', keyArn });
  expect(answer?.Status).toBe('SUCCESS');
  expect(await b.scales(imageId, AUTO_SCALING)).toBe(true);
  await grantFunction(lab, { RequestType: 'Delete', PhysicalResourceId: answer!.PhysicalResourceId, keyArn });
  expect(await b.scales(imageId, AUTO_SCALING)).toBe(false);
  expect(grantsOn(lab, keyArn)).toEqual([]);
});

test('people of the other account start instances without a grant, others never', async () => {
  const { lab, imageId } = await shared([B]);
  expect(await consumer(lab, B).scales(imageId, `arn:aws:iam::${B}:root`)).toBe(true);
  expect(await consumer(lab, C).runs(imageId)).toBe(false);
});

describe('the function', () => {
  test('gives one grant, which it may give back itself, however often it is asked', async () => {
    const { lab, keyArn } = await shared([B]);
    const [first, again] = [await grantFunction(lab, { RequestType: 'Create', keyArn }), await grantFunction(lab, { RequestType: 'Create', keyArn })];
    expect(again).toEqual(first);
    expect(grantsOn(lab, keyArn)).toEqual([{ grantee: AUTO_SCALING, retiring: GRANT_ROLE }]);
  });

  test('finds the grant again when an update is rolled back', async () => {
    const { lab, keyArn } = await shared([B], ['aws-service-role/*']);
    const first = await grantFunction(lab, { RequestType: 'Create', keyArn });
    const other = `arn:aws:iam::${B}:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot`;
    const second = await grantFunction(lab, { RequestType: 'Update', PhysicalResourceId: first!.PhysicalResourceId, keyArn, grantee: other });
    expect(second!.PhysicalResourceId).not.toBe(first!.PhysicalResourceId);
    const back = await grantFunction(lab, { RequestType: 'Update', PhysicalResourceId: second!.PhysicalResourceId, keyArn });
    await grantFunction(lab, { RequestType: 'Delete', PhysicalResourceId: second!.PhysicalResourceId, keyArn, grantee: other });
    expect([back, grantsOn(lab, keyArn)]).toEqual([first, [{ grantee: AUTO_SCALING, retiring: GRANT_ROLE }]]);
  });

  test('takes back a grant whose answer was lost, by its name', async () => {
    const { lab, keyArn } = await shared([B]);
    await grantFunction(lab, { RequestType: 'Create', keyArn });
    expect(await grantFunction(lab, { RequestType: 'Delete', PhysicalResourceId: 'Consumer-Grant-1ABC', keyArn })).toMatchObject({ Status: 'SUCCESS' });
    expect(grantsOn(lab, keyArn)).toEqual([]);
  });

  test('has nothing to take back a second time', async () => {
    const { lab, keyArn } = await shared([B]);
    const { PhysicalResourceId } = (await grantFunction(lab, { RequestType: 'Create', keyArn }))!;
    const answers = [await grantFunction(lab, { RequestType: 'Delete', PhysicalResourceId, keyArn }), await grantFunction(lab, { RequestType: 'Delete', PhysicalResourceId, keyArn })];
    expect(answers.map(each => each?.Status)).toEqual(['SUCCESS', 'SUCCESS']);
  });

  test('changes nothing for a delivery that comes late', async () => {
    const { lab, keyArn } = await shared([B]);
    expect(await grantFunction(lab, { RequestType: 'Create', keyArn, status: 'CREATE_COMPLETE' })).toBeUndefined();
    expect(grantsOn(lab, keyArn)).toEqual([]);
  });

  test('says what KMS says when the key is not shared with the account, or not for this role', async () => {
    for (const { lab, keyArn } of [await shared([C]), await shared([B], ['launcher'])]) {
      const answer = await grantFunction(lab, { RequestType: 'Create', keyArn });
      expect(answer).toMatchObject({ Status: 'FAILED', PhysicalResourceId: 'not-made', Reason: expect.stringContaining('not authorized to perform: kms:CreateGrant') as string });
    }
  });

  test.each([
    ['a request of another stack', { StackId: 'arn:aws:cloudformation:eu-central-1:222222222222:stack/Other/1' }],
    ['a response URL that is not one of CloudFormation', { ResponseURL: 'https://cloudformation-custom-resource-response-x.s3.example.com/' }],
  ])('fails when there is %s', async (_title, changes) => {
    const { lab, keyArn } = await shared([B]);
    await expect(grantFunction(lab, { RequestType: 'Create', keyArn, ...changes })).rejects.toThrow(/not a request of the own stack|not one of CloudFormation/);
    expect(grantsOn(lab, keyArn)).toEqual([]);
  });
});
