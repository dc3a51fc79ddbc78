import { aLab, measured, reconcile, rollback } from './a-life';
import { ChannelLab } from './channel-lab';
import { Turn } from './turn';

const advance = (number: number) => ({ verb: 'advance', channel: 'canary', release: `1.0.1-${number}` });

/** Release 1 is in canary, and 2 is new. */
async function aBakedLab(): Promise<ChannelLab> {
  const lab = await aLab(1);
  lab.buildAll();
  await lab.ask(reconcile);
  return lab;
}

test('what has baked is promoted when nothing is against it', async () => {
  const lab = await aBakedLab();
  expect(await lab.ask(advance(2))).toMatchObject({ status: 'moved', release: '1.0.1-2' });
  expect(await lab.ask(advance(2))).toMatchObject({ status: 'unchanged', release: '1.0.1-2' });
});

test('a guard that rings stops what has baked, which is counted', async () => {
  const lab = await aBakedLab();
  lab.ringing = ['errors'];
  expect(await lab.ask(advance(2))).toEqual({ status: 'refused', because: '1.0.1-2 does not come to canary: errors', channel: 'canary' });
  expect(measured(lab, 'Blocked').at(-1)).toBe(1);
});

test('what was held up does not come over a newer release', async () => {
  const lab = await aLab(2);
  expect(await lab.ask(advance(1))).toMatchObject({ status: 'refused', because: '1.0.1-1 is not what would be promoted to canary by now: that is 1.0.1-2' });
});

test('what has baked waits while its channel is held, unless the source has another by then', async () => {
  const lab = await aLab(2);
  await lab.ask(rollback);
  lab.buildAll();
  await lab.ask(reconcile);
  expect(await lab.ask(advance(2))).toMatchObject({ status: 'refused' });
  expect(await lab.ask(advance(3))).toEqual({ status: 'later', because: '1.0.1-3 waits: canary is held', channel: 'canary' });
  await lab.ask({ verb: 'resume', channel: 'canary' });
  expect(await lab.ask(advance(3))).toMatchObject({ status: 'moved', release: '1.0.1-3' });
});

test('what has baked waits while its guards cannot be asked', async () => {
  const lab = await aBakedLab();
  const refused = new Turn({ ofCall: ({ service }) => (service === 'cloudwatch' ? 'refused' : undefined) });
  expect(await lab.ask(advance(2), 'operate', refused)).toMatchObject({ status: 'later', because: '1.0.1-2 waits: its guards cannot be asked: ThrottlingException: Rate exceeded' });
});
