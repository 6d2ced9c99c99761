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

}  // namespace chiso::core
