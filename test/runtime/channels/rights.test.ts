import { ChannelLab } from './channel-lab';
import { CHANNEL_ACTIONS } from '../../../src/runtime/channels/channel-contract';

test('the rights of the function are the calls that it makes', async () => {
  const lab = new ChannelLab({ seed: 1, keepNewest: 1 });
  for (let release = 1; release <= 4; release++) {
    lab.buildAll();
    await lab.ask({ verb: 'reconcile' });
    await lab.ask({ verb: 'guard', channel: 'canary', release: `1.0.1-${release}` });
    await lab.ask({ verb: 'promote', channel: 'canary' });
    await lab.pass(600);
  }
  await lab.ask({ verb: 'reconcile' });
  expect([...new Set(lab.calls.made.map(({ service, action }) => `${service}:${action}`))].sort()).toEqual(Object.values(CHANNEL_ACTIONS).flat().sort());
});
