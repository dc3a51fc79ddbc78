import { aWorld } from './a-world';
import { aWish, tagsOfJob } from './an-image';
import { Memo } from '../../../src/runtime/cloudformation/step';
import { offering, watchOffer } from '../../../src/runtime/copy/run-offer';
import { anEc2, OWNER, TAGS } from '../aws/an-ec2';
import { aRequest } from '../cloudformation/an-event';

const TAGGED = { ...tagsOfJob('job-1'), ...TAGS };

/** A turn after the answer with an image, of which CloudFormation names this or that. */
function anOffer(named: (imageId: string) => string | undefined, offeredIn = 'UPDATE_IN_PROGRESS') {
  const ec2 = anEc2();
  const offered = ec2.seed.image({ tags: TAGGED, snapshotTags: TAGGED });
  const { ports } = aWorld(ec2, { physicalIdOf: async () => named(offered) });
  const watch = watchOffer(() => ({ ports, request: { owner: OWNER, wish: aWish() } }));
  const look = (elapsedSeconds: number, memo: Memo = { offered, offeredAt: 0, offeredIn }) =>
    watch.run({ request: aRequest(), elapsedSeconds, memo });
  const isAccepted = () => ec2.simulator.images().map(({ tags }) => 'cdk-golden-ami:accepted' in tags);
  return { look, offered, isAccepted };
}

test('an answer with an image is looked after five seconds later; a request that goes on, or fails, has nothing to look after', async () => {
  const image = { imageId: 'ami-1', state: 'pending', snapshots: [], protected: false, tags: {} };
  const turn = { request: aRequest(), elapsedSeconds: 40, memo: { attempt: 1 } };
  const answer = { do: 'succeed', physicalId: 'eu-central-1/ami-1', because: 'it is there' } as const;
  expect(offering(answer, image, undefined, turn)).toEqual({
    ...answer, watch: { afterSeconds: 5, memo: { attempt: 1, offered: 'ami-1', offeredAt: 40, offeredIn: 'unknown' } },
  });
  const failure = { do: 'fail', because: 'it is not' } as const;
  expect(offering(failure, image, undefined, turn)).toBe(failure);
});

test.each([['UPDATE_IN_PROGRESS', false], ['UPDATE_ROLLBACK_IN_PROGRESS', true]])(
  'an image that CloudFormation names is taken; one that was answered in %s is marked as accepted: %s', async (status, isMarked) => {
    const { look, isAccepted } = anOffer(imageId => `eu-central-1/${imageId}`, status);
    expect(await look(5)).toMatchObject({ do: 'over' });
    expect(isAccepted()).toEqual([isMarked]);
  });

test.each<[named: string, string | undefined]>([['another', 'eu-central-1/ami-0123456789abcdef0'], ['none', undefined]])(
  'an image goes when CloudFormation names %s for three minutes', async (_named, physicalId) => {
    const { look, offered, isAccepted } = anOffer(() => physicalId);
    const memo = { offered, offeredAt: 20, offeredIn: 'UPDATE_ROLLBACK_IN_PROGRESS' };
    expect(await look(199, memo)).toEqual({ do: 'again', afterSeconds: 30, because: `CloudFormation does not name ${offered} yet`, memo });
    expect(isAccepted()).toEqual([false]);
    const step = await look(200, memo);
    expect(step).toMatchObject({ do: 'again', memo: { takenBackAt: 200 } });
    expect(isAccepted()).toEqual([]);
    expect(await look(400, step.do === 'again' ? step.memo : {})).toEqual({ do: 'over', because: 'nothing waits for this copy any more: CloudFormation did not take it' });
  });
