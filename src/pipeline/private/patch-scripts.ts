/**
 * A reboot is asked for by the exit code 194, and the step then runs again: the packages are up to date by then, and the mark keeps it from
 * asking twice, whatever the system says. Components that build modules find the kernel running that the image starts with.
 */
const REBOOT = `cd "\${GOLDEN_AMI_ROOT:-/}"
newest=$(find lib/modules/ -mindepth 1 -maxdepth 1 -printf '%f\\n' 2> /dev/null | sort -V | tail -n 1)
mark=var/tmp/golden-ami-rebooted
if [ ! -e "$mark" ] && { [ -e run/reboot-required ] || [ "\${newest:-$(uname -r)}" != "$(uname -r)" ]; }; then
  touch "$mark"
  exit 194
fi
rm -f "$mark"`;

const quoted = (names: readonly string[]) => names.map(name => ` '${name}'`).join('');

/** Amazon Linux 2023 stays at its release until it is told to go to another. */
export const dnfScript = (exclude: readonly string[], release?: string) => `set -eu
dnf -y${release === undefined ? '' : ` --releasever='${release}'`}${exclude.map(name => ` --exclude='${name}'`).join('')} upgrade
${REBOOT}`;

/** Tells the log which release it is now; and whether it is the one that was asked for. */
export const releaseScript = (release?: string) => `set -eu
cd "\${GOLDEN_AMI_ROOT:-/}"
cat etc/amazon-linux-release${release === undefined ? '' : `
grep -qF '${release}' etc/amazon-linux-release`}`;

/** An instance that has just started updates itself: the lock is waited for. Of a file that was changed, the changed one stays. */
export const aptScript = (exclude: readonly string[]) => `set -eu
export DEBIAN_FRONTEND=noninteractive NEEDRESTART_MODE=a
apt() { apt-get -q -y -o DPkg::Lock::Timeout=600 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@"; }
apt update${exclude.length > 0 ? `\napt-mark hold${quoted(exclude)}` : ''}
apt dist-upgrade
apt autoremove${exclude.length > 0 ? `\napt-mark unhold${quoted(exclude)}` : ''}
${REBOOT}`;

/** 102 and 103 say that something must be started again; after 103, which is zypper itself, there may be more to do. */
export const zypperScript = (exclude: readonly string[]) => `set -eu
zypper -n refresh${exclude.length > 0 ? `\nzypper -n addlock${quoted(exclude)}` : ''}
for _ in 1 2; do
  code=0
  zypper -n update --auto-agree-with-licenses || code=$?
  case $code in 0 | 102) break ;; 103) ;; *) exit "$code" ;; esac
done${exclude.length > 0 ? `\nzypper -n removelock${quoted(exclude)}` : ''}
${REBOOT}`;
