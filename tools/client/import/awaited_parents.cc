#include "tools/client/import/awaited_parents.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace chiso {

void AwaitedParents::Take(const Chunk& chunk, ChunkAnswer& answer) {
  // By line, and by place in it.
  absl::flat_hash_set<std::pair<int64_t, int64_t>> refused;
  std::vector<Finding> others;
  for (Finding& finding : answer.findings) {
    if (finding.rejected) refused.emplace(finding.line, finding.place);
    const bool held = !finding.parent.empty() && held_.size() < kMost;
    (held ? held_ : others).push_back(std::move(finding));
  }
  answer.findings = std::move(others);
  for (int i = 0; i < chunk.batch.records_size(); ++i) {
    const record::v1::Record& record = chunk.batch.records(i);
    if (!record.has_unit() || record.retracted()) continue;
    const int64_t place = chunk.places.empty() ? 0 : chunk.places[i];
    if (!refused.contains({chunk.lines[i], place})) brought_.insert(record.unit().code());
  }
}

std::vector<Finding> AwaitedParents::Finish() {
  std::vector<Finding> findings = std::exchange(held_, {});
  findings.erase(std::remove_if(findings.begin(), findings.end(),
                                [&](const Finding& finding) { return brought_.contains(finding.parent); }),
                 findings.end());
  brought_.clear();
  return findings;
}

}  // namespace chiso
