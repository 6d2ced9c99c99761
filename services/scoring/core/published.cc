#include "services/scoring/core/published.h"

#include <utility>

namespace chiso::core {
namespace {

class ByUnit {
 public:
  ByUnit(const Feeds& feeds, Kind kind, const std::string& code) : feeds_(feeds), kind_(kind), code_(code) {}
  int operator()(absl::string_view sender) const { return feeds_.PrecedenceOf(sender, kind_, code_); }

 private:
  const Feeds& feeds_;
  const Kind kind_;
  const std::string& code_;
};

}  // namespace

void Published::Touch(const std::string& code, const Period& period) {
  touched_.insert(code);
  ++periods_[code][period];
}

void Published::Apply(const ReturnFact& fact) {
  if (!returns_[fact.cell][fact.indicator].Take(fact.origin, fact.figures)) return;
  Touch(fact.cell.unit.code, fact.cell.period);
}

void Published::Apply(const TotalFact& fact) {
  if (!totals_[fact.cell][fact.source].Take(fact.origin, fact.received)) return;
  Touch(fact.cell.unit.code, fact.cell.period);
}

void Published::Apply(const CopyFact& fact) {
  CopiesOfUnit& of_unit = copies_[fact.unit];
  const auto held = of_unit.try_emplace(fact.period).first;
  if (!held->second.Take(fact.origin, fact.copies)) return;
  Touch(fact.unit.code, fact.period);
}

void Published::Settle() {
  for (const auto& [code, periods] : periods_) touched_.insert(code);
}

// What `find` gives for the units of the office, the one that begins last first, then for the code alone
// where it means the office in the period.
template <typename F>
auto Published::FirstOf(OfficeId office, const Period& period, F find) const -> decltype(find(UnitKey())) {
  const Office& of = reference_.offices().all()[office];
  for (auto unit = of.units.rbegin(); unit != of.units.rend(); ++unit) {
    if (!(*unit)->key.valid_from) continue;
    if (const auto found = find((*unit)->key)) return found;
  }
  if (reference_.offices().In(of.code, period) != office) return {};
  return find(UnitKey{of.code, std::nullopt});
}

const Figures* Published::ReturnOf(OfficeId office, const Period& period, Scope scope,
                                   const std::string& indicator) const {
  const std::string& code = reference_.offices().all()[office].code;
  if (!periods_.contains(code)) return nullptr;
  return FirstOf(office, period, [&](const UnitKey& unit) -> const Figures* {
    const auto of_cell = returns_.find(Cell{unit, period, scope});
    if (of_cell == returns_.end()) return nullptr;
    const auto found = of_cell->second.find(indicator);
    if (found == of_cell->second.end()) return nullptr;
    return found->second.InForce(ByUnit(reference_.feeds(), Kind::kReturn, code));
  });
}

const Total* Published::TotalOf(OfficeId office, const Period& period, Scope scope,
                                TotalSource source) const {
  const std::string& code = reference_.offices().all()[office].code;
  if (!periods_.contains(code)) return nullptr;
  return FirstOf(office, period, [&](const UnitKey& unit) -> const Total* {
    const auto of_cell = totals_.find(Cell{unit, period, scope});
    if (of_cell == totals_.end()) return nullptr;
    const auto found = of_cell->second.find(source);
    if (found == of_cell->second.end()) return nullptr;
    return found->second.InForce(ByUnit(reference_.feeds(), Kind::kNationalTotal, code));
  });
}

Published::Copies Published::CopiesOf(OfficeId office, const Period& period) const {
  const std::string& code = reference_.offices().all()[office].code;
  const auto of_code = periods_.find(code);
  if (of_code == periods_.end()) return Copies::kNotCounted;
  Copies copies = Copies::kNotCounted;
  for (const auto& [counted, times] : of_code->second) {
    if (counted.last_day() > period.last_day()) continue;
    const auto find = [&, &p = counted](const UnitKey& unit) -> const Total* {
      const auto of_unit = copies_.find(unit);
      if (of_unit == copies_.end()) return nullptr;
      const auto found = of_unit->second.find(p);
      if (found == of_unit->second.end()) return nullptr;
      return found->second.InForce(ByUnit(reference_.feeds(), Kind::kCertifiedCopy, code));
    };
    const Total* const count = FirstOf(office, counted, find);
    if (count == nullptr) continue;
    if (count->value_or(0) >= 1) return Copies::kSome;
    copies = Copies::kNone;
  }
  return copies;
}

Standing Published::StandingOf(const ReturnFact& fact) const {
  const auto of_cell = returns_.find(fact.cell);
  if (of_cell == returns_.end()) return Standing::kInForce;
  const auto found = of_cell->second.find(fact.indicator);
  if (found == of_cell->second.end()) return Standing::kInForce;
  return found->second.StandingOf(fact.origin,
                                  ByUnit(reference_.feeds(), Kind::kReturn, fact.cell.unit.code));
}

Standing Published::StandingOf(const TotalFact& fact) const {
  const auto of_cell = totals_.find(fact.cell);
  if (of_cell == totals_.end()) return Standing::kInForce;
  const auto found = of_cell->second.find(fact.source);
  if (found == of_cell->second.end()) return Standing::kInForce;
  return found->second.StandingOf(fact.origin,
                                  ByUnit(reference_.feeds(), Kind::kNationalTotal, fact.cell.unit.code));
}

Standing Published::StandingOf(const CopyFact& fact) const {
  const auto of_unit = copies_.find(fact.unit);
  if (of_unit == copies_.end()) return Standing::kInForce;
  const auto found = of_unit->second.find(fact.period);
  if (found == of_unit->second.end()) return Standing::kInForce;
  return found->second.StandingOf(fact.origin,
                                  ByUnit(reference_.feeds(), Kind::kCertifiedCopy, fact.unit.code));
}

std::vector<std::pair<Cell, std::string>> Published::ContestedReturns() const {
  std::vector<std::pair<Cell, std::string>> keys;
  for (const auto& [cell, indicators] : returns_) {
    for (const auto& [indicator, held] : indicators) {
      if (held.Contested(ByUnit(reference_.feeds(), Kind::kReturn, cell.unit.code))) {
        keys.emplace_back(cell, indicator);
      }
    }
  }
  return keys;
}

}  // namespace chiso::core
