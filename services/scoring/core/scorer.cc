#include "services/scoring/core/scorer.h"

#include <optional>
#include <utility>
#include <vector>

namespace chiso::core {
namespace {

const Unit* NearestMeasuredAbove(const Units& units, const Unit& unit, const Period& period,
                                 LevelSet levels) {
  const Unit* above = units.ParentIn(unit, period);
  while (above != nullptr && !levels.Contains(above->level)) above = units.ParentIn(*above, period);
  return above;
}

// An inherited indicator: at a level that inherits it, or of own offices where it is measured.
IndicatorScore ScoreInherited(Tallies& tallies, const Indicator& indicator, const Unit& unit,
                              const Period& period, Scope scope) {
  const Ledger& ledger = tallies.ledger();
  if (const Figures* const own = ledger.ReturnFor(unit, period, scope, indicator.code)) {
    return ScoreIndicator(indicator, Tally{.figures = *own});
  }
  const Unit* source = nullptr;
  if (indicator.levels.Contains(unit.level)) {
    source = &unit;
  } else if (IsValidIn(unit, period)) {
    source = NearestMeasuredAbove(ledger.units(), unit, period, indicator.levels);
  }
  if (source == nullptr) return ScoreIndicator(indicator, std::nullopt);
  IndicatorScore score = ScoreIndicator(indicator, tallies.Of(*source, period, Scope::kSubtree, indicator));
  if (score.status != Status::kNotReported) {
    score.status = Status::kInherited;
    score.inherited_from = source->key;
  }
  return score;
}

}  // namespace

Score ScoreUnit(Tallies& tallies, const IndexDefinition& definition, const Unit& unit, const Period& period,
                Scope scope) {
  std::vector<IndicatorScore> scores;
  for (const Group& group : definition.groups) {
    for (const Indicator& indicator : group.indicators) {
      if (indicator.levels.Contains(unit.level)) {
        const std::optional<Tally> tally = tallies.Of(unit, period, scope, indicator);
        if (!tally && indicator.inherited && scope == Scope::kOwnOffices) {
          scores.push_back(ScoreInherited(tallies, indicator, unit, period, scope));
        } else if (!tally && !IsValidIn(unit, period)) {
          // Points that are always given are given to units that there are.
          scores.push_back(NotReported(indicator));
        } else {
          scores.push_back(ScoreIndicator(indicator, tally));
        }
      } else if (AppliesAt(indicator, unit.level)) {
        scores.push_back(ScoreInherited(tallies, indicator, unit, period, scope));
      } else {
        scores.push_back(NotApplicable(indicator));
      }
    }
  }
  return Assemble(definition, std::move(scores));
}

Score ScoreUnit(const Ledger& ledger, const IndexDefinition& definition, const Unit& unit,
                const Period& period, Scope scope) {
  Tallies tallies(ledger);
  return ScoreUnit(tallies, definition, unit, period, scope);
}

}  // namespace chiso::core
