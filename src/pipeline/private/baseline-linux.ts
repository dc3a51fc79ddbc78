import { createHash } from 'node:crypto';
import { ComponentDocument, ComponentStep } from './awstoe/component-document';
import { MODES, MODULES, SSHD, SYSCTL } from './baseline-linux-settings';

/** A file of ours. One that there was under its name is replaced. */
interface DropIn {
  readonly path: string;
  readonly lines: readonly string[];
}

const PREFIX = 'golden-ami';

/** Each of them leaves what the system brings along alone, so that an update of it asks no questions. */
const DROP_INS: readonly DropIn[] = [
  // The last file that names a key counts.
  { path: `etc/sysctl.d/99-${PREFIX}.conf`, lines: SYSCTL.map(({ name, value }) => `-${name} = ${value}`) },
  { path: `etc/modprobe.d/60-${PREFIX}.conf`, lines: MODULES.flatMap(module => [`install ${module} /bin/false`, `blacklist ${module}`]) },
  // A core has passwords and keys in it.
  { path: `etc/security/limits.d/60-${PREFIX}.conf`, lines: ['* hard core 0'] },
  { path: `etc/systemd/coredump.conf.d/60-${PREFIX}.conf`, lines: ['[Coredump]', 'Storage=none', 'ProcessSizeMax=0'] },
  // What happened before a crash is what one wants to read after it.
  { path: `etc/systemd/journald.conf.d/60-${PREFIX}.conf`, lines: ['[Journal]', 'Storage=persistent', 'Compress=yes'] },
  // What a user makes is the user's and the group's.
  { path: `etc/profile.d/60-${PREFIX}.sh`, lines: ['umask 027'] },
  // Only root has jobs; a list of who may makes the one of who may not void.
  { path: 'etc/cron.allow', lines: ['root'] },
  { path: 'etc/at.allow', lines: ['root'] },
];

/** A command that sudo runs gets a terminal of its own, so that it cannot type into the caller's. */
const SUDOERS: DropIn = { path: `etc/sudoers.d/60-${PREFIX}`, lines: ['Defaults use_pty'] };

/** Paths are relative to the root, which is another one when this is tried. */
const IN_ROOT = 'set -eu\ncd "${GOLDEN_AMI_ROOT:-/}"';

const script = (name: string, ...parts: string[]): ComponentStep =>
  ({ name, action: 'ExecuteBash', inputs: { commands: [[IN_ROOT, ...parts].join('\n')] } });

const contentOf = ({ lines }: DropIn) => `${lines.join('\n')}\n`;
const written = (file: DropIn) => `mkdir -p ${file.path.replace(/\/[^/]*$/, '')}\ncat > ${file.path} <<'END'\n${contentOf(file)}END`;
const proven = (file: DropIn) => `${createHash('sha256').update(contentOf(file)).digest('hex')}  ${file.path}`;

const SSHD_SETTINGS = SSHD.map(({ name, value }) => `${name} ${value}`).join('\n');
const NO_SSHD = '[ -e etc/ssh/sshd_config ] || [ -e usr/etc/ssh/sshd_config ] || { echo "there is no sshd"; exit 0; }';
const MODE_LINES = MODES.map(({ paths, take, bits }) => `${take} ${bits} ${paths}`).join('\n');

/** In the directory of settings, where the file reads one, and else at its top: OpenSSH before 8.2 has no directory. */
const SET_SSHD = `main=etc/ssh/sshd_config
if [ ! -e "$main" ]; then main=usr/etc/ssh/sshd_config; fi
if grep -Eqi '^[[:space:]]*Include[[:space:]]+/etc/ssh/sshd_config[.]d/' "$main"; then
  mkdir -p etc/ssh/sshd_config.d
  printf '%s\\n' "$settings" > etc/ssh/sshd_config.d/00-${PREFIX}.conf
  chmod 600 etc/ssh/sshd_config.d/00-${PREFIX}.conf
else
  rest=$(sed '/^# ${PREFIX} begins$/,/^# ${PREFIX} ends$/d' "$main")
  printf '# ${PREFIX} begins\\n%s\\n# ${PREFIX} ends\\n%s\\n' "$settings" "$rest" > "$main"
fi
# With a mistake in it nobody would log in any more.
sshd=$(command -v sshd || echo /usr/sbin/sshd)
mkdir -p run/sshd
"$sshd" -t`;

/** The library's own hardening for Linux: what takes no package, keeps no administrator out, and can be proven. */
export const LINUX_BASELINE: ComponentDocument = {
  description: 'Hardens what every image has: sshd, kernel, modules, accounts, permissions, jobs and logs. Proves each setting.',
  schemaVersion: '1.0',
  phases: [
    {
      name: 'build',
      steps: [
        script('files', 'umask 022', ...DROP_INS.map(written), 'chmod 600 etc/cron.allow etc/at.allow', 'rm -f etc/cron.deny etc/at.deny'),
        script('sudo', '[ -d etc/sudoers.d ] || exit 0', written(SUDOERS), `chmod 440 ${SUDOERS.path}`,
          // With a mistake in it nobody would become root any more.
          `if command -v visudo > /dev/null; then visudo -cqf ${SUDOERS.path}; fi`),
        script('kernel', `sysctl -e -q -p etc/sysctl.d/99-${PREFIX}.conf`),
        script('sshd', NO_SSHD, `settings='${SSHD_SETTINGS}'`, SET_SSHD),
        script('permissions', `while read -r take _ paths; do
  for path in $paths; do
    if [ -e "$path" ]; then chmod "$take" "$path"; fi
  done
done <<'END'
${MODE_LINES}
END
# In a directory that everyone may write to, everyone could remove the files of others.
find . -xdev -type d -perm -0002 ! -perm -1000 ! -path './proc/*' ! -path './sys/*' -exec chmod +t {} +`),
        script('accounts', `# An account without a password is locked; keys go on to work.
if [ -e etc/shadow ]; then sed -i 's/^\\([^:]*\\)::/\\1:!:/' etc/shadow; fi
if [ -e etc/login.defs ]; then
  sed -i '/^UMASK[[:space:]]/d' etc/login.defs
  echo 'UMASK 027' >> etc/login.defs
fi`),
        script('logs', `mkdir -p var/log/journal
for unit in auditd systemd-journald; do
  if systemctl cat "$unit.service" > /dev/null 2>&1; then systemctl enable "$unit.service" 2>&1 || true; fi
done`),
      ],
    },
    {
      name: 'validate',
      steps: [
        script('files', `sha256sum --quiet -c <<'END'\n${DROP_INS.map(proven).join('\n')}\nEND`,
          'if [ -e etc/cron.deny ] || [ -e etc/at.deny ]; then echo "cron.deny or at.deny is back"; exit 1; fi'),
        script('sudo', '[ -d etc/sudoers.d ] || exit 0', `sha256sum --quiet -c <<'END'\n${proven(SUDOERS)}\nEND`),
        script('kernel', `bad=0
while read -r key value; do
  file=proc/sys/\${key//.//}
  # A kernel without IPv6, or without Yama, has nothing to set.
  if [ -e "$file" ] && [ "$(< "$file")" != "$value" ]; then echo "$key is $(< "$file"), not $value"; bad=1; fi
done <<'END'
${SYSCTL.map(({ name, value }) => `${name} ${value}`).join('\n')}
END
for module in ${MODULES.join(' ')}; do
  if grep -q "^\${module//-/_} " proc/modules; then echo "module $module is loaded"; bad=1; fi
done
exit $bad`),
        script('sshd', NO_SSHD, `settings='${SSHD_SETTINGS}'`, `sshd=$(command -v sshd || echo /usr/sbin/sshd)
mkdir -p run/sshd
# Without a host key sshd says nothing, and the image's own are gone by now.
keys=$(mktemp -d)
ssh-keygen -q -t ecdsa -N '' -f "$keys/key"
actual=$'\\n'$("$sshd" -T -h "$keys/key" -C user=root,host=localhost,addr=127.0.0.1)$'\\n'
rm -r "$keys"
shopt -s nocasematch
bad=0
while read -r key value; do
  if [[ $actual != *$'\\n'"$key $value"$'\\n'* ]]; then echo "sshd has another $key than $value"; bad=1; fi
done <<END
$settings
END
exit $bad`),
        script('permissions', `bad=0
while read -r _ bits paths; do
  for path in $paths; do
    if [ -e "$path" ] && [ -n "$(find "$path" -maxdepth 0 -perm "/$bits")" ]; then echo "/$path is open to too many"; bad=1; fi
  done
done <<'END'
${MODE_LINES}
END
open=$(find . -xdev -type d -perm -0002 ! -perm -1000 ! -path './proc/*' ! -path './sys/*')
if [ -n "$open" ]; then printf 'everyone may remove files of others in %s\\n' "$open"; bad=1; fi
exit $bad`),
        script('accounts', `bad=0
if [ -e etc/shadow ] && grep -q '^[^:]*::' etc/shadow; then echo 'an account has no password'; bad=1; fi
others=$(awk -F: '$3 == 0 && $1 != "root" { print $1 }' etc/passwd)
if [ -n "$others" ]; then echo "as much root as root: $others"; bad=1; fi
if [ -e etc/login.defs ] && ! grep -qx 'UMASK 027' etc/login.defs; then echo 'login.defs has another UMASK than 027'; bad=1; fi
exit $bad`),
        script('logs', '[ -d var/log/journal ]'),
      ],
    },
  ],
};
