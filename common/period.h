// Dates and reporting periods. All dates are days in Asia/Ho_Chi_Minh (UTC+7, no daylight saving time).

#ifndef CHISO_COMMON_PERIOD_H_
#define CHISO_COMMON_PERIOD_H_

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace chiso {

// Reads `YYYY-MM-DD`, a date of the calendar in 1900 to 2199. Returns nothing for any other text.
std::optional<absl::CivilDay> ParseDate(absl::string_view text);
std::string FormatDate(absl::CivilDay day);

// The time zone of all dates, and the day of a moment in it. In SQL it is CHISO_DAY of common/sql/values.h.
absl::TimeZone HoChiMinh();
absl::CivilDay DayOf(absl::Time time);
// The same day counted from 1970-01-01, which is 0: days are compared by it at a fraction of the calendar's
// cost.
int64_t DayNumberOf(absl::Time time);

// A month, quarter, half-year or year. Canonical text: `2026-08`, `2026-Q3`, `2026-H2`, `2026`.
class Period {
 public:
  enum class Kind { kMonth, kQuarter, kHalfYear, kYear };

  // Reads the canonical text, years 1900 to 2199. Returns nothing for any other text.
  static std::optional<Period> Parse(absl::string_view text);
  static Period Month(absl::CivilMonth month) { return Period(Kind::kMonth, month); }
  // The period of a kind that holds the month.
  static Period Containing(Kind kind, absl::CivilMonth month);

  Kind kind() const { return kind_; }
  absl::CivilMonth first_month() const { return first_; }
  int month_count() const;
  absl::CivilDay first_day() const { return absl::CivilDay(first_); }
  absl::CivilDay last_day() const { return absl::CivilDay(first_ + month_count()) - 1; }
  bool Contains(const Period& other) const;

  // The like period before this one.
  Period Previous() const;
  // The next smaller parts in order: quarters of a half-year, months of a quarter; none for a month.
  // A year's parts are its two half-years.
  std::vector<Period> Parts() const;
  // The larger periods that hold this one, smallest first.
  std::vector<Period> Enclosing() const;

  std::string ToString() const;

  // Orders by first day, then longer ones first.
  friend std::strong_ordering operator<=>(const Period& a, const Period& b);
  friend bool operator==(const Period& a, const Period& b) = default;

 private:
  Period(Kind kind, absl::CivilMonth first) : kind_(kind), first_(first) {}

  Kind kind_;
  absl::CivilMonth first_;
};

// How many days after today a period may begin and not be odd: next month's figures may be made ready in this
// one. Nothing of a period further ahead can have been counted.
inline constexpr int kPeriodLeadDays = 31;
bool LiesFarAhead(const Period& period, absl::Time now);

}  // namespace chiso

#endif  // CHISO_COMMON_PERIOD_H_
