#include "services/scoring/core/units.h"

#include <algorithm>
#include <utility>

namespace chiso::core {
namespace {

bool IsOneOf(const std::vector<const Unit*>& units, const Unit* unit) {
  return std::find(units.begin(), units.end(), unit) != units.end();
}

}  // namespace

void Units::Put(Unit unit) {
  Remove(unit.key);
  UnitKey key = unit.key;
  all_.emplace(std::move(key), std::move(unit));
}

void Units::Remove(const UnitKey& key) { all_.erase(key); }

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
