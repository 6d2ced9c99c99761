// Which scores a change of the facts may have changed.

#ifndef CHISO_SERVICES_SCORING_CORE_CHANGES_H_
#define CHISO_SERVICES_SCORING_CORE_CHANGES_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/civil_time.h"
#include "common/period.h"
#include "services/scoring/core/cell.h"
#include "services/scoring/core/level.h"
#include "services/scoring/core/units.h"

namespace chiso::core {

// Both ordered.
struct Dirty {
  std::vector<UnitKey> units;  // put, changed or removed
  std::vector<Cell> cells;     // of units that are there; some may have come out equal
};

// Collects changes, and computes in Take which scores they reach. Invariant: the cells of all Take calls
// contain every cell whose score differs before and after, in the tree of units as it was or is, but for the
// exceptions that Ledger::TakeDirty names; they may contain more. Not thread-safe.
class Changes {
 public:
  // The indicators that any definition lets units below inherit, with the levels at which any measures them.
  using InheritedIndicators = std::map<std::string, LevelSet>;

  explicit Changes(InheritedIndicators inherited);

  // Such a return exists or existed; it may have been seen before.
  void ReturnSeen(const Cell& cell, const std::string& indicator);
  void ReturnChanged(const Cell& cell, const std::string& indicator);
  // The unit itself changed; where `before` and `after` differ in more than the name, so do the scores above
  // and below it. Null: the unit did not exist, or no longer does.
  void UnitChanged(const Unit* before, const Unit* after);
  // The keys of all units that there are or ever were.
  void MarkAll(const std::vector<UnitKey>& keys);

  // Returns what changed since the last call, and forgets it.
  Dirty Take(const Units& units);

 private:
  // The periods of the returns of one or more codes, with all enclosing periods.
  struct Periods {
    std::set<Period> all;
    std::set<Period> own_offices;
    std::set<Period> inherited;

    void Add(const Periods& other);
  };
  // A code whose units moved in the tree.
  struct Move {
    bool measured = false;  // at a level at which inherited indicators are measured
    std::set<std::string> parents_before;
  };
  // The state of one call of Take.
  struct Expansion {
    const Units& units;
    std::set<Cell> cells;
    std::map<std::string, Periods> of_subtree;  // by code; those that were needed
  };

  void ExpandReturn(const Cell& cell, LevelSet measured, Expansion& expansion) const;
  void ExpandMove(const std::string& code, const Move& move, Expansion& expansion) const;
  void AddCells(const std::string& code, const Period& period, bool own_offices, Expansion& expansion) const;
  // Of the code and all codes below it.
  const Periods& OfSubtree(const std::string& code, Expansion& expansion) const;
  // The codes above, in the tree as it is and as it was.
  std::set<std::string> EverAbove(const Units& units, const std::string& code) const;
  bool HasOwnOffices(const std::string& code, const Period& period) const;
  // Whether the unit is valid in the period, or was before it changed.
  bool Reaches(const Unit& unit, const Period& period) const;

  const InheritedIndicators inherited_;
  LevelSet measured_at_;  // at which any inherited indicator is measured
  absl::flat_hash_map<std::string, Periods> periods_;
  std::set<UnitKey> changed_units_;
  // The last day that each changed unit ever reached. Kept for good: scores of days that the unit has lost
  // must be corrected even when all is marked again.
  std::map<UnitKey, absl::CivilDay> reached_;
  std::map<std::string, Move> moves_;
  // Cells of changed returns, with the levels at which the indicator is measured if it is inherited.
  std::map<Cell, LevelSet> changed_returns_;
};

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_CHANGES_H_
