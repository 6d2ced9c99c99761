#include "tools/client/import/finding_counts.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tools/client/import/exchange/records.h"
#include "tools/client/view/table.h"
#include "tools/client/words/local_numbers.h"

namespace chiso {
namespace {

std::string CountOrNothing(Language language, int64_t count) {
  return count == 0 ? "" : LocalCount(language, count);
}

}  // namespace

void FindingCounts::Add(const Finding& finding) {
  if (!finding.reason.empty()) {
    Count& count = reasons_[finding.reason];
    ++(finding.rejected ? count.refused : count.warnings);
  }
  if (finding.unit.empty()) return;
  if (!LooksLikeUnit(finding.unit)) {
    ++hidden_;
  } else if (const auto found = units_.find(finding.unit); found != units_.end()) {
    ++found->second;
  } else if (units_.size() < kUnitsKept) {
    units_.emplace(finding.unit, 1);
  } else {
    ++beyond_;
  }
}

std::string FindingCounts::ToString(Language language) const {
  const std::string reasons = Reasons(language);
  const std::string units = Units(language);
  return absl::StrCat(reasons, reasons.empty() || units.empty() ? "" : "\n", units);
}

std::string FindingCounts::Reasons(Language language) const {
  if (reasons_.empty()) return "";
  Table table({{std::string(Say(language, Text::kReason))},
               {std::string(Say(language, Text::kRefused)), Table::Align::kRight},
               {std::string(Say(language, Text::kWarnings)), Table::Align::kRight}});
  for (const auto& [reason, count] : reasons_) {
    table.Add({reason, CountOrNothing(language, count.refused), CountOrNothing(language, count.warnings)});
  }
  return table.ToString();
}

std::string FindingCounts::Units(Language language) const {
  if (units_.empty() && hidden_ == 0) return "";
  std::vector<std::pair<std::string, int64_t>> units(units_.begin(), units_.end());
  std::stable_sort(units.begin(), units.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  Table table({{std::string(Say(language, Text::kUnknownUnit))},
               {std::string(Say(language, Text::kRecords)), Table::Align::kRight}});
  for (size_t i = 0; i < std::min(units.size(), kUnitsShown); ++i) {
    table.Add({units[i].first, LocalCount(language, units[i].second)});
  }
  if (units.size() > kUnitsShown) {
    int64_t records = beyond_;
    for (size_t i = kUnitsShown; i < units.size(); ++i) records += units[i].second;
    const auto more = static_cast<int64_t>(units.size() - kUnitsShown);
    table.Add({Say(language, Text::kAndMore, LocalCount(language, more)), LocalCount(language, records)});
  }
  if (hidden_ > 0) {
    table.Add({std::string(Say(language, Text::kUnitsHidden)), LocalCount(language, hidden_)});
  }
  return table.ToString();
}

}  // namespace chiso
