// Counting: the figures that records give.

#ifndef CHISO_SERVICES_SCORING_CORE_COUNTING_H_
#define CHISO_SERVICES_SCORING_CORE_COUNTING_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "common/period.h"
#include "services/scoring/core/definition.h"
#include "services/scoring/core/ledger.h"
#include "services/scoring/core/measure.h"
#include "services/scoring/core/offices.h"
#include "services/scoring/core/procedure.h"
#include "services/scoring/core/score.h"

namespace chiso::core {

// Counts what a ledger holds of offices and of authorities, and remembers it. The ledger must outlive it and
// not change. A place is one of the period's tree. Not thread-safe.
class Counting {
 public:
  Counting(const Ledger& ledger, const IndexDefinition& definition)
      : ledger_(ledger), definition_(definition) {}

  const Tree& TreeOf(const Period& period) const { return ledger_.offices().TreeIn(period); }

  // Whether the place's own offices are reported: records are there in the indicator's population, whatever
  // else they say, or a declaration covers unit and period. Of a procedure's indicator: of the authority.
  bool IsReported(int32_t place, const Period& period, const Indicator& indicator);
  // Whether any place from this one to the last below it is.
  bool IsAnyReported(int32_t place, const Period& period, const Indicator& indicator);
  bool AreProceduresReported(int32_t place, const Period& period);

  // The figures of the place's own offices, or of the authority. Not of SYNC and of distinct procedures.
  Figures FiguresOf(int32_t place, const Period& period, const Indicator& indicator);
  // How many dossiers there are in the indicator's population.
  int64_t DossiersOf(int32_t place, const Period& period, const Indicator& indicator);
  // Of the distinct procedures of all offices from `place` up to `end`.
  Figures DistinctOf(int32_t place, int32_t end, const Period& period, const Indicator& indicator);
  // Of the communes from `place` up to `end`.
  Figures CommunesOf(int32_t place, int32_t end, const Period& period);
  // The greater of the two national totals; absent: there is none of either; without a number: published as
  // empty.
  std::optional<Total> GreaterTotalOf(OfficeId office, const Period& period, Scope scope);

 private:
  using Column = std::vector<std::optional<bool>>;  // by place

  Judged JudgedIn(const Period& period) const;
  const Counts& CountsOf(int32_t place, const Period& period, Population population);
  std::vector<std::string> CodesOf(const Tree& tree, int32_t place) const;
  const std::string& CodeOf(const Tree& tree, int32_t place) const;
  Figures PetitionsOf(int32_t place, const Period& period, const Indicator& indicator);
  Figures ProceduresOf(int32_t place, const Period& period, const Indicator& indicator);
  std::optional<Total> TotalOf(OfficeId office, const Period& period, Scope scope, TotalSource source);
  bool WorkOutReported(int32_t place, const Period& period, const Indicator& indicator);

  const Ledger& ledger_;
  const IndexDefinition& definition_;
  std::map<std::pair<Period, Population>, std::vector<std::optional<Counts>>> counts_;
  std::map<std::pair<Period, const Indicator*>, Column> reported_;
};

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_COUNTING_H_
