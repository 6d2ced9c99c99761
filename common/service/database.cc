#include "common/service/database.h"

#include <utility>

#include "absl/flags/flag.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/log.h"
#include "common/service/signals.h"
#include "common/sql/dead_clients.h"

ABSL_FLAG(std::string, postgres, "",
          "The database: a libpq connection string. What it leaves out comes from the PG* variables.");
ABSL_FLAG(absl::Duration, startup_timeout, absl::Seconds(60), "How long to wait for the database at start.");

namespace chiso {
namespace {

constexpr absl::Duration kWatchPeriod = absl::Seconds(1);
constexpr absl::Duration kWatchTimeout = absl::Seconds(5);
// Longer than any question that people wait for; and a caller's transaction that is still there then has
// lost its client.
constexpr absl::Duration kLongestQuestion = absl::Seconds(15);
static_assert(kLongestQuestion < kDeadTransaction);
constexpr absl::Duration kLongestWait = absl::Seconds(2);

// Those that are off of the settings on which it rests that a commit is kept.
std::vector<std::string> SettingsOff(Transaction& transaction) {
  static constexpr Statement kOff = {
      "settings_off",
      "SELECT name FROM unnest(ARRAY['fsync', 'synchronous_commit', 'full_page_writes']) AS name"
      " WHERE current_setting(name) = 'off'"};
  std::vector<std::string> off;
  for (const pqxx::row& row : transaction.Run(kOff)) off.push_back(row[0].as<std::string>());
  return off;
}

absl::Status DurabilityOf(const std::vector<std::string>& off) {
  if (off.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("the database server has ", absl::StrJoin(off, ", "),
                   " off: what was acknowledged may be lost when its machine fails"));
}

}  // namespace

Database::Database(std::string application_name)
    : application_name_(std::move(application_name)),
      watching_(OwnPool(1)),
      worker_("watch over the database", kWatchPeriod, [this]() -> absl::StatusOr<absl::Duration> {
        const absl::Status status = Watch();
        if (!status.ok()) return status;
        return kWatchPeriod;
      }) {}

absl::StatusOr<std::unique_ptr<Database>> Database::Open(const std::string& service,
                                                         const std::vector<Migration>& schema) {
  // Watched from the beginning: another process may have died without a word in the midst of a migration.
  std::unique_ptr<Database> database(new Database(absl::StrCat("chiso-", service)));
  Postgres migrating(database->OwnPool(1));
  const absl::Status migrated =
      MigrateAtStart(migrating, service, schema, absl::GetFlag(FLAGS_startup_timeout), TerminationWithin);
  if (!migrated.ok()) return migrated;
  return database;
}

Postgres::Options Database::OwnPool(int connections) const {
  return {.conninfo = absl::GetFlag(FLAGS_postgres),
          .pool_size = connections,
          .application_name = application_name_};
}

Postgres::Options Database::CallersPool(int connections) const {
  Postgres::Options options = OwnPool(connections);
  options.longest_wait = kLongestWait;
  options.longest_transaction = kLongestQuestion;
  return options;
}

absl::Status Database::durability() const {
  absl::MutexLock lock(&mutex_);
  return off_ ? DurabilityOf(*off_) : absl::UnknownError("the database has not been asked yet");
}

absl::Status Database::Watch() {
  const absl::Time deadline = absl::Now() + kWatchTimeout;
  if (const absl::StatusOr<int> ended = EndDeadClients(watching_, deadline); !ended.ok())
    return ended.status();
  std::vector<std::string> off;
  const absl::Status status = watching_.Transact(deadline, [&](Transaction& transaction) {
    off = SettingsOff(transaction);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  absl::MutexLock lock(&mutex_);
  if (off_ == off) return absl::OkStatus();
  off_ = off;
  if (const absl::Status durability = DurabilityOf(off); !durability.ok()) {
    SPDLOG_WARN("NOT DURABLE: {}", std::string(durability.message()));
  } else {
    SPDLOG_INFO(
        "the database server keeps what it commits: fsync, synchronous_commit and full_page_writes are on");
  }
  return absl::OkStatus();
}

}  // namespace chiso
