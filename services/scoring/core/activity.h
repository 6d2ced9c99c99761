// For which periods and units there is anything to score, and whose scores a change may reach.

#ifndef CHISO_SERVICES_SCORING_CORE_ACTIVITY_H_
#define CHISO_SERVICES_SCORING_CORE_ACTIVITY_H_

#include <cstdint>
#include <map>
#include <set>
#include <vector>

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

// What a change of some offices reaches: in each period the trees in which one of them stands, or an office
// that is reached in a part of the period, since figures add up over parts and an office may have stood
// elsewhere then.
class Reach {
 public:
  // Both must outlive this object and not change.
  Reach(const Offices& offices, const Touched& touched) : offices_(offices), touched_(touched) {}

  // Whether the scores of the tree below the top-level place may differ from before.
  bool Meets(const Period& period, const Tree& tree, int32_t top) {
    return touched_.all || In(period)[tree.places[top].office];
  }

 private:
  // By office; of a tree all or none.
  const std::vector<bool>& In(const Period& period);

  const Offices& offices_;
  const Touched& touched_;
  std::map<Period, std::vector<bool>> reached_;
};

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_ACTIVITY_H_
