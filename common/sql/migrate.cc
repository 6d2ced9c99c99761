#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/errors.h"
#include "common/log.h"
#include "common/sql/postgres.h"

namespace chiso {
namespace {

// A migration may have to wait for another process's and may rewrite tables.
constexpr absl::Duration kMigrationTime = absl::Minutes(10);
// How often a database that is away is tried at a start.
constexpr absl::Duration kRetryInterval = absl::Seconds(1);

int CurrentVersion(pqxx::transaction_base& work, const std::string& service) {
  work.exec0(
      "CREATE TABLE IF NOT EXISTS schema_version ("
      "service text PRIMARY KEY, version integer NOT NULL, applied_at timestamptz NOT NULL DEFAULT now())");
  const pqxx::result rows =
      work.exec_params("SELECT version FROM schema_version WHERE service = $1", service);
  return rows.empty() ? 0 : rows[0][0].as<int>();
}

}  // namespace

absl::Status Migrate(Postgres& postgres, const std::string& service,
                     const std::vector<Migration>& migrations) {
  const int target = migrations.empty() ? 0 : migrations.back().version;
  for (bool done = false; !done;) {
    const absl::Status status =
        postgres.Transact(absl::Now() + kMigrationTime, [&](Transaction& transaction) -> absl::Status {
          pqxx::transaction_base& work = transaction.work();
          // One lock for all services: they share the table of versions, which the first of them makes.
          work.exec("SELECT pg_advisory_xact_lock(hashtext('chiso schema'))");
          const int version = CurrentVersion(work, service);
          done = version == target;
          if (done) return absl::OkStatus();
          if (version > target) {
            return ErrorWithReason(absl::StatusCode::kFailedPrecondition, "SCHEMA_TOO_NEW",
                                   absl::StrCat("the database has schema version ", version,
                                                ", this program knows only up to ", target));
          }
          const Migration& next = migrations[version];
          work.exec(next.sql);
          work.exec_params0(
              "INSERT INTO schema_version (service, version) VALUES ($1, $2)"
              " ON CONFLICT (service) DO UPDATE SET version = excluded.version, applied_at = now()",
              service, next.version);
          SPDLOG_INFO("schema of {} migrated to version {}", service, next.version);
          return absl::OkStatus();
        });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status MigrateAtStart(Postgres& postgres, const std::string& service,
                            const std::vector<Migration>& migrations, absl::Duration timeout,
                            const std::function<bool(absl::Duration)>& interrupted) {
  const absl::Time deadline = absl::Now() + timeout;
  while (true) {
    const absl::Status status = Migrate(postgres, service, migrations);
    if (!absl::IsUnavailable(status) && !absl::IsDeadlineExceeded(status)) return status;
    if (absl::Now() >= deadline) {
      return absl::UnavailableError(absl::StrCat("no database within ", absl::FormatDuration(timeout),
                                                 "; is --postgres right, and is the server up?"));
    }
    if (interrupted(kRetryInterval)) return absl::CancelledError("asked to end");
  }
}

}  // namespace chiso
