// Tallies: numerator and denominator of an indicator for a unit, period and scope.

#ifndef CHISO_SERVICES_SCORING_CORE_TALLY_H_
#define CHISO_SERVICES_SCORING_CORE_TALLY_H_

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/node_hash_map.h"
#include "common/period.h"
#include "services/scoring/core/counting.h"
#include "services/scoring/core/definition.h"
#include "services/scoring/core/ledger.h"
#include "services/scoring/core/offices.h"
#include "services/scoring/core/score.h"

namespace chiso::core {

// Computes tallies from a ledger under a definition and remembers them, so that scoring many cells costs
// little more than scoring the largest. Make one for a set of cells and throw it away. Ledger and definition
// must outlive it and not change. Not thread-safe.
class Tallies {
 public:
  Tallies(const Ledger& ledger, const IndexDefinition& definition);

  // The tally of the place in the period's tree, by the first of these that there is:
  // 1. A return for exactly this unit, period and scope.
  // 2. What is counted: from records, or from a declaration that nothing came. Of a subtree it is the sum
  // over
  //    its own offices and the units directly below, each with its return where it has one; counts of
  //    distinct procedures are unions.
  // 3. Where the unit, in scope subtree with all below it, has neither records nor a declaration: sums of
  //    returns, over the parts of the period or over the units below, whichever is complete, the parts first.
  // What lacks a part has fewer parts_reported than parts_expected.
  //
  // A part with an explicitly empty base is reported and adds nothing; where all are, so is the sum. Of a
  // part whose numerator exceeds its denominator the whole counts, unless the indicator is only shown.
  const std::optional<Tally>& Of(int32_t place, const Period& period, Scope scope,
                                 const Indicator& indicator);

  const Tree& TreeOf(const Period& period) const { return counting_.TreeOf(period); }
  const Ledger& ledger() const { return ledger_; }
  const IndexDefinition& definition() const { return definition_; }

 private:
  // Absent: not worked out yet.
  using Known = std::optional<std::optional<Tally>>;
  // Of a top-level unit and all below it in a period: by place, indicator and scope.
  struct OfTree {
    std::vector<Known> counted;
    std::vector<Known> returned;
  };
  struct Parts {
    int32_t reported = 0;
    int32_t expected = 0;
  };
  class Sum;

  std::optional<Tally> WorkOut(int32_t place, const Period& period, Scope scope, const Indicator& indicator);
  // Of the unit's own offices, from records or a declaration.
  std::optional<Tally> Counted(int32_t place, const Period& period, const Indicator& indicator);
  std::optional<Tally> SyncOfSubtree(int32_t place, const Period& period, const Indicator& indicator);
  std::optional<Tally> UnionOfSubtree(int32_t place, const Period& period, const Indicator& indicator);
  // The sum over own offices and the units directly below.
  Sum OverUnits(int32_t place, const Period& period, const Indicator& indicator, bool returns_alone);
  // How many parts the place is to the sum of the one above it.
  Parts PartsOf(int32_t place, const Period& period, const Indicator& indicator, bool returns_alone);
  Parts PartsBelow(int32_t place, const Period& period, const Indicator& indicator);
  // From returns alone.
  const std::optional<Tally>& Returned(int32_t place, const Period& period, Scope scope,
                                       const Indicator& indicator);
  std::optional<Tally> AddReturns(int32_t place, const Period& period, Scope scope,
                                  const Indicator& indicator);
  bool HasReturn(int32_t place, const Period& period, Scope scope, const Indicator& indicator);
  const Figures* ReturnOf(OfficeId office, const Period& period, Scope scope,
                          const Indicator& indicator) const;
  Known& KnownOf(std::vector<Known> OfTree::*which, int32_t place, const Period& period, Scope scope,
                 const Indicator& indicator);

  const Ledger& ledger_;
  const IndexDefinition& definition_;
  Counting counting_;
  absl::flat_hash_map<const Indicator*, size_t> numbers_;  // of the definition's indicators
  // By the period's first month and length and the top-level place. Which stay where they are.
  absl::node_hash_map<std::pair<int32_t, int32_t>, OfTree> known_;
};

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_TALLY_H_
