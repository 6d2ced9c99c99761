// Published figures in force: returns, national totals and counts of certified copies.

#ifndef CHISO_SERVICES_SCORING_CORE_PUBLISHED_H_
#define CHISO_SERVICES_SCORING_CORE_PUBLISHED_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/string_view.h"
#include "services/scoring/core/fact.h"
#include "services/scoring/core/offices.h"
#include "services/scoring/core/reference.h"
#include "services/scoring/core/register.h"

namespace chiso::core {

// A national total in force; absent: published as empty.
using Total = std::optional<int64_t>;

// Merges by a join. A figure with a unit's first day speaks of that unit's office, one without of the office
// that has the code at the end of the period; the former goes first. Not thread-safe, but for what is const.
class Published {
 public:
  explicit Published(const Reference& reference) : reference_(reference) {}

  void Apply(const ReturnFact& fact);
  void Apply(const TotalFact& fact);
  void Apply(const CopyFact& fact);
  // After the precedence of senders changed.
  void Settle();

  // Null: there is none. Holds until the next call of Apply.
  const Figures* ReturnOf(OfficeId office, const Period& period, Scope scope,
                          const std::string& indicator) const;
  const Total* TotalOf(OfficeId office, const Period& period, Scope scope, TotalSource source) const;
  // What is known of certified copies of the office in all periods up to this one.
  enum class Copies { kNotCounted, kNone, kSome };
  Copies CopiesOf(OfficeId office, const Period& period) const;

  // As Register says.
  Standing StandingOf(const ReturnFact& fact) const;
  Standing StandingOf(const TotalFact& fact) const;
  Standing StandingOf(const CopyFact& fact) const;
  // As KeyText.
  std::vector<std::pair<Cell, std::string>> ContestedReturns() const;
  // The periods of anything in force, as what the unit's code names.
  const absl::flat_hash_map<std::string, std::map<Period, int>>& periods() const { return periods_; }

  // The codes of units whose figures changed since the last call.
  std::set<std::string> TakeTouched() { return std::exchange(touched_, {}); }

 private:
  using ReturnsOfCell = std::map<std::string, Register<Figures>>;  // by indicator
  using TotalsOfCell = std::map<TotalSource, Register<Total>>;
  using CopiesOfUnit = std::map<Period, Register<Total>>;

  template <typename F>
  auto FirstOf(OfficeId office, const Period& period, F find) const -> decltype(find(UnitKey()));
  void Touch(const std::string& code, const Period& period);

  const Reference& reference_;
  absl::flat_hash_map<Cell, ReturnsOfCell> returns_;
  absl::flat_hash_map<Cell, TotalsOfCell> totals_;
  std::map<UnitKey, CopiesOfUnit> copies_;
  absl::flat_hash_map<std::string, std::map<Period, int>> periods_;
  std::set<std::string> touched_;
};

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_PUBLISHED_H_
