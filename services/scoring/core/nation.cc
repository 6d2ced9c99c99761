#include "services/scoring/core/nation.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace chiso::core {
namespace {

int32_t MeanHalfUp(int64_t sum, int64_t count) {
  return static_cast<int32_t>((2 * sum + count) / (2 * count));
}

}  // namespace

Score ScoreNation(const IndexDefinition& definition, absl::Span<const UnitScore> provinces) {
  Score nation;
  std::vector<int64_t> sums(definition.groups.size());
  for (const UnitScore& province : provinces) {
    if (province.score.total_status != Status::kScored) {
      nation.missing.push_back(province.unit);
      continue;
    }
    ++nation.mean_of;
    for (size_t i = 0; i < sums.size(); ++i) sums[i] += province.score.groups[i].points.value_or(0);
  }
  std::sort(nation.missing.begin(), nation.missing.end());
  Status of_groups = Status::kNotApplicable;
  if (nation.mean_of > 0) {
    of_groups = nation.missing.empty() ? Status::kScored : Status::kIncomplete;
    nation.total_status = of_groups;
    nation.total_points = 0;
  }
  for (size_t i = 0; i < definition.groups.size(); ++i) {
    const Group& group = definition.groups[i];
    GroupScore& mean = nation.groups.emplace_back(
        GroupScore{.code = group.code, .status = of_groups, .max_points = group.max_points});
    for (const Indicator& indicator : group.indicators) nation.indicators.push_back(NotApplicable(indicator));
    if (nation.mean_of == 0) continue;
    mean.points = MeanHalfUp(sums[i], nation.mean_of);
    *nation.total_points += *mean.points;
  }
  if (nation.total_status == Status::kScored) nation.band = BandOf(definition, *nation.total_points);
  return nation;
}

}  // namespace chiso::core
