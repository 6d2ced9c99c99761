#include "tools/benchmark/copy_peer.h"

#include <chrono>

#include "absl/strings/str_cat.h"

namespace chiso::bench {

void CopyPeer::Prepare(const Dossiers& dossiers, int64_t first, int64_t count, int64_t group_records,
                       int16_t log_id, int32_t month) {
  groups_.clear();
  record::v1::Record record;
  for (int64_t i = 0; i < count; ++i) {
    if (i % group_records == 0) groups_.emplace_back();
    dossiers.Fill(first + i, record);
    AddRow(groups_.back(), log_id, month, first + i + 1, record);
  }
}

double CopyPeer::Run(const std::string& table) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  for (const RecordRows& group : groups_) {
    database_.Run("BEGIN");
    database_.CopyIn(absl::StrCat(table, " ", kRecordColumns), group.bytes());
    database_.Run("COMMIT");
  }
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace chiso::bench
