#include "services/scoring/core/changes.h"

#include <algorithm>
#include <utility>

namespace chiso::core {
namespace {

std::vector<Period> WithEnclosing(const Period& period) {
  std::vector<Period> periods = period.Enclosing();
  periods.insert(periods.begin(), period);
  return periods;
}

// Invariant: a set that holds a period holds all that enclose it, so nothing is to do for a period that it
// holds.
void AddWithEnclosing(const Period& period, std::set<Period>& periods) {
  if (periods.contains(period)) return;
  for (const Period& each : WithEnclosing(period)) periods.insert(each);
}

void AddAll(const std::set<Period>& more, std::set<Period>& periods) {
  periods.insert(more.begin(), more.end());
}

bool SamePlace(const Unit& a, const Unit& b) {
  return a.valid_to == b.valid_to && a.level == b.level && a.parent_code == b.parent_code;
}

bool AnyBearerAt(const Units& units, const std::string& code, LevelSet levels) {
  const std::vector<const Unit*> bearing = units.Bearing(code);
  return std::any_of(bearing.begin(), bearing.end(),
                     [levels](const Unit* unit) { return levels.Contains(unit->level); });
}

}  // namespace

Changes::Changes(InheritedIndicators inherited) : inherited_(std::move(inherited)) {
  for (const auto& [indicator, levels] : inherited_) measured_at_.AddAll(levels);
}

void Changes::Periods::Add(const Periods& other) {
  AddAll(other.all, all);
  AddAll(other.own_offices, own_offices);
  AddAll(other.inherited, inherited);
}

void Changes::ReturnSeen(const Cell& cell, const std::string& indicator) {
  Periods& periods = periods_[cell.unit.code];
  AddWithEnclosing(cell.period, periods.all);
  if (cell.scope == Scope::kOwnOffices) AddWithEnclosing(cell.period, periods.own_offices);
  if (inherited_.contains(indicator)) AddWithEnclosing(cell.period, periods.inherited);
}

void Changes::ReturnChanged(const Cell& cell, const std::string& indicator) {
  LevelSet& measured = changed_returns_[cell];
  const auto inherited = inherited_.find(indicator);
  if (inherited != inherited_.end()) measured.AddAll(inherited->second);
}

void Changes::UnitChanged(const Unit* before, const Unit* after) {
  const UnitKey& key = after != nullptr ? after->key : before->key;
  changed_units_.insert(key);
  if (before != nullptr && after != nullptr && SamePlace(*before, *after)) return;
  Move& move = moves_[key.code];
  move.measured |= (before != nullptr && measured_at_.Contains(before->level)) ||
                   (after != nullptr && measured_at_.Contains(after->level));
  if (before == nullptr) return;
  if (!before->parent_code.empty()) move.parents_before.insert(before->parent_code);
  const absl::CivilDay last_day = before->valid_to.value_or(absl::CivilDay::max());
  const auto [reached, is_new] = reached_.emplace(key, last_day);
  reached->second = std::max(reached->second, last_day);
}

void Changes::MarkAll(const std::vector<UnitKey>& keys) {
  for (const UnitKey& key : keys) {
    changed_units_.insert(key);
    moves_[key.code];
  }
}

Dirty Changes::Take(const Units& units) {
  Expansion expansion{.units = units, .cells = {}, .of_subtree = {}};
  for (const auto& [code, move] : moves_) ExpandMove(code, move, expansion);
  for (const auto& [cell, measured] : changed_returns_) ExpandReturn(cell, measured, expansion);
  Dirty dirty{.units = {changed_units_.begin(), changed_units_.end()},
              .cells = {expansion.cells.begin(), expansion.cells.end()}};
  changed_units_.clear();
  moves_.clear();
  changed_returns_.clear();
  return dirty;
}

void Changes::ExpandReturn(const Cell& cell, LevelSet measured, Expansion& expansion) const {
  const Units& units = expansion.units;
  const std::string& code = cell.unit.code;
  const std::set<std::string> above = units.CodesAbove(code);
  // The codes whose figures, as they are now, units below may inherit.
  std::set<std::string> sources;
  if (!measured.empty()) sources.insert(code);
  if (AnyBearerAt(units, code, measured)) {
    for (const std::string& other : above) {
      if (AnyBearerAt(units, other, measured)) sources.insert(other);
    }
  }
  // A code may stand below itself, borne by another unit.
  std::set<std::string> heirs = sources;
  for (const std::string& source : sources) heirs.merge(units.CodesBelow(source));
  for (const Period& period : WithEnclosing(cell.period)) {
    AddCells(code, period, cell.scope == Scope::kOwnOffices, expansion);
    for (const std::string& other : above) AddCells(other, period, false, expansion);
    for (const std::string& heir : heirs) {
      AddCells(heir, period, HasOwnOffices(heir, period), expansion);
    }
  }
}

void Changes::ExpandMove(const std::string& code, const Move& move, Expansion& expansion) const {
  const Units& units = expansion.units;
  const Periods of_code = OfSubtree(code, expansion);
  // A unit that bears the code at another time may gain or lose what the code alone means.
  const bool measured = move.measured || AnyBearerAt(units, code, measured_at_);
  // Above, sums change where something is added or lost, and where something more or less is expected.
  std::set<Period> inherited;
  if (measured) inherited = of_code.inherited;
  for (const std::string& above : EverAbove(units, code)) {
    Periods periods = of_code;
    periods.Add(OfSubtree(above, expansion));
    for (const Period& period : periods.all) AddCells(above, period, false, expansion);
    if (!AnyBearerAt(units, above, measured_at_)) continue;
    AddAll(periods.inherited, inherited);
    if (!measured) continue;
    std::set<std::string> heirs = units.CodesBelow(above);
    heirs.insert(above);
    for (const std::string& heir : heirs) {
      for (const Period& period : periods.inherited) {
        AddCells(heir, period, HasOwnOffices(heir, period), expansion);
      }
    }
  }
  // The unit and all below it inherit from what stands above, now or before.
  std::set<std::string> here = units.CodesBelow(code);
  here.insert(code);
  for (const std::string& each : here) {
    std::set<Period> periods = OfSubtree(each, expansion).all;
    AddAll(inherited, periods);
    for (const Period& period : periods) AddCells(each, period, HasOwnOffices(each, period), expansion);
  }
}

void Changes::AddCells(const std::string& code, const Period& period, bool own_offices,
                       Expansion& expansion) const {
  for (const Unit* unit : expansion.units.Bearing(code)) {
    if (!Reaches(*unit, period)) continue;
    expansion.cells.insert({unit->key, period, Scope::kSubtree});
    if (own_offices) expansion.cells.insert({unit->key, period, Scope::kOwnOffices});
  }
}

const Changes::Periods& Changes::OfSubtree(const std::string& code, Expansion& expansion) const {
  const auto [found, is_new] = expansion.of_subtree.try_emplace(code);
  if (!is_new) return found->second;
  std::set<std::string> codes = expansion.units.CodesBelow(code);
  codes.insert(code);
  for (const std::string& each : codes) {
    const auto periods = periods_.find(each);
    if (periods != periods_.end()) found->second.Add(periods->second);
  }
  return found->second;
}

std::set<std::string> Changes::EverAbove(const Units& units, const std::string& code) const {
  std::set<std::string> above;
  std::vector<std::string> open = {code};
  const auto reach = [&](const std::string& parent) {
    if (!parent.empty() && above.insert(parent).second) open.push_back(parent);
  };
  while (!open.empty()) {
    const std::string from = std::move(open.back());
    open.pop_back();
    for (const Unit* unit : units.Bearing(from)) reach(unit->parent_code);
    const auto move = moves_.find(from);
    if (move == moves_.end()) continue;
    for (const std::string& parent : move->second.parents_before) reach(parent);
  }
  return above;
}

bool Changes::HasOwnOffices(const std::string& code, const Period& period) const {
  const auto found = periods_.find(code);
  return found != periods_.end() && found->second.own_offices.contains(period);
}

bool Changes::Reaches(const Unit& unit, const Period& period) const {
  if (IsValidIn(unit, period)) return true;
  const auto reached = reached_.find(unit.key);
  if (reached == reached_.end()) return false;
  Unit before = unit;
  before.valid_to = reached->second;
  return IsValidIn(before, period);
}

}  // namespace chiso::core
