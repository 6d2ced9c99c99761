#include "common/service/database.h"

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "common/service/signals.h"

ABSL_FLAG(std::string, postgres, "",
          "The database: a libpq connection string. What it leaves out comes from the PG* variables.");
ABSL_FLAG(absl::Duration, startup_timeout, absl::Seconds(60), "How long to wait for the database at start.");

namespace chiso {

absl::StatusOr<std::unique_ptr<Postgres>> OpenDatabase(const std::string& service, int connections,
                                                       const std::vector<Migration>& schema) {
  auto postgres = std::make_unique<Postgres>(
      Postgres::Options{absl::GetFlag(FLAGS_postgres), connections, absl::StrCat("chiso-", service)});
  const absl::Status migrated =
      MigrateAtStart(*postgres, service, schema, absl::GetFlag(FLAGS_startup_timeout), TerminationWithin);
  if (!migrated.ok()) return migrated;
  return postgres;
}

}  // namespace chiso
