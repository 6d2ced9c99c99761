// The appending side of the log.

#include "services/ingestion/record_log.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors.h"
#include "services/ingestion/record_log_group.h"

namespace chiso {
namespace {

constexpr absl::Duration kRetryDelay = absl::Milliseconds(500);

}  // namespace

std::string LeafName(int log_id, int arrival_month) {
  return absl::StrCat("record_", log_id, "_", arrival_month);
}

bool RecordLog::IsKnownUnit(const std::string& code) const {
  absl::MutexLock lock(&mutex_);
  return known_units_.count(code) > 0;
}

absl::Status RecordLog::AppendGroup(absl::Span<AdmittedBatch> batches, absl::Time now, absl::Time deadline,
                                    std::vector<Outcome>& outcomes) {
  std::set<std::string> units, leaves;
  absl::Status status = postgres_.Transact(deadline, [&](Transaction& transaction) {
    Group group(*this, transaction, batches, now);
    group.Run();
    outcomes = std::move(group.outcomes());
    units = group.units();
    leaves = group.Leaves();
    return absl::OkStatus();
  });
  // The caller's own deadline may be far away: it can send again.
  if (absl::IsDeadlineExceeded(status)) {
    return RetryLater(absl::StatusCode::kUnavailable, "the database did not answer in time; send again",
                      kRetryDelay);
  }
  if (!status.ok()) return status;
  absl::MutexLock lock(&mutex_);
  known_units_.insert(units.begin(), units.end());
  written_leaves_.merge(leaves);
  return status;
}

std::vector<RecordLog::Outcome> RecordLog::Append(std::vector<AdmittedBatch>& batches, absl::Time now,
                                                  absl::Time deadline) {
  std::vector<Outcome> outcomes;
  const absl::Status status = AppendGroup(absl::MakeSpan(batches), now, deadline, outcomes);
  if (status.ok()) return outcomes;
  // Only the database's dislike of a statement can be one batch's fault.
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

absl::Status RecordLog::EnsureLogs(const std::set<std::string>& names, absl::Time deadline) {
  return postgres_.Transact(deadline, [&](Transaction& transaction) {
    for (const std::string& name : names) {
      // A conflict would use up one of the few ids at every start.
      transaction.work().exec_params(
          "INSERT INTO log (name) SELECT $1 WHERE NOT EXISTS (SELECT 1 FROM log WHERE name = $1)"
          " ON CONFLICT DO NOTHING",
          name);
    }
    return absl::OkStatus();
  });
}

absl::Status RecordLog::Summarise(absl::Time deadline) {
  std::set<std::string> leaves;
  {
    absl::MutexLock lock(&mutex_);
    leaves.swap(written_leaves_);
  }
  if (leaves.empty()) return absl::OkStatus();
  return postgres_.Transact(deadline, [&](Transaction& transaction) {
    for (const std::string& leaf : leaves) {
      transaction.work().exec_params(
          "SELECT brin_summarize_new_values(c.oid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
          " JOIN pg_am a ON a.oid = c.relam WHERE i.indrelid = to_regclass($1) AND a.amname = 'brin'",
          leaf);
    }
    return absl::OkStatus();
  });
}

}  // namespace chiso
