// The tree of units in time.

#ifndef CHISO_SERVICES_SCORING_CORE_UNITS_H_
#define CHISO_SERVICES_SCORING_CORE_UNITS_H_

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "common/period.h"
#include "common/validity.h"
#include "services/scoring/core/cell.h"
#include "services/scoring/core/level.h"

namespace chiso::core {

// A unit during one run of days. One code may name several, one after another.
struct Unit {
  UnitKey key;
  std::optional<absl::CivilDay> valid_to;  // the last day; absent: no end known
  std::string name;
  Level level = Level::kCommune;
  std::string parent_code;  // empty: a top-level unit

  friend bool operator==(const Unit&, const Unit&) = default;
};

// The most units that may stand above one; the administration has five levels. Longer chains come from a
// shifted column in a file, and a unit with more above it counts as a top-level one.
inline constexpr size_t kMaxUnitsAbove = 32;

// The days on which the unit is valid, and whether one of them lies in the period.
inline Validity ValidityOf(const Unit& unit) { return {unit.key.valid_from, unit.valid_to}; }
inline bool IsValidIn(const Unit& unit, const Period& period) { return ValidityOf(unit).HoldsIn(period); }

// The units, which may arrive in any order. Not thread-safe. A pointer to a unit is valid until that unit is
// put or removed.
class Units {
 public:
  void Put(Unit unit);
  void Remove(const UnitKey& key);

  // Null where there is none.
  const Unit* Find(const UnitKey& key) const;
  // The unit that bears the code on the last day of the period, else the last one to bear it within; null
  // where none does.
  const Unit* Resolve(absl::string_view code, const Period& period) const;
  // All units that bear the code, ordered by first day.
  std::vector<const Unit*> Bearing(absl::string_view code) const;
  // The sets of units that stand above themselves on some day.
  std::set<std::set<UnitKey>> Cycles() const;

  const std::map<UnitKey, Unit>& all() const { return all_; }

 private:
  const Unit* BearerOn(absl::string_view code, absl::CivilDay day) const;

  std::map<UnitKey, Unit> all_;
};

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_UNITS_H_
