/** Secrets to plant, one of a kind or more. Their texts are put together here, so that nobody who looks for secrets finds this file. */
export interface Plant {
  readonly what: string;
  readonly kind: string;
  readonly path: string;
  /** What is named: a folder, where all that is in it is of the kind. */
  readonly found?: string;
  readonly text: string;
  /** Not removed by the sanitiser: somebody put it there on purpose, and has to say what is meant. */
  readonly stays?: boolean;
}

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
/** Letters and digits without a pattern of their own. */
const word = (length: number, letters = LETTERS) => Array.from({ length }, (_, at) => letters[(at * at * 7 + at * 13 + 5) % letters.length]).join('');
const digits = (length: number) => word(length, '0123456789abcdef');
const lines = (count: number) => Array.from({ length: count }, () => word(64)).join('\n');
const pem = (type: string, head = '') => `-----BEGIN ${type}-----\n${head}${lines(6)}\n-----END ${type}-----\n`;
const KEY = 'PRIVATE KEY';

const home = (kind: string, place: string, found = place): Plant => ({ what: place, kind, path: `/home/ana/${place}`, found: `/home/ana/${found}`, text: 'x = 1\n' });
const system = (kind: string, path: string, found = path): Plant => ({ what: path, kind, path, found, text: 'x\n' });
const inside = (kind: string, what: string, text: string, path = `/opt/app/${what.replace(/[^a-z0-9]+/gi, '-')}.conf`): Plant => ({ what, kind, path, text, stays: true });
const purpose = (kind: string, path: string): Plant => ({ ...system(kind, path), stays: true });

export const AWS_KEY_ID = `AKI${'A'}${word(16, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567')}`;
export const AWS_SECRET = word(40);
export const GITHUB_TOKEN = `gh${'p_'}${word(36)}`;
export const PRIVATE_KEY = pem(KEY);

const IN_HOMES: readonly Plant[] = [
  home('aws-credentials', '.aws/credentials'), home('aws-credentials', '.aws/sso/cache/1.json', '.aws/sso'), home('aws-credentials', '.aws/cli/cache/1.json', '.aws/cli'),
  home('azure-credentials', '.azure/msal_token_cache.json'), home('google-credentials', '.config/gcloud/credentials.db'), home('google-credentials', '.boto'),
  home('cloud-credentials', '.oci/config'), home('cloud-credentials', '.config/openstack/clouds.yaml'), home('kubeconfig', '.kube/config'),
  home('registry-credentials', '.docker/config.json'), home('registry-credentials', '.config/containers/auth.json'),
  home('git-credentials', '.git-credentials'), home('git-credentials', '.config/gh/hosts.yml'), home('netrc', '.netrc'), home('npm-credentials', '.npmrc'),
  home('pypi-credentials', '.pypirc'), home('package-credentials', '.cargo/credentials.toml'), home('package-credentials', '.gem/credentials'),
  home('maven-credentials', '.m2/settings.xml'), home('maven-credentials', '.gradle/gradle.properties'), home('database-password', '.pgpass'),
  home('database-password', '.my.cnf'), home('vault-token', '.vault-token'), home('terraform-credentials', '.terraform.d/credentials.tfrc.json'),
  home('storage-credentials', '.config/rclone/rclone.conf'), home('storage-credentials', '.s3cfg'), home('model-credentials', '.huggingface/token'),
  home('ci-credentials', '.circleci/cli.yml'), home('mail-password', '.msmtprc'), home('keyring', '.gnupg/private-keys-v1.d/1.key'),
  home('keyring', '.local/share/keyrings/login.keyring'), home('ssh-private-key', '.ssh/id_ed25519'), home('ssh-private-key', '.ssh/work.pem'),
  home('login-key', '.ssh/authorized_keys'), home('known-hosts', '.ssh/known_hosts'), home('session-cookie', '.Xauthority'),
  home('history', '.bash_history'), home('history', '.zsh_history'), home('history', '.psql_history'), home('history', '.python_history'),
  home('history', '.viminfo'), home('history', '.lesshst'), home('history', '.local/share/fish/fish_history'),
  { ...system('aws-credentials', '/root/.aws/credentials'), what: "root's credentials" },
  { ...system('history', '/var/lib/service/.bash_history'), what: "a service account's history" },
  { ...system('login-key', '/etc/skel/.ssh/authorized_keys'), what: 'a login key for all new accounts' },
];

const OF_THE_SYSTEM: readonly Plant[] = [
  system('ssh-host-key', '/etc/ssh/ssh_host_rsa_key'), system('ssh-host-key', '/etc/ssh/ssh_host_dsa_key'), system('ssh-host-key', '/etc/ssh/ssh_host_ed25519_key.pub'),
  system('machine-id', '/etc/machine-id'), system('machine-id', '/var/lib/dbus/machine-id'), system('random-seed', '/var/lib/systemd/random-seed'),
  system('random-seed', '/boot/efi/loader/random-seed'), system('random-seed', '/var/lib/systemd/credential.secret'),
  system('network-rule', '/etc/udev/rules.d/70-persistent-net.rules'), system('dhcp-lease', '/var/lib/dhclient/dhclient--eth0.lease'),
  system('dhcp-lease', '/var/lib/NetworkManager/internal-1-eth0.lease'), system('cloud-init-data', '/var/lib/cloud/instances/i-0abc/user-data.txt', '/var/lib/cloud/instances/i-0abc'),
  system('cloud-init-data', '/var/lib/cloud/seed/nocloud/user-data', '/var/lib/cloud/seed/nocloud'), system('cloud-init-log', '/var/log/cloud-init-output.log'),
  system('answer-file', '/root/anaconda-ks.cfg'), system('answer-file', '/root/autoinst.xml'), system('answer-file', '/var/log/installer/autoinstall-user-data'),
  system('crash-dump', '/var/crash/core.1'), system('crash-dump', '/var/lib/systemd/coredump/core.zst'), system('mail', '/var/mail/root'),
  system('subscription', '/etc/pki/consumer/key.pem'), system('subscription', '/etc/zypp/credentials.d/SCCcredentials'),
  system('subscription', '/var/lib/ubuntu-advantage/private/machine-token.json'), system('container-agent', '/var/lib/ecs/data/agent.db'),
  system('cloudwatch-agent-state', '/opt/aws/amazon-cloudwatch-agent/logs/state/1', '/opt/aws/amazon-cloudwatch-agent/logs/state'), system('agent-identity', '/etc/salt/pki/minion/minion.pem'),
  system('agent-identity', '/etc/puppetlabs/puppet/ssl/private_keys/a.pem'), system('log', '/var/log/messages-20261101'), system('log', '/var/log/syslog.1'),
  system('log', '/var/log/apt/history.log.2.gz'), system('log', '/var/log/wtmp'), system('log', '/var/log/lastlog'),
];

const ON_PURPOSE: readonly Plant[] = [
  purpose('ssm-hybrid-registration', '/var/lib/amazon/ssm/Vault/Store/RegistrationKey'),
  purpose('codedeploy-credentials', '/etc/codedeploy-agent/conf/codedeploy.onpremises.yml'),
  purpose('kerberos-keytab', '/etc/krb5.keytab'), purpose('domain-secret', '/var/lib/samba/private/secrets.tdb'),
  purpose('mail-relay-password', '/etc/postfix/sasl_passwd'), purpose('agent-identity', '/etc/chef/validation.pem'),
  purpose('cluster-token', '/var/lib/rancher/k3s/server/node-token'), purpose('keystore', '/opt/app/server.p12'), purpose('keystore', '/opt/app/trust.JKS'),
  purpose('keystore', '/srv/passwords.kdbx'), purpose('terraform-state', '/srv/infrastructure/terraform.tfstate'),
];

const IN_FILES: readonly Plant[] = [
  inside('aws-key-id', 'AWS key id', `id: ${AWS_KEY_ID}\n`),
  inside('aws-key-id', 'AWS key id of a session', `{"AccessKeyId":"ASI${'A'}${AWS_KEY_ID.slice(4)}"}`),
  inside('aws-secret-key', 'AWS secret of a profile', `[default]\naws_secret_access_key = ${AWS_SECRET}\n`),
  inside('aws-secret-key', 'AWS secret in JSON', `{"SecretAccessKey" : "${AWS_SECRET}"}`),
  inside('aws-secret-key', 'AWS secret exported', `export AWS_SECRET_ACCESS_KEY='${AWS_SECRET}'\n`),
  inside('aws-session-token', 'AWS session token', `aws_session_token=${word(200)}\n`),
  inside('private-key', 'PKCS 8 key', PRIVATE_KEY),
  inside('private-key', 'encrypted PKCS 8 key', pem(`ENCRYPTED ${KEY}`)),
  inside('private-key', 'encrypted RSA key', pem(`RSA ${KEY}`, `Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,${digits(32).toUpperCase()}\n\n`)),
  inside('private-key', 'EC key with Windows line ends', pem(`EC ${KEY}`).replace(/\n/g, '\r\n')),
  inside('private-key', 'OpenSSH key', pem(`OPENSSH ${KEY}`)),
  inside('private-key', 'SSH2 key', `---- BEGIN SSH2 ENCRYPTED ${KEY} ----\nComment: "a key"\n${lines(4)}\n`),
  inside('private-key', 'key in a YAML document', `key: |\n${PRIVATE_KEY.replace(/^/gm, '    ')}`),
  inside('private-key', 'key in JSON', JSON.stringify({ key: PRIVATE_KEY })),
  inside('private-key', 'key in a program', `const key = '-----BEGIN ${KEY}-----\\n' +\n  '${lines(1)}';\n`),
  inside('pgp-private-key', 'PGP key', `-----BEGIN PGP ${KEY} BLOCK-----\nVersion: GnuPG v2\n\n${lines(5)}\n-----END PGP ${KEY} BLOCK-----\n`),
  inside('putty-private-key', 'PuTTY key', 'PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\n'),
  inside('age-key', 'age key', `AGE-SECRET-KEY-${'1'}${word(58, 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L')}\n`),
  inside('wireguard-key', 'WireGuard key', `[Interface]\nPrivateKey = ${word(43)}=\n`),
  inside('github-token', 'GitHub token', `token=${GITHUB_TOKEN}\n`),
  inside('github-token', 'GitHub fine-grained token', `github_${'pat_'}${word(70)}\n`),
  inside('gitlab-token', 'GitLab token', `gl${'pat-'}${word(20)}\n`),
  inside('gitlab-token', 'GitLab runner token', `token = "gl${'rt-'}${word(20)}"\n`),
  inside('bitbucket-token', 'Bitbucket token', `ATB${'B'}${word(32)}\n`),
  inside('slack-token', 'Slack token', `xox${'b-'}${word(24)}\n`),
  inside('slack-webhook', 'Slack webhook', `https://hooks.slack.com/${'services'}/T${word(9)}/B${word(9)}/${word(24)}\n`),
  inside('vault-token', 'Vault token', `VAULT=hv${'s.'}${word(28)}\n`),
  inside('terraform-token', 'Terraform token', `token = "${word(14)}.${'atlasv1'}.${word(67)}"\n`),
  inside('npm-token', 'npm token', `npm${'_'}${word(36)}\n`),
  inside('npm-token', 'npm registry login', `//registry.example.com/:_authToken=${word(20)}\n`),
  inside('pypi-token', 'PyPI token', `pypi-${'AgE'}${word(80)}\n`),
  inside('rubygems-token', 'RubyGems token', `rubygems${'_'}${digits(48)}\n`),
  inside('docker-token', 'Docker Hub token', `dckr_${'pat_'}${word(27)}\n`),
  inside('registry-login', 'registry login', `{"auths":{"r":{"auth":"${word(24)}"}}}`, '/var/lib/kubelet/config.json'),
  inside('registry-login', 'registry login of ECS', 'ECS_ENGINE_AUTH_DATA={"r":{}}\n', '/etc/ecs/ecs.config'),
  inside('stripe-key', 'Stripe key', `sk_${'live_'}${word(24)}\n`),
  inside('stripe-key', 'Stripe webhook secret', `wh${'sec_'}${word(32)}\n`),
  inside('google-api-key', 'Google API key', `AI${'za'}${word(35)}\n`),
  inside('google-oauth', 'Google OAuth secret', `GOC${'SPX-'}${word(28)}\n`),
  inside('google-service-account', 'Google service account', `{"type":"service_account","private_key_id": "${digits(40)}"}`),
  inside('azure-storage-key', 'Azure storage key', `AccountName=a;Account${'Key='}${word(86)}==\n`),
  inside('azure-client-secret', 'Azure client secret', `client_secret: ${word(3)}8${'Q~'}${word(34)}\n`),
  inside('azure-shared-access', 'Azure shared access', `https://a.blob.core.windows.net/c?sv=2024&si${'g='}${word(43)}%3D\n`),
  inside('digitalocean-token', 'DigitalOcean token', `do${'p_v1_'}${digits(64)}\n`),
  inside('sendgrid-key', 'SendGrid key', `S${'G.'}${word(22)}.${word(43)}\n`),
  inside('databricks-token', 'Databricks token', `da${'pi'}${digits(32)}\n`),
  inside('model-service-key', 'OpenAI key', `sk-${word(20)}${'T3Blbk'}FJ${word(20)}\n`),
  inside('model-service-key', 'Anthropic key', `sk-${'ant-'}api03-${word(93)}\n`),
  inside('huggingface-token', 'Hugging Face token', `h${'f_'}${word(34)}\n`),
  inside('newrelic-key', 'New Relic key', `NR${'AK-'}${word(27, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789')}\n`),
  inside('jwt', 'JSON web token', `bearer: ey${'J'}${word(30)}.ey${'J'}${word(60)}.${word(43)}\n`),
  inside('kubeconfig', 'client key of a cluster', `users:\n- user:\n    client-key-data: ${word(80)}\n`, '/etc/kubernetes/admin.conf'),
  inside('password-hash', 'SHA-512 password', `password: $${'6'}$salt$${word(86)}\n`),
  inside('password-hash', 'yescrypt password', `$${'y'}$j9T$${word(22)}$${word(43)}\n`),
  inside('password-hash', 'bcrypt password', `admin:$${'2y'}$10$${word(53)}\n`),
  inside('password-hash', 'Apache password', `admin:$${'apr1'}$salt$${word(22)}\n`),
  inside('url-password', 'password of a proxy', 'proxy=http://ana:topsecret@proxy.example.com:3128\n', '/etc/dnf/dnf.conf'),
  inside('netrc', 'password of a package archive', 'machine repo.example.com login ana password topsecret\n', '/etc/apt/auth.conf.d/repo.conf'),
  inside('http-login', 'HTTP login', `Authorization: Basic ${word(32)}\n`, '/etc/app/headers'),
  inside('wifi-password', 'password of a wireless network', '[wifi-security]\npsk=topsecret\n', '/etc/NetworkManager/system-connections/lab.nmconnection'),
  inside('database-password', 'password of a database', '[client]\npassword = x\n', '/etc/mysql/debian.cnf'),
  inside('directory-password', 'password of a directory', 'ldap_default_authtok = topsecret\n', '/etc/sssd/sssd.conf'),
  inside('mount-password', 'password of a share', '//nas/data /data cifs username=ana,password=topsecret 0 0\n', '/etc/fstab'),
  inside('environment-secret', 'password of a service', '[Service]\nEnvironment="DB_PASSWORD=topsecret1"\n', '/etc/systemd/system/app.service'),
  inside('environment-secret', 'password in an .env file', 'export API_TOKEN=topsecret1\n', '/srv/app/.env'),
];

export const PLANTS: readonly Plant[] = [...IN_HOMES, ...OF_THE_SYSTEM, ...ON_PURPOSE, ...IN_FILES];
