import * as http from 'http';
import * as https from 'https';

const TIMEOUT_MILLISECONDS = 10_000;

/** Puts a body at a presigned URL. The content type must be empty: it is part of what was signed. */
export function httpsPut(url: string, body: string): Promise<number> {
  const { request } = url.startsWith('https:') ? https : http;
  const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
  return new Promise((resolve, reject) => {
    const sending = request(url, { method: 'PUT', headers, timeout: TIMEOUT_MILLISECONDS }, answer => {
      answer.resume();
      resolve(answer.statusCode ?? 500);
    });
    sending.on('timeout', () => sending.destroy(new Error('no answer in time')));
    sending.on('error', reject);
    sending.end(body);
  });
}
