#!/usr/bin/env bash
# Removes what must not be in an image: the last step of a build on Linux. Runs as root, can run again, prints paths and never what is in them.
#
#   sanitize.sh [--root DIR] [--working-directory DIR] [--remove GLOB]... [--allow GLOB]... [--keep-histories]
# shellcheck source=image-scripts/linux/places.sh
source "$(dirname -- "${BASH_SOURCE[0]}")/places.sh"

# Image Builder cleans only when this file is there, whatever was asked for.
as_regex "${WORKING_DIRECTORY#.}/perform_cleanup"
KEPT="($KEPT|\\.$REPLY)"

# Overwrites, then removes: a snapshot has the blocks of removed files too. A file that has another name elsewhere only loses this one.
wipe() {
  local kind=$1
  shift
  (($# > 0)) || return 0
  find "$@" -xdev -regextype posix-extended -type f -links 1 ! -regex "$KEPT" -exec shred -f -n 1 -z -- {} +
  remove "$kind" "$@"
}

# Removes, with all that is in it, but for what is kept.
remove() {
  local kind=$1 path
  shift
  (($# > 0)) || return 0
  find "$@" -xdev -depth -regextype posix-extended ! -type d ! -regex "$KEPT" -delete
  find "$@" -xdev -depth -regextype posix-extended -type d -empty ! -regex "$KEPT" -delete 2> /dev/null
  for path; do
    [[ ! -e $path && ! -L $path ]] || continue
    shown "$path"
    printf 'removed [%s] %s\n' "$kind" "$REPLY"
  done
}

# Does that to each place of a list, below a folder.
in_places() {
  local words place path straight
  while read -r -a words; do
    ((${#words[@]} > 0)) || continue
    straight=()
    for place in "${words[@]:1}"; do
      expand "$2" "$place"
      for path in "${FOUND[@]}"; do
        if is_straight "$path"; then straight+=("$path"); fi
      done
    done
    "$1" "${words[0]}" "${straight[@]}"
  done <<< "$3"
}

# A file of accounts without its passwords, written over the old blocks. `*` fits no password, and leaves the account's keys alone.
without_passwords() {
  local text
  if [[ ! -f $1 || -L $1 ]] || ! is_straight "$1" || is_kept "$1"; then return 0; fi
  # shellcheck disable=SC2016
  text=$(awk -F: -v OFS=: -v empty="$2" '
    { rest = $2; sub(/^[!*]+/, "", rest) }
    rest ~ /^[$_]/ || (length(rest) == 13 && rest !~ /[^.\/0-9A-Za-z]/) { $2 = "*" }
    $2 == "" && empty != "" { $2 = empty }
    { print }' "$1")
  [[ $text != "$(< "$1")" ]] || return 0
  printf '%s\n' "$text" | dd of="$1" conv=notrunc status=none
  truncate -s "$((${#text} + 1))" "$1"
  shown "$1"
  printf 'removed [password-hash] %s\n' "$REPLY"
}

# Empties a file, whose name has to stay.
empty() {
  if [[ ! -s $2 || ! -f $2 || -L $2 ]] || ! is_straight "$2" || is_kept "$2"; then return 0; fi
  truncate -s 0 -- "$2"
  shown "$2"
  printf 'emptied [%s] %s\n' "$1" "$REPLY"
}

# What the tools themselves know better, on an instance.
if [[ -z $ROOT ]]; then
  unset HISTFILE
  if command -v cloud-init > /dev/null; then cloud-init clean --logs --seed || true; fi
  if command -v registercloudguest > /dev/null; then registercloudguest --clean || true; fi
  if command -v journalctl > /dev/null; then journalctl --quiet --rotate --vacuum-time=1s || true; fi
fi

for home in "${HOMES[@]}"; do
  in_places wipe "$home" "$IN_HOMES"
  ((HISTORIES == 0)) || in_places wipe "$home" "$HISTORIES_IN_HOMES"
  ((HISTORIES == 0)) || in_places remove "$home" 'cache .cache/*'
done
for entry in "${ASTRAY[@]}"; do
  shown "$entry"
  printf 'left alone [leads-out] %s\n' "$REPLY"
done
in_places wipe . "$IN_SYSTEM"
in_places remove . '
package-cache var/cache/dnf/* var/cache/yum/* var/cache/zypp/* var/cache/apt/*.bin var/cache/apt/archives/*.deb var/lib/apt/lists/*'
without_passwords ./etc/shadow '!'
without_passwords ./etc/shadow- '!'
without_passwords ./etc/gshadow ''
without_passwords ./etc/gshadow- ''
empty password-hash ./etc/security/opasswd
empty machine-id ./etc/machine-id
empty machine-id ./var/lib/dbus/machine-id

if [[ -n $REMOVE ]]; then
  mapfile -d '' FOUND < <(find . "${OUTSIDE[@]}" -prune -o -regextype posix-extended -regex "\\.($REMOVE)" -prune -print0)
  wipe asked-for "${FOUND[@]}"
fi

# Temporary files, but for those of the build itself: what it is told by, its logs, and what a process has open or runs from.
if ((HISTORIES == 1)); then
  in_use=$([[ -n $ROOT ]] || find /proc/[0-9]*/{exe,cwd,fd} -maxdepth 1 -lname '*/tmp/*' -printf '.%l/\n' 2> /dev/null)
  for place in 'tmp/*' 'var/tmp/*'; do
    expand . "$place"
    for entry in "${FOUND[@]}"; do
      case ${entry##*/} in perform_cleanup | skip_cleanup_* | TOE_* | awstoe* | imagebuilder_service | systemd-private-* | .*-unix) continue ;; esac
      if [[ -S $entry || $SELF/ == "$entry"/* || $WORKING_DIRECTORY/ == "$entry"/* || $'\n'$in_use == *$'\n'"$entry"/* ]]; then continue; fi
      if is_straight "$entry"; then remove temporary-file "$entry"; fi
    done
  done
fi

# Logs last. Names stay for those who have them open; what was rotated away goes. An open journal is left to Image Builder, which removes it.
mapfile -d '' FOUND < <([[ ! -d ./var/log ]] || find "${OLD_LOGS[@]}" ! -name wtmp ! -name lastlog -print0)
remove log "${FOUND[@]}"
mapfile -d '' FOUND < <([[ ! -d ./var/log ]] || find ./var/log -path ./var/log/journal -prune -o -type f -size +0 -links 1 -print0)
for entry in "${FOUND[@]}"; do empty log "$entry"; done
if [[ -n $ROOT ]]; then in_places remove . 'log var/log/journal/*'; fi
printf 'SANITIZED\n'
