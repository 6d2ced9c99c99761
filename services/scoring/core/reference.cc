#include "services/scoring/core/reference.h"

#include <algorithm>
#include <utility>

namespace chiso::core {
namespace {

// Declarations are not given precedence by declarations.
int SameForAll(absl::string_view) { return kNoPrecedence; }

// Whether the units differ in more than their names.
bool SamePlace(const Unit& a, const Unit& b) {
  return a.valid_to == b.valid_to && a.level == b.level && a.parent_code == b.parent_code;
}

}  // namespace

Reference::Reference() : offices_(std::make_unique<Offices>(units_)) {}

void Reference::Apply(const UnitFact& fact) {
  const UnitKey& key = fact.unit.key;
  if (unit_registers_[key].Take(fact.origin, fact.unit)) Choose(key);
}

void Reference::Choose(const UnitKey& key) {
  const Unit* const chosen = unit_registers_.at(key).InForce(
      [&](absl::string_view sender) { return feeds_.PrecedenceOf(sender, Kind::kUnit, key.code); });
  const Unit* const held = units_.Find(key);
  if (chosen == nullptr && held == nullptr) return;
  if (chosen != nullptr && held != nullptr && *chosen == *held) return;
  changed_.units = true;
  changed_.placement |= chosen == nullptr || held == nullptr || !SamePlace(*chosen, *held);
  if (chosen != nullptr) {
    units_.Put(*chosen);
  } else {
    units_.Remove(key);
  }
}

void Reference::Apply(const AliasFact& fact) {
  if (alias_registers_[fact.key].Take(fact.origin, {fact.valid_to, fact.unit_code})) Choose(fact.key);
}

void Reference::Choose(const AliasKey& key) {
  const Alias* const chosen = alias_registers_.at(key).InForce(
      [&](absl::string_view sender) { return feeds_.PrecedenceOf(sender, Kind::kUnitAlias, ""); });
  const auto held = aliases_.find(key);
  if (chosen == nullptr && held == aliases_.end()) return;
  if (chosen != nullptr && held != aliases_.end() && *chosen == held->second) return;
  changed_.placement = true;
  if (chosen != nullptr) {
    aliases_[key] = *chosen;
  } else {
    aliases_.erase(key);
  }
}

void Reference::Apply(const CalendarFact& fact) {
  const std::pair<std::string, DayNumber> key = {fact.unit_code, fact.day};
  if (day_registers_[key].Take(fact.origin, fact.works)) ChooseDay(key);
}

void Reference::ChooseDay(const std::pair<std::string, DayNumber>& key) {
  const bool* const chosen = day_registers_.at(key).InForce(
      [&](absl::string_view sender) { return feeds_.PrecedenceOf(sender, Kind::kCalendarDay, key.first); });
  // Days change seldom, and all at once.
  changed_.placement = true;
  changed_.procedures = true;
  if (chosen != nullptr) {
    calendar_.Put(key.first, key.second, *chosen);
  } else {
    calendar_.Remove(key.first, key.second);
  }
}

void Reference::Apply(const ProcedureFact& fact) {
  if (procedure_registers_[fact.key].Take(fact.origin, fact.procedure)) Choose(fact.key);
}

void Reference::Choose(const ProcedureKey& key) {
  const Procedure* const chosen = procedure_registers_.at(key).InForce(
      [&](absl::string_view sender) { return feeds_.PrecedenceOf(sender, Kind::kProcedure, key.unit_code); });
  std::map<std::string, Procedure>& of_authority = procedures_[key.unit_code];
  const auto held = of_authority.find(key.code);
  if (chosen == nullptr && held == of_authority.end()) return;
  if (chosen != nullptr && held != of_authority.end() && *chosen == held->second) return;
  changed_.procedures = true;
  const ProcedureFacts before = held == of_authority.end() ? ProcedureFacts() : held->second.facts;
  if (before != (chosen == nullptr ? ProcedureFacts() : chosen->facts))
    changed_.procedure_codes.insert(key.code);
  if (chosen != nullptr) {
    of_authority[key.code] = *chosen;
  } else {
    of_authority.erase(held);
  }
}

void Reference::Apply(const FeedFact& fact) {
  if (feed_registers_[fact.key].Take(fact.origin, fact.feed)) Choose(fact.key);
}

void Reference::Choose(const FeedKey& key) {
  const Feed* const chosen = feed_registers_.at(key).InForce(SameForAll);
  const Feed* const held = feeds_.Find(key);
  if (chosen == nullptr && held == nullptr) return;
  if (chosen != nullptr && held != nullptr && *chosen == *held) return;
  changed_.feeds = true;
  const auto precedence = [](const Feed* feed) { return feed == nullptr ? std::nullopt : feed->precedence; };
  changed_.precedence |= precedence(chosen) != precedence(held);
  if (chosen != nullptr) {
    feeds_.Put(key, *chosen);
  } else {
    feeds_.Remove(key);
  }
}

Reference::Changed Reference::Settle() {
  if (changed_.precedence) {
    for (const auto& [key, held] : unit_registers_) {
      if (held.HasSeveralSenders()) Choose(key);
    }
    for (const auto& [key, held] : alias_registers_) {
      if (held.HasSeveralSenders()) Choose(key);
    }
    for (const auto& [key, held] : day_registers_) {
      if (held.HasSeveralSenders()) ChooseDay(key);
    }
    for (const auto& [key, held] : procedure_registers_) {
      if (held.HasSeveralSenders()) Choose(key);
    }
  }
  if (changed_.units) {
    offices_ = std::make_unique<Offices>(units_);
    ++generation_;
  }
  if (changed_.units || changed_.placement) {
    turning_days_.assign(offices_->turning_days().begin(), offices_->turning_days().end());
    for (const auto& [key, alias] : aliases_) {
      if (key.valid_from) turning_days_.push_back(NumberOf(*key.valid_from));
      if (alias.valid_to) turning_days_.push_back(NumberOf(*alias.valid_to) + 1);
    }
    std::sort(turning_days_.begin(), turning_days_.end());
    turning_days_.erase(std::unique(turning_days_.begin(), turning_days_.end()), turning_days_.end());
  }
  return std::exchange(changed_, {});
}

template <typename Registers, typename Key>
Standing Reference::StandingIn(const Registers& registers, const Key& key, const Origin& origin, Kind kind,
                               absl::string_view unit_code) const {
  const auto found = registers.find(key);
  if (found == registers.end()) return Standing::kInForce;
  return found->second.StandingOf(origin, [&](absl::string_view sender) {
    // Declarations are not given precedence by declarations.
    return kind == Kind::kFeed ? kNoPrecedence : feeds_.PrecedenceOf(sender, kind, unit_code);
  });
}

Standing Reference::StandingOf(const UnitFact& fact) const {
  return StandingIn(unit_registers_, fact.unit.key, fact.origin, Kind::kUnit, fact.unit.key.code);
}

Standing Reference::StandingOf(const AliasFact& fact) const {
  return StandingIn(alias_registers_, fact.key, fact.origin, Kind::kUnitAlias, "");
}

Standing Reference::StandingOf(const CalendarFact& fact) const {
  return StandingIn(day_registers_, std::pair(fact.unit_code, fact.day), fact.origin, Kind::kCalendarDay,
                    fact.unit_code);
}

Standing Reference::StandingOf(const ProcedureFact& fact) const {
  return StandingIn(procedure_registers_, fact.key, fact.origin, Kind::kProcedure, fact.key.unit_code);
}

Standing Reference::StandingOf(const FeedFact& fact) const {
  return StandingIn(feed_registers_, fact.key, fact.origin, Kind::kFeed, "");
}

std::vector<UnitKey> Reference::ContestedUnits() const {
  std::vector<UnitKey> keys;
  for (const auto& [key, held] : unit_registers_) {
    if (held.Contested([&code = key.code, this](absl::string_view sender) {
          return feeds_.PrecedenceOf(sender, Kind::kUnit, code);
        })) {
      keys.push_back(key);
    }
  }
  return keys;
}

const std::string* Reference::Meaning(const std::string& sender, const std::string& alias,
                                      DayNumber day) const {
  // Of several that hold on the day the one that begins last.
  const std::string* meaning = nullptr;
  for (auto it = aliases_.lower_bound({sender, alias, std::nullopt});
       it != aliases_.end() && it->first.sender == sender && it->first.alias == alias; ++it) {
    if (Validity{it->first.valid_from, it->second.valid_to}.HoldsOn(DayOf(day))) {
      meaning = &it->second.unit_code;
    }
  }
  return meaning;
}

Standpoint Reference::Stands(const std::string& unit_code, const std::string& unit_name,
                             const std::string& sender, DayNumber day) const {
  if (!unit_code.empty()) {
    Standpoint stands = offices_->Stands(unit_code, day);
    if (stands.office != kNoOffice) return stands;
  }
  // The sender's own alias goes before one of all senders.
  const std::string& alias = unit_code.empty() ? unit_name : unit_code;
  const std::string* const own = Meaning(sender, alias, day);
  const std::string* const meant = own != nullptr ? own : Meaning("", alias, day);
  if (meant == nullptr) return {};
  Standpoint stands = offices_->Stands(*meant, day);
  if (stands.office == kNoOffice) return {};
  stands.basis = own != nullptr && !sender.empty() ? UnitBasis::kSenderAlias : UnitBasis::kCommonAlias;
  return stands;
}

const std::map<std::string, Procedure>* Reference::ProceduresOf(const std::string& authority) const {
  const auto found = procedures_.find(authority);
  return found == procedures_.end() || found->second.empty() ? nullptr : &found->second;
}

const Procedure* Reference::FindProcedure(const std::string& authority, const std::string& code) const {
  const auto of_authority = procedures_.find(authority);
  if (of_authority == procedures_.end()) return nullptr;
  const auto found = of_authority->second.find(code);
  return found == of_authority->second.end() ? nullptr : &found->second;
}

}  // namespace chiso::core
