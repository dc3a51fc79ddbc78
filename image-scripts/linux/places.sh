# Where secrets live on Linux. sanitize.sh and verify.sh read this first: their options, the root, the homes and the lists of places.
# Bash 4.4 with coreutils, findutils, grep, sed and awk, which every supported image has. Never `set -x`: what a step prints is kept in logs.
# shellcheck shell=bash disable=SC2034
set -uo pipefail
export LC_ALL=C
shopt -s nullglob dotglob

give_up() {
  printf 'golden-ami: %s\n' "$1" >&2
  exit 2
}

[[ -e /dev/fd/0 ]] || give_up '/dev/fd is missing, which the shell needs to give lists on: is /proc mounted?'
ROOT='' PHASE=validate WORKING_DIRECTORY=/tmp HISTORIES=1 BOOTED='' ALLOW='' REMOVE='' FORBIDDEN=()

# A glob as an extended regular expression, in REPLY: `*` and `?` stay within a name, `**` goes into folders.
as_regex() {
  local glob=$1 char
  REPLY=''
  while [[ -n $glob ]]; do
    char=${glob:0:1}
    case $glob in
      '**/'*) REPLY+='(.*/)?' glob=${glob:2} ;;
      '**'*) REPLY+='.*' glob=${glob:1} ;;
      '*'*) REPLY+='[^/]*' ;;
      '?'*) REPLY+='[^/]' ;;
      '^'*) REPLY+='\^' ;;
      [A-Za-z0-9_/-]*) REPLY+=$char ;;
      *) REPLY+="[$char]" ;;
    esac
    glob=${glob:1}
  done
}

while (($# > 0)); do
  (($# > 1)) || [[ $1 == --keep-histories ]] || give_up "$1 needs a value"
  case $1 in
    --root) ROOT=$2 ;;
    --phase) PHASE=$2 ;;
    --working-directory) WORKING_DIRECTORY=$2 ;;
    --booted) BOOTED=$2 ;;
    --allow) as_regex "$2" && ALLOW+="${ALLOW:+|}$REPLY" ;;
    --remove) as_regex "$2" && REMOVE+="${REMOVE:+|}$REPLY" ;;
    --forbid) FORBIDDEN+=("$2") ;;
    --keep-histories) HISTORIES=0 && set -- "$1" "$@" ;;
    *) give_up "unknown option $1" ;;
  esac
  shift 2
done

# The step's own script, which may lie where is cleaned.
SELF=$(cd -P -- "$(dirname -- "${BASH_SOURCE[-1]}")" && pwd)/${BASH_SOURCE[-1]##*/}
# Every path from here on starts with `./`, so no name is taken for an option, and nothing depends on what the root is called.
cd -P -- "${ROOT:-/}" || give_up 'the root cannot be entered'
ROOT=${PWD%/}
SELF=.${SELF#"$ROOT"}
WORKING_DIRECTORY=.${WORKING_DIRECTORY%/}
# What find never enters: what the kernel makes up, and what is no part of the image's volumes.
OUTSIDE=(-type d '(' -path ./proc -o -path ./sys -o -path ./dev -o -path ./run -o -fstype nfs -o -fstype nfs4 -o -fstype cifs
  -o -fstype fuse -o -fstype squashfs -o -fstype iso9660 -o -fstype autofs ')')
# A path that is kept: allowed, or in a folder that is. No path of find has an empty name in it.
KEPT="\\.(${ALLOW:-//})(/.*)?"

is_kept() { [[ $1 =~ ^$KEPT$ ]]; }

# A path as it is printed: of the image, on one line.
shown() {
  REPLY=${1#.}
  [[ $REPLY != *[[:cntrl:]]* ]] || printf -v REPLY '%q' "$REPLY"
}

# Whether no folder on the way to a path is a symbolic link: nothing is removed through one.
is_straight() {
  local way=. rest=${1#./}
  while [[ $rest == */* ]]; do
    way+=/${rest%%/*} rest=${rest#*/}
    [[ ! -L $way ]] || return 1
  done
}

# What a glob finds below a folder, in FOUND.
expand() {
  local IFS='' path
  FOUND=()
  for path in "$1"/$2; do
    if [[ -e $path || -L $path ]]; then FOUND+=("$path"); fi
  done
}

# The homes of all accounts, each once and under its real name; what leads out of the root is in ASTRAY.
HOMES=() ASTRAY=()
add_home() {
  local home known
  [[ -d $1 ]] || return 0
  cd -P -- "$1" 2> /dev/null && home=$PWD
  cd -P -- "$ROOT/" || give_up 'the root cannot be entered'
  case ${home:-}/ in
    "$ROOT"/*) home=.${home#"$ROOT"} ;;
    *) ASTRAY+=("$1") && return 0 ;;
  esac
  case $home/ in ./proc/* | ./sys/* | ./dev/* | ./run/*) return 0 ;; esac
  case $(stat -f -c %T -- "$home") in nfs* | cifs | smb* | fuse*) return 0 ;; esac
  for known in "${HOMES[@]}"; do [[ $known != "$home" ]] || return 0; done
  HOMES+=("$home")
}
for entry in ./root ./etc/skel ./home/*; do add_home "$entry"; done
if [[ -f ./etc/passwd && ! -L ./etc/passwd ]]; then
  while IFS=: read -r _ _ _ _ _ entry _; do [[ $entry != /* ]] || add_home ".$entry"; done < ./etc/passwd
fi

# Of every home: a kind, and its places. All of it is removed, and all of it is a finding.
IN_HOMES='
aws-credentials .aws/*
azure-credentials .azure/*
google-credentials .config/gcloud/* .boto .gsutil/credstore*
cloud-credentials .oci/* .aliyun/config.json .config/doctl/config.yaml .config/openstack/*.yaml .bluemix/* .cf/config.json .fly/config.yml
kubeconfig .kube/*
registry-credentials .docker/config.json .dockercfg .config/containers/auth.json .config/helm/registry/config.json
git-credentials .git-credentials .config/git/credentials .config/gh/hosts.yml .config/hub .config/glab-cli/config.yml
netrc .netrc
npm-credentials .npmrc .yarnrc.yml
pypi-credentials .pypirc
package-credentials .gem/credentials .cargo/credentials .cargo/credentials.toml .composer/auth.json .config/composer/auth.json
package-credentials .nuget/NuGet/NuGet.Config
maven-credentials .m2/settings.xml .m2/settings-security.xml .gradle/gradle.properties
database-password .pgpass .my.cnf .mylogin.cnf .pg_service.conf .snowsql/config .databrickscfg
vault-token .vault-token .vault_pass .vault_pass.txt
terraform-credentials .terraform.d/credentials.tfrc.json .terraformrc .pulumi/credentials.json
storage-credentials .s3cfg .passwd-s3fs .config/rclone/rclone.conf .smbcredentials
model-credentials .huggingface/token .cache/huggingface/token .kaggle/kaggle.json
ci-credentials .circleci/cli.yml .travis/config.yml .chef/*.pem .tsh/keys
mail-password .msmtprc .fetchmailrc
keyring .local/share/keyrings/* .password-store/* .config/sops/age/keys.txt .gnupg/private-keys-v1.d/* .gnupg/secring.gpg
ssh-private-key .ssh/id_* .ssh/identity .ssh/*.pem .ssh/*.ppk
login-key .ssh/authorized_keys .ssh/authorized_keys2
known-hosts .ssh/known_hosts*
session-cookie .Xauthority .ICEauthority'

HISTORIES_IN_HOMES='
history .*history .histfile .lesshst .viminfo .wget-hsts .dbshell .bash_sessions/* .local/share/fish/fish_history .mongodb/mongosh/*_history
history .local/share/nano/search_history .local/*/nvim/shada/* .local/share/powershell/PSReadLine/*_history.txt .local/share/recently-used.xbel'

# Of the system: what it makes again by itself, and leftovers. Removed, and a finding; on a fresh instance, when it is older than its start.
IN_SYSTEM='
ssh-host-key etc/ssh/*_key etc/ssh/*_key.pub
random-seed var/lib/systemd/random-seed var/lib/systemd/credential.secret var/lib/urandom/random-seed var/lib/random-seed
random-seed boot/loader/random-seed boot/efi/loader/random-seed efi/loader/random-seed var/lib/NetworkManager/secret_key
network-rule etc/udev/rules.d/70-persistent-net.rules
dhcp-lease var/lib/dhclient/*lease* var/lib/dhcp/*lease* var/lib/dhcpcd/*lease* var/lib/NetworkManager/*lease* var/lib/wicked/lease*
cloud-init-data var/lib/cloud/instance var/lib/cloud/instances/* var/lib/cloud/data/* var/lib/cloud/sem/* var/lib/cloud/seed/*
cloud-init-log var/log/cloud-init*.log
answer-file root/*-ks.cfg root/ks.cfg root/preseed.cfg preseed.cfg root/autoinst.xml var/adm/autoinstall/* var/log/installer/* var/log/anaconda/*
crash-dump var/crash/* var/lib/systemd/coredump/* var/lib/apport/coredump/* var/spool/abrt/*
mail var/spool/mail/* var/mail/*
subscription etc/pki/consumer/*.pem etc/pki/entitlement/*.pem etc/zypp/credentials.d/* var/lib/ubuntu-advantage/private/*
container-agent var/lib/ecs/data/*
cloudwatch-agent-state opt/aws/amazon-cloudwatch-agent/logs/*
agent-identity etc/salt/pki/minion/minion.p* etc/puppetlabs/puppet/ssl/private_keys/* var/lib/puppet/ssl/private_keys/* var/lib/fwupd/pki/*'


# Logs that were rotated away, and the two that say who was logged in.
OLD_LOGS=(./var/log -path ./var/log/journal -prune -o -type f '(' -name '*.gz' -o -name '*.xz' -o -name '*.zst' -o -name '*.bz2' -o -name '*.old'
  -o -name '*.[0-9]' -o -name '*-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]' -o -path ./var/log/wtmp -o -path ./var/log/lastlog ')')
