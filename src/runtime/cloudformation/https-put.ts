import * as http from 'http';
import * as https from 'https';

/** Puts a body at a presigned URL. The content type must be empty: it is part of what was signed. */
export function httpsPut(url: string, body: string, timeoutMilliseconds = 10_000): Promise<number> {
  const { request } = url.startsWith('https:') ? https : http;
  const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sending = request(url, { method: 'PUT', headers, timeout: timeoutMilliseconds }, answer => {
      answer.resume();
      resolve(answer.statusCode ?? 500);
    });
    sending.on('timeout', () => sending.destroy(new Error('no answer in time')));
    sending.on('error', reject);
    sending.end(body);
  });
}
