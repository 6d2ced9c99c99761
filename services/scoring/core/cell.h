// What a score belongs to: a unit, a period and a scope.

#ifndef CHISO_SERVICES_SCORING_CORE_CELL_H_
#define CHISO_SERVICES_SCORING_CORE_CELL_H_

#include <compare>
#include <optional>
#include <string>
#include <utility>

#include "absl/time/civil_time.h"
#include "common/period.h"

namespace chiso::core {

// The identity of a unit. Absent first day: since ever. Ordered by code, then in time.
struct UnitKey {
  std::string code;
  std::optional<absl::CivilDay> valid_from;

  friend bool operator==(const UnitKey&, const UnitKey&) = default;
  friend bool operator<(const UnitKey& a, const UnitKey& b) {
    return a.code != b.code ? a.code < b.code : a.valid_from < b.valid_from;
  }
  template <typename H>
  friend H AbslHashValue(H h, const UnitKey& key) {
    return H::combine(std::move(h), key.code, key.valid_from.value_or(absl::CivilDay::min()));
  }
};

// What a figure of a unit covers. The numbers are those of the contract's enum.
enum class Scope { kOwnOffices = 1, kSubtree = 2 };

// Ordered by unit, period, scope.
struct Cell {
  UnitKey unit;
  Period period;
  Scope scope;

  friend bool operator==(const Cell&, const Cell&) = default;
  friend bool operator<(const Cell& a, const Cell& b) {
    if (!(a.unit == b.unit)) return a.unit < b.unit;
    return a.period != b.period ? a.period < b.period : a.scope < b.scope;
  }
  template <typename H>
  friend H AbslHashValue(H h, const Cell& cell) {
    return H::combine(std::move(h), cell.unit, cell.period.kind(), cell.period.first_month(), cell.scope);
  }
};

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_CELL_H_
