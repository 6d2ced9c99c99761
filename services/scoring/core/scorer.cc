#include "services/scoring/core/scorer.h"

#include <optional>
#include <utility>
#include <vector>

#include "services/scoring/core/nation.h"

namespace chiso::core {
namespace {

// At a level that inherits the indicator, or of own offices: the figures of who measures it, with the points
// of the own level.
IndicatorScore ScoreInherited(Tallies& tallies, const Indicator& indicator, int32_t place,
                              const Period& period, Scope scope) {
  const Tree& tree = tallies.TreeOf(period);
  const OfficeId office = tree.places[place].office;
  const Level level = tree.places[place].unit->level;
  if (const Figures* const own =
          tallies.ledger().published().ReturnOf(office, period, scope, indicator.code)) {
    return ScoreIndicator(indicator, level, Tally{.figures = *own});
  }
  int32_t source = place;
  while (source >= 0 && !indicator.levels.Contains(tree.places[source].unit->level)) {
    source = tree.places[source].above;
  }
  if (source < 0) return ScoreIndicator(indicator, level, std::nullopt);
  IndicatorScore score =
      ScoreIndicator(indicator, level, tallies.Of(source, period, Scope::kSubtree, indicator));
  if (score.status != Status::kNotReported) {
    score.status = Status::kInherited;
    score.inherited_from = tree.places[source].unit->key;
  }
  return score;
}

template <typename F>
Score ScoreAll(const IndexDefinition& definition, Level level, F score) {
  std::vector<IndicatorScore> scores;
  for (const Group& group : definition.groups) {
    for (const Indicator& indicator : group.indicators) scores.push_back(score(indicator));
  }
  return Assemble(definition, level, std::move(scores));
}

Score ScoreNationAt(Tallies& tallies, int32_t place, const Period& period) {
  const Tree& tree = tallies.TreeOf(period);
  std::vector<UnitScore> provinces;
  const auto add = [&](int32_t at) {
    if (tree.places[at].unit->level != Level::kProvince) return;
    provinces.push_back({tree.places[at].unit->key, ScorePlace(tallies, at, period, Scope::kSubtree)});
  };
  tree.ForEachBelow(place, add);
  const auto places = static_cast<int32_t>(tree.places.size());
  for (int32_t top = 0; top < places; top = tree.places[top].end) add(top);
  return ScoreNation(tallies.definition(), provinces);
}

}  // namespace

Score ScorePlace(Tallies& tallies, int32_t place, const Period& period, Scope scope) {
  const Level level = tallies.TreeOf(period).places[place].unit->level;
  if (level == Level::kNation && scope == Scope::kSubtree) return ScoreNationAt(tallies, place, period);
  return ScoreAll(tallies.definition(), level, [&](const Indicator& indicator) {
    if (!AppliesAt(indicator, level)) return NotApplicable(indicator);
    // What is copied down is the value of the subtree, also for the own offices of who measures it.
    if (indicator.inherited && (scope == Scope::kOwnOffices || !indicator.levels.Contains(level))) {
      return ScoreInherited(tallies, indicator, place, period, scope);
    }
    return ScoreIndicator(indicator, level, tallies.Of(place, period, scope, indicator));
  });
}

Score ScoreUnit(const Ledger& ledger, const IndexDefinition& definition, const Unit& unit,
                const Period& period, Scope scope) {
  Tallies tallies(ledger, definition);
  const int32_t place = tallies.TreeOf(period).Of(ledger.offices().Of(unit.key));
  if (place >= 0) return ScorePlace(tallies, place, period, scope);
  return ScoreAll(definition, unit.level, [&](const Indicator& indicator) {
    // Points that are always given are given to units that there are.
    return AppliesAt(indicator, unit.level) ? NotReported(indicator, unit.level) : NotApplicable(indicator);
  });
}

}  // namespace chiso::core
