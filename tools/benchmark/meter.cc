#include "tools/benchmark/meter.h"

#include "absl/strings/str_cat.h"
#include "tools/benchmark/cpu.h"
#include "tools/benchmark/fail.h"
#include "tools/benchmark/machine.h"

namespace chiso::bench {
Meter::Meter(Database& database)
    : database_(database),
      postmaster_(ParentOf(static_cast<pid_t>(database_.Number("SELECT pg_backend_pid()")))) {
  if (database_.Value("SHOW fsync") != "on" || database_.Value("SHOW synchronous_commit") != "on") {
    Fail("fsync and synchronous_commit must be on");
  }
}

void Meter::Run(Way& way, pid_t server, absl::FunctionRef<double()> f) {
  // Nobody pays for what others have left behind.
  database_.Run("VACUUM");
  database_.Run("CHECKPOINT");
  const auto wal = [this] {
    return std::stod(database_.Value("SELECT pg_current_wal_insert_lsn() - '0/0'"));
  };
  const double wal_before = wal();
  const Cpu before = CpuUsed(server, postmaster_);
  const double seconds = f();
  const Cpu used = CpuUsed(server, postmaster_) - before;
  way.Add(seconds, used, wal() - wal_before);
}

std::vector<std::pair<std::string, std::string>> Meter::Facts() {
  std::string settings;
  for (const char* name : {"fsync", "synchronous_commit", "full_page_writes", "wal_level", "shared_buffers",
                           "max_wal_size", "checkpoint_timeout", "autovacuum"}) {
    absl::StrAppend(&settings, settings.empty() ? "" : ", ", name, "=",
                    database_.Value(absl::StrCat("SHOW ", name)));
  }
  auto facts = MachineFacts();
  facts.emplace_back("PostgreSQL", database_.Value("SHOW server_version"));
  facts.emplace_back("settings", settings);
  return facts;
}

}  // namespace chiso::bench
