#include "services/ingestion/log/sealer.h"

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/log.h"
#include "common/period.h"

namespace chiso {
namespace {

constexpr absl::Duration kPeriod = absl::Minutes(1);
// Transactions that append take seconds, and clocks differ less: after this nobody adds to the month.
constexpr absl::Duration kGrace = absl::Hours(1);
// The largest partition that fits a machine takes minutes.
constexpr absl::Duration kTimeout = absl::Hours(2);
constexpr absl::Duration kBreakOff = absl::Milliseconds(100);

}  // namespace

PartitionSealer::PartitionSealer(Postgres& postgres, std::function<absl::Time()> now)
    : postgres_(postgres),
      now_(std::move(now)),
      worker_("seal a month of a log", kPeriod, [this]() -> absl::StatusOr<absl::Duration> {
        const absl::StatusOr<bool> sealed = SealOne(absl::Now() + kTimeout);
        if (!sealed.ok()) return sealed.status();
        return *sealed ? absl::ZeroDuration() : kPeriod;
      }) {}

PartitionSealer::~PartitionSealer() {
  worker_.Stop();
  // Again and again, because a request that arrives between two statements breaks nothing off.
  while (!worker_.EndedWithin(kBreakOff)) {
    absl::MutexLock lock(&mutex_);
    char error[256];
    if (cancel_ != nullptr) PQcancel(cancel_, error, sizeof(error));
  }
}

absl::StatusOr<bool> PartitionSealer::SealOne(absl::Time deadline) {
  const absl::CivilMonth month = absl::ToCivilMonth(now_() - kGrace, HoChiMinh());
  std::string partition;
  absl::Duration took;
  const absl::Status status = postgres_.Transact(deadline, [&](Transaction& transaction) {
    partition.clear();
    pqxx::transaction_base& work = transaction.work();
    const pqxx::result rows = work.exec_params(
        "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
        " WHERE i.inhparent = 'record'::regclass AND right(c.relname, 6)::integer < $1"
        " AND to_regclass(c.relname || '_subject') IS NULL"
        " AND pg_try_advisory_xact_lock(hashtext('chiso seal')) ORDER BY right(c.relname, 6) DESC LIMIT 1",
        static_cast<int>(month.year()) * 100 + month.month());
    if (rows.empty()) return absl::OkStatus();
    partition = rows[0][0].as<std::string>();
    // One processor at most; the limit of a statement's time is for those that somebody waits for.
    work.exec(absl::StrCat("SET LOCAL max_parallel_maintenance_workers = 0; SET LOCAL statement_timeout = ",
                           absl::ToInt64Milliseconds(kTimeout)));
    {
      absl::MutexLock lock(&mutex_);
      cancel_ = PQgetCancel(transaction.raw());
    }
    const auto forget = [&](pg_cancel**) {
      absl::MutexLock lock(&mutex_);
      PQfreeCancel(std::exchange(cancel_, nullptr));
    };
    const std::unique_ptr<pg_cancel*, decltype(forget)> guard(&cancel_, forget);
    const absl::Time start = absl::Now();
    work.exec0(
        absl::StrCat("CREATE INDEX IF NOT EXISTS ", partition, "_subject ON ", partition, " (subject)"));
    took = absl::Now() - start;
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  if (!partition.empty()) SPDLOG_INFO("sealed {} in {} s", partition, absl::ToInt64Seconds(took));
  return !partition.empty();
}

}  // namespace chiso
