#include "services/scoring/core/activity.h"

#include <algorithm>

namespace chiso::core {
namespace {

void AddWithEnclosing(const Period& period, std::set<Period>& periods) {
  // A set that holds a period holds all that enclose it.
  if (!periods.insert(period).second) return;
  for (const Period& enclosing : period.Enclosing()) periods.insert(enclosing);
}

}  // namespace

std::set<Period> ActivePeriods(const Ledger& ledger) {
  std::set<Period> periods;
  for (const auto& [code, of_code] : ledger.published().periods()) {
    for (const auto& [period, times] : of_code) AddWithEnclosing(period, periods);
  }
  const std::map<MonthNumber, int64_t>& months = ledger.cases().months();
  if (months.empty()) return periods;
  for (const auto& [month, times] : months) AddWithEnclosing(Period::Month(MonthOf(month)), periods);
  const MonthNumber now = MonthAt(ledger.as_of());
  for (MonthNumber month = std::max(months.begin()->first, now - kUnbrokenMonths); month <= now; ++month) {
    AddWithEnclosing(Period::Month(MonthOf(month)), periods);
  }
  return periods;
}

bool IsActive(const Ledger& ledger, const Tree& tree, int32_t top, const Period& period) {
  const Span span = Span::Of(period);
  const auto& published = ledger.published().periods();
  for (int32_t place = top; place < tree.places[top].end; ++place) {
    const OfficeId office = tree.places[place].office;
    if (ledger.cases().FirstMonthOf(office) < span.end) return true;
    const auto of_code = published.find(tree.places[place].unit->key.code);
    if (of_code == published.end()) continue;
    const bool within = std::any_of(of_code->second.begin(), of_code->second.end(),
                                    [&](const auto& each) { return period.Contains(each.first); });
    if (within) return true;
  }
  return false;
}

const std::vector<bool>& Reach::In(const Period& period) {
  const auto [found, is_new] = reached_.try_emplace(period, offices_.all().size());
  std::vector<bool>& reached = found->second;
  if (!is_new) return reached;
  for (const OfficeId office : touched_.offices) {
    // Where the offices have other numbers by now, all are touched soon.
    if (office < static_cast<OfficeId>(reached.size())) reached[office] = true;
  }
  for (const Period& part : period.Parts()) {
    const std::vector<bool>& of_part = In(part);
    for (size_t i = 0; i < reached.size(); ++i) reached[i] = reached[i] || of_part[i];
  }
  const Tree& tree = offices_.TreeIn(period);
  const auto begin = tree.places.begin();
  for (auto top = begin; top != tree.places.end(); top = begin + top->end) {
    const auto end = begin + top->end;
    const auto is_met = [&](const Place& place) {
      // A nation is the mean of provinces that need not stand below it.
      return reached[place.office] || (place.unit->level == Level::kNation && !touched_.offices.empty());
    };
    if (std::none_of(top, end, is_met)) continue;
    for (auto place = top; place != end; ++place) reached[place->office] = true;
  }
  return reached;
}

}  // namespace chiso::core
