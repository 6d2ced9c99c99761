#include "services/scoring/outbox.h"

#include <algorithm>
#include <utility>

#include "absl/hash/hash.h"
#include "services/scoring/conversions.h"
#include "services/scoring/core/activity.h"
#include "services/scoring/core/scorer.h"
#include "services/scoring/pack.h"

namespace chiso {
namespace {

using core::Ledger;
using reporting::v1::ScoreUpdate;

// About 1 MiB of packed scores, and a short transaction.
constexpr int kMaxScores = 4'000;
// Units and removals in an update.
constexpr size_t kMaxUnits = 5'000;
constexpr size_t kMaxRemovals = 5'000;
// Places that are scored before the state's lock is given back, so that records need not wait for it.
constexpr int kMaxPlaces = 500;

int64_t DayOrNone(absl::Time time) { return time == absl::InfinitePast() ? -1 : DayNumberOf(time); }

}  // namespace

std::optional<ScoreUpdate> Outbox::Next(absl::Time deadline) {
  if (!in_round_) {
    std::optional<core::Touched> touched =
        all_due_ || snapshot_due_ ? state_.TakeTouched(absl::InfinitePast()) : state_.TakeTouched(deadline);
    if (!touched && !all_due_ && !snapshot_due_) return std::nullopt;
    if (!touched) touched.emplace();
    StartRound(*std::move(touched));
  }
  ScoreUpdate update;
  bool done = false;
  flights_.emplace_back();
  while (!done) {
    bool again = false;
    done = state_.Read([&](const Known& known) {
      // The items name places of trees that are no more.
      again = known.ledger.reference().generation() != generation_;
      return !again && Fill(known.ledger, update);
    });
    if (again) {
      // Whatever changed the offices has touched all.
      std::optional<core::Touched> touched = state_.TakeTouched(absl::InfinitePast());
      all_due_ = true;
      if (snapshot_due_) {
        // The one that was begun is given up, and with it all that it named.
        units_.clear();
        scores_.clear();
        update.Clear();
      }
      StartRound(touched ? *std::move(touched) : core::Touched());
      continue;
    }
    int scores = 0;
    for (const auto& packed : update.packed_scores()) scores += packed.scores_size();
    if (scores >= kMaxScores || update.units_size() + update.removed_scores_size() > 0) break;
  }
  Flight& flight = flights_.back();
  flight.only_scores = update.units().empty() && update.removed_units().empty() &&
                       update.removed_scores().empty() && !snapshot_due_;
  *update.mutable_as_of_time() = ToTimestamp(as_of_);
  update.set_snapshot_begin(snapshot_due_ && round_begins_);
  round_begins_ = false;
  if (done) {
    *update.mutable_positions() = positions_;
    update.set_snapshot_end(snapshot_due_);
    snapshot_due_ = false;
    in_round_ = false;
  }
  return update;
}

void Outbox::StartRound(core::Touched touched) {
  in_round_ = true;
  round_begins_ = true;
  state_.Read([&](const Known& known) {
    const Ledger& ledger = known.ledger;
    positions_ = known.positions;
    as_of_ = known.as_of;
    // What the days bring, deadlines that pass and months that begin, touches no office.
    touched.all |= all_due_ || snapshot_due_ || DayOrNone(as_of_) != day_;
    day_ = DayOrNone(as_of_);
    generation_ = ledger.reference().generation();
    all_due_ = false;
    items_.clear();
    if (touched.all) {
      ListUnits(ledger);
      ListRemovals(ledger);
    }
    ListItems(ledger, touched);
    return true;
  });
}

void Outbox::ListUnits(const Ledger& ledger) {
  const auto& units = ledger.units().all();
  added_units_.clear();
  removed_units_.clear();
  for (const auto& [key, unit] : units) {
    const auto given = units_.find(key);
    if (given == units_.end() || !(given->second == unit)) added_units_.push_back(unit);
  }
  for (const auto& [key, unit] : units_) {
    if (!units.contains(key)) removed_units_.push_back(key);
  }
}

// Scores of units that have no place in their period any more.
void Outbox::ListRemovals(const Ledger& ledger) {
  removals_.clear();
  for (const auto& [period, scores] : scores_) {
    absl::flat_hash_map<uint32_t, bool> standing;
    for (const core::Place& place : ledger.offices().TreeIn(period).places) {
      standing.emplace(NumberOf(place.unit->key), true);
    }
    for (const auto& [unit_and_scope, hash] : scores) {
      if (!standing.contains(unit_and_scope / 2)) {
        removals_.emplace_back(keys_[unit_and_scope / 2], CellId{period, unit_and_scope});
      }
    }
  }
}

void Outbox::ListItems(const Ledger& ledger, const core::Touched& touched) {
  if (!touched.all && touched.offices.empty()) return;
  core::Reach reach(ledger.offices(), touched);
  for (const Period& period : core::ActivePeriods(ledger)) {
    if (state_.definitions().For(period) == nullptr) continue;
    const core::Tree& tree = ledger.offices().TreeIn(period);
    const auto& given = scores_[period];
    for (int32_t top = 0; top < static_cast<int32_t>(tree.places.size()); top = tree.places[top].end) {
      const int32_t end = tree.places[top].end;
      if (!reach.Meets(period, tree, top)) continue;
      // A nation is the mean of provinces that need not stand below it.
      const bool is_nation = tree.places[top].unit->level == core::Level::kNation;
      // What was given out once is kept true, even where nothing is left of it.
      if (given.contains(NumberOf(tree.places[top].unit->key) * 2) || is_nation ||
          core::IsActive(ledger, tree, top, period)) {
        items_.push_back({period, top, end});
      }
    }
  }
}

bool Outbox::Fill(const Ledger& ledger, ScoreUpdate& update) {
  for (; !removed_units_.empty() && update.removed_units_size() < static_cast<int>(kMaxUnits);
       removed_units_.pop_front()) {
    *update.add_removed_units() = ToProto(removed_units_.front());
    units_.erase(removed_units_.front());
  }
  for (; !added_units_.empty() && update.units_size() < static_cast<int>(kMaxUnits);
       added_units_.pop_front()) {
    *update.add_units() = ToProto(added_units_.front());
    core::UnitKey key = added_units_.front().key;
    units_.insert_or_assign(std::move(key), added_units_.front());
  }
  for (; !removals_.empty() && update.removed_scores_size() < static_cast<int>(kMaxRemovals);
       removals_.pop_front()) {
    const auto& [key, cell] = removals_.front();
    reporting::v1::ScoreId& id = *update.add_removed_scores();
    *id.mutable_unit() = ToProto(key);
    id.set_period(cell.period.ToString());
    id.set_scope(ToProto(static_cast<core::Scope>(cell.unit_and_scope % 2 + 1)));
    scores_[cell.period].erase(cell.unit_and_scope);
  }
  if (!removed_units_.empty() || !added_units_.empty() || !removals_.empty()) return false;
  int places = 0;
  while (!items_.empty() && places < kMaxPlaces) {
    FillFrom(ledger, items_.front(), places, update);
    if (items_.front().next == items_.front().end) items_.pop_front();
  }
  return items_.empty();
}

void Outbox::FillFrom(const Ledger& ledger, Item& item, int& places, ScoreUpdate& update) {
  const core::IndexDefinition& definition = *state_.definitions().For(item.period);
  core::Tallies tallies(ledger, definition);
  const core::Tree& tree = ledger.offices().TreeIn(item.period);
  const auto place_of_definition = static_cast<int32_t>(&definition - state_.definitions().all().data());
  for (const core::Scope scope : {core::Scope::kOwnOffices, core::Scope::kSubtree}) {
    reporting::v1::PackedScores& scores = *update.add_packed_scores();
    scores.set_definition(place_of_definition);
    scores.set_period(item.period.ToString());
    scores.set_scope(ToProto(scope));
    const int32_t end = std::min(item.end, item.next + std::max(1, kMaxPlaces - places));
    for (int32_t place = item.next; place < end; ++place) {
      Add(tree.places[place].unit->key, item.period, scope,
          core::ScorePlace(tallies, place, item.period, scope), scores);
    }
    if (scores.scores().empty()) update.mutable_packed_scores()->RemoveLast();
    if (scope == core::Scope::kOwnOffices) continue;
    places += end - item.next;
    item.next = end;
  }
}

void Outbox::Add(const core::UnitKey& unit, const Period& period, core::Scope scope, const core::Score& score,
                 reporting::v1::PackedScores& scores) {
  const uint32_t unit_and_scope = NumberOf(unit) * 2 + (scope == core::Scope::kSubtree ? 1 : 0);
  const size_t hash = absl::HashOf(score);
  const auto [given, is_new] = scores_[period].emplace(unit_and_scope, hash);
  if (!is_new && given->second == hash) return;
  given->second = hash;
  flights_.back().cells.push_back({period, unit_and_scope});
  reporting::v1::PackedScore& packed = *scores.add_scores();
  *packed.mutable_unit() = ToProto(unit);
  *packed.mutable_values() = PackScore(score, *state_.definitions().For(period));
}

uint32_t Outbox::NumberOf(const core::UnitKey& unit) {
  const auto [number, is_new] = numbers_.emplace(unit, static_cast<uint32_t>(keys_.size()));
  if (is_new) keys_.push_back(unit);
  return number->second;
}

void Outbox::Recorded() {
  if (!flights_.empty()) flights_.pop_front();
}

void Outbox::Lost() {
  for (const Flight& flight : flights_) {
    for (const CellId& cell : flight.cells) scores_[cell.period].erase(cell.unit_and_scope);
    // A part of a snapshot, units and what is gone cannot be given out again by themselves.
    if (!flight.only_scores) return StartAnew(true);
  }
  // What is left of the round is looked at again, too.
  if (in_round_ && snapshot_due_) return StartAnew(true);
  flights_.clear();
  in_round_ = false;
  all_due_ = true;
}

void Outbox::StartAnew(bool as_snapshot) {
  flights_.clear();
  units_.clear();
  scores_.clear();
  removals_.clear();
  in_round_ = false;
  all_due_ = true;
  snapshot_due_ = as_snapshot;
}

}  // namespace chiso
