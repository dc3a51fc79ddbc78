/** A setting, and why it is one. */
export interface Setting {
  readonly name: string;
  readonly value: string;
  readonly why: string;
}

/** For sshd, which takes the first value that it reads. */
export const SSHD: readonly Setting[] = [
  { name: 'PermitRootLogin', value: 'no', why: 'who logs in has a name; what needs root goes through sudo, which writes it down' },
  { name: 'PasswordAuthentication', value: 'no', why: 'passwords are guessed, keys are not' },
  { name: 'KbdInteractiveAuthentication', value: 'no', why: 'asks for passwords by another way' },
  { name: 'PermitEmptyPasswords', value: 'no', why: 'an account without a password is no way in' },
  { name: 'HostbasedAuthentication', value: 'no', why: 'trusts whoever owns another host' },
  { name: 'IgnoreRhosts', value: 'yes', why: 'trust in other hosts is not the user\'s to give' },
  { name: 'PermitUserEnvironment', value: 'no', why: 'a user\'s LD_PRELOAD gets around a forced command' },
  { name: 'X11Forwarding', value: 'no', why: 'a server shows no windows, and the other end could read the user\'s' },
  { name: 'LoginGraceTime', value: '60', why: 'connections that never log in do not pile up' },
  { name: 'ClientAliveInterval', value: '300', why: 'with the next: who is gone for fifteen minutes is logged out' },
  { name: 'ClientAliveCountMax', value: '3', why: 'see above' },
  { name: 'LogLevel', value: 'VERBOSE', why: 'writes down which key logged in' },
];

const everyInterface = (name: string, value: string, why: string): Setting[] =>
  ['all', 'default'].map(which => ({ name: name.replace('*', which), value, why }));

/** For the kernel. Forwarding is left alone, which containers need. */
export const SYSCTL: readonly Setting[] = [
  ...everyInterface('net.ipv4.conf.*.accept_redirects', '0', 'a neighbour cannot send our traffic through itself'),
  ...everyInterface('net.ipv4.conf.*.secure_redirects', '0', 'nor can a gateway'),
  ...everyInterface('net.ipv4.conf.*.send_redirects', '0', 'no router, so nothing to redirect'),
  ...everyInterface('net.ipv4.conf.*.accept_source_route', '0', 'the sender does not choose the way around a firewall'),
  ...everyInterface('net.ipv6.conf.*.accept_redirects', '0', 'as for IPv4'),
  ...everyInterface('net.ipv6.conf.*.accept_source_route', '0', 'as for IPv4'),
  ...everyInterface('net.ipv4.conf.*.rp_filter', '2', 'drops senders that no route leads to; loose, because instances have several interfaces'),
  { name: 'net.ipv4.icmp_echo_ignore_broadcasts', value: '1', why: 'takes no part in a flood' },
  { name: 'net.ipv4.icmp_ignore_bogus_error_responses', value: '1', why: 'keeps the log for what matters' },
  { name: 'net.ipv4.tcp_syncookies', value: '1', why: 'a flood of half-open connections fills no table' },
  { name: 'kernel.randomize_va_space', value: '2', why: 'an exploit cannot know its addresses' },
  { name: 'kernel.kptr_restrict', value: '1', why: 'nor those of the kernel' },
  { name: 'kernel.dmesg_restrict', value: '1', why: 'the kernel\'s messages have addresses in them' },
  { name: 'kernel.yama.ptrace_scope', value: '1', why: 'one process of a user does not read the memory of another' },
  { name: 'kernel.unprivileged_bpf_disabled', value: '1', why: 'BPF for all has been a way to root more than once' },
  { name: 'kernel.sysrq', value: '0', why: 'keys of the serial console do not reach around the login' },
  { name: 'fs.suid_dumpable', value: '0', why: 'what runs with more rights than its user leaves no memory behind' },
  { name: 'fs.protected_hardlinks', value: '1', why: 'with the next three: no tricks with the files of others in /tmp' },
  { name: 'fs.protected_symlinks', value: '1', why: 'see above' },
  { name: 'fs.protected_fifos', value: '1', why: 'see above' },
  { name: 'fs.protected_regular', value: '1', why: 'see above' },
];

/** Modules that nothing on an instance needs, and that have had holes. Not squashfs: snaps are that, and the SSM Agent of Ubuntu is a snap. */
export const MODULES: readonly string[] = ['cramfs', 'freevxfs', 'hfs', 'hfsplus', 'jffs2', 'usb-storage', 'firewire-core', 'dccp', 'rds', 'tipc'];

/** What others must not have of a file: taken as chmod says it, looked for as find does. */
export interface Mode {
  readonly paths: string;
  readonly take: string;
  readonly bits: string;
  readonly why: string;
}

export const MODES: readonly Mode[] = [
  {
    paths: 'etc/passwd etc/passwd- etc/group etc/group-',
    take: 'u-x,go-wx',
    bits: '0133',
    why: 'everyone may read who there is, root alone may change it',
  },
  {
    paths: 'etc/shadow etc/shadow- etc/gshadow etc/gshadow-',
    take: 'u-x,g-wx,o-rwx',
    bits: '0137',
    why: 'hashes are for root, and the group that checks them',
  },
  { paths: 'etc/ssh/sshd_config etc/crontab', take: 'go-rwx', bits: '0077', why: 'tells an intruder what to try' },
  { paths: 'etc/cron.hourly etc/cron.daily etc/cron.weekly etc/cron.monthly etc/cron.d', take: 'go-rwx', bits: '0077', why: 'runs as root' },
  { paths: 'boot/grub/grub.cfg boot/grub2/grub.cfg', take: 'go-rwx', bits: '0077', why: 'may hold a hash, and says how the kernel is started' },
  { paths: 'root', take: 'go-rwx', bits: '0077', why: 'what root leaves lying about is root\'s' },
];
