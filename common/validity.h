// Runs of days. Pure; thread-safe.

#ifndef CHISO_COMMON_VALIDITY_H_
#define CHISO_COMMON_VALIDITY_H_

#include <algorithm>
#include <optional>

#include "absl/time/civil_time.h"
#include "common/period.h"

namespace chiso {

// The days on which a unit or a definition is valid.
struct Validity {
  std::optional<absl::CivilDay> first;  // absent: since ever
  std::optional<absl::CivilDay> last;   // absent: no end known

  friend bool operator==(const Validity&, const Validity&) = default;

  bool HoldsOn(absl::CivilDay day) const { return (!first || *first <= day) && (!last || day <= *last); }
  // On at least one day of the period.
  bool HoldsIn(const Period& period) const {
    return (!first || *first <= period.last_day()) && (!last || period.first_day() <= *last);
  }
};

// Who bears a code in a period is the one who bears it on the period's last day, else the last one to bear it
// within; where two overlap, the later one has taken over. Of two that are valid in the period, of which
// `later` begins no earlier: whether it is the bearer and not `earlier`.
inline bool TakesOver(const Validity& later, const Validity& earlier, const Period& period) {
  const absl::CivilDay end = period.last_day();
  return std::min(later.last.value_or(end), end) >= std::min(earlier.last.value_or(end), end);
}

}  // namespace chiso

#endif  // CHISO_COMMON_VALIDITY_H_
