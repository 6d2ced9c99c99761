// Working days.

#ifndef CHISO_SERVICES_SCORING_CORE_CALENDAR_H_
#define CHISO_SERVICES_SCORING_CORE_CALENDAR_H_

#include <string>

#include "absl/container/flat_hash_map.h"
#include "absl/types/span.h"
#include "services/scoring/core/moment.h"

namespace chiso::core {

// Monday to Friday, but for the days of the calendar's records: a unit's own goes before the nearest above
// it, and that before the country's. Not thread-safe.
class Calendar {
 public:
  // The day is a working day, or a day off, for the unit and all below it; an empty code: for the country.
  void Put(const std::string& unit_code, DayNumber day, bool works);
  void Remove(const std::string& unit_code, DayNumber day);

  // `codes`: of a unit and those above it, from the unit upwards.
  bool Works(DayNumber day, absl::Span<const std::string> codes) const;
  // The n-th working day that follows the day, or that precedes it; n at least 1.
  DayNumber NthAfter(DayNumber day, int n, absl::Span<const std::string> codes) const;
  DayNumber NthBefore(DayNumber day, int n, absl::Span<const std::string> codes) const;

 private:
  DayNumber Nth(DayNumber day, int n, int step, absl::Span<const std::string> codes) const;

  absl::flat_hash_map<std::string, absl::flat_hash_map<DayNumber, bool>> days_;
};

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_CALENDAR_H_
