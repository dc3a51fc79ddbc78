import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { FakeRoot, scriptsOf } from './a-shell';
import { aTarget, FAMILIES, LINUX_FAMILIES } from './a-target';
import { Hardening, StigLevel } from '../../src/pipeline/hardening';
import { OsFamily } from '../../src/pipeline/os-family';
import { renderDocument } from '../../src/pipeline/private/awstoe/render-document';
import { LINUX_BASELINE } from '../../src/pipeline/private/baseline-linux';
import { MODES, MODULES, SSHD, SYSCTL } from '../../src/pipeline/private/baseline-linux-settings';
import { WINDOWS_BASELINE } from '../../src/pipeline/private/baseline-windows';
import { REGISTRY } from '../../src/pipeline/private/baseline-windows-settings';

const LINUX = scriptsOf(Hardening.baseline()._componentsFor(aTarget())[0], aTarget());
const inPhase = (phase: string) => LINUX.filter(script => script.phase === phase);
const scriptOf = (phase: string, step: string) => inPhase(phase).find(script => script.step === step)!.text;

/** What an image looks like before it is hardened. */
function aRoot(sshd = 'Include /etc/ssh/sshd_config.d/*.conf\nPermitRootLogin yes\n') {
  const root = new FakeRoot();
  root.write('etc/ssh/sshd_config', sshd, 0o644);
  root.write('etc/passwd', 'root:x:0:0::/root:/bin/bash\nec2-user:x:1000:1000::/home/ec2-user:/bin/bash\n', 0o664);
  root.write('etc/shadow', 'root:*::::::::\nec2-user:!!::::::::\nopen:::::::::\n', 0o644);
  root.write('etc/login.defs', '# UMASK is the default\nUMASK\t\t022\nPASS_MAX_DAYS 99999\n');
  root.write('etc/crontab', '', 0o644);
  root.write('etc/cron.deny', '');
  root.write('etc/cron.daily/job', '');
  root.write('etc/sudoers.d/90-cloud-init', '');
  root.write('root/.bashrc', '');
  root.write('proc/modules', 'nvme 1 0 - Live 0x0\n');
  root.write('var/spool/open/.keep', '');
  for (const { name } of SYSCTL.filter(each => !each.name.includes('ipv6'))) root.write(`proc/sys/${name.replaceAll('.', '/')}`, 'other\n');
  // sysctl -e -q -p file: what the kernel does not know is passed over.
  root.program('sysctl', 'while read -r key _ value; do key=${key#-}; f=proc/sys/${key//.//}; [ ! -e "$f" ] || echo "$value" > "$f"; done < "$4"');
  root.program('ssh-keygen', 'touch "${@: -1}"');
  // sshd -T tells what holds: the first value of a keyword, in small letters; and nothing without a host key, which the sanitizer has removed.
  root.program('sshd', `[ "$1" = -t ] && exit 0
[ "$2" = -h ] && [ -e "$3" ] || exit 1
cat etc/ssh/sshd_config.d/*.conf etc/ssh/sshd_config 2> /dev/null | grep -vE '^(#|Include)' | awk 'NF { key = tolower($1); if (!(key in seen)) { seen[key] = 1; $1 = key; print } }'`);
  root.program('systemctl', 'echo "$@" >> systemctl.log');
  root.program('visudo', 'exit 0');
  return root;
}

function harden(root: FakeRoot) {
  for (const { text } of inPhase('build')) expect(root.run(text)).toMatchObject({ status: 0 });
}

const failuresOf = (root: FakeRoot) => inPhase('validate').map(({ step, text }) => ({ step, ...root.run(text) })).filter(({ status }) => status !== 0);

describe('the baseline for Linux', () => {
  test('proves nothing of an image that is not hardened', () => {
    expect(failuresOf(aRoot()).map(({ step }) => step)).toEqual(['files', 'sudo', 'kernel', 'sshd', 'permissions', 'accounts', 'logs']);
  });

  test.each([
    ['that has a directory of settings', undefined],
    ['whose sshd has none', 'PermitRootLogin yes\nMatch User backup\n  PasswordAuthentication yes\n'],
  ])('holds in an image %s, and does so after a second run', (_title, sshd) => {
    const root = aRoot(sshd);
    harden(root);
    expect(failuresOf(root)).toEqual([]);
    const once = root.run('cat etc/ssh/sshd_config etc/login.defs', {}).output;
    harden(root);
    expect(failuresOf(root)).toEqual([]);
    expect(root.run('cat etc/ssh/sshd_config etc/login.defs', {}).output).toBe(once);
  });

  test.each<[string, string, string, RegExp]>([
    ['a file of settings', 'echo >> etc/sysctl.d/99-golden-ami.conf', 'files', /etc\/sysctl\.d\/99-golden-ami\.conf: FAILED/],
    ['who may have jobs', 'touch etc/cron.deny', 'files', /cron\.deny or at\.deny is back/],
    ['what sudo does', 'echo "Defaults !use_pty" > etc/sudoers.d/60-golden-ami', 'sudo', /FAILED/],
    ['what the kernel does', 'echo 1 > proc/sys/net/ipv4/conf/all/accept_redirects', 'kernel', /net\.ipv4\.conf\.all\.accept_redirects is 1, not 0/],
    ['which modules are loaded', 'echo "usb_storage 1 0 - Live 0x0" >> proc/modules', 'kernel', /module usb-storage is loaded/],
    ['what sshd does', 'echo "PasswordAuthentication yes" > etc/ssh/sshd_config.d/00-a.conf', 'sshd', /sshd has another PasswordAuthentication than no/],
    ['who may read', 'chmod 644 etc/shadow', 'permissions', /\/etc\/shadow is open to too many/],
    ['who may remove', 'mkdir -m 777 srv', 'permissions', /everyone may remove files of others in \.\/srv/],
    ['who needs no password', 'echo "guest:::::::::" >> etc/shadow', 'accounts', /an account has no password/],
    ['who is root', 'echo "toor:x:0:0::/root:/bin/bash" >> etc/passwd', 'accounts', /as much root as root: toor/],
    ['what users make', 'sed -i /^UMASK/d etc/login.defs', 'accounts', /login\.defs has another UMASK than 027/],
  ])('notices when a later step changes %s', (_title, change, step, says) => {
    const root = aRoot();
    harden(root);
    root.run(`cd "$GOLDEN_AMI_ROOT" && ${change}`);
    expect(failuresOf(root)).toEqual([{ step, status: expect.any(Number), output: expect.stringMatching(says) }]);
  });

  test('leaves keys and sudo to who logs in, and what the comment of a file says', () => {
    const root = aRoot();
    harden(root);
    expect(root.run('cat "$GOLDEN_AMI_ROOT/etc/login.defs"').output).toBe('# UMASK is the default\nPASS_MAX_DAYS 99999\nUMASK 027\n');
    expect(SSHD.map(({ name }) => name)).not.toEqual(expect.arrayContaining([expect.stringMatching(/Pubkey|AllowUsers|Port/)]));
    expect(statSync(join(root.path, 'etc/sudoers.d/60-golden-ami')).mode.toString(8)).toBe('100440');
    expect(scriptOf('build', 'accounts')).not.toMatch(/userdel|chage|passwd -e/);
  });

  test('leaves alone what the SSM Agent needs', () => {
    const all = LINUX.map(({ text }) => text).join('\n');
    expect(all).not.toMatch(/squashfs|snap|amazon-ssm-agent|iptables|nft|firewall|noexec/);
  });

  test('passes over what an image does not have', () => {
    const root = new FakeRoot();
    root.write('etc/passwd', 'root:x:0:0::/root:/bin/sh\n', 0o644);
    root.write('proc/modules', '');
    root.program('sysctl', 'exit 0');
    root.program('systemctl', 'exit 1');
    harden(root);
    expect(failuresOf(root)).toEqual([]);
  });

  test('has a reason for each setting', () => {
    for (const { why } of [...SSHD, ...SYSCTL, ...MODES]) expect(why.length).toBeGreaterThan(5);
  });
});

test.each([['Linux', LINUX_BASELINE], ['Windows', WINDOWS_BASELINE]])('the baseline for %s is short enough to stand in the template', (_title, document) => {
  expect(renderDocument(document).length).toBeLessThanOrEqual(16_000);
});

describe('the baseline for Windows', () => {
  const target = aTarget(OsFamily.WINDOWS);
  const scripts = scriptsOf(Hardening.baseline()._componentsFor(target)[0], target);
  const text = (phase: string) => scripts.filter(script => script.phase === phase).map(script => script.text).join('\n');

  test.each([
    'Parameters|SMB1|DWord|0', 'DNSClient|EnableMulticast|DWord|0', 'TLS 1.0\\Server|Enabled|DWord|0', 'TLS 1.1\\Client|DisabledByDefault|DWord|1',
    'RDP-Tcp|UserAuthentication|DWord|1', 'WDigest|UseLogonCredential|DWord|0', 'Lsa|LmCompatibilityLevel|DWord|5',
  ])('sets %s and proves it', line => {
    expect(text('build')).toContain(line);
    expect(text('validate')).toContain(line);
  });

  test('is of PowerShell that fails when a cmdlet does', () => {
    for (const script of scripts) expect(script).toMatchObject({ action: 'ExecutePowerShell', text: expect.stringMatching(/^\$ErrorActionPreference = 'Stop'\n/) });
  });
});

describe('hardening', () => {
  test.each(FAMILIES)('by the baseline is one component on %s, without a problem', family => {
    const components = Hardening.baseline()._componentsFor(aTarget(family));
    expect(components.flatMap(each => each._problems(aTarget(family)))).toEqual([]);
    expect(components.map(each => each.name)).toEqual(['hardening-baseline']);
  });

  test.each(LINUX_FAMILIES.filter(family => family !== OsFamily.DEBIAN))('by STIG is AWS\'s component with its level on %s', family => {
    const [component] = Hardening.stig(StigLevel.MEDIUM, { installPackages: true, consentBanner: false })._componentsFor(aTarget(family));
    expect(component._problems(aTarget(family))).toEqual([]);
    expect(component._bindIn(new Stack(new App(), 'Stack'), 'Stig', aTarget(family)))
      .toMatchObject({ componentArn: expect.stringMatching(/stig-build-linux\/x\.x\.x$/), parameters: { Level: 'Medium', InstallPackages: 'Yes', SetDoDConsentBanner: 'No' } });
  });

  test('by STIG on Windows has the level alone', () => {
    const windows = aTarget(OsFamily.WINDOWS);
    expect(Hardening.stig(StigLevel.HIGH)._componentsFor(windows)[0]._problems(windows)).toEqual([]);
    expect(Hardening.stig(StigLevel.HIGH, { consentBanner: true })._componentsFor(windows)[0]._problems(windows))
      .toEqual(['stig-build-windows has no parameter SetDoDConsentBanner: it has Level']);
  });

  test('by STIG is refused on Debian', () => {
    const debian = aTarget(OsFamily.DEBIAN);
    expect(Hardening.stig(StigLevel.LOW)._componentsFor(debian)[0]._problems(debian)).toEqual(['stig-build-linux is not for DEBIAN: use Hardening.baseline() there']);
  });

  test('by CIS is the component of the subscription', () => {
    const arn = 'arn:aws:imagebuilder:eu-central-1:aws-marketplace:component/cis-al2023-level-1/x.x.x';
    expect(Hardening.cis(arn)._componentsFor(aTarget()).map(each => each.name)).toEqual([arn]);
  });

  test('by none needs a reason, and keeps it', () => {
    expect(Hardening.none('the base image is hardened')._noneBecause).toBe('the base image is hardened');
    expect(Hardening.none('the base image is hardened')._componentsFor(aTarget())).toEqual([]);
    expect(() => Hardening.none(' ')).toThrow('reason must say why the image is not hardened');
  });
});

test('the guide lists every setting with its reason', () => {
  const guide = readFileSync(join(__dirname, '../../docs/guides/components.md'), 'utf8');
  const rows = [
    ...SSHD.map(({ name, value, why }) => `| \`${name} ${value}\` | ${why} |`),
    ...SYSCTL.map(({ name, value, why }) => `| \`${name} = ${value}\` | ${why} |`),
    ...MODES.map(({ take, why }) => ` | \`${take}\` | ${why} |`),
    ...REGISTRY.map(({ path, name, value, why }) => `| \`${path}\\${name}\` | ${value} | ${why} |`),
    ...MODULES.map(module => `\`${module}\``),
  ];
  expect(rows.filter(row => !guide.includes(row))).toEqual([]);
});
