// Tallies: numerator and denominator of an indicator for a unit, period and scope.

#ifndef CHISO_SERVICES_SCORING_CORE_TALLY_H_
#define CHISO_SERVICES_SCORING_CORE_TALLY_H_

#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/node_hash_map.h"
#include "common/period.h"
#include "services/scoring/core/cell.h"
#include "services/scoring/core/definition.h"
#include "services/scoring/core/ledger.h"
#include "services/scoring/core/score.h"
#include "services/scoring/core/units.h"

namespace chiso::core {

// Computes tallies from a ledger and caches them, so that scoring many cells costs little more than scoring
// the largest. Make one for a set of cells and throw it away. The ledger must outlive it and not change. Not
// thread-safe.
class Tallies {
 public:
  explicit Tallies(const Ledger& ledger) : ledger_(ledger) {}

  // The tally, by the first of these that there is:
  // 1. A return for exactly this unit, period and scope.
  // 2. For an indicator whose measures add up:
  //    (a) over periods: the sum over the parts of the period in which the unit is valid;
  //    (b) over units, and in scope subtree: the sum over the units directly below at whose level the
  //    indicator is
  //        measured, and the unit's own offices, which count where they are reported but are not expected.
  //    The complete one of these, (a) before (b); else the one with anything reported, (a) before (b), and
  //    then it has fewer parts_reported than parts_expected. Where a unit is not valid throughout and the
  //    periods add up, only (a): the units below may belong to another unit for the rest.
  // A part with an explicitly empty base is reported and adds nothing; where all are, so is the sum. Of a
  // part whose numerator exceeds its denominator the whole counts, unless the indicator is only shown.
  //
  // Requires: the unit is one of the ledger's; the indicator lives as long as this object.
  std::optional<Tally> Of(const Unit& unit, const Period& period, Scope scope, const Indicator& indicator);

  const Ledger& ledger() const { return ledger_; }

 private:
  struct Key {
    const Indicator* indicator;
    const Unit* unit;
    Period period;
    Scope scope;

    friend bool operator==(const Key&, const Key&) = default;
    template <typename H>
    friend H AbslHashValue(H h, const Key& key) {
      return H::combine(std::move(h), key.indicator, key.unit, key.period.kind(), key.period.first_month(),
                        key.scope);
    }
  };

  std::optional<Tally> WorkOut(const Unit& unit, const Period& period, Scope scope,
                               const Indicator& indicator);
  const std::vector<const Unit*>& ChildrenIn(const Unit& unit, const Period& period);

  const Ledger& ledger_;
  absl::flat_hash_map<Key, std::optional<Tally>> known_;
  // By unit and first and last month of the period; the vectors stay where they are.
  absl::node_hash_map<std::pair<const Unit*, std::pair<absl::CivilMonth, int>>, std::vector<const Unit*>>
      children_;
};

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_TALLY_H_
