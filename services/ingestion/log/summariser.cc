#include "services/ingestion/log/summariser.h"

#include <map>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/log.h"

namespace chiso {
namespace {

// As in schema/.
constexpr int kPagesPerRange = 32;
constexpr absl::Duration kPeriod = absl::Milliseconds(100);
constexpr absl::Duration kTimeout = absl::Seconds(5);

}  // namespace

Summariser::Summariser(RecordLog& log) : log_(log), thread_([this] { Run(); }) {}

Summariser::~Summariser() {
  stop_.Notify();
  thread_.join();
}

void Summariser::Run() {
  bool failing = false;
  while (!stop_.WaitForNotificationWithTimeout(kPeriod)) {
    const absl::Status status = log_.Summarise(absl::Now() + kTimeout);
    // An outage is told once.
    if (!status.ok() && !failing) {
      SPDLOG_WARN("cannot bring the index of the log up to date: {}", std::string(status.message()));
    }
    failing = !status.ok();
  }
}

absl::Status RecordLog::Summarise(absl::Time deadline) {
  // How many ranges of each partition are known to be summarised.
  std::map<std::string, int64_t> before, after;
  {
    absl::MutexLock lock(&mutex_);
    for (const std::string& partition : written_partitions_)
      before[partition] = summarised_ranges_[partition];
    written_partitions_.clear();
  }
  if (before.empty()) return absl::OkStatus();
  const absl::Status status = postgres_.Transact(deadline, [&](Transaction& transaction) {
    for (const auto& [partition, ranges] : before) {
      // Full ranges only: a row that is put into a range with a summary changes the summary, which takes many
      // times as long as storing the row.
      const auto full = transaction.work()
                            .exec_params1(
                                "SELECT coalesce(pg_relation_size(to_regclass($1))"
                                " / current_setting('block_size')::integer / $2, 0)",
                                partition, kPagesPerRange)[0]
                            .as<int64_t>();
      // At first by the one that finds by itself what is missing: to go through a whole partition range by
      // range takes seconds.
      const std::string summarise =
          ranges == 0 ? "SELECT brin_summarize_new_values(c.oid) FROM"
                      : absl::StrCat("SELECT brin_summarize_range(c.oid, r * ", kPagesPerRange,
                                     ") FROM generate_series(", ranges, "::bigint, ", full - 1, ") AS r,");
      transaction.work().exec_params(
          absl::StrCat(summarise,
                       " pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am a ON a.oid = c.relam"
                       " WHERE i.indrelid = to_regclass($1) AND a.amname = 'brin'"),
          partition);
      after[partition] = full;
    }
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  absl::MutexLock lock(&mutex_);
  for (const auto& [partition, ranges] : after) summarised_ranges_[partition] = ranges;
  return status;
}

}  // namespace chiso
