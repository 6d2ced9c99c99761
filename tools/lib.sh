# shellcheck shell=bash
# What the scripts of this folder share. Source it; it sets the shell's options and `root`, the checkout.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
# Nothing here may depend on the language of messages.
export LC_ALL=C.UTF-8
# Tools that tools/setup puts into the checkout come first.
export PATH="$root/.local/bin:$PATH"

# die MESSAGE: one sentence, and the end.
die() {
  printf '%s: %s\n' "${0##*/}" "$1" >&2
  exit 1
}

# say MESSAGE: a step that begins.
say() {
  if [ -t 1 ]; then printf '\033[1m== %s\033[0m\n' "$1"; else printf '== %s\n' "$1"; fi
}

# need_disk MEGABYTES FOLDER: ends unless the folder's file system has that much left.
need_disk() {
  local free
  free=$(df -Pm "$2" | awk 'NR == 2 { print $4 }') || die "cannot tell how much disk is free at $2"
  [ "$free" -ge "$1" ] || die "too little disk: $free MB are free at $2, and it takes $1 MB"
}

# watched LOG COMMAND…: runs it with all that it says going to LOG, and shows that it moves: by its latest line on a
# terminal, elsewhere by a line now and then.
watched() {
  local log=$1 line next=$((SECONDS + 15))
  shift
  "$@" </dev/null 2>&1 | tee -a "$log" | {
    if [ -t 1 ]; then
      while IFS= read -r line; do printf '\r\033[K   %.76s' "$line"; done
      printf '\r\033[K'
    else
      while IFS= read -r line; do
        ((SECONDS < next)) || {
          printf '   %.76s\n' "$line"
          next=$((SECONDS + 15))
        }
      done
    fi
  }
}

# configure PRESET: where it was never done.
configure() {
  local log=$root/.local/configure-$1.log
  [ ! -e "$root/build/$1/build.ninja" ] || return 0
  need_disk 3000 "$root"
  say "configuring build/$1"
  : >"$log"
  (cd "$root" && watched "$log" cmake --preset "$1") || {
    tail -n 30 "$log" >&2
    die "cmake could not configure; all it said is in .local/configure-$1.log"
  }
}

# build PRESET: configures where it was never done, and builds what is out of date.
build() {
  configure "$1"
  say "building build/$1"
  (cd "$root" && cmake --build --preset "$1") || die "the build failed"
}

mkdir -p "$root/.local" 2>/dev/null || die "cannot make the folder .local in $root"
[ -w "$root/.local" ] || die "cannot write to $root/.local: it belongs to another user; run this as that one"
