import { createServer, get, Server } from 'http';
import { AddressInfo } from 'net';
import { Timeline } from './timeline';

const START = 1_000_000;

test('time moves from event to event, without waiting for real', async () => {
  const timeline = new Timeline(START);
  const began = process.hrtime.bigint();
  await Promise.all([timeline.sleep(48 * 3_600_000), timeline.run()]);
  expect(timeline.now()).toBe(START + 48 * 3_600_000);
  expect(Number(process.hrtime.bigint() - began) / 1e9).toBeLessThan(5);
});

test('events of one moment happen in the order in which they were asked for', async () => {
  const timeline = new Timeline(START);
  const seen: string[] = [];
  timeline.after(20, () => seen.push('late'));
  timeline.after(10, () => seen.push('first'));
  timeline.after(10, () => seen.push('second'));
  await timeline.run();
  expect(seen).toEqual(['first', 'second', 'late']);
});

test('a long chain of promises goes to its end before time moves', async () => {
  const timeline = new Timeline(START);
  let seenAt = 0;
  void timeline.activity(async () => {
    for (let step = 0; step < 1000; step++) await Promise.resolve();
    seenAt = timeline.now();
  });
  timeline.after(1, () => undefined);
  await timeline.run();
  expect(seenAt).toBe(START);
});

test('a cancelled timer does not happen, and time does not wait for it', async () => {
  const timeline = new Timeline(START);
  timeline.after(500, () => { throw new Error('happened'); }).cancel();
  timeline.after(5, () => undefined);
  await timeline.run();
  expect(timeline.now()).toBe(START + 5);
});

test('a run ends when its promise is settled, whatever else would still happen', async () => {
  const timeline = new Timeline(START);
  timeline.after(3_600_000, () => undefined);
  await timeline.run(timeline.activity(() => timeline.sleep(10)));
  expect(timeline.now()).toBe(START + 10);
});

test('fails when nothing is left to happen and the awaited promise is still open', async () => {
  const timeline = new Timeline(START);
  const never = timeline.activity(() => new Promise(() => undefined));
  await expect(timeline.run(never)).rejects.toThrow('nothing is left to happen, and 1 activities still wait');
});

describe('with a real server', () => {
  let server: Server;
  const timeline = new Timeline(START);

  beforeAll(async () => {
    server = createServer((_request, response) => {
      void timeline.inside(() => timeline.sleep(70)).then(() => response.end('done'));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => server.close());

  test('virtual time stands still during real work, and passes while the server sleeps', async () => {
    const { port } = server.address() as AddressInfo;
    const fetched = async () => new Promise(resolve => get({ port, host: '127.0.0.1', agent: false }, answer => answer.resume().on('end', resolve)));
    const times: number[] = [];
    void timeline.activity(async () => {
      await timeline.outside(fetched);
      times.push(timeline.now() - START);
      await timeline.outside(fetched);
      times.push(timeline.now() - START);
    });
    timeline.after(100_000, () => times.push(-1));
    await timeline.run();
    expect(times).toEqual([70, 140, -1]);
  });
});
