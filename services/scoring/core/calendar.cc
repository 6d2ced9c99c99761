#include "services/scoring/core/calendar.h"

namespace chiso::core {
namespace {

// 1970-01-01 was a Thursday.
constexpr bool IsWeekday(DayNumber day) {
  const int of_week = ((day % 7) + 7 + 3) % 7;  // 0: Monday
  return of_week < 5;
}
static_assert(IsWeekday(0) && IsWeekday(1) && !IsWeekday(2) && !IsWeekday(3) && IsWeekday(4));
static_assert(!IsWeekday(-4) && IsWeekday(-3));

// A term of 1,000 working days ends within this many days, unless somebody has given everything off: then the
// term never ends, and the last day that is looked at stands for that.
constexpr int kMaxDays = 10'000;

}  // namespace

void Calendar::Put(const std::string& unit_code, DayNumber day, bool works) { days_[unit_code][day] = works; }

void Calendar::Remove(const std::string& unit_code, DayNumber day) {
  const auto found = days_.find(unit_code);
  if (found != days_.end()) found->second.erase(day);
}

bool Calendar::Works(DayNumber day, absl::Span<const std::string> codes) const {
  const auto said = [&](const std::string& code) -> const bool* {
    const auto of_code = days_.find(code);
    if (of_code == days_.end()) return nullptr;
    const auto found = of_code->second.find(day);
    return found == of_code->second.end() ? nullptr : &found->second;
  };
  for (const std::string& code : codes) {
    if (const bool* const works = said(code)) return *works;
  }
  static const std::string kCountry;
  if (const bool* const works = said(kCountry)) return *works;
  return IsWeekday(day);
}

DayNumber Calendar::Nth(DayNumber day, int n, int step, absl::Span<const std::string> codes) const {
  for (int looked_at = 0; n > 0 && looked_at < kMaxDays; ++looked_at) {
    day += step;
    if (Works(day, codes)) --n;
  }
  return day;
}

DayNumber Calendar::NthAfter(DayNumber day, int n, absl::Span<const std::string> codes) const {
  return Nth(day, n, 1, codes);
}

DayNumber Calendar::NthBefore(DayNumber day, int n, absl::Span<const std::string> codes) const {
  return Nth(day, n, -1, codes);
}

}  // namespace chiso::core
