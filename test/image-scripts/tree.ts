import { spawnSync } from 'child_process';
import * as fs from 'fs';
import * as os from 'os';
import * as path from 'path';

const SCRIPTS = path.resolve(__dirname, '../../image-scripts/linux');

export interface Outcome {
  readonly status: number | null;
  /** What was found: `[kind] path` for each. */
  readonly findings: readonly string[];
  readonly output: string;
}

/** A root of files for the scripts to work on, in a folder that has nothing around it. */
export class Tree {
  public readonly root: string;
  /** Beside the root: what no script may touch. */
  public readonly outside: string;
  private readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'golden ami [tree] '));

  constructor() {
    this.root = path.join(this.folder, 'root');
    this.outside = path.join(this.folder, 'outside');
    fs.mkdirSync(this.outside);
    this.write('/tmp/perform_cleanup', '');
    this.write('/etc/passwd', 'root:x:0:0::/root:/bin/bash\nana:x:1000:1000::/home/ana:/bin/bash\n');
    this.write('/etc/shadow', 'root:*:19000:0:99999:7:::\nana:!:19000:0:99999:7:::\n');
    this.write('/root/.bashrc', 'alias ll="ls -l"\n');
    this.write('/home/ana/.profile', 'umask 022\n');
  }

  public write(file: string, text: string): void {
    const place = this.at(file);
    fs.mkdirSync(path.dirname(place), { recursive: true });
    fs.writeFileSync(place, text);
  }

  public link(file: string, target: string): void {
    fs.mkdirSync(path.dirname(this.at(file)), { recursive: true });
    fs.symlinkSync(target, this.at(file));
  }

  public at(file: string): string {
    return path.join(this.root, file);
  }

  public has(file: string): boolean {
    return fs.lstatSync(this.at(file), { throwIfNoEntry: false }) !== undefined;
  }

  public text(file: string): string {
    return fs.readFileSync(this.at(file), 'utf8');
  }

  public sanitize(...args: string[]): Outcome {
    return this.run(['bash', path.join(SCRIPTS, 'sanitize.sh'), '--root', this.root, ...args]);
  }

  public verify(...args: string[]): Outcome {
    return this.run(['bash', path.join(SCRIPTS, 'verify.sh'), '--root', this.root, ...args]);
  }

  /** The commands of a document's step, as AWSTOE runs them: from a file of the root. */
  public runText(text: string): Outcome {
    this.write('/tmp/step/input.sh', text);
    return this.run(['bash', this.at('/tmp/step/input.sh'), '--root', this.root]);
  }

  public run([command, ...args]: readonly string[]): Outcome {
    const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
    if (error) throw error;
    const output = stdout + stderr;
    return { status, output, findings: [...stdout.matchAll(/^SECRET-LEFT (\[.*)$/gm)].map(([, finding]) => finding) };
  }

  public remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}
