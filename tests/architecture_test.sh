#!/usr/bin/env bash
# What ARCHITECTURE.md names exists: every word in backticks, and every folder of the layout under "Where is the code?".
# A word in backticks with a slash is a path, or the end of one, with or without its extension; one without may also be
# a word of the code, the contracts or the schemas. What begins with a dash is an option of a program; what else holds a
# space is a command and is left alone. In the layout a name that ends in a slash is a folder, below the folder at the
# head of its line or entry, and a name with an underscore is a file.
set -euo pipefail
# The order of sorting must not depend on the language.
export LC_ALL=C.UTF-8
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
temp=$(mktemp -d /tmp/chiso-architecture.XXXXXX)
trap 'rm -rf "$temp"' EXIT
cd "$root"

# All paths below the checkout's folders, and those of files without their extensions too.
find -- * \( -name build -o -name node_modules \) -prune -o -print >"$temp/found"
{ cat "$temp/found"; sed -E 's/\.[^/]*$//' "$temp/found"; } | sort -u >"$temp/paths"

# is_path NAME [FOLDER]: it is the end of a path, below the folder. A star stands for any part of a name.
is_path() {
  local name=${1%/}
  [[ $name =~ ^[A-Za-z0-9_./*-]+$ ]] || return 1
  name=${name//./\\.}
  grep -qE "^${2:+$2/}(.*/)?${name//\*/[^/]*}\$" "$temp/paths"
}

# is_word NAME: headers, contracts, definitions or schemas hold its last part: of `core::Ledger` and `dossier.code` that
# behind the colons and the point.
is_word() {
  grep -rqwF --include='*.h' --include='*.proto' --include='*.sql' --include='*.textproto' -e "${1##*[.:]}" \
    common services tools proto
}

# in_backticks FILE: LINE NAME for each, but for blocks of code.
in_backticks() {
  awk '/^```/ { block = !block }
    !block { for (n = split($0, part, "`"); n > 1; n--) if (n % 2 == 0) print FNR, part[n] }' "$1"
}

# in_layout FILE: LINE NAME FOLDER for each; the folder is the one that the name is said to lie in, or a dot.
in_layout() {
  awk '
    /^## / { here = /Where is the code/ }
    !here { next }
    /^```/ { block = !block; top = entry = "."; next }
    !block { next }
    {
      rest = $0
      if (match($0, /^ ? ?[a-z_]+\//)) {
        name = substr($0, 1, RLENGTH); rest = substr($0, RLENGTH + 1); gsub(/ /, "", name)
        if ($0 ~ /^ /) { print FNR, name, top; entry = top "/" name } else { print FNR, name, "."; top = entry = name }
        sub(/\/$/, "", top); sub(/\/$/, "", entry)
      }
      gsub(/[^a-z0-9_\/*]+/, " ", rest)
      for (n = split(rest, word, " "); n > 0; n--) if (word[n] ~ /\/$|_/) print FNR, word[n], entry
    }' "$1"
}

# check FILE: a line for each name that does not exist.
check() {
  local line name folder
  in_backticks "$1" | while read -r line name; do
    case $name in
      -*) grep -rqF --include='*.cc' -e "\"${name%%[ =]*}" tools || echo "$1:$line: there is no option $name" ;;
      *' '*) ;;
      */*) is_path "$name" || echo "$1:$line: there is no $name" ;;
      *) is_path "$name" || is_word "$name" || echo "$1:$line: there is no $name" ;;
    esac
  done
  in_layout "$1" | while read -r line name folder; do
    if [ "$folder" = . ]; then
      [ -d "$name" ] || echo "$1:$line: there is no $name"
    else
      is_path "$name" "$folder" || echo "$1:$line: there is no $name in $folder"
    fi
  done
}

# The check itself, on a text with one of each kind that exists and one that does not.
cat >"$temp/text.md" <<'END'
`tools/check_includes`, `tools/check_nothing`, `scoring/core`, `scoring/crust`, `core/ledger`, `core/lodger`
`*_service`, `*_servant`, `common`, `uncommon`, `as_of_time`, `as_of_never`, `core::Ledger`, `core::Lodger`,
`--revision now`, `--nothing`, `chiso nothing`
## Where is the code?
```
proto/     the contracts
nowhere/   nothing
rpc/       not here
services/
  scoring/    follower → core/ (pure), crust/; scoring_service, scoring_servant
              bulletin/ is not here
  nothing/    at all
```
END
said=$(check "$temp/text.md")
wanted="1: there is no core/lodger
1: there is no scoring/crust
1: there is no tools/check_nothing
2: there is no *_servant
2: there is no as_of_never
2: there is no core::Lodger
2: there is no uncommon
3: there is no option --nothing
7: there is no nowhere/
8: there is no rpc/
10: there is no crust/ in services/scoring
10: there is no scoring_servant in services/scoring
11: there is no bulletin/ in services/scoring
12: there is no nothing/ in services"
[ "$(sort -t: -k1,1n -k2 <<<"${said//"$temp/text.md:"/}")" = "$wanted" ] || {
  printf 'FAILED: the check says\n%s\n' "$said" >&2
  exit 1
}

said=$(check ARCHITECTURE.md)
[ -z "$said" ] || {
  printf '%s\n' "$said" >&2
  exit 1
}
echo "all that ARCHITECTURE.md names exists"
