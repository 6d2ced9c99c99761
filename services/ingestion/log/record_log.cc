// The appending side of the log.

#include "services/ingestion/log/record_log.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors.h"
#include "services/ingestion/log/group.h"

namespace chiso {
namespace {

constexpr absl::Duration kRetryDelay = absl::Milliseconds(500);

}  // namespace

std::string PartitionName(int log_id, int arrival_month) {
  return absl::StrCat("record_", log_id, "_", arrival_month);
}

std::shared_ptr<const KnownCodes> RecordLog::known_codes() const {
  absl::MutexLock lock(&mutex_);
  return known_codes_;
}

void RecordLog::Learn(const CodesByKind& codes, const UnitTimes& units) {
  absl::MutexLock lock(&mutex_);
  // Others read the snapshot that there is. Most groups bring nothing new, so it is seldom copied.
  std::shared_ptr<KnownCodes> more;
  const auto copy = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    if (more == nullptr) more = std::make_shared<KnownCodes>(*known_codes_);
  };
  for (const auto& [kind, added] : codes) {
    for (const std::string& code : added) {
      if (known_codes_->Contains(kind, code)) continue;
      copy();
      more->Add(kind, code);
    }
  }
  if (known_codes_->units().Lacks(units)) {
    copy();
    more->units().TakeAll(units);
  }
  if (more != nullptr) known_codes_ = std::move(more);
}

absl::Status RecordLog::LoadUnits(absl::Time deadline) {
  int64_t sequence;
  {
    absl::MutexLock lock(&mutex_);
    sequence = units_read_;
  }
  std::vector<PlacedUnit> read;
  const absl::Status status = pools_.own.Transact(deadline, [&](Transaction& transaction) {
    read = ReadUnitsAfter(transaction.work(), sequence);
    return absl::OkStatus();
  });
  if (!status.ok() || read.empty()) return status;
  CodesByKind codes;
  UnitTimes units;
  for (const PlacedUnit& unit : read) {
    units.Take(unit.time);
    // One that was never there and is taken back is not known.
    if (!unit.time.retracted) codes[CodeKind::kUnit].insert(unit.time.code);
  }
  Learn(codes, units);
  absl::MutexLock lock(&mutex_);
  units_read_ = std::max(units_read_, read.back().sequence);
  return status;
}

absl::Status RecordLog::FillUnits(absl::Time deadline) {
  return pools_.own.Transact(deadline, [](Transaction& transaction) {
    chiso::FillUnits(transaction.work());
    return absl::OkStatus();
  });
}

// Transactions become visible in another order than they began: one that was under way at the last time may
// have put in a code with an older number than those that were read then. So each time what no former
// snapshot was sure to show is read. A database that is younger than the one of the last time was restored:
// it is read from its beginning.
absl::Status RecordLog::LoadPublished(absl::Time deadline) {
  int64_t since = published_since_;
  int64_t next = 0;
  CodesByKind codes;
  const absl::Status status = pools_.own.Transact(deadline, [&](Transaction& transaction) {
    const auto load = [&] {
      codes.clear();
      const pqxx::result rows = transaction.work().exec_params(
          "SELECT pg_snapshot_xmin(pg_current_snapshot())::text, code FROM (VALUES (1)) AS one LEFT JOIN "
          "known_code"
          " ON kind = $1 AND added >= $2::text::xid8",
          static_cast<int>(CodeKind::kPublication), std::to_string(since));
      next = rows[0][0].as<int64_t>();
      for (const pqxx::row& row : rows) {
        if (!row[1].is_null()) codes[CodeKind::kPublication].insert(row[1].as<std::string>());
      }
    };
    load();
    if (next < since) {
      since = 0;
      load();
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  published_since_ = next;
  Learn(codes, UnitTimes());
  return status;
}

absl::Status RecordLog::AppendGroup(absl::Span<AdmittedBatch> batches, absl::Time now, absl::Time deadline,
                                    std::vector<Outcome>& outcomes) {
  const std::shared_ptr<const KnownCodes> known = known_codes();
  CodesByKind codes;
  UnitTimes units;
  absl::Status status = pools_.own.Transact(deadline, [&](Transaction& transaction) {
    Group group(*known, transaction, batches, now);
    group.Run();
    outcomes = std::move(group.outcomes());
    codes = group.codes();
    units = group.unit_times();
    return absl::OkStatus();
  });
  // `deadline` is this transaction's alone; the caller's may be far away, so the caller can send again.
  if (absl::IsDeadlineExceeded(status)) {
    return RetryLater(absl::StatusCode::kUnavailable, "the database did not answer in time; send again",
                      kRetryDelay);
  }
  if (!status.ok()) return status;
  Learn(codes, units);
  return status;
}

std::vector<RecordLog::Outcome> RecordLog::Append(std::vector<AdmittedBatch>& batches, absl::Time now,
                                                  absl::Time deadline) {
  std::vector<Outcome> outcomes;
  const absl::Status status = AppendGroup(absl::MakeSpan(batches), now, deadline, outcomes);
  if (status.ok()) return outcomes;
  // INTERNAL alone, an SQL error, can be the fault of one batch: each is tried by itself, and only that one
  // fails.
  if (status.code() != absl::StatusCode::kInternal || batches.size() == 1) {
    return std::vector<Outcome>(batches.size(), status);
  }
  outcomes.clear();
  for (AdmittedBatch& batch : batches) {
    std::vector<Outcome> single;
    const absl::Status failed = AppendGroup(absl::MakeSpan(&batch, 1), now, deadline, single);
    outcomes.push_back(failed.ok() ? std::move(single[0]) : Outcome(failed));
  }
  return outcomes;
}

absl::Status RecordLog::CheckHeads(absl::Time deadline) {
  bool locked = false;
  const absl::Status status = pools_.own.Transact(deadline, [&](Transaction& transaction) {
    static constexpr Statement kLock = {"lock_heads", "SELECT 1 FROM log ORDER BY id FOR UPDATE"};
    transaction.BeginAndRun(kLock, {});
    locked = true;
    // Rolled back: a commit would wait for the disk.
    return absl::CancelledError("only looked");
  });
  return locked ? absl::OkStatus() : status;
}

absl::Status RecordLog::EnsureLogs(const std::set<std::string>& names, absl::Time deadline) {
  return pools_.own.Transact(deadline, [&](Transaction& transaction) {
    for (const std::string& name : names) {
      // ON CONFLICT alone would use up an id for each log at every start, and ids are of smallint.
      transaction.work().exec_params(
          "INSERT INTO log (name) SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM log WHERE name = $1)"
          " ON CONFLICT DO NOTHING",
          name);
    }
    return absl::OkStatus();
  });
}

}  // namespace chiso
