import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { aJsonService, closeServices } from './a-service';
import { anEventBus } from './an-event-bus';
import { EventBridgeAnnouncements } from '../../../src/runtime/aws/eventbridge-announcements';
import { ChannelMovedDetail } from '../../../src/runtime/channels/channel-contract';

afterEach(closeServices);

async function aTeller(failing?: string[]) {
  const bus = anEventBus(failing);
  const { options, calls } = await aJsonService(bus.operations);
  return { teller: new EventBridgeAnnouncements(new EventBridgeClient(options)), bus, calls };
}

const MOVED: ChannelMovedDetail = {
  image: 'web', channel: 'stable', release: '1.0.7-2', previous: '1.0.7-1', verb: 'promote', isHeld: false, images: { 'eu-central-1': { x86_64: 'ami-1' } },
};

test('a move and a release arrive on the bus', async () => {
  const { teller, bus } = await aTeller();
  await teller.moved(MOVED);
  await teller.released({ image: 'web', release: '1.0.7-2' });
  expect(bus.told).toEqual([
    { source: 'golden-ami', detailType: 'Channel Moved', detail: MOVED },
    { source: 'golden-ami', detailType: 'Release Available', detail: { image: 'web', release: '1.0.7-2' } },
  ]);
});

test('an event that the bus did not take is a failure, though the request was answered', async () => {
  const { teller, bus } = await aTeller(['ThrottlingException']);
  await expect(teller.moved(MOVED)).rejects.toMatchObject({ code: 'ThrottlingException', hope: 'later' });
  expect(bus.told).toEqual([]);
  await teller.moved(MOVED);
  expect(bus.told).toHaveLength(1);
});
