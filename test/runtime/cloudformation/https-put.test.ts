import { once } from 'events';
import * as http from 'http';
import { AddressInfo } from 'net';
import { httpsPut } from '../../../src/runtime/cloudformation/https-put';

interface Seen {
  readonly method?: string;
  readonly url?: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

const servers: http.Server[] = [];

/** A server on this machine that notes what arrives, then does as told. */
async function aServer(answer: (response: http.ServerResponse) => void) {
  const seen: Seen[] = [];
  const server = http.createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', part => parts.push(part));
    request.on('end', () => {
      seen.push({ method: request.method, url: request.url, headers: request.headers, body: Buffer.concat(parts).toString() });
      answer(response);
    });
  });
  servers.push(server);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/answer?X-Amz-Signature=5ec2e7` };
}

afterEach(() => servers.splice(0).forEach(server => { server.closeAllConnections(); server.close(); }));

test('the body arrives as it is, with its length in bytes and an empty content type', async () => {
  const { seen, url } = await aServer(response => response.end());
  expect(await httpsPut(url, '{"Reason":"größer"}')).toBe(200);
  expect(seen).toEqual([{
    method: 'PUT',
    url: '/answer?X-Amz-Signature=5ec2e7',
    headers: expect.objectContaining({ 'content-type': '', 'content-length': '21' }),
    body: '{"Reason":"größer"}',
  }]);
  expect(seen[0].headers).not.toHaveProperty('transfer-encoding');
});

test.each([200, 307, 403, 503])('the status %i is told, whatever it means', async status => {
  const { url } = await aServer(response => { response.statusCode = status; response.end('<Error/>'); });
  expect(await httpsPut(url, '{}')).toBe(status);
});

test('what the bucket says is read to its end, so that the connection is let go', async () => {
  let over: Promise<unknown> | undefined;
  const { url } = await aServer(response => {
    over = once(response, 'finish');
    response.end('x'.repeat(10_000_000));
  });
  expect(await httpsPut(url, '{}')).toBe(200);
  await expect(over).resolves.toEqual([]);
});

test('a connection that breaks after the status has come changes nothing', async () => {
  const { url } = await aServer(response => {
    response.writeHead(200, { 'content-length': '100' });
    response.write('half', () => response.destroy());
  });
  expect(await httpsPut(url, '{}')).toBe(200);
});

test('fails when the connection breaks before', async () => {
  const { url } = await aServer(response => response.destroy());
  await expect(httpsPut(url, '{}')).rejects.toThrow('socket hang up');
});

test('fails when nobody listens', async () => {
  const { url } = await aServer(response => response.end());
  await new Promise(resolve => servers.pop()!.close(resolve));
  await expect(httpsPut(url, '{}')).rejects.toThrow('ECONNREFUSED');
});

test('fails when there is no answer in time', async () => {
  const { seen, url } = await aServer(() => undefined);
  await expect(httpsPut(url, '{}', 100)).rejects.toThrow('no answer in time');
  expect(seen).toHaveLength(1);
});
