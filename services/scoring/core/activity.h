// For which periods and units there is anything to score.

#ifndef CHISO_SERVICES_SCORING_CORE_ACTIVITY_H_
#define CHISO_SERVICES_SCORING_CORE_ACTIVITY_H_

#include <cstdint>
#include <set>

#include "common/period.h"
#include "services/scoring/core/ledger.h"
#include "services/scoring/core/offices.h"

namespace chiso::core {

// Between its first event and the as-of time every month counts, as far back as this; before that only the
// months in which something happened. So a dossier with a date of long ago does not make all months since.
inline constexpr int kUnbrokenMonths = 36;

// The periods, up to the month of the as-of time, in which any unit has anything, and all that enclose them;
// and those of published figures, whenever they are.
std::set<Period> ActivePeriods(const Ledger& ledger);

// Whether the top-level place, or one below it, has anything by the end of the period.
bool IsActive(const Ledger& ledger, const Tree& tree, int32_t top, const Period& period);

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_ACTIVITY_H_
