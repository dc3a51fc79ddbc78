import { execFileSync } from 'child_process';
import * as fs from 'fs';
import * as path from 'path';

/** The Node.js of the newest Lambda run-time that the CDK chooses. */
const MAJOR = 24;

const root = path.resolve(__dirname, '../..');

export interface NodeBinary {
  readonly file: string;
  readonly version: string;
}

/** The given Node.js, else Node 24 (from npm, kept for the next run), else the one that runs this. */
export function nodeBinary(given?: string): NodeBinary {
  if (given) return describe(given);
  if (Number(process.versions.node.split('.')[0]) === MAJOR) return describe(process.execPath);
  const folder = path.join(root, 'node_modules', '.cache', 'cdk-golden-ami', `node${MAJOR}`);
  const file = path.join(folder, 'node_modules', 'node', 'bin', 'node');
  try {
    if (!fs.existsSync(file)) {
      fs.mkdirSync(folder, { recursive: true });
      fs.writeFileSync(path.join(folder, 'package.json'), '{}');
      execFileSync('npm', ['install', '--prefix', folder, `node@${MAJOR}`], { stdio: 'pipe' });
    }
    return describe(file);
  } catch (error) {
    console.error(`Node ${MAJOR} could not be had, so this measures with ${process.version}: ${(error as Error).message.split('\n')[0]}`);
    return describe(process.execPath);
  }
}

const describe = (file: string): NodeBinary => ({ file, version: execFileSync(file, ['--version'], { encoding: 'utf8' }).trim() });
