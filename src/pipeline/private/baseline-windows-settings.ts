/** A value of the registry, and why it is one. */
export interface RegistrySetting {
  readonly path: string;
  readonly name: string;
  readonly kind: 'DWord' | 'String';
  readonly value: string;
  readonly why: string;
}

const LSA = 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Lsa';
const SERVICES = 'HKLM:\\SYSTEM\\CurrentControlSet\\Services';
const POLICIES = 'HKLM:\\SOFTWARE\\Policies\\Microsoft\\Windows';
const SCHANNEL = 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\SecurityProviders\\SCHANNEL\\Protocols';
const RDP = 'HKLM:\\SYSTEM\\CurrentControlSet\\Control\\Terminal Server\\WinStations\\RDP-Tcp';
const EXPLORER = 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\Explorer';

const dword = (path: string, name: string, value: number, why: string): RegistrySetting => ({ path, name, kind: 'DWord', value: String(value), why });

const OLD_PROTOCOLS = ['SSL 2.0', 'SSL 3.0', 'TLS 1.0', 'TLS 1.1'];
const FRAMEWORKS = ['HKLM:\\SOFTWARE\\Microsoft\\.NETFramework\\v4.0.30319', 'HKLM:\\SOFTWARE\\Wow6432Node\\Microsoft\\.NETFramework\\v4.0.30319'];

export const REGISTRY: readonly RegistrySetting[] = [
  dword(`${SERVICES}\\LanmanServer\\Parameters`, 'SMB1', 0, 'SMB 1 is how WannaCry came in'),
  dword(`${SERVICES}\\LanmanServer\\Parameters`, 'RequireSecuritySignature', 1, 'nobody in between can change or relay what is sent'),
  dword(`${SERVICES}\\LanmanWorkstation\\Parameters`, 'RequireSecuritySignature', 1, 'the same, as a client'),
  dword(`${POLICIES}\\LanmanWorkstation`, 'AllowInsecureGuestAuth', 0, 'a server that takes guests is one that anybody can play'),
  dword(`${POLICIES} NT\\DNSClient`, 'EnableMulticast', 0, 'LLMNR: whoever answers first gets the hash'),
  dword(`${SERVICES}\\NetBT\\Parameters`, 'NodeType', 2, 'NetBIOS: as LLMNR'),
  ...OLD_PROTOCOLS.flatMap(protocol => ['Client', 'Server'].flatMap(side => [
    dword(`${SCHANNEL}\\${protocol}\\${side}`, 'Enabled', 0, 'broken protocols; AWS takes TLS 1.2 and later'),
    dword(`${SCHANNEL}\\${protocol}\\${side}`, 'DisabledByDefault', 1, 'the same, for programs that do not say which'),
  ])),
  ...FRAMEWORKS.flatMap(path => [
    dword(path, 'SchUseStrongCrypto', 1, 'old .NET programs would offer the protocols above only'),
    dword(path, 'SystemDefaultTlsVersions', 1, 'and go with the system from now on'),
  ]),
  dword(RDP, 'UserAuthentication', 1, 'network level authentication: no session before the login'),
  dword(RDP, 'SecurityLayer', 2, 'remote desktop speaks TLS'),
  dword(RDP, 'MinEncryptionLevel', 3, 'and nothing weaker'),
  dword(`${SERVICES.replace('Services', 'Control')}\\SecurityProviders\\WDigest`, 'UseLogonCredential', 0, 'no passwords in memory to read'),
  dword(LSA, 'LmCompatibilityLevel', 5, 'NTLMv2 only'),
  dword(LSA, 'NoLMHash', 1, 'an LM hash is a password after minutes'),
  dword(LSA, 'RestrictAnonymous', 1, 'who is nobody is told nothing of shares'),
  dword(LSA, 'RestrictAnonymousSAM', 1, 'nor of accounts'),
  dword(LSA, 'EveryoneIncludesAnonymous', 0, 'and is not everyone'),
  dword(LSA, 'LimitBlankPasswordUse', 1, 'an account without a password is no way in'),
  dword(EXPLORER, 'NoDriveTypeAutoRun', 255, 'a disk that is attached starts nothing'),
  dword(EXPLORER, 'NoAutorun', 1, 'the same'),
  dword(`${POLICIES}\\Installer`, 'AlwaysInstallElevated', 0, 'an installer does not make a user an administrator'),
  dword(`${POLICIES}\\WinRM\\Service`, 'AllowUnencryptedTraffic', 0, 'remote commands are not for all to read'),
  dword(`${POLICIES}\\WinRM\\Service`, 'AllowBasic', 0, 'nor are their passwords'),
  dword(`${POLICIES}\\WinRM\\Client`, 'AllowUnencryptedTraffic', 0, 'the same, as a client'),
  dword(`${POLICIES}\\WinRM\\Client`, 'AllowBasic', 0, 'the same'),
  dword(`${POLICIES}\\EventLog\\Security`, 'MaxSize', 196_608, 'in KiB: a busy day does not push yesterday out'),
];
