import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WireDoor, WireRequest } from './wire-door';

type Door = Pick<WireDoor, 'answer'>;

export interface ListenOptions {
  /** @default - a free one */
  readonly port?: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
}

export interface Listening {
  readonly url: string;
  close(): Promise<void>;
}

/** Puts the wire door on a port. Whatever is no answer, a lost one included, is a connection that breaks. */
export async function listen(door: Door, { port = 0, host = '127.0.0.1' }: ListenOptions): Promise<Listening> {
  const server = createServer((request, response) => {
    serve(door, request, response).catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    close: () => close(server),
  };
}

async function serve(door: Door, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { status, headers, body } = await door.answer(await read(request));
  response.writeHead(status, headers).end(body);
}

async function read(request: IncomingMessage): Promise<WireRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]));
  return { method: request.method ?? 'POST', path: request.url, headers, body: Buffer.concat(chunks).toString() };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => server.close((error) => error ? reject(error) : resolve()));
}
