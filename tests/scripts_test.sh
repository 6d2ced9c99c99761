#!/usr/bin/env bash
# The scripts of tools/: what they say when something is missing or in the way, the rules that check_includes holds,
# the private PostgreSQL, and a whole suite. They run in a copy of tools/, so nothing of the checkout changes. Needs no
# network. CHISO_BUILD_DIR is the build whose services the suite runs.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
temp=$(mktemp -d /tmp/chiso-scripts.XXXXXX)
chmod o+rx "$temp"
copy=$temp/copy
mkdir "$copy" "$temp/bin"
cp -r "$root/tools" "$copy/"
ln -s "$root/services" "$copy/services"

listener=
finish() {
  [ -z "$listener" ] || kill "$listener" || true
  "$copy/tools/suite" remove scripts-test >/dev/null 2>&1 || true
  "$copy/tools/postgres" remove "$temp/locked/inner" >/dev/null 2>&1 || true
  rm -rf "$temp"
}
trap finish EXIT

failures=0
fail() {
  printf 'FAILED: %s\n' "$1" >&2
  failures=$((failures + 1))
}
# expect WANTED ACTUAL WHAT
expect() { [ "$1" = "$2" ] || fail "$3: '$2', not '$1'"; }

# ends_saying WANTED COMMAND…: it must fail, and its last line must hold WANTED. Sets `said`.
ends_saying() {
  local wanted=$1
  shift
  if said=$("$@" 2>&1 </dev/null); then fail "it succeeds: $*"; fi
  [[ ${said##*$'\n'} == *"$wanted"* ]] || fail "$* does not end by saying '$wanted', but: $said"
}

# refuses WANTED COMMAND…: and, but for the steps it took, say nothing else.
refuses() {
  ends_saying "$@"
  expect 1 "$(grep -vc '^==' <<<"$said")" "${*:2} does not say one sentence, but $said, in lines"
}

# stub NAME COMMANDS: a program that lies in temp/bin.
stub() {
  printf '#!/bin/bash\n%s\n' "$2" >"$temp/bin/$1"
  chmod +x "$temp/bin/$1"
}
# stubbed COMMAND…: those first. alone COMMAND…: those and no others.
stubbed() { PATH="$temp/bin:$PATH" "$@"; }
alone() { env -i "PATH=$temp/bin" /bin/bash "$@"; }

# as_nobody COMMAND…: as a user without rights.
as_nobody() {
  if [ "$(id -u)" = 0 ]; then setpriv --reuid=65534 --regid=65534 --clear-groups -- "$@"; else "$@"; fi
}

unknown_arguments() {
  local script
  for script in setup up down test check format tidy check_includes; do
    refuses "usage: tools/$script" "$copy/tools/$script" one two
  done
  refuses "usage: tools/setup" "$copy/tools/setup"
  refuses "usage: tools/suite" "$copy/tools/suite" start
  refuses "there is no 'begin'" "$copy/tools/suite" begin main
  refuses "there is no option --prot" "$copy/tools/suite" start main --prot 1
  refuses "--port lacks its value" "$copy/tools/suite" start main --port
  refuses "--port takes a number" "$copy/tools/suite" start main --port 65530
  refuses "a suite's name" "$copy/tools/suite" remove ../main
  refuses "ingestion is not built in" "$copy/tools/suite" start main
  refuses "usage: tools/postgres" "$copy/tools/postgres" start
  refuses "there is no 'begin'" "$copy/tools/postgres" begin "$temp/postgres"
  refuses "usage: tools/postgres createdb" "$copy/tools/postgres" createdb "$temp/postgres" "a'b"
  refuses "no PostgreSQL is running" "$copy/tools/postgres" status "$temp/postgres"
  refuses "there is no C++ in" "$copy/tools/check_includes" "$temp/bin"
  refuses "not built yet" "$copy/tools/chiso" scores
}

what_setup_lacks() {
  # As if nothing were installed.
  stub dpkg-query ''
  stub sudo '"$@"'
  stub apt-get "touch '$temp/installs'"
  # shellcheck disable=SC2016  # the stub's
  stub df 'echo Filesystem; echo "/dev/x 100 88 12 88% ${*: -1}"'
  refuses "too little disk: 12 MB are free at /, and it takes" stubbed "$copy/tools/setup" demo
  [ ! -e "$temp/installs" ] || fail "setup installs on a full disk"
  rm "$temp/bin/df"
  stub apt-get 'exit 100'
  refuses "is there a network?" stubbed "$copy/tools/setup" demo
  rm "$temp"/bin/*

  # A machine with these programs alone.
  local program
  for program in awk cat df dirname grep id mkdir; do ln -s "$(command -v $program)" "$temp/bin/"; done
  refuses "has no apt-get, and these Debian 12 packages are missing: clang" alone "$copy/tools/setup" demo
  ln -s "$(command -v env)" "$(command -v readlink)" "$temp/bin/"
  refuses "there is neither grpcurl nor buf" alone "$copy/tools/grpcurl" -plaintext 127.0.0.1:1 list
  stub apt-get 'exit 100'
  chmod o+w "$copy/.local"
  refuses "neither root nor has sudo" as_nobody env -i "PATH=$temp/bin" /bin/bash "$copy/tools/setup" demo
  chmod a-w "$copy/.local"
  refuses "it belongs to another user" as_nobody env -i "PATH=$temp/bin" /bin/bash "$copy/tools/setup" demo
  chmod u+w "$copy/.local"
  rm "$temp"/bin/*

  # Packages are there, and the registry of npm cannot be reached.
  npm_config_registry=http://127.0.0.1:1 npm_config_fetch_retries=0 npm_config_cache=$temp/npm \
    ends_saying "npm could not install: is there a network?" "$copy/tools/setup" test
}

# tree FILE INCLUDE: the smallest tree in which FILE includes it.
tree() {
  rm -rf "$temp/tree"
  mkdir -p "$temp/tree/"{common,services,tools} "$(dirname "$temp/tree/$1")"
  printf '#include %s\n' "$2" >"$temp/tree/$1"
}

include_rules() {
  local verdict file header
  while read -r verdict file header; do
    tree "$file" "$header"
    if [ "$verdict" = may ]; then
      "$copy/tools/check_includes" "$temp/tree" 2>&1 || fail "$file may include $header"
    else
      ends_saying "the include rules are broken" "$copy/tools/check_includes" "$temp/tree"
      [[ $said == "$file:1: "* ]] || fail "$file, which must not include $header, is not named: $said"
    fi
  done <<'END'
not common/text.h                                    "services/ingestion/admission/admission.h"
not common/text_test.cc                              "services/ingestion/admission/admission.h"
not common/text.h                                    "chiso/record/v1/record.pb.h"
not common/text.h                                    "google/rpc/status.pb.h"
not common/text.cc                                   <google/protobuf/message.h>
not common/text.h                                    "grpcpp/grpcpp.h"
not common/text.h                                    <grpc/grpc.h>
not common/text.h                                    <pqxx/pqxx>
not common/text.h                                    <libpq-fe.h>
not common/text.h                                    <postgresql/libpq-fe.h>
not common/text.h                                    "common/record/positions.h"
may common/bounds/message_bounds.cc                  "chiso/bounds/v1/bounds.pb.h"
not common/bounds/message_bounds.cc                  "chiso/record/v1/log.pb.h"
not common/bounds/message_bounds.cc                  "grpcpp/grpcpp.h"
not common/period.cc                                 "common/proto_text.h"
may common/proto_text.cc                             <google/protobuf/text_format.h>
not common/proto_text.cc                             "chiso/index/v1/definition.pb.h"
not services/scoring/core/definition.cc              "common/proto_text.h"
may services/scoring/definitions.cc                  "common/proto_text.h"
may common/record/positions.h                        "chiso/record/v1/log.pb.h"
not common/record/positions.h                        "chiso/ingestion/v1/batch.pb.h"
not common/record/positions.cc                       "grpcpp/grpcpp.h"
not common/rpc/server.cc                             "chiso/record/v1/record.pb.h"
not common/rpc/server.cc                             <pqxx/pqxx>
may common/rpc/server.cc                             "grpcpp/grpcpp.h"
may common/rpc/server.cc                             "grpc/health/v1/health.pb.h"
not common/service/signals.cc                        "grpcpp/grpcpp.h"
not common/service/signals.cc                        <pqxx/pqxx>
not common/service/periodic_worker.h                 "common/rpc/server.h"
not common/service/service_main.h                    "common/sql/postgres.h"
may common/service/database.h                        "common/sql/postgres.h"
not common/service/database.cc                       "common/rpc/server.h"
may common/errors.cc                                 "google/rpc/error_details.pb.h"
may common/sql/postgres.h                            <pqxx/pqxx>
not common/sql/postgres.h                            "grpcpp/grpcpp.h"
not services/ingestion/admission/admission.h         "services/scoring/core/score.h"
not services/ingestion/admission/admission_test.cc   "services/reporting/history/history.h"
not services/ingestion/admission/admission.cc        "chiso/scoring/v1/scoring_service.pb.h"
not services/ingestion/admission/admission.cc        "chiso/index/v1/score.pb.h"
not services/ingestion/admission/admission.cc        "grpcpp/grpcpp.h"
not services/ingestion/admission/admission.h         "common/rpc/server.h"
not services/ingestion/admission/admission.cc        <pqxx/pqxx>
not services/ingestion/admission/admission.cc        "common/sql/postgres.h"
not services/ingestion/admission/admission.cc        "common/sql/libpq.h"
may services/ingestion/admission/admission.h         "chiso/record/v1/record.pb.h"
not services/ingestion/log/record_log.h              "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
not services/scoring/core/ledger.cc                  "common/record/content_digest.h"
may services/scoring/conversions.cc                  "common/record/content_digest.h"
may services/ingestion/log/copy.cc                   <libpq-fe.h>
may services/ingestion/log/record_log_test.cc        "grpcpp/grpcpp.h"
not services/ingestion/ingestion_service.cc          <pqxx/pqxx>
not services/ingestion/ingestion_service.cc          "common/sql/postgres.h"
may services/ingestion/ingestion_service.h           "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
may services/ingestion/main.cc                       "common/sql/postgres.h"
may services/ingestion/dossiers/dossier_log.cc       <pqxx/pqxx>
not services/ingestion/request_rules.cc              <pqxx/pqxx>
not services/ingestion/log/log_service.h             "grpcpp/grpcpp.h"
may services/ingestion/testing/records.h             <pqxx/pqxx>
not services/reporting/render/render.cc              "chiso/scoring/v1/scoring_service.pb.h"
not services/reporting/history/history.h             "grpcpp/grpcpp.h"
may services/reporting/history/history.h             <pqxx/pqxx>
not services/scoring/state.cc                        "grpcpp/grpcpp.h"
not services/scoring/follower.cc                     <pqxx/pqxx>
may services/scoring/publisher.h                     "chiso/reporting/v1/reporting_service.grpc.pb.h"
not services/scoring/core/score.h                    "chiso/index/v1/score.pb.h"
not services/scoring/core/score.h                    "services/scoring/conversions.h"
not services/scoring/core/follower_of_laws.h         "grpcpp/grpcpp.h"
not services/scoring/core/score.h                    "common/rpc/server.h"
not services/scoring/core/score.h                    "common/sql/postgres.h"
may services/scoring/core/score.h                    "services/scoring/core/tally.h"
not tools/client/rpc/connection.cc                   "services/ingestion/admission/admission.h"
not tools/client/rpc/connection.cc                   <pqxx/pqxx>
not services/ingestion/main.cc                       "common/child_process.h"
not services/ingestion/main.cc                       "common/free_port.h"
may services/ingestion/ingestion_service_test.cc     "common/child_process.h"
may tools/benchmark/process.h                        "common/child_process.h"
may tools/client/rpc/connection.cc                   "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
not tools/client/words/times.cc                      "tools/client/json.h"
not tools/client/rpc/connection.cc                   "tools/client/settings.h"
not tools/client/view/table.cc                       "tools/client/cli/options.h"
not tools/client/import/csv/rows.cc                  "tools/client/import/exchange/names.h"
not tools/client/import/chunk/chunk.h                "tools/client/import/importer.h"
not tools/client/elsewhere/file.cc                   "tools/client/words/times.h"
may tools/client/settings.h                          "tools/client/words/texts.h"
may tools/client/import/importer.h                   "tools/client/import/chunk/chunk.h"
may tools/client/cli/import.cc                       "tools/client/import/importer.h"
END
}

# Sets `port`, on which something listens until the end.
listen() {
  coproc LISTENER {
    exec perl -MIO::Socket::INET -e '$| = 1;
      my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1", Listen => 1) or die; print $s->sockport, "\n"; sleep 600'
  }
  # shellcheck disable=SC2153  # coproc sets it
  listener=$LISTENER_PID
  read -r port <&"${LISTENER[0]}"
}

ports_in_use() {
  local service
  listen
  # It asks for programs before ports; these are never started.
  for service in ingestion scoring reporting; do
    mkdir -p "$temp/fake/services/$service"
    ln -sf /bin/true "$temp/fake/services/$service/chiso-$service"
  done
  start() { "$copy/tools/suite" start scripts-test --build "$temp/fake" --port "$1"; }
  refuses "port $port, which ingestion of the suite scripts-test would take, is in use" start "$port"
  refuses "port $port, which reporting of the suite scripts-test would take, is in use" start "$((port - 2))"
  refuses "port $port, which scoring of the suite scripts-test would take, is in use" start "$((port - 11))"
  [ ! -e "$copy/.local/scripts-test" ] || fail "a suite that was not started leaves something behind"
}

private_postgres() {
  local dir=$temp/locked/inner postgres=$copy/tools/postgres conninfo home
  # A folder that the server's user cannot enter, as a checkout below /root is one.
  mkdir -p "$dir"
  chmod 700 "$temp/locked"
  conninfo=$("$postgres" start "$dir" -c fsync=off | tail -n 1)
  home=${conninfo#host=}
  home=${home%% *}
  expect "$conninfo" "$("$postgres" start "$dir" -c fsync=off | tail -n 1)" "started again, it is elsewhere"
  expect "$conninfo" "$("$postgres" status "$dir" | tail -n 1)" "status says another place"
  "$postgres" createdb "$dir" scripts_test
  "$postgres" createdb "$dir" scripts_test || fail "a database that is there is an error"
  expect 1 "$(psql -XAtc 'SELECT 1' "$conninfo dbname=scripts_test")" "who started it is not let in"
  if [ "$(id -u)" = 0 ]; then
    expect postgres "$(stat -c %U "/proc/$(head -n 1 "$home/data/postmaster.pid")")" "the server's user"
    [[ $home == /var/tmp/* ]] || fail "a server whose user cannot enter $dir is in $home"
    ! as_nobody psql -XAtc 'SELECT 1' "$conninfo dbname=postgres" >/dev/null 2>&1 || fail "everybody is let in"
  fi
  # What a reset of the machine leaves.
  kill -9 "$(head -n 1 "$home/data/postmaster.pid")"
  expect "$conninfo" "$("$postgres" start "$dir" -c fsync=off | tail -n 1)" "after a kill"
  "$postgres" stop "$dir"
  "$postgres" stop "$dir" || fail "stopping what is stopped is an error"
  ends_saying "no PostgreSQL is running" "$postgres" status "$dir"
  "$postgres" remove "$dir"
  [ ! -e "$home" ] || fail "$home stays"

  stub df 'printf "Filesystem\n/dev/x 100 88 12 88%% /\n"'
  refuses "too little disk: 12 MB are free" stubbed "$postgres" start "$dir"
  rm "$temp/bin/df"
  "$postgres" remove "$dir"
}

# The processes of the suite, as one line.
processes() { cat "$copy/.local/scripts-test/"{ingestion,scoring,reporting}.pid | tr '\n' ' '; }

whole_suite() {
  local suite=$copy/tools/suite before
  suite_start() { "$suite" start scripts-test --build "$CHISO_BUILD_DIR" "$@"; }
  # Ports that nothing listens on, below those that the system hands out.
  local free=20000
  while (for ((p = free; p < free + 40; p++)); do ! (: <>"/dev/tcp/127.0.0.1/$p") || exit 0; done 2>/dev/null; exit 1); do
    free=$((free + 100))
  done
  suite_start --port "$free" >"$temp/said" || {
    fail "the suite does not start"
    return
  }
  grep -q "^scoring  *127.0.0.1:$((free + 1)) " "$temp/said" || fail "it does not say where it is: $(cat "$temp/said")"
  before=$(processes)
  suite_start >/dev/null || fail "the suite does not stay"
  expect "$before" "$(processes)" "started twice, it runs anew"
  refuses "is in use" "$suite" start scripts-test-2 --build "$CHISO_BUILD_DIR" --port "$free"
  "$suite" status scripts-test >/dev/null || fail "a refused suite ends another"
  suite_start --port $((free + 20)) >"$temp/said" || fail "the suite does not move"
  grep -q "^scoring  *127.0.0.1:$((free + 21)) " "$temp/said" || fail "it is not at its new port"
  ! (: <>"/dev/tcp/127.0.0.1/$free") 2>/dev/null || fail "it is still at its old port"
  "$suite" stop scripts-test
  ends_saying "is not running" "$suite" status scripts-test
  "$suite" remove scripts-test
  [ ! -e "$copy/.local/scripts-test/postgres" ] || fail "its data stay"
}

unknown_arguments
what_setup_lacks
include_rules
ports_in_use
private_postgres
whole_suite
[ "$failures" = 0 ] || {
  echo "$failures failed" >&2
  exit 1
}
echo "all passed"
