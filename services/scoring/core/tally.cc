#include "services/scoring/core/tally.h"

#include <algorithm>
#include <variant>

namespace chiso::core {
namespace {

class Sum {
 public:
  Sum(TallyBasis basis, const Indicator& indicator) : share_(!std::holds_alternative<Shown>(indicator.rule)) {
    tally_ = {.basis = basis, .parts_reported = 0, .parts_expected = 0};
  }

  void Add(const std::optional<Tally>& part) {
    if (!part) {
      ++tally_.parts_expected;
      return;
    }
    tally_.parts_reported += part->parts_reported;
    tally_.parts_expected += part->parts_expected;
    const Figures& figures = part->figures;
    if (!figures.numerator || !figures.denominator) return;
    // A numerator without a base counts for nothing, and one that exceeds its own base must not fill the base
    // of another part.
    int64_t numerator = figures.has_base() ? *figures.numerator : 0;
    if (share_) numerator = std::min(numerator, *figures.denominator);
    tally_.figures.numerator = tally_.figures.numerator.value_or(0) + numerator;
    tally_.figures.denominator = tally_.figures.denominator.value_or(0) + *figures.denominator;
  }

  bool reported() const { return tally_.parts_reported > 0; }
  bool complete() const { return reported() && tally_.complete(); }
  const Tally& tally() const { return tally_; }

 private:
  const bool share_;
  Tally tally_;
};

}  // namespace

std::optional<Tally> Tallies::Of(const Unit& unit, const Period& period, Scope scope,
                                 const Indicator& indicator) {
  const Key key{&indicator, &unit, period, scope};
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  const std::optional<Tally> tally = WorkOut(unit, period, scope, indicator);
  known_.emplace(key, tally);
  return tally;
}

// Terminates: each call is for a part of the period, for a unit below, or for own offices of the same cell,
// which have only parts of periods. Invariant: parts_reported == parts_expected exactly where nothing is
// missing.
std::optional<Tally> Tallies::WorkOut(const Unit& unit, const Period& period, Scope scope,
                                      const Indicator& indicator) {
  if (!IsValidIn(unit, period)) return std::nullopt;
  if (const Figures* const figures = ledger_.ReturnFor(unit, period, scope, indicator.code)) {
    return Tally{.figures = *figures};
  }
  Sum over_periods(TallyBasis::kPeriods, indicator);
  bool throughout = true;
  if (AddsUpOverPeriods(indicator)) {
    for (const Period& part : period.Parts()) {
      if (IsValidIn(unit, part)) {
        over_periods.Add(Of(unit, part, scope, indicator));
      } else {
        throughout = false;
      }
    }
  }
  if (over_periods.complete()) return over_periods.tally();

  Sum over_units(TallyBasis::kUnits, indicator);
  if (throughout && scope == Scope::kSubtree && AddsUpOverUnits(indicator)) {
    for (const Unit* child : ChildrenIn(unit, period)) {
      if (indicator.levels.Contains(child->level)) {
        over_units.Add(Of(*child, period, Scope::kSubtree, indicator));
      }
    }
    const std::optional<Tally> own = Of(unit, period, Scope::kOwnOffices, indicator);
    if (own) over_units.Add(own);
  }
  if (over_units.complete()) return over_units.tally();

  if (over_periods.reported()) return over_periods.tally();
  if (over_units.reported()) return over_units.tally();
  return std::nullopt;
}

const std::vector<const Unit*>& Tallies::ChildrenIn(const Unit& unit, const Period& period) {
  const auto [found, is_new] = children_.try_emplace({&unit, {period.first_month(), period.month_count()}});
  if (is_new) found->second = ledger_.units().ChildrenIn(unit, period);
  return found->second;
}

}  // namespace chiso::core
