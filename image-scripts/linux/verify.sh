#!/usr/bin/env bash
# Fails when a secret is left in an image. One line for each finding, with its kind and its path, never with the secret.
#
#   verify.sh [--phase validate|test] [--root DIR] [--working-directory DIR] [--allow GLOB]... [--forbid ERE]... [--keep-histories] [--booted EPOCH]
#
# `validate` is the last of a build. `test` is a fresh instance of the image, which has made keys and logs of its own by now: what is older than
# its start came with the image. Ends with 0 for no finding, 1 for findings, 2 when it could not look.
# shellcheck source=image-scripts/linux/places.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/places.sh"
[[ $PHASE == validate || $PHASE == test ]] || give_up "the phase must be validate or test, got $PHASE"

scratch=$(mktemp -d) || give_up 'there is no room for lists of files'
trap 'rm -rf -- "$scratch"' EXIT
: > "$scratch/errors"
declare -A REPORTED=() OWNED=()
findings=0

# Five minutes, for clocks that are set after the start.
AGE=()
if [[ $PHASE == test ]]; then
  BOOTED=${BOOTED:-$(awk '$1 == "btime" { print $2 }' /proc/stat)}
  AGE=(! -newermt "@$((BOOTED - 300))")
fi

report() {
  if is_kept "$2" || [[ -n ${REPORTED[$1 $2]:-} ]]; then return 0; fi
  REPORTED[$1 $2]=1
  shown "$2"
  printf 'SECRET-LEFT [%s] %s\n' "$1" "$REPLY"
  ((findings += 1))
}

# Whether there is something in it that came with the image.
is_left() {
  [[ -n $(find "$1" '(' -type f -size +0 -o -type l ')' "${AGE[@]}" -print -quit 2>> "$scratch/errors") ]]
}

look_in_places() {
  local words place path
  while read -r -a words; do
    for place in "${words[@]:1}"; do
      expand "$1" "$place"
      for path in "${FOUND[@]}"; do
        is_left "$path" || continue
        # Behind a link it is reported as what it is, and what is not in the image not at all.
        is_straight "$path" || path=$(readlink -f -- "$path")
        case $path in
          ./*) report "${words[0]}" "$path" ;;
          "$ROOT"/*) report "${words[0]}" ".${path#"$ROOT"}" ;;
        esac
      done
    done
  done <<< "$2"
}

for entry in "${ASTRAY[@]}"; do report leads-out "$entry"; done
for home in "${HOMES[@]}"; do
  look_in_places "$home" "$IN_HOMES"
  ((HISTORIES == 0)) || look_in_places "$home" "$HISTORIES_IN_HOMES"
done
look_in_places . "$IN_SYSTEM"

# What a person has put there on purpose: it is not removed, it fails the build.
look_in_places . '
ssm-hybrid-registration var/lib/amazon/ssm/Vault/Store/RegistrationKey
codedeploy-credentials etc/codedeploy-agent/conf/codedeploy.onpremises.yml
domain-secret var/lib/samba/private/secrets.tdb etc/sssd/conf.d/*authtok*
mail-relay-password etc/postfix/sasl_passwd etc/postfix/sasl_passwd.* etc/exim4/passwd.client
agent-identity etc/chef/client.pem etc/chef/validation.pem var/lib/tailscale/tailscaled.state var/lib/teleport/proc/*
cluster-token var/lib/rancher/*/server/node-token var/lib/rancher/*/server/token var/lib/kubelet/pki/*.pem'
if [[ $PHASE == test ]]; then look_in_places . 'journal var/log/journal/*/*'; fi

mapfile -d '' FOUND < <([[ ! -d ./var/log ]] || find "${OLD_LOGS[@]}" -size +0 "${AGE[@]}" -print0 2>> "$scratch/errors")
for entry in "${FOUND[@]}"; do report log "$entry"; done

for entry in ./etc/machine-id ./var/lib/dbus/machine-id; do
  if [[ ! -L $entry && -s $entry && $(< "$entry") != uninitialized ]] && is_left "$entry"; then report machine-id "$entry"; fi
done

# Accounts that a password fits, or none is needed for. The name is no secret.
for entry in ./etc/shadow ./etc/shadow- ./etc/gshadow ./etc/gshadow- ./etc/security/opasswd; do
  if [[ ! -s $entry || -L $entry ]] || is_kept "$entry"; then continue; fi
  # shellcheck disable=SC2016
  while read -r kind name; do report "$kind" "$entry ($name)"; done < <(awk -F: -v file="$entry" '
    { rest = $2; sub(/^[!*]+/, "", rest) }
    file ~ /opasswd/ || rest ~ /^[$_]/ || (length(rest) == 13 && rest !~ /[^.\/0-9A-Za-z]/) { print "password-hash", $1 }
    file ~ /\/shadow/ && $2 == "" && $1 !~ /^[+-]/ { print "empty-password", $1 }' "$entry" 2>> "$scratch/errors")
done

# Image Builder cleans only if this file is there, and leaves out what there is a file for.
if [[ $PHASE == validate ]]; then
  [[ -e $WORKING_DIRECTORY/perform_cleanup ]] || report cleanup-will-not-run "$WORKING_DIRECTORY/perform_cleanup"
  expand . "${WORKING_DIRECTORY#./}/skip_cleanup_*"
  for entry in "${FOUND[@]}"; do report cleanup-is-skipped "$entry"; done
fi

# A word of a given length that is not one of the examples in AWS's documentation: those end in EXAMPLE, or in EXAMPLEKEY.
ALNUM=ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789
no_example() {
  local end=$1 letters=$2 length=$3 options='' n=${#1} at
  for ((at = 0; at < n; at++)); do options+="${options:+|}${end:0:at}[${letters/${end:at:1}/}][$letters]{$((n - at - 1))}"; done
  REPLY="[$letters]{$((length - n))}($options)"
}
no_example EXAMPLE "$ALNUM" 16
KEY_ID="(^|[^A-Za-z0-9+/_=-])(AKIA|ASIA)$REPLY(\$|[^A-Za-z0-9+/_=-])"
no_example EXAMPLEKEY "abcdefghijklmnopqrstuvwxyz$ALNUM/+" 40
QUOTE="[\"'[:space:]\\]*"
SECRET="([Ss]ecret_?[Aa]ccess_?[Kk]ey|SECRET_ACCESS_KEY|AWS_SECRET_KEY|aws_secret_key)${QUOTE}[=:,]${QUOTE}$REPLY(\$|[^A-Za-z0-9+/=])"
WORD='(^|[^A-Za-z0-9_+/-])'
END='($|[^A-Za-z0-9_-])'
GAP='[[:space:]]+'
ASSIGNED="^[[:space:]]*(export[[:space:]]+|Environment=[\"']?)?[A-Z0-9_]*(PASSWORD|PASSWD|SECRET|TOKEN|API_KEY|PRIVATE_KEY)[A-Z0-9_]*="

# A kind; where it is looked for: an expression for the path, `.` for everywhere, `-` for everywhere but in the trees that language package
# managers unpack, whose tests and documents have keys of nobody; and what it looks like on a line.
IN_FILES="
aws-key-id . $KEY_ID
aws-secret-key . $SECRET
aws-session-token . ([Ss]ession_?[Tt]oken|SESSION_TOKEN)${QUOTE}[=:]${QUOTE}[A-Za-z0-9+/=]{150}
putty-private-key - ^PuTTY-User-Key-File-[0-9]+:[[:space:]]
age-key - ${WORD}AGE-SECRET-KEY-1[0-9A-Z]{58}
wireguard-key - ^[[:space:]]*(PrivateKey|PresharedKey)[[:space:]]*=[[:space:]]*[A-Za-z0-9+/]{43}=
github-token . ${WORD}(gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22})
gitlab-token . ${WORD}gl(pat|dt|rt|cbt|ptt|ft|soat)-[A-Za-z0-9_-]{20}
bitbucket-token . ${WORD}ATB[BT][A-Za-z0-9_=-]{32}
slack-token . ${WORD}xox[abeoprs]-[A-Za-z0-9-]{10}
slack-webhook . hooks\\.slack\\.com/(services|workflows|triggers)/[A-Za-z0-9+/]{40}
vault-token . ${WORD}hv[sbr]\\.[A-Za-z0-9_-]{24}
terraform-token . \\.atlasv1\\.[A-Za-z0-9_=-]{60}
npm-token . ${WORD}npm_[A-Za-z0-9]{36}$END
npm-token . :_(authToken|password)[[:space:]]*=[[:space:]]*[^\$[:space:]]{8}
pypi-token . ${WORD}pypi-AgE[A-Za-z0-9_-]{50}
rubygems-token . ${WORD}rubygems_[a-f0-9]{48}
docker-token . ${WORD}dckr_(pat|oat)_[A-Za-z0-9_-]{24}
registry-login (config|auth)\\.json\$|\\.docker \"auth\"[[:space:]]*:[[:space:]]*\"[A-Za-z0-9+/]{12,}={0,2}\"
registry-login ^./etc/ecs/ ^[[:space:]]*ECS_ENGINE_AUTH_DATA=.
stripe-key . ${WORD}([sr]k_live_[A-Za-z0-9]{20}|whsec_[A-Za-z0-9+/]{32})
google-api-key - ${WORD}AIza[0-9A-Za-z_-]{35}$END
google-oauth . ${WORD}(GOCSPX-[A-Za-z0-9_-]{28}|ya29\\.[A-Za-z0-9_-]{50})
google-service-account - \"private_key_id\"[[:space:]]*:[[:space:]]*\"[a-f0-9]{40}\"
azure-storage-key - AccountKey=[A-Za-z0-9+/]{86}==
azure-client-secret . ([Ss]ecret|SECRET|[Pp]assword|PASSWORD)[A-Za-z_]*${QUOTE}[=:]${QUOTE}[A-Za-z0-9_~.-]{3}[0-9]Q~[A-Za-z0-9_~.-]{31}
azure-shared-access - [?&;]sig=[A-Za-z0-9%+/]{43}
digitalocean-token . ${WORD}do[opr]_v1_[a-f0-9]{64}
sendgrid-key . ${WORD}SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}
databricks-token . ${WORD}dapi[a-f0-9]{32}$END
model-service-key . ${WORD}sk-(ant-[a-z0-9]+-[A-Za-z0-9_-]{80}|[A-Za-z0-9_-]{20,}T3BlbkFJ[A-Za-z0-9_-]{20}|proj-[A-Za-z0-9_-]{60})
huggingface-token . ${WORD}hf_[A-Za-z0-9]{34}$END
newrelic-key . ${WORD}NRAK-[A-Z0-9]{27}
jwt - ${WORD}eyJ[A-Za-z0-9_-]{17,}\\.eyJ[A-Za-z0-9_-]{17,}\\.[A-Za-z0-9_-]{20}
kubeconfig - ^[[:space:]]*-?[[:space:]]*client-key-data:[[:space:]]*[A-Za-z0-9+/]{40}
password-hash - \\\$6\\\$(rounds=[0-9]+\\\$)?[./A-Za-z0-9]{1,16}\\\$[./A-Za-z0-9]{86}
password-hash - \\\$5\\\$(rounds=[0-9]+\\\$)?[./A-Za-z0-9]{1,16}\\\$[./A-Za-z0-9]{43}
password-hash - \\\$g?y\\\$[./A-Za-z0-9]+\\\$[./A-Za-z0-9]{1,86}\\\$[./A-Za-z0-9]{43}
password-hash - \\\$2[abxy]\\\$[0-9]{2}\\\$[./A-Za-z0-9]{53}
password-hash - \\\$(apr)?1\\\$[./A-Za-z0-9]{1,8}\\\$[./A-Za-z0-9]{22}
url-password ^./(etc/|root/\\.|home/[^/]+/\\.) ^[^#]*[a-z]://[^/@:[:space:]\"']+:[^/@[:space:]\"'\$<{]+@[A-Za-z0-9]
netrc ^./(etc|root|home)/ machine${GAP}[^[:space:]]+${GAP}login${GAP}[^[:space:]]+${GAP}password${GAP}[^[:space:]\$<]{4}
http-login ^./(etc|root|home)/ [Aa]uthorization:[[:space:]]*(Basic|Bearer)[[:space:]]+[A-Za-z0-9+/=._-]{20}
wifi-password ^./etc/(NetworkManager|wpa_supplicant|netplan|wicked|sysconfig)/ ^[[:space:]]*(psk|(leap-)?password|wep-key[0-9])[[:space:]]*[=:].{4}
database-password ^./etc/(mysql|my\\.cnf) ^[[:space:]]*password[[:space:]]*=[[:space:]]*[^[:space:]]
directory-password ^./etc/(sssd|nslcd|ldap|openldap|libnss|pam_ldap) ^[[:space:]]*(ldap_default_authtok|bindpw|rootpw|olcRootPW:)[[:space:]=]+.
mount-password ^./etc/fstab\$ ^[^#]*[[:space:],]pass(word)?=[^,[:space:]]
environment-secret ^./etc/(environment|default/|sysconfig/|profile\\.d/|systemd/)|\\.env(\\.[a-z]+)?\$ ${ASSIGNED}[\"']?[^[:space:]\"'\$<{%/]{8}
"
# A heading is in many programs; a key has its first line after it, also where a document writes line ends as \n.
HEADING='BEGIN ([A-Z0-9]+ )*PRIVATE KEY'
LINES="(\\\\[nr]|[[:space:]\"',+\\]|(Proc-Type|DEK-Info|Version|Comment|Subject|Hash|Charset): [ -~]*)*[A-Za-z0-9+/]{40}"
IN_WHOLE_FILES="
private-key - -----?[ ]?BEGIN ([A-Z0-9]+ )*PRIVATE KEY[ ]?----(-?)$LINES
pgp-private-key - -----BEGIN PGP PRIVATE KEY BLOCK-----$LINES"
DEPENDENCIES='/(node_modules|site-packages|dist-packages|gems|vendor/bundle)/'

# All files once, in one list; those whose name alone says what they are in another.
THE_BUILDS_OWN=(-path ".${scratch#"$ROOT"}" -o -path "$WORKING_DIRECTORY/TOE_*" -o -path "$WORKING_DIRECTORY/imagebuilder_service")
TELLING_NAMES=(-iname '*.p12' -o -iname '*.pfx' -o -iname '*.jks' -o -iname '*.keystore' -o -iname '*.kdbx' -o -iname '*.ppk' -o -iname '*.keytab'
  -o -name '*.tfstate' -o -name '*.tfstate.backup')
find . "${OUTSIDE[@]}" -prune -o '(' "${THE_BUILDS_OWN[@]}" ')' -prune -o -type f -size +0 "${AGE[@]}" -print0 \
  '(' "${TELLING_NAMES[@]}" ')' -fprint0 "$scratch/named" > "$scratch/files" 2>> "$scratch/errors"

# One reading of every file with all patterns; then each pattern by itself, over the few that have one.
search() { xargs -0r grep -lZ "$@" 2>> "$scratch/errors"; }
patterns=$HEADING
while read -r _ _ pattern; do [[ -z $pattern ]] || patterns+=$'\n'$pattern; done <<< "$IN_FILES"
search -I -E -e "$patterns" -- < "$scratch/files" > "$scratch/hits"

# What packages brought, and nobody changed, is theirs: keys of test suites, examples in manuals. What was changed is not.
package_files() {
  local where
  for where in ./var/lib/dpkg/info/*.md5sums; do cat -- "$where"; done | sed 's#  #  ./#'
  [[ ! -f ./var/lib/dpkg/status ]] || awk '/^ \/.* [0-9a-f]+( obsolete)?$/ { print $2 "  ." $1 }' ./var/lib/dpkg/status
  if [[ -d ./var/lib/rpm || -d ./usr/lib/sysimage/rpm ]] && command -v rpm > /dev/null; then
    rpm --root "$ROOT/" -qa --qf '[%{FILEDIGESTS}  .%{FILENAMES}\n]' 2>> "$scratch/errors"
  fi
}
if [[ -s $scratch/hits || -s $scratch/named ]]; then
  package_files | sed -E 'p; s#  \./(bin|sbin|lib|lib64)/#  ./usr/\1/#' > "$scratch/packaged"
  for digest in md5sum sha256sum; do
    cat "$scratch/hits" "$scratch/named" | xargs -0r "$digest" 2>> "$scratch/errors"
  done > "$scratch/digests"
  while read -r _ path; do OWNED[$path]=1; done < <(grep -Fxf "$scratch/digests" "$scratch/packaged")
fi
others() {
  local path
  while IFS= read -r -d '' path; do [[ -n ${OWNED[$path]:-} ]] || printf '%s\0' "$path"; done
}

while IFS= read -r -d '' path; do
  [[ $path =~ $DEPENDENCIES ]] && continue
  case $path in
    *.tfstate*) report terraform-state "$path" ;;
    *.keytab) report kerberos-keytab "$path" ;;
    *) report keystore "$path" ;;
  esac
done < <(others < "$scratch/named")

others < "$scratch/hits" > "$scratch/suspects"
classify() {
  local kind where pattern path
  while read -r kind where pattern; do
    [[ -n $kind ]] || continue
    while IFS= read -r -d '' path; do
      case $path in ./etc/shadow* | ./etc/gshadow* | ./etc/security/opasswd) continue ;; esac
      if [[ $where == - ]]; then [[ ! $path =~ $DEPENDENCIES ]] || continue; else [[ $path =~ $where ]] || continue; fi
      report "$kind" "$path"
    done < <(search "${@:2}" -I -E -e "$pattern" -- < "$scratch/suspects")
  done <<< "$1"
}
classify "$IN_FILES"
classify "$IN_WHOLE_FILES" -z

# Expressions of the image's owner are looked for in all files, whoever brought them. A number stands for the expression: it may be a secret.
for at in "${!FORBIDDEN[@]}"; do
  pattern=${FORBIDDEN[at]} case=()
  [[ $pattern != '(?i)'* ]] || { pattern=${pattern#'(?i)'} && case=(-i); }
  while IFS= read -r -d '' path; do
    report "forbidden-pattern-$((at + 1))" "$path"
  done < <(search "${case[@]}" -a -E -e "$pattern" -- < "$scratch/files")
done

# What could not be read is a finding too. What was gone before it was its turn is not.
while IFS= read -r line; do
  [[ $line != *'No such file or directory' ]] || continue
  printf 'NOT-READ %s\n' "$line"
  ((findings += 1))
done < "$scratch/errors"

files=$(tr -dc '\0' < "$scratch/files" | wc -c)
((files > 0)) || give_up 'there was no file to look at'
if ((findings > 0)); then
  printf 'VERIFY FAILED: %s findings in %s files, after %s s\n' "$findings" "$files" "$SECONDS"
  exit 1
fi
printf 'VERIFY OK: nothing found in %s files, after %s s\n' "$files" "$SECONDS"
