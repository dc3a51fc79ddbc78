import { readFileSync } from 'node:fs';
import * as path from 'node:path';

export type Platform = 'linux' | 'windows';
export type SealScript = 'sanitize' | 'verify';

const FOLDER = path.resolve(__dirname, '../../../image-scripts');
const EXTENSION = { linux: 'sh', windows: 'ps1' } as const;
/** Where a script reads the one that it shares with the other. */
const SHARED = { linux: /^source .*\/places\.sh"$/m, windows: /^\. .*\\places\.ps1"$/m } as const;
const read = new Map<string, string>();

/** A script as one text, with what it shares. Comments and blank lines are left out: a document has 16,000 characters. */
export function plainScript(platform: Platform, name: SealScript): string {
  const [script, places] = [name, 'places'].map(each => withoutComments(contentOf(`${platform}/${each}.${EXTENSION[platform]}`)));
  return script.replace(SHARED[platform], () => places);
}

/**
 * The script as it stands in a document. The verifier for Linux is too long for one, so it is there packed. It was packed once and for all, because
 * zlib compresses to other bytes on other machines, and other bytes were another version of the component.
 */
export function scriptInDocument(platform: Platform, name: SealScript): string {
  return platform === 'linux' && name === 'verify' ? contentOf('linux/verify.packed.sh') : plainScript(platform, name);
}

/** No text of the scripts goes over more than a line with a `#` at the start of one. */
const withoutComments = (text: string) => text.split('\n').filter(line => !/^\s*(#|$)/.test(line)).join('\n');

function contentOf(file: string): string {
  const text = read.get(file) ?? readFileSync(path.join(FOLDER, file), 'utf8').replace(/\r\n/g, '\n');
  read.set(file, text);
  return text;
}
