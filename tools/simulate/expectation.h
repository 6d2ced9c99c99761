// What the scores of simulated months must be: counted from what is going to happen to each dossier, by
// nothing that computes an index.

#ifndef CHISO_TOOLS_SIMULATE_EXPECTATION_H_
#define CHISO_TOOLS_SIMULATE_EXPECTATION_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <tuple>

#include "absl/time/civil_time.h"
#include "tools/simulate/dossier.h"
#include "tools/simulate/units.h"

namespace chiso {

// Holds where everything that is sent has been taken in, nothing else is known of the units, and the months
// are over. Of the indicators those whose cases are dossiers alone. Not thread-safe.
class Expectation {
 public:
  // Of so many months.
  Expectation(absl::CivilMonth first, int months) : first_(first), end_(first + months) {}

  // Requires: PlanStages and PlanSends have been called.
  void Add(const SimulatedDossier& dossier, const SimulatedUnit& unit);

  // `unit,period,scope,code,numerator,denominator`: for each unit its own offices, for each authority all
  // units of it, where there is a case in the month; ordered by unit and month. With the totals taken in,
  // too.
  std::string ToCsv() const;
  // What the national portal counts as received of each of them, as `chiso import totals` reads it: all that
  // was received, whatever became of it on the way.
  std::string TotalsCsv() const;

 private:
  static constexpr size_t kIndicators = 10;
  struct Figures {
    int64_t cases = 0;
    int64_t numerator = 0;
    int64_t denominator = 0;
  };
  struct Counts {
    int64_t received = 0;
    // Of those, which can be counted.
    int64_t synchronised = 0;
    std::array<Figures, kIndicators> indicators;
  };
  // The unit, the month, and whether all units below are meant.
  using Cell = std::tuple<std::string, absl::CivilMonth, bool>;

  // `unit,period,scope,`
  static std::string Begin(const Cell& cell);

  const absl::CivilMonth first_, end_;
  std::map<Cell, Counts> cells_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_SIMULATE_EXPECTATION_H_
