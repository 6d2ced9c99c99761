#include "services/scoring/core/offices.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace chiso::core {
namespace {

// No unit is valid before the calendar of dates begins or after it ends.
DayNumber FirstDay(const Unit& unit) {
  return unit.key.valid_from ? NumberOf(*unit.key.valid_from) : std::numeric_limits<DayNumber>::min();
}
DayNumber LastDay(const Unit& unit) {
  return unit.valid_to ? NumberOf(*unit.valid_to) : std::numeric_limits<DayNumber>::max();
}

// Who stands directly above whom, in one period, before cycles are cut.
int32_t ParentIn(const Offices& offices, const Tree& tree, const Unit& unit, const Period& period) {
  if (unit.parent_code.empty()) return -1;
  const DayNumber day = std::min(NumberOf(period.last_day()), LastDay(unit));
  const OfficeId above = offices.On(unit.parent_code, day);
  return above == kNoOffice ? -1 : tree.Of(above);
}

}  // namespace

const Unit* StandsAs(const Office& office, const Period& period) {
  const Unit* standing = nullptr;
  for (const Unit* unit : office.units) {
    if (!IsValidIn(*unit, period)) continue;
    if (standing == nullptr || TakesOver(ValidityOf(*unit), ValidityOf(*standing), period)) standing = unit;
  }
  return standing;
}

Offices::Offices(const Units& units) : units_(units) {
  // The units come ordered by code and first day, so an office's units follow one another.
  DayNumber reached = 0;
  for (const auto& [key, unit] : units.all()) {
    const bool goes_on = !offices_.empty() && offices_.back().code == key.code &&
                         (reached == std::numeric_limits<DayNumber>::max() || FirstDay(unit) <= reached + 1);
    if (!goes_on) {
      offices_.push_back({.code = key.code, .units = {}});
      reached = LastDay(unit);
    }
    reached = std::max(reached, LastDay(unit));
    offices_.back().units.push_back(&unit);
    office_of_.emplace(key, static_cast<OfficeId>(offices_.size()) - 1);
    if (unit.key.valid_from) turning_days_.push_back(FirstDay(unit));
    if (unit.valid_to) turning_days_.push_back(LastDay(unit) + 1);
  }
  std::sort(turning_days_.begin(), turning_days_.end());
  turning_days_.erase(std::unique(turning_days_.begin(), turning_days_.end()), turning_days_.end());
}

OfficeId Offices::Of(const UnitKey& key) const { return office_of_.at(key); }

const Unit* Offices::BearerOn(absl::string_view code, DayNumber day) const {
  const Unit* bearer = nullptr;
  for (const Unit* unit : units_.Bearing(code)) {
    if (FirstDay(*unit) <= day && day <= LastDay(*unit)) bearer = unit;
  }
  return bearer;
}

OfficeId Offices::On(absl::string_view code, DayNumber day) const {
  const Unit* const unit = BearerOn(code, day);
  return unit == nullptr ? kNoOffice : office_of_.at(unit->key);
}

OfficeId Offices::In(absl::string_view code, const Period& period) const {
  const Unit* const unit = units_.Resolve(code, period);
  return unit == nullptr ? kNoOffice : office_of_.at(unit->key);
}

Standpoint Offices::Stands(absl::string_view code, DayNumber day) const {
  std::vector<const Unit*> chain;
  for (const Unit* unit = BearerOn(code, day); unit != nullptr && chain.size() <= kMaxUnitsAbove;
       unit = BearerOn(unit->parent_code, day)) {
    const auto met = std::find(chain.begin(), chain.end(), unit);
    if (met != chain.end()) {
      // Who stands above itself is a top-level unit.
      chain.erase(met + 1, chain.end());
      break;
    }
    chain.push_back(unit);
  }
  Standpoint stands;
  for (const Unit* unit : chain) {
    stands.codes.push_back(unit->key.code);
    if (unit->level != Level::kNation || stands.authority.empty()) stands.authority = unit->key.code;
  }
  if (chain.empty()) return stands;
  stands.office = office_of_.at(chain.front()->key);
  stands.basis = UnitBasis::kCode;
  return stands;
}

const Tree& Offices::TreeIn(const Period& period) const {
  absl::MutexLock lock(&mutex_);
  const auto [tree, is_new] = trees_.try_emplace(period);
  if (is_new) tree->second = Build(period);
  return tree->second;
}

Tree Offices::Build(const Period& period) const {
  // First in the order of offices, then each followed by all below it.
  Tree flat;
  for (OfficeId office = 0; office < static_cast<OfficeId>(offices_.size()); ++office) {
    const Unit* const unit = StandsAs(offices_[office], period);
    if (unit == nullptr) continue;
    flat.place_of.emplace(office, static_cast<int32_t>(flat.places.size()));
    flat.places.push_back({.office = office, .unit = unit});
  }
  std::vector<int32_t> parent(flat.places.size(), -1);
  for (size_t i = 0; i < parent.size(); ++i) parent[i] = ParentIn(*this, flat, *flat.places[i].unit, period);
  std::vector<std::vector<int32_t>> below(parent.size());
  std::vector<int32_t> tops;
  for (int32_t i = 0; i < static_cast<int32_t>(parent.size()); ++i) {
    // Who stands above itself, or has too many above it, is a top-level unit.
    std::vector<int32_t> seen;
    bool is_top = parent[i] < 0;
    for (int32_t above = parent[i];
         !is_top && above >= 0 && std::find(seen.begin(), seen.end(), above) == seen.end();
         above = parent[above]) {
      is_top = above == i || seen.size() == kMaxUnitsAbove;
      seen.push_back(above);
    }
    if (is_top) {
      tops.push_back(i);
    } else {
      below[parent[i]].push_back(i);
    }
  }
  Tree tree;
  const auto put = [&](int32_t i, int32_t above, const auto& self) -> void {
    const int32_t place = static_cast<int32_t>(tree.places.size());
    Place& here = tree.places.emplace_back(flat.places[i]);
    here.above = above;
    here.top = above < 0 ? place : tree.places[above].top;
    const bool below_nation_alone = above < 0 || (tree.places[above].unit->level == Level::kNation &&
                                                  tree.places[above].authority == above);
    here.authority = below_nation_alone ? place : tree.places[above].authority;
    tree.place_of.emplace(here.office, place);
    for (const int32_t next : below[i]) self(next, place, self);
    tree.places[place].end = static_cast<int32_t>(tree.places.size());
  };
  for (const int32_t top : tops) put(top, -1, put);
  return tree;
}

}  // namespace chiso::core
