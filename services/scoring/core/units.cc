#include "services/scoring/core/units.h"

#include <algorithm>
#include <utility>

namespace chiso::core {
namespace {

bool IsOneOf(const std::vector<const Unit*>& units, const Unit* unit) {
  return std::find(units.begin(), units.end(), unit) != units.end();
}

// All codes that `step` leads to from the code, without the code itself.
template <typename Step>
std::set<std::string> Reach(const std::string& code, Step step) {
  std::set<std::string> reached = {code};
  std::vector<std::string> open = {code};
  while (!open.empty()) {
    const std::string from = std::move(open.back());
    open.pop_back();
    for (const std::string& to : step(from)) {
      if (reached.insert(to).second) open.push_back(to);
    }
  }
  reached.erase(code);
  return reached;
}

}  // namespace

void Units::Put(Unit unit) {
  Remove(unit.key);
  if (!unit.parent_code.empty()) by_parent_code_[unit.parent_code].insert(unit.key);
  UnitKey key = unit.key;
  all_.emplace(std::move(key), std::move(unit));
}

void Units::Remove(const UnitKey& key) {
  const auto found = all_.find(key);
  if (found == all_.end()) return;
  if (!found->second.parent_code.empty()) by_parent_code_[found->second.parent_code].erase(key);
  all_.erase(found);
}

const Unit* Units::Find(const UnitKey& key) const {
  const auto found = all_.find(key);
  return found == all_.end() ? nullptr : &found->second;
}

std::vector<const Unit*> Units::Bearing(absl::string_view code) const {
  std::vector<const Unit*> units;
  for (auto it = all_.lower_bound({std::string(code), std::nullopt});
       it != all_.end() && it->first.code == code; ++it) {
    units.push_back(&it->second);
  }
  return units;
}

const Unit* Units::BearerOn(absl::string_view code, absl::CivilDay day) const {
  // Where two overlap, the one that begins later counts.
  const Unit* bearer = nullptr;
  for (const Unit* unit : Bearing(code)) {
    if (ValidityOf(*unit).HoldsOn(day)) bearer = unit;
  }
  return bearer;
}

const Unit* Units::Resolve(absl::string_view code, const Period& period) const {
  const Unit* bearer = nullptr;
  for (const Unit* unit : Bearing(code)) {
    if (!IsValidIn(*unit, period)) continue;
    if (bearer == nullptr || TakesOver(ValidityOf(*unit), ValidityOf(*bearer), period)) bearer = unit;
  }
  return bearer;
}

const Unit* Units::ParentIn(const Unit& unit, const Period& period) const {
  if (unit.parent_code.empty()) return nullptr;
  const Unit* const parent = Resolve(unit.parent_code, period);
  std::vector<const Unit*> seen;
  for (const Unit* above = parent; above != nullptr && !IsOneOf(seen, above);
       above = Resolve(above->parent_code, period)) {
    if (above == &unit || seen.size() == kMaxUnitsAbove) return nullptr;
    seen.push_back(above);
  }
  return parent;
}

std::vector<const Unit*> Units::ChildrenIn(const Unit& unit, const Period& period) const {
  std::vector<const Unit*> children;
  const auto keys = by_parent_code_.find(unit.key.code);
  if (keys == by_parent_code_.end()) return children;
  for (const UnitKey& key : keys->second) {
    const Unit& child = all_.at(key);
    if (IsValidIn(child, period) && ParentIn(child, period) == &unit) children.push_back(&child);
  }
  return children;
}

std::set<std::string> Units::CodesAbove(const std::string& code) const {
  return Reach(code, [this](const std::string& from) {
    std::vector<std::string> codes;
    for (const Unit* unit : Bearing(from)) {
      if (!unit->parent_code.empty()) codes.push_back(unit->parent_code);
    }
    return codes;
  });
}

std::set<std::string> Units::CodesBelow(const std::string& code) const {
  return Reach(code, [this](const std::string& from) {
    std::vector<std::string> codes;
    const auto keys = by_parent_code_.find(from);
    if (keys == by_parent_code_.end()) return codes;
    for (const UnitKey& key : keys->second) codes.push_back(key.code);
    return codes;
  });
}

std::set<std::set<UnitKey>> Units::Cycles() const {
  // Every unit of a cycle is valid on the last day of the one that ends first. So it suffices to follow each
  // unit's parents on its own last day: the unit that ends first finds the cycle.
  std::set<std::set<UnitKey>> cycles;
  for (const auto& [key, unit] : all_) {
    const absl::CivilDay day = unit.valid_to.value_or(absl::CivilDay::max());
    std::vector<const Unit*> chain;
    const Unit* above = &unit;
    while (above != nullptr && !IsOneOf(chain, above) && chain.size() <= kMaxUnitsAbove) {
      chain.push_back(above);
      above = BearerOn(above->parent_code, day);
    }
    if (above != &unit) continue;
    std::set<UnitKey> cycle;
    for (const Unit* member : chain) cycle.insert(member->key);
    cycles.insert(std::move(cycle));
  }
  return cycles;
}

}  // namespace chiso::core
