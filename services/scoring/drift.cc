#include "services/scoring/drift.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>

#include "absl/hash/hash.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/errors.h"
#include "common/log.h"
#include "services/scoring/conversions.h"
#include "services/scoring/core/activity.h"
#include "services/scoring/core/scorer.h"
#include "services/scoring/score_query.h"

namespace chiso {
namespace {

using scoring::v1::TreeDrift;

constexpr absl::Duration kRetryDelay = absl::Seconds(1);

// What tells one score from another; two that differ have equal ones once in 2^64.
struct Print {
  std::vector<size_t> indicators;  // in the definition's order
  size_t whole = 0;
  std::optional<int32_t> points;  // of the total
};
using Prints = std::vector<std::pair<core::Cell, Print>>;

Print PrintOf(const core::Score& score) {
  Print print = {
      .indicators = {}, .whole = absl::HashOf(score, score.total_status), .points = score.total_points};
  print.indicators.reserve(score.indicators.size());
  for (const core::IndicatorScore& indicator : score.indicators) {
    print.indicators.push_back(absl::HashOf(indicator));
  }
  return print;
}

bool IsNation(const core::Place& place) { return place.unit->level == core::Level::kNation; }

// Calls f with the topmost places below the nation whose trees the kin holds.
template <typename F>
void ForEachTree(const core::Tree& tree, const Kin& kin, F f) {
  const auto places = static_cast<int32_t>(tree.places.size());
  for (int32_t place = 0; place < places;) {
    if (IsNation(tree.places[place])) {
      ++place;
      continue;
    }
    if (kin.Holds(tree.places[place].unit->key.code)) f(place);
    place = tree.places[place].end;
  }
}

Prints PrintsOf(const core::Ledger& ledger, const Definitions& definitions, const Kin& kin,
                const std::set<Period>& periods) {
  Prints prints;
  for (const Period& period : periods) {
    const core::IndexDefinition* const definition = definitions.For(period);
    if (definition == nullptr) continue;
    core::Tallies tallies(ledger, *definition);
    const core::Tree& tree = ledger.offices().TreeIn(period);
    ForEachTree(tree, kin, [&](int32_t top) {
      if (!core::IsActive(ledger, tree, top, period)) return;
      for (int32_t place = top; place < tree.places[top].end; ++place) {
        for (const core::Scope scope : {core::Scope::kOwnOffices, core::Scope::kSubtree}) {
          prints.emplace_back(core::Cell{tree.places[place].unit->key, period, scope},
                              PrintOf(core::ScorePlace(tallies, place, period, scope)));
        }
      }
    });
  }
  return prints;
}

void Sort(Prints& prints) {
  std::sort(prints.begin(), prints.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
}

// What is kept at one moment.
struct Kept {
  Positions positions;
  absl::Time as_of;
  std::set<Period> periods;
  Prints prints;
};

absl::StatusOr<Kept> TakeKept(const State& state, const std::string& unit_code) {
  return state.Read([&](const Known& known) -> absl::StatusOr<Kept> {
    if (known.as_of == absl::InfinitePast()) {
      return RetryLater(absl::StatusCode::kUnavailable,
                        "the service has not read the logs to their end yet; call again", kRetryDelay);
    }
    if (known.ledger.units().Bearing(unit_code).empty()) {
      return absl::NotFoundError(absl::StrCat("unit_code: there is no unit ", unit_code));
    }
    const Kin kin(known.ledger.units(), unit_code);
    if (kin.all()) {
      return InvalidArgument("unit_code", "must not be a nation: ask for its units, or for all by none");
    }
    Kept kept = {known.positions, known.as_of, core::ActivePeriods(known.ledger), {}};
    kept.prints = PrintsOf(known.ledger, state.definitions(), kin, kept.periods);
    return kept;
  });
}

// Null: there is no such score.
void Describe(const core::Cell& cell, const Print* kept, const Print* recomputed,
              const core::IndexDefinition& definition, scoring::v1::CellDifference& difference) {
  *difference.mutable_unit() = ToProto(cell.unit);
  difference.set_period(cell.period.ToString());
  difference.set_scope(ToProto(cell.scope));
  difference.set_definition_id(definition.id);
  difference.set_kept_is_missing(kept == nullptr);
  difference.set_recomputed_is_missing(recomputed == nullptr);
  if (kept != nullptr && kept->points) difference.set_kept_points(*kept->points);
  if (recomputed != nullptr && recomputed->points) difference.set_recomputed_points(*recomputed->points);
  if (kept == nullptr || recomputed == nullptr) return;
  size_t next = 0;
  for (const core::Group& group : definition.groups) {
    for (const core::Indicator& indicator : group.indicators) {
      if (kept->indicators[next] != recomputed->indicators[next]) difference.add_indicators(indicator.code);
      ++next;
    }
  }
}

void Compare(Prints kept, Prints recomputed, const Definitions& definitions, TreeDrift& drift) {
  Sort(kept);
  Sort(recomputed);
  auto ours = kept.cbegin();
  auto theirs = recomputed.cbegin();
  while (ours != kept.cend() || theirs != recomputed.cend()) {
    const bool lacks_theirs =
        theirs == recomputed.cend() || (ours != kept.cend() && ours->first < theirs->first);
    const bool lacks_ours =
        ours == kept.cend() || (theirs != recomputed.cend() && theirs->first < ours->first);
    const core::Cell& cell = lacks_ours ? theirs->first : ours->first;
    const Print* const of_ours = lacks_ours ? nullptr : &ours++->second;
    const Print* const of_theirs = lacks_theirs ? nullptr : &theirs++->second;
    drift.set_compared_count(drift.compared_count() + 1);
    if (of_ours != nullptr && of_theirs != nullptr && of_ours->whole == of_theirs->whole) continue;
    if (drift.differing_count() == 0) {
      Describe(cell, of_ours, of_theirs, *definitions.For(cell.period), *drift.mutable_first());
    }
    drift.set_differing_count(drift.differing_count() + 1);
  }
}

void Tell(const TreeDrift& drift) {
  if (drift.differing_count() == 0) {
    SPDLOG_INFO("compared {} scores of the tree of {} with what {} records give: none differs",
                drift.compared_count(), drift.unit_code(), drift.record_count());
    return;
  }
  const scoring::v1::CellDifference& first = drift.first();
  SPDLOG_ERROR(
      "{} of {} scores of the tree of {} differ from what the records give, first that of {} in {}, {}",
      drift.differing_count(), drift.compared_count(), drift.unit_code(), first.unit().code(), first.period(),
      record::v1::Scope_Name(first.scope()));
}

}  // namespace

std::vector<std::string> TopLevelUnits(const core::Units& units) {
  std::set<std::string> nations;
  for (const auto& [key, unit] : units.all()) {
    if (unit.level == core::Level::kNation) nations.insert(key.code);
  }
  std::set<std::string> codes;
  for (const auto& [key, unit] : units.all()) {
    const bool stands_below = !unit.parent_code.empty() && !nations.contains(unit.parent_code) &&
                              !units.Bearing(unit.parent_code).empty();
    if (!stands_below && !nations.contains(key.code)) codes.insert(key.code);
  }
  return {codes.begin(), codes.end()};
}

absl::StatusOr<TreeDrift> CheckTree(const State& state, const std::string& unit_code, const ReadLog& read) {
  if (absl::Status status = CheckUnitCode("unit_code", unit_code); !status.ok()) return status;
  const absl::Time began = state.now();
  absl::StatusOr<Kept> kept = TakeKept(state, unit_code);
  if (!kept.ok()) return kept.status();
  Replay replay(state.definitions());
  absl::Status status = replay.Run(unit_code, kept->positions, kept->as_of, read);
  if (!status.ok()) return status;
  // What is kept may lack a period as a whole.
  std::set<Period> periods = core::ActivePeriods(replay.ledger());
  periods.insert(kept->periods.begin(), kept->periods.end());
  TreeDrift drift;
  drift.set_unit_code(unit_code);
  *drift.mutable_positions() = kept->positions;
  *drift.mutable_as_of_time() = ToTimestamp(kept->as_of);
  drift.set_record_count(replay.record_count());
  Compare(std::move(kept->prints), PrintsOf(replay.ledger(), state.definitions(), replay.kin(), periods),
          state.definitions(), drift);
  const absl::Time ended = state.now();
  *drift.mutable_check_time() = ToTimestamp(ended);
  *drift.mutable_took() = ToProto(ended - began);
  Tell(drift);
  return drift;
}

}  // namespace chiso
