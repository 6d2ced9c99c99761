// Moments, days and months as plain numbers. All days and months are those of Asia/Ho_Chi_Minh, which is
// seven hours ahead of Greenwich all year round.

#ifndef CHISO_SERVICES_SCORING_CORE_MOMENT_H_
#define CHISO_SERVICES_SCORING_CORE_MOMENT_H_

#include <cstdint>
#include <limits>

#include "absl/time/civil_time.h"
#include "common/period.h"

namespace chiso::core {

// Whole seconds since 1970-01-01T00:00:00Z.
using Moment = int64_t;
// Days since 1970-01-01, and months since the year 0.
using DayNumber = int32_t;
using MonthNumber = int32_t;

// Before and after every moment that a record may name.
inline constexpr Moment kEver = std::numeric_limits<int64_t>::min();
inline constexpr Moment kNever = std::numeric_limits<int64_t>::max();

inline constexpr Moment kDaySeconds = 24 * 60 * 60;
inline constexpr Moment kAheadOfGreenwich = 7 * 60 * 60;

constexpr DayNumber DayAt(Moment moment) {
  const Moment local = moment + kAheadOfGreenwich;
  return static_cast<DayNumber>(local >= 0 ? local / kDaySeconds : (local - kDaySeconds + 1) / kDaySeconds);
}

// The first moment of the day.
constexpr Moment StartOf(DayNumber day) { return day * kDaySeconds - kAheadOfGreenwich; }

inline DayNumber NumberOf(absl::CivilDay day) {
  return static_cast<DayNumber>(day - absl::CivilDay(1970, 1, 1));
}
inline absl::CivilDay DayOf(DayNumber day) { return absl::CivilDay(1970, 1, 1) + day; }

inline MonthNumber NumberOf(absl::CivilMonth month) {
  return static_cast<MonthNumber>(month.year() * 12 + month.month() - 1);
}
inline absl::CivilMonth MonthOf(MonthNumber month) { return absl::CivilMonth(month / 12, month % 12 + 1); }

// By the rule of leap years of the Gregorian calendar, counted from a year that begins in March: without the
// calendar's own types, because it is asked several times for each dossier.
constexpr MonthNumber MonthAt(Moment moment) {
  const int64_t day = DayAt(moment) + 719468;
  const int64_t era = (day >= 0 ? day : day - 146096) / 146097;
  const int64_t of_era = day - era * 146097;
  const int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  const int64_t of_year = of_era - (365 * year + year / 4 - year / 100);
  const int64_t from_march = (5 * of_year + 2) / 153;
  return static_cast<MonthNumber>((era * 400 + year) * 12 + from_march + 2);
}

// A period as months: from `first` up to, but without, `end`; and the same as moments.
struct Span {
  MonthNumber first;
  MonthNumber end;
  Moment begin_moment;
  Moment end_moment;

  static Span Of(const Period& period) {
    return {NumberOf(period.first_month()), NumberOf(period.first_month()) + period.month_count(),
            StartOf(NumberOf(period.first_day())), StartOf(NumberOf(period.last_day()) + 1)};
  }
  bool Holds(MonthNumber month) const { return first <= month && month < end; }
};

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_MOMENT_H_
