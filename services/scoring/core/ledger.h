// The facts in force.

#ifndef CHISO_SERVICES_SCORING_CORE_LEDGER_H_
#define CHISO_SERVICES_SCORING_CORE_LEDGER_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "common/period.h"
#include "services/scoring/core/cell.h"
#include "services/scoring/core/changes.h"
#include "services/scoring/core/definition.h"
#include "services/scoring/core/fact.h"
#include "services/scoring/core/score.h"
#include "services/scoring/core/units.h"

namespace chiso::core {

// A contradiction among the facts in force.
struct Finding {
  enum class Kind {
    kContested,  // two contents bear one revision and one order
    kCycle,      // units stand above themselves; they count as top-level units
  };
  Kind kind;
  std::string about;  // the record's key, or the units' codes with commas between

  friend bool operator==(const Finding&, const Finding&) = default;
};

// The fact's key as text, e.g. `H44/2026-08/ON_TIME/subtree` or `H44@2026-07-01`.
std::string KeyText(const Fact& fact);

// Merges facts by a join: after the same set of facts it is in the same state, whatever their order and
// repetition. Units may come after their returns, and parents after their children. Not thread-safe.
class Ledger {
 public:
  // The definitions say which indicators are inherited, and so which scores a return changes.
  explicit Ledger(absl::Span<const IndexDefinition> definitions);

  void Apply(const Fact& fact);

  const Units& units() const { return units_; }
  // What a return says for exactly this unit, period and scope; null where none does. A return that names the
  // unit's first day goes before one that gives the code alone. Holds until the next Apply.
  const Figures* ReturnFor(const Unit& unit, const Period& period, Scope scope,
                           absl::string_view indicator) const;

  // How the fact stands now; one that was never applied stands as if it were.
  Standing StandingOf(const Fact& fact) const;

  // Ordered; a function of the facts in force alone.
  std::vector<Finding> Findings() const;

  // The units and scores that may have changed since the last call. A caller that keeps scores and computes
  // the dirty ones anew holds the scores of a ledger built from nothing, but for two exceptions: which
  // indicators apply to a unit of which nothing is reported, and own offices that have inherited figures
  // only.
  Dirty TakeDirty() { return changes_.Take(units_); }
  // Makes dirty all units and all scores that rest on anything.
  void MarkAllDirty();

 private:
  struct ReturnEntry {
    InForce in_force;
    std::optional<Figures> figures;  // absent: retracted
  };
  using ReturnsOfCell = absl::flat_hash_map<std::string, ReturnEntry>;  // by indicator

  void ApplyUnit(const UnitFact& fact);
  void ApplyReturn(const ReturnFact& fact);
  const Figures* Find(const Cell& cell, absl::string_view indicator) const;

  Units units_;
  std::map<UnitKey, InForce> unit_entries_;
  absl::flat_hash_map<Cell, ReturnsOfCell> returns_;
  Changes changes_;
};

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_LEDGER_H_
