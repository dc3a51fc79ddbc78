import { execFileSync, spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';
import { Benchmark } from './benchmark';
import { PLANTS } from '../../test/image-scripts/plants';
import { Random } from '../../test/support/random';

const VERIFY = path.resolve(__dirname, '../../image-scripts/linux/verify.sh');
const FILES = 100_000;
const FILES_OF_A_FOLDER = 100;
const GOAL_SECONDS = 60;
/** What files are made of: lines of programs, manuals and data, none of which is a secret. */
const LINES = [
  'export function handler(event, context) { return JSON.stringify({ statusCode: 200, token: context.token }); }\n',
  'The password of an account is never kept in plain text; see shadow(5) for how a hash is.\n',
  'aws_access_key_id = AKIAIOSFODNN7EXAMPLE\n',
  '  <dependency><groupId>org.example</groupId><artifactId>tls</artifactId><version>1.2.3</version></dependency>\n',
  'H4sIAAAAAAACA6U8bXfauNLf/StU110wqe2Qvmw3LZulDW1zkya5Id1uLxCOsIXxYluuJYdQzP7254wkGxvo7p7z7D03WKPRaCTNjEYzUhnhyMooSoKETHEQauQhoSlHF\n',
];

/** The verifier over many files, against only reading them. Each kind of secret is planted once more, and has to be found. */
export const verifyFiles: Benchmark = {
  name: 'verify-files',
  goal: `${FILES} files are verified in under ${GOAL_SECONDS} s, and what is planted is found`,
  run() {
    const root = fs.mkdtempSync(path.join(os.tmpdir(), 'cdk-golden-ami-files-'));
    try {
      const bytes = fill(root);
      const planted = PLANTS.filter(plant => plant.path.startsWith('/opt/app/'));
      for (const { path: file, text } of planted) write(path.join(root, file), text);
      const theirs = seconds(() => execFileSync('sh', ['-c', 'find . -type f -print0 | xargs -0 cat > /dev/null'], { cwd: root }));
      let said = '';
      const ours = seconds(() => said = spawnSync('bash', [VERIFY, '--root', root], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).stdout);
      const found = planted.filter(plant => said.includes(`[${plant.kind}] ${plant.path}\n`)).length;
      return {
        rows: [{ name: `${FILES} files`, ours, theirs, ratio: ours / theirs, unit: 's' }],
        met: ours < GOAL_SECONDS && found === planted.length,
        notes: [
          `${(bytes / 2 ** 20).toFixed(0)} MiB; ${found} of ${planted.length} planted secrets found`,
          'theirs only reads the files, and was first: ours found them in memory',
        ],
      };
    } finally {
      fs.rmSync(root, { recursive: true });
    }
  },
};

/** Most files are small, some are not, as on a real system: 8 KiB in the mean. */
function fill(root: string): number {
  const random = new Random(1);
  let bytes = 0;
  for (let number = 0; number < FILES; number++) {
    const lines = Math.floor(16 / (random.next() + 0.004)) + 1;
    const text = Array.from({ length: lines }, () => random.pick(LINES)).join('');
    bytes += text.length;
    write(path.join(root, `usr/local/lib/part${Math.floor(number / FILES_OF_A_FOLDER)}`, `file ${number}.txt`), text);
  }
  return bytes;
}

function write(file: string, text: string) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
}

function seconds(run: () => void): number {
  const start = performance.now();
  run();
  return (performance.now() - start) / 1000;
}
