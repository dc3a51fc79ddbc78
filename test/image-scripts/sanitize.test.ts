import * as fs from 'fs';
import * as path from 'path';
import { PRIVATE_KEY } from './plants';
import { Tree } from './tree';

describe('the sanitiser for Linux', () => {
  let tree: Tree;
  beforeEach(() => {
    tree = new Tree();
  });
  afterEach(() => tree.remove());

  test('names what it removes, and ends well', () => {
    tree.write('/home/ana/.netrc', 'machine a login b password c');
    expect(tree.sanitize()).toMatchObject({ status: 0, output: 'removed [netrc] /home/ana/.netrc\nSANITIZED\n' });
  });

  test('can run again', () => {
    tree.write('/home/ana/.netrc', 'machine a login b password c');
    tree.write('/var/log/messages', 'a line\n');
    tree.sanitize();
    expect(tree.sanitize()).toMatchObject({ status: 0, output: 'SANITIZED\n' });
  });

  test.each([
    ['a space', '.a b_history'],
    ['a line end', '.a\nb_history'],
    ['a dash in front', '-rf_history'],
    ['a glob in it', '.[a]*_history'],
    ['quotes', '.\'"`$(touch x)_history'],
    ['bytes of another encoding', '.\u00fc\u2603_history'],
  ])('removes a file with %s in its name, and no other', (_what, name) => {
    tree.write(`/home/ana/${name}`, 'ls\n');
    tree.write('/home/ana/a/b', 'kept\n');
    tree.sanitize('--remove', '/home/*/*_history');
    expect(tree.has(`/home/ana/${name}`)).toBe(false);
    expect(tree.has('/home/ana/a/b')).toBe(true);
    expect(tree.has('/home/ana/.profile')).toBe(true);
  });

  test('finds the homes of accounts elsewhere, and homes with odd names', () => {
    tree.write('/etc/passwd', 'db:x:26:26::/var/lib/db [1]:/bin/sh\n');
    tree.write('/var/lib/db [1]/.pgpass', 'x');
    tree.write('/home/o dd\n/.netrc', 'x');
    tree.sanitize();
    expect(tree.has('/var/lib/db [1]/.pgpass') || tree.has('/home/o dd\n/.netrc')).toBe(false);
  });

  test('empties logs that are in use, and removes those that were rotated away', () => {
    tree.write('/var/log/messages', 'a line\n');
    tree.write('/var/log/messages.1', 'a line\n');
    tree.write('/var/log/journal/0123/system.journal', 'a line\n');
    tree.sanitize();
    expect(tree.text('/var/log/messages')).toBe('');
    expect(tree.has('/var/log/messages.1') || tree.has('/var/log/journal/0123')).toBe(false);
  });

  test('leaves passwords to nobody, and everything else of the accounts alone', () => {
    tree.write('/etc/shadow', [
      'root:$6$salt$abcdefgh:19000:0:99999:7:::', 'ana:!$y$j9T$x$y:19000::::::', 'old:abcdefghijklm:1::::::', 'open::1::::::', 'ec2-user:!!:1::::::', 'a:*LOCK*:1::::::', '',
    ].join('\n'));
    tree.write('/etc/gshadow', 'root:::\nwheel:$6$salt$abcdefgh::ana\n');
    fs.chmodSync(tree.at('/etc/shadow'), 0o600);
    expect(tree.verify().findings).toEqual([
      '[password-hash] /etc/shadow (root)', '[password-hash] /etc/shadow (ana)', '[password-hash] /etc/shadow (old)', '[empty-password] /etc/shadow (open)',
      '[password-hash] /etc/gshadow (wheel)',
    ]);
    tree.sanitize();
    expect(tree.text('/etc/shadow')).toBe([
      'root:*:19000:0:99999:7:::', 'ana:*:19000::::::', 'old:*:1::::::', 'open:!:1::::::', 'ec2-user:!!:1::::::', 'a:*LOCK*:1::::::', '',
    ].join('\n'));
    expect(tree.text('/etc/gshadow')).toBe('root:::\nwheel:*::ana\n');
    expect(fs.statSync(tree.at('/etc/shadow')).mode.toString(8)).toBe('100600');
    expect(tree.verify()).toMatchObject({ status: 0 });
  });

  test('keeps what Image Builder and the running step need in the temporary folder', () => {
    for (const name of ['perform_cleanup', 'skip_cleanup_ssh_files', 'TOE_2026/log', 'imagebuilder_service/awstoe', 'systemd-private-1/tmp/x', '.X11-unix/X0']) {
      tree.write(`/tmp/${name}`, 'x');
    }
    tree.write('/tmp/leftover/file', 'x');
    tree.write('/var/tmp/leftover', 'x');
    tree.sanitize();
    expect(fs.readdirSync(tree.at('/tmp')).sort()).toEqual(['.X11-unix', 'TOE_2026', 'imagebuilder_service', 'perform_cleanup', 'skip_cleanup_ssh_files', 'systemd-private-1']);
    expect(tree.has('/var/tmp/leftover')).toBe(false);
  });

  test('keeps the file that makes Image Builder clean, also where everything else is to go', () => {
    tree.write('/tmp/a/b', 'x');
    tree.sanitize('--remove', '/tmp/**');
    expect(fs.readdirSync(tree.at('/tmp'))).toEqual(['perform_cleanup']);
  });

  test('keeps another working directory as a whole', () => {
    tree.write('/var/tmp/build/perform_cleanup', '');
    tree.write('/var/tmp/build/x', 'x');
    tree.sanitize('--working-directory', '/var/tmp/build');
    expect(tree.has('/var/tmp/build/x')).toBe(true);
  });

  test('keeps histories, caches and temporary files when it is asked to', () => {
    const files = ['/root/.bash_history', '/home/ana/.cache/pip/x', '/tmp/x'];
    for (const file of files) tree.write(file, 'x');
    tree.sanitize('--keep-histories');
    expect(files.filter(file => tree.has(file))).toEqual(files);
    expect(tree.verify('--keep-histories')).toMatchObject({ status: 0 });
  });

  test.each([
    ['/opt/install', ['/opt/install/a', '/opt/install/b/c'], ['/opt/installed']],
    ['/opt/*.tar', ['/opt/a.tar'], ['/opt/b/a.tar']],
    ['/opt/**/*.tar', ['/opt/a.tar', '/opt/b/c/a.tar'], ['/opt/a.tar.gz', '/srv/a.tar']],
    ['/opt/v?', ['/opt/v1'], ['/opt/v', '/opt/v/1', '/opt/v10']],
    ['/opt/a+(b) [c].{d}', ['/opt/a+(b) [c].{d}'], ['/opt/ab c.d', '/opt/c']],
    ['/opt/it\'s "$HOME" `x`', ['/opt/it\'s "$HOME" `x`'], []],
    ['/opt/^a\\b', ['/opt/^a\\b'], []],
  ])('removes %s', (glob, removed, kept) => {
    for (const file of [...removed, ...kept].filter(each => !kept.some(other => other.startsWith(`${each}/`)))) tree.write(file, 'x');
    expect(tree.sanitize('--remove', glob).output).toContain('removed [asked-for]');
    expect(removed.filter(file => tree.has(file))).toEqual([]);
    expect(kept.filter(file => !tree.has(file))).toEqual([]);
  });

  test('removes nothing that is allowed, be it deep in what is removed', () => {
    tree.write('/root/.aws/credentials', 'x');
    tree.write('/root/.aws/config', '[default]\nregion = eu-west-1\n');
    tree.write('/root/.azure/a/keep', 'x');
    tree.write('/root/.azure/a/drop', 'x');
    tree.write('/etc/shadow', 'root:$6$salt$abcdefgh:1::::::\n');
    tree.sanitize('--allow', '/root/.aws/config', '--allow', '/**/keep', '--allow', '/etc/shadow');
    expect(['/root/.aws/credentials', '/root/.azure/a/drop'].filter(file => tree.has(file))).toEqual([]);
    expect(['/root/.aws/config', '/root/.azure/a/keep'].filter(file => !tree.has(file))).toEqual([]);
    expect(tree.text('/etc/shadow')).toContain('$6$');
  });
});

describe('a root that leads elsewhere', () => {
  let tree: Tree;
  let precious: string;
  beforeEach(() => {
    tree = new Tree();
    precious = path.join(tree.outside, 'precious_history');
    fs.writeFileSync(precious, 'precious\n');
  });
  afterEach(() => {
    expect(fs.readFileSync(precious, 'utf8')).toBe('precious\n');
    tree.remove();
  });

  test('a history that is a link only loses the link', () => {
    tree.link('/root/.bash_history', precious);
    tree.link('/home/ana/.bash_history', '/dev/null');
    tree.sanitize();
    expect(tree.has('/root/.bash_history') || tree.has('/home/ana/.bash_history')).toBe(false);
  });

  test('a folder that is a link is not entered', () => {
    fs.writeFileSync(path.join(tree.outside, 'credentials'), 'x');
    tree.link('/root/.aws', tree.outside);
    tree.link('/etc/ssh', tree.outside);
    tree.link('/var/log', tree.outside);
    tree.link('/var/tmp', tree.outside);
    tree.link('/opt/install', tree.outside);
    fs.writeFileSync(path.join(tree.outside, 'ssh_host_rsa_key'), 'x');
    tree.sanitize('--remove', '/opt/install/**', '--remove', '/var/tmp/*');
    expect(fs.readdirSync(tree.outside).sort()).toEqual(['credentials', 'precious_history', 'ssh_host_rsa_key']);
  });

  test.each(['/home', '/home/ana', '/root'])('%s that leads out of the root is left alone, and a finding', home => {
    fs.rmSync(tree.at(home), { recursive: true });
    fs.writeFileSync(path.join(tree.outside, '.bash_history'), 'x');
    fs.mkdirSync(path.join(tree.outside, 'ana'));
    fs.writeFileSync(path.join(tree.outside, 'ana/.bash_history'), 'x');
    tree.link(home, tree.outside);
    expect(tree.sanitize().output).toContain('left alone [leads-out] /');
    expect(fs.existsSync(path.join(tree.outside, '.bash_history')) && fs.existsSync(path.join(tree.outside, 'ana/.bash_history'))).toBe(true);
    expect(tree.verify().findings.join()).toContain('[leads-out] /');
  });

  test('homes that lie elsewhere in the root are cleaned there', () => {
    fs.rmSync(tree.at('/home'), { recursive: true });
    tree.write('/data/home/ana/.bash_history', 'x');
    tree.link('/home', 'data/home');
    tree.sanitize();
    expect(tree.has('/data/home/ana/.bash_history')).toBe(false);
  });

  test('a credential behind a link within the root is not removed through it, but found', () => {
    tree.write('/opt/aws/credentials', 'x');
    tree.link('/root/.aws', '../opt/aws');
    tree.sanitize();
    expect(tree.verify().findings).toEqual(['[aws-credentials] /opt/aws/credentials']);
  });

  test('a file with another name outside is not overwritten', () => {
    fs.linkSync(precious, tree.at('/root/.bash_history'));
    tree.sanitize();
    expect(tree.has('/root/.bash_history')).toBe(false);
  });

  test('accounts that are a link are left alone', () => {
    const shadow = path.join(tree.outside, 'shadow');
    fs.writeFileSync(shadow, 'root:$6$salt$abcdefgh:1::::::\n');
    fs.rmSync(tree.at('/etc/shadow'));
    tree.link('/etc/shadow', shadow);
    tree.link('/etc/machine-id', shadow);
    tree.sanitize();
    expect(fs.readFileSync(shadow, 'utf8')).toContain('$6$');
  });

  test('a private key that is a link to a file of the root is found once, where it is', () => {
    tree.write('/opt/app/real.pem', PRIVATE_KEY);
    tree.link('/opt/app/link.pem', 'real.pem');
    expect(tree.verify().findings).toEqual(['[private-key] /opt/app/real.pem']);
  });
});
