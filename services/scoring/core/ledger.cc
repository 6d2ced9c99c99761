#include "services/scoring/core/ledger.h"

#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"

namespace chiso::core {
namespace {

Changes::InheritedIndicators InheritedBy(absl::Span<const IndexDefinition> definitions) {
  Changes::InheritedIndicators inherited;
  for (const IndexDefinition& definition : definitions) {
    for (const Group& group : definition.groups) {
      for (const Indicator& indicator : group.indicators) {
        if (indicator.inherited) inherited[indicator.code].AddAll(indicator.levels);
      }
    }
  }
  return inherited;
}

std::string ToText(const UnitKey& key) {
  return key.valid_from ? absl::StrCat(key.code, "@", FormatDate(*key.valid_from)) : key.code;
}

std::string ToText(const Cell& cell, const std::string& indicator) {
  return absl::StrCat(ToText(cell.unit), "/", cell.period.ToString(), "/", indicator, "/",
                      cell.scope == Scope::kSubtree ? "subtree" : "own_offices");
}

}  // namespace

std::string KeyText(const Fact& fact) {
  if (const auto* const unit = std::get_if<UnitFact>(&fact)) return ToText(unit->unit.key);
  const ReturnFact& ret = std::get<ReturnFact>(fact);
  return ToText(ret.cell, ret.indicator);
}

Ledger::Ledger(absl::Span<const IndexDefinition> definitions) : changes_(InheritedBy(definitions)) {}

void Ledger::Apply(const Fact& fact) {
  if (const auto* const unit = std::get_if<UnitFact>(&fact)) {
    ApplyUnit(*unit);
  } else {
    ApplyReturn(std::get<ReturnFact>(fact));
  }
}

// Invariant: units_ and returns_ hold the content of the version in force under each key, retracted ones
// none, and changes_ has heard of every key whose content became another.
void Ledger::ApplyUnit(const UnitFact& fact) {
  const UnitKey& key = fact.unit.key;
  if (!unit_entries_[key].Take(fact.version)) return;
  const Unit* const held = units_.Find(key);
  const std::optional<Unit> before = held != nullptr ? std::optional<Unit>(*held) : std::nullopt;
  const std::optional<Unit> after = fact.retracted ? std::nullopt : std::optional<Unit>(fact.unit);
  if (before == after) return;
  if (after) {
    units_.Put(*after);
  } else {
    units_.Remove(key);
  }
  changes_.UnitChanged(before ? &*before : nullptr, after ? &*after : nullptr);
}

void Ledger::ApplyReturn(const ReturnFact& fact) {
  ReturnEntry& entry = returns_[fact.cell][fact.indicator];
  if (!entry.in_force.Take(fact.version)) return;
  changes_.ReturnSeen(fact.cell, fact.indicator);
  const auto figures = fact.retracted ? std::nullopt : std::optional<Figures>(fact.figures);
  if (entry.figures == figures) return;
  entry.figures = figures;
  changes_.ReturnChanged(fact.cell, fact.indicator);
}

Standing Ledger::StandingOf(const Fact& fact) const {
  if (const auto* const unit = std::get_if<UnitFact>(&fact)) {
    const auto entry = unit_entries_.find(unit->unit.key);
    return entry == unit_entries_.end() ? Standing::kInForce : entry->second.StandingOf(unit->version);
  }
  const ReturnFact& ret = std::get<ReturnFact>(fact);
  const auto of_cell = returns_.find(ret.cell);
  if (of_cell == returns_.end()) return Standing::kInForce;
  const auto entry = of_cell->second.find(ret.indicator);
  return entry == of_cell->second.end() ? Standing::kInForce : entry->second.in_force.StandingOf(ret.version);
}

void Ledger::MarkAllDirty() {
  // Retracted units too: a reader that was restored from an older state may still hold them.
  std::vector<UnitKey> keys;
  for (const auto& [key, in_force] : unit_entries_) keys.push_back(key);
  changes_.MarkAll(keys);
}

const Figures* Ledger::Find(const Cell& cell, absl::string_view indicator) const {
  const auto of_cell = returns_.find(cell);
  if (of_cell == returns_.end()) return nullptr;
  const auto found = of_cell->second.find(indicator);
  return found != of_cell->second.end() && found->second.figures ? &*found->second.figures : nullptr;
}

const Figures* Ledger::ReturnFor(const Unit& unit, const Period& period, Scope scope,
                                 absl::string_view indicator) const {
  if (!IsValidIn(unit, period)) return nullptr;
  Cell cell{unit.key, period, scope};
  if (unit.key.valid_from) {
    if (const Figures* const figures = Find(cell, indicator)) return figures;
    cell.unit.valid_from.reset();
  }
  // A return by code alone belongs to one unit, even where several bear the code within the period.
  const Figures* const figures = Find(cell, indicator);
  return figures != nullptr && units_.Resolve(unit.key.code, period) == &unit ? figures : nullptr;
}

std::vector<Finding> Ledger::Findings() const {
  std::set<std::string> contested;
  for (const auto& [key, in_force] : unit_entries_) {
    if (in_force.contested) contested.insert(ToText(key));
  }
  for (const auto& [cell, indicators] : returns_) {
    for (const auto& [indicator, entry] : indicators) {
      if (entry.in_force.contested) contested.insert(ToText(cell, indicator));
    }
  }
  std::vector<Finding> findings;
  for (const std::string& about : contested) findings.push_back({Finding::Kind::kContested, about});
  for (const std::set<UnitKey>& cycle : units_.Cycles()) {
    const std::string about =
        absl::StrJoin(cycle, ",", [](std::string* out, const UnitKey& key) { out->append(ToText(key)); });
    findings.push_back({Finding::Kind::kCycle, about});
  }
  return findings;
}

}  // namespace chiso::core
