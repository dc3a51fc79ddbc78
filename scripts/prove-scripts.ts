/**
 * Runs the sanitiser and the verifier on a real system: a Debian made by debootstrap, in which they run under chroot with its own tools, from the
 * documents that Image Builder would get. It takes root, and packages of Debian for a minute; the system is kept below node_modules.
 */
import { execFileSync, spawnSync } from 'child_process';
import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { App, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as imagebuilder from 'aws-cdk-lib/aws-imagebuilder';
import { parse } from 'yaml';
import { OsFamily } from '../src/pipeline/os-family';
import { proofTests, sealComponents } from '../src/pipeline/private/seal';
import { Plant, PLANTS } from '../test/image-scripts/plants';

const SUITE = 'bookworm';
/** A server that makes keys, and libraries that bring keys of their tests. */
const PACKAGES = ['openssh-server', 'cloud-init', 'python3-cffi-backend', 'python3-cryptography', 'python3-botocore', 'rsyslog', 'man-db'];
/** With mounts and processes of its own, which end with it. */
const APART = ['--mount', '--pid', '--fork'];
const SYSTEM = `${SUITE}-${createHash('sha256').update(PACKAGES.join()).digest('hex').slice(0, 8)}`;
const CACHE = path.resolve(__dirname, '../node_modules/.cache/cdk-golden-ami', SYSTEM);

function main() {
  const why = whyNot() ?? madeSystem();
  if (why) {
    console.log(`not proved on a Debian: ${why}`);
    return;
  }
  const root = `${CACHE}-used`;
  freshRoot(root);
  const [sanitize, verify] = commands();
  const problems: string[] = [];
  const expectFindings = (when: string, expected: readonly string[]) => {
    const { found, line } = verified(root, verify);
    console.log(`${when}: ${line}`);
    problems.push(...found.filter(each => !expected.includes(each)).map(each => `${when}: ${each} is no secret`));
    problems.push(...expected.filter(each => !found.includes(each)).map(each => `${when}: ${each} is not found`));
  };

  // What its own installation made, which no two machines may share.
  const hostKeys = fs.readdirSync(path.join(root, 'etc/ssh')).filter(name => /_key(\.pub)?$/.test(name));
  expectFindings('as it was made', [
    ...hostKeys.map(name => `[ssh-host-key] /etc/ssh/${name}`),
    ...hostKeys.filter(name => name.endsWith('_key')).map(name => `[private-key] /etc/ssh/${name}`),
    ...['/etc/machine-id', '/var/lib/dbus/machine-id'].filter(file => isLeft(path.join(root, file))).map(file => `[machine-id] ${file}`),
  ]);
  const packaged = packagedFiles(root);
  inside(root, sanitize);
  expectFindings('sanitized', []);

  const findingOf = ({ kind, found, path: file }: Plant) => `[${kind}] ${found ?? file}`;
  fs.mkdirSync(path.join(root, 'home/ana'), { recursive: true });
  // There is no such account here.
  const planted = PLANTS.filter(plant => !plant.path.startsWith('/var/lib/service'));
  for (const { path: file, text } of planted) {
    fs.mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
    fs.writeFileSync(path.join(root, file), text);
  }
  expectFindings(`with ${planted.length} secrets of ${new Set(planted.map(({ kind }) => kind)).size} kinds`, planted.map(findingOf));
  inside(root, sanitize);
  expectFindings('sanitized again', planted.filter(plant => plant.stays).map(findingOf));

  const changed = packagedFiles(root).filter((line, at) => line !== packaged[at]);
  console.log(`${packaged.length} files of packages, ${changed.length} changed`);
  problems.push(...changed.map(line => `changed: ${line}`));
  problems.forEach(problem => console.log(problem));
  process.exitCode = problems.length > 0 ? 1 : 0;
}

function whyNot(): string | undefined {
  if (process.getuid?.() !== 0) return 'that takes root';
  if (spawnSync('debootstrap', ['--version']).error) return 'debootstrap is not installed (apt-get install debootstrap)';
  return undefined;
}

/** Makes the root that is kept, unless it is there; or says why it cannot be made. */
function madeSystem(): string | undefined {
  if (fs.existsSync(CACHE)) return undefined;
  const making = `${CACHE}-making`;
  fs.rmSync(making, { recursive: true, force: true });
  const { status } = spawnSync('debootstrap', ['--variant=minbase', `--include=${PACKAGES.join()}`, SUITE, making], { stdio: ['ignore', 'ignore', 'inherit'] });
  if (status !== 0) return 'debootstrap could not make one; see above';
  fs.renameSync(making, CACHE);
  return undefined;
}

/** A copy of the root that is kept. */
function freshRoot(root: string) {
  fs.rmSync(root, { recursive: true, force: true });
  execFileSync('cp', ['-a', CACHE, root]);
  fs.writeFileSync(path.join(root, 'tmp/perform_cleanup'), '');
}

/** Of the documents in the template: the sanitiser, the verifier. */
function commands(): string[] {
  const target = { osFamily: OsFamily.DEBIAN, architecture: ec2.InstanceArchitecture.X86_64, imageName: 'debian' };
  const stack = new Stack(new App({ analyticsReporting: false }), 'Stack');
  return [...sealComponents(undefined, target), ...proofTests(undefined, target)].map(component => {
    component._bindIn(stack, component.name, target);
    return parse((stack.node.findChild(component.name) as imagebuilder.CfnComponent).data!).phases[0].steps[0].inputs.commands.join('\n');
  });
}

/** What a command says in there. AWSTOE runs it from a file, too. */
function inside(root: string, command: string): string {
  fs.writeFileSync(path.join(root, 'tmp/input.sh'), command);
  const args = [...APART, `--mount-proc=${root}/proc`, 'chroot', root, 'bash', '/tmp/input.sh'];
  const { stdout, stderr, error } = spawnSync('unshare', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  if (error) throw error;
  if (stderr !== '') console.log(stderr);
  return stdout;
}

function verified(root: string, verify: string) {
  const lines = inside(root, verify).trim().split('\n');
  return { found: lines.slice(0, -1).map(line => line.replace('SECRET-LEFT ', '')), line: lines.at(-1)! };
}

function isLeft(file: string): boolean {
  const found = fs.lstatSync(file, { throwIfNoEntry: false });
  return found !== undefined && found.isFile() && found.size > 0;
}

/** The digest of every file of a package. */
function packagedFiles(root: string): string[] {
  const list = 'cd / && cat /var/lib/dpkg/info/*.md5sums | cut -c 35- | tr "\\n" "\\0" | xargs -0 md5sum 2>&1 | sort -k 2';
  return execFileSync('chroot', [root, 'sh', '-c', list], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).trim().split('\n');
}

main();
