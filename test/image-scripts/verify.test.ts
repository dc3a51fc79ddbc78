import { createHash } from 'crypto';
import * as fs from 'fs';
import * as path from 'path';
import { AWS_KEY_ID, GITHUB_TOKEN, PRIVATE_KEY } from './plants';
import { Tree } from './tree';

const HOUR = 3600;
const now = () => Math.floor(Date.now() / 1000);

describe('the verifier for Linux', () => {
  let tree: Tree;
  beforeEach(() => {
    tree = new Tree();
  });
  afterEach(() => tree.remove());

  test('passes a root without secrets', () => {
    const { status, output } = tree.verify();
    expect({ status, output }).toMatchObject({ status: 0, output: expect.stringMatching(/^VERIFY OK: nothing found in 4 files, after \d+ s\n$/) });
  });

  test('ends with the number of findings', () => {
    tree.write('/opt/key.pem', PRIVATE_KEY);
    expect(tree.verify()).toMatchObject({ status: 1, output: expect.stringMatching(/^SECRET-LEFT \[private-key\] \/opt\/key\.pem\nVERIFY FAILED: 1 findings in 5 files/) });
  });

  test.each([
    ['AWS\'s documented key', `aws_access_key_id = AKIAIOSFODNN7${'EXAMPLE'}\naws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCY${'EXAMPLEKEY'}\n`],
    ['another of its examples', `AKIAI44QH8DHB${'EXAMPLE'} ASIA222222222${'EXAMPLE'}`],
    ['a key id within base64', `data:x;base64,AGFz${AWS_KEY_ID}AsbS/x+y`],
    ['the heading of a key in a program', "if line == '-----BEGIN OPENSSH PRIVATE KEY-----':\n    return parse(line)\n"],
    ['a key that a manual leaves out', '-----BEGIN RSA PRIVATE KEY-----\n...\n-----END RSA PRIVATE KEY-----\n'],
    ['a certificate', PRIVATE_KEY.replaceAll('PRIVATE KEY', 'CERTIFICATE')],
    ['a public key', PRIVATE_KEY.replaceAll('PRIVATE', 'PUBLIC')],
    ['a short word that starts like a token', 'ghp_example npm_config_cache hf_hub sk-test eyJhbGciOi glpat-xxxx xoxb-1'],
    ['a variable for a secret', '//registry.example.com/:_authToken=${NPM_TOKEN}\naws_secret_access_key=$SECRET\n'],
    ['a locked password', 'password: $6$salt$short'],
  ])('passes %s', (_what, text) => {
    tree.write('/opt/app/file', text);
    expect(tree.verify().findings).toEqual([]);
  });

  test.each([
    ['a comment about a proxy', '/etc/dnf/dnf.conf', '# proxy=http://user:password@proxy.example.com\n'],
    ['a proxy without a password', '/etc/environment', 'http_proxy=http://proxy.example.com:3128\n'],
    ['an uninitialized machine', '/etc/machine-id', 'uninitialized\n'],
    ['an empty mailbox', '/var/spool/mail/ana', ''],
    ['an empty list of login keys', '/root/.ssh/authorized_keys', ''],
    ['certificates of authorities', '/etc/ssl/certs/ca.pem', PRIVATE_KEY.replaceAll('PRIVATE KEY', 'CERTIFICATE')],
    ['a service that reads its password', '/etc/systemd/system/app.service', '[Service]\nEnvironment=DB_PASSWORD=%d/password\nEnvironment=TOKEN=${TOKEN_OF_THE_APP}\n'],
  ])('passes %s', (_what, file, text) => {
    tree.write(file, text);
    expect(tree.verify().findings).toEqual([]);
  });

  test('passes keys of test suites in the trees of language packages, but no token', () => {
    for (const folder of ['/opt/app/node_modules/tls/test', '/usr/local/lib/python3.11/site-packages/tls/tests', '/opt/ruby/gems/tls']) {
      tree.write(`${folder}/key.pem`, PRIVATE_KEY);
      tree.write(`${folder}/store.p12`, 'x');
    }
    tree.write('/opt/app/node_modules/tls/.env', GITHUB_TOKEN);
    expect(tree.verify().findings).toEqual(['[github-token] /opt/app/node_modules/tls/.env']);
  });

  test.each(['/a b', '/a\nb', '/-rf', '/[a]*', '/\'"`$(touch x)', '/\u00fc\u2603', '/a\\b'])('finds a secret in %j, and prints a line', name => {
    tree.write(`/opt${name}/key.pem`, PRIVATE_KEY);
    const { findings, output } = tree.verify();
    expect(findings).toHaveLength(1);
    expect(output.split('\n')).toHaveLength(3);
  });

  test('finds secrets in files of any size, in hidden folders and in read-only files', () => {
    tree.write('/opt/.a/.b/big.log', `${'a line of a log\n'.repeat(200_000)}${GITHUB_TOKEN}\n`);
    tree.write('/opt/ro', GITHUB_TOKEN);
    fs.chmodSync(tree.at('/opt/ro'), 0o400);
    expect(tree.verify().findings.length).toBe(2);
  });

  test('leaves out what is allowed: a file, a folder, a glob', () => {
    for (const file of ['/opt/a/key.pem', '/opt/b/c/key.pem', '/srv/x.pem', '/srv/y/z.pem', '/root/.aws/credentials']) tree.write(file, PRIVATE_KEY);
    const { findings } = tree.verify('--allow', '/opt/a/key.pem', '--allow', '/opt/b', '--allow', '/srv/*.pem', '--allow', '/root/.aws/*');
    expect(findings).toEqual(['[private-key] /srv/y/z.pem']);
  });

  test('looks for expressions of the owner, in all files, and tells which by its number', () => {
    tree.write('/opt/a', 'the Corp-Admin-Password\n');
    tree.write('/opt/b', Buffer.from([0, 1, 2]).toString() + "it's x{2} here");
    tree.write('/opt/c', 'nothing\n');
    const { findings, output } = tree.verify('--forbid', '(?i)corp-admin-password', '--forbid', 'it\'s x\\{2\\}', '--forbid', '-e');
    expect(findings).toEqual(['[forbidden-pattern-1] /opt/a', '[forbidden-pattern-2] /opt/b']);
    expect(output).not.toMatch(/corp-admin/i);
  });

  test('fails when an expression is none', () => {
    expect(tree.verify('--forbid', '[a')).toMatchObject({ status: 1, output: expect.stringContaining('NOT-READ grep: ') });
  });

  test.each([
    ['a kind of step that there is none of', ['--phase', 'build'], 'the phase must be validate or test, got build'],
    ['an option that there is none of', ['--frobnicate', 'x'], 'unknown option --frobnicate'],
    ['an option without its value', ['--allow'], '--allow needs a value'],
  ])('gives up on %s', (_what, args, says) => {
    expect(tree.verify(...args)).toMatchObject({ status: 2, output: `golden-ami: ${says}\n` });
  });

  test('gives up on a root that is not there', () => {
    expect(tree.run(['bash', path.resolve(__dirname, '../../image-scripts/linux/verify.sh'), '--root', '/nowhere/at/all'])).toMatchObject({ status: 2 });
  });

  test('tells what it could not read', () => {
    tree.write('/opt/secret', PRIVATE_KEY);
    tree.write('/srv/closed/file', 'x');
    fs.chmodSync(tree.at('/opt/secret'), 0);
    fs.chmodSync(tree.at('/srv/closed'), 0);
    fs.chmodSync(path.dirname(tree.root), 0o755);
    const verify = ['bash', path.resolve(__dirname, '../../image-scripts/linux/verify.sh'), '--root', tree.root];
    // Root reads everything: then somebody else has to try.
    const { status, output } = tree.run(process.getuid!() === 0 ? ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', ...verify] : verify);
    expect({ status, output }).toMatchObject({ status: 1, output: expect.stringMatching(/^NOT-READ .*closed/m) });
    expect(output).toMatch(/^NOT-READ grep: .*secret: Permission denied$/m);
    fs.chmodSync(tree.at('/srv/closed'), 0o755);
  });

  test('says when Image Builder will not clean, and what it would leave out', () => {
    fs.rmSync(tree.at('/tmp/perform_cleanup'));
    tree.write('/tmp/skip_cleanup_ssh_files', '');
    const findings = ['[cleanup-will-not-run] /tmp/perform_cleanup', '[cleanup-is-skipped] /tmp/skip_cleanup_ssh_files'];
    expect(tree.verify().findings).toEqual(findings);
    expect(tree.verify('--allow', '/tmp/skip_cleanup_*').findings).toEqual(findings.slice(0, 1));
    expect(tree.verify('--phase', 'test').findings).toEqual([]);
    tree.write('/var/build/perform_cleanup', '');
    expect(tree.verify('--working-directory', '/var/build').findings).toEqual([]);
  });
});

describe('files of packages', () => {
  let tree: Tree;
  const md5 = (text: string) => createHash('md5').update(text).digest('hex');
  beforeEach(() => {
    tree = new Tree();
    tree.write('/var/lib/dpkg/info/tls.md5sums', `${md5(PRIVATE_KEY)}  usr/share/tls/test.pem\n${md5(PRIVATE_KEY)}  lib/tls/test.pem\n${md5('x')}  usr/share/tls/store.p12\n`);
    tree.write('/var/lib/dpkg/status', `Package: tls\nConffiles:\n /etc/tls/example.pem ${md5(PRIVATE_KEY)}\n /etc/tls/old.pem ${md5(PRIVATE_KEY)} obsolete\nDescription: TLS\n`);
  });
  afterEach(() => tree.remove());

  test('are left out, wherever the package says they are', () => {
    for (const file of ['/usr/share/tls/test.pem', '/usr/lib/tls/test.pem', '/etc/tls/example.pem', '/etc/tls/old.pem']) tree.write(file, PRIVATE_KEY);
    tree.write('/usr/share/tls/store.p12', 'x');
    expect(tree.verify()).toMatchObject({ findings: [], status: 0 });
    expect(tree.sanitize()).toMatchObject({ output: 'SANITIZED\n' });
  });

  test('are findings when somebody changed them, and for an expression of the owner', () => {
    tree.write('/etc/tls/example.pem', `# ours\n${PRIVATE_KEY}`);
    tree.write('/usr/share/tls/test.pem', PRIVATE_KEY);
    expect([...tree.verify('--forbid', 'END PRIVATE').findings].sort()).toEqual([
      '[forbidden-pattern-1] /etc/tls/example.pem', '[forbidden-pattern-1] /usr/share/tls/test.pem', '[private-key] /etc/tls/example.pem',
    ]);
  });
});

describe('on a fresh instance of the image', () => {
  let tree: Tree;
  const BOOTED = now() - HOUR;
  const verify = () => tree.verify('--phase', 'test', '--booted', String(BOOTED)).findings;
  const age = (file: string, seconds: number) => fs.utimesSync(tree.at(file), seconds, seconds);
  const MADE_BY_ITSELF = ['/etc/ssh/ssh_host_rsa_key', '/etc/machine-id', '/root/.ssh/authorized_keys', '/var/lib/systemd/random-seed', '/var/log/journal/01/system.journal', '/opt/key.pem'];

  beforeEach(() => {
    tree = new Tree();
    for (const file of MADE_BY_ITSELF) tree.write(file, PRIVATE_KEY);
  });
  afterEach(() => tree.remove());

  test('what it made since its start is its own', () => {
    expect(verify()).toEqual([]);
  });

  test('what is older came with the image', () => {
    for (const file of MADE_BY_ITSELF) age(file, BOOTED - HOUR);
    expect(verify().filter(each => !each.startsWith('[private-key]')).sort()).toEqual([
      '[journal] /var/log/journal/01/system.journal', '[login-key] /root/.ssh/authorized_keys', '[machine-id] /etc/machine-id',
      '[random-seed] /var/lib/systemd/random-seed', '[ssh-host-key] /etc/ssh/ssh_host_rsa_key',
    ]);
    expect(verify()).toContain('[private-key] /opt/key.pem');
  });

  test('a clock that was set late makes nothing older', () => {
    for (const file of MADE_BY_ITSELF) age(file, BOOTED - 60);
    expect(verify()).toEqual([]);
  });

  test('the start is that of the machine', () => {
    for (const file of MADE_BY_ITSELF) age(file, 1_000_000_000);
    expect(tree.verify('--phase', 'test').findings).toContain('[machine-id] /etc/machine-id');
  });
});
