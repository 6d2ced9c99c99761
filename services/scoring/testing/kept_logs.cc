#include "services/scoring/testing/kept_logs.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "chiso/ingestion/v1/ingestion_service.pb.h"

namespace chiso::testing {

void KeptLogs::Append(const std::string& log, const std::vector<record::v1::Record>& records,
                      const std::string& sender) {
  const int64_t head = HeadOf(log);
  record::v1::LogEntry& entry = entries_[log].emplace_back();
  entry.set_sender(sender);
  entry.set_first_sequence(head + 1);
  entry.mutable_records()->Assign(records.begin(), records.end());
}

int64_t KeptLogs::HeadOf(const std::string& log) const {
  const auto found = entries_.find(log);
  if (found == entries_.end() || found->second.empty()) return 0;
  return found->second.back().first_sequence() + found->second.back().records_size() - 1;
}

Positions KeptLogs::Heads() const {
  Positions heads;
  for (const auto& [log, entries] : entries_) {
    heads.Add()->set_log(log);
    heads.rbegin()->set_sequence(HeadOf(log));
  }
  return heads;
}

void KeptLogs::Feed(State& state, int64_t seconds) const {
  for (const record::v1::Position& reached : state.Reached()) {
    ingestion::v1::ReadRecordsResponse response;
    const auto found = entries_.find(reached.log());
    if (found != entries_.end()) {
      for (const record::v1::LogEntry& entry : found->second) {
        if (entry.first_sequence() > reached.sequence()) *response.add_entries() = entry;
      }
    }
    response.mutable_position()->set_log(reached.log());
    response.mutable_position()->set_sequence(HeadOf(reached.log()));
    *response.mutable_head() = response.position();
    response.mutable_send_time()->set_seconds(seconds);
    LogFacts read;
    EXPECT_TRUE(AddResponse(response.SerializeAsString(), read));
    state.Apply(read);
  }
}

ReadLog KeptLogs::Reading() const {
  return [this](const record::v1::Position& end, absl::Span<const record::v1::RecordKind> kinds,
                absl::FunctionRef<absl::Status(const record::v1::LogEntry&)> take) -> absl::Status {
    const auto found = entries_.find(end.log());
    if (found == entries_.end()) return absl::OkStatus();
    const std::set<int> wanted(kinds.begin(), kinds.end());
    for (const record::v1::LogEntry& entry : found->second) {
      // A run of its own for each record, as where others were left out in between.
      for (int i = 0; i < entry.records_size(); ++i) {
        const record::v1::Record& record = entry.records(i);
        if (!wanted.contains(static_cast<int>(record.content_case()) - 10)) continue;
        if (entry.first_sequence() + i > end.sequence()) return absl::OkStatus();
        record::v1::LogEntry run;
        run.set_sender(entry.sender());
        run.set_first_sequence(entry.first_sequence() + i);
        *run.add_records() = record;
        if (absl::Status status = take(run); !status.ok()) return status;
      }
    }
    return absl::OkStatus();
  };
}

}  // namespace chiso::testing
