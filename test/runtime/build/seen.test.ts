import { seeing, unlessSeen } from '../../../src/runtime/build/seen';
import { Memo } from '../../../src/runtime/cloudformation/step';
import { anEc2 } from '../aws/an-ec2';
import { aRequest } from '../cloudformation/an-event';
import { aWorld } from '../copy/a-world';
import { anImage, aWish } from '../copy/an-image';

const MISSING = 'ami-0123456789abcdef0';
const remembered = (imageId: string) => seeing(aWish(), anImage({ imageId }));

/** What comes of a wish, and how often it was made. */
async function afterTurn(elapsedSeconds: number, memo: Memo, ec2 = anEc2()) {
  let made = 0;
  const turn = { request: aRequest(), elapsedSeconds, memo };
  const result = await unlessSeen(aWorld(ec2).ports, aWish(), turn, async () => { made++; return anImage(); });
  return { result, made };
}

test('an image that no turn has seen is made', async () => {
  expect(await afterTurn(60, {})).toMatchObject({ made: 1, result: { imageId: 'ami-1' } });
  expect(await afterTurn(60, seeing(aWish({ job: 'another' }), anImage()))).toMatchObject({ made: 1 });
});

test('one that is there still is not', async () => {
  const ec2 = anEc2();
  const imageId = ec2.seed.image();
  expect(await afterTurn(60, remembered(imageId), ec2)).toMatchObject({ made: 0, result: { imageId } });
});

test('one that EC2 does not show any more is looked for during three minutes, and then given up', async () => {
  const { result, made } = await afterTurn(600, remembered(MISSING));
  expect([made, result]).toEqual([0, { do: 'again', afterSeconds: 30, because: `EC2 does not show ${MISSING} any more`, memo: { ...remembered(MISSING), missingSince: 600 } }]);
  const memo = 'memo' in result ? result.memo! : {};
  expect((await afterTurn(779, memo)).result).toMatchObject({ do: 'again' });
  expect(await afterTurn(780, memo)).toEqual({ made: 0, result: { do: 'fail', because: `${MISSING} is gone: somebody deregistered it` } });
});
