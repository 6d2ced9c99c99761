// Counting: the figures that records give.

#ifndef CHISO_SERVICES_SCORING_CORE_COUNTING_H_
#define CHISO_SERVICES_SCORING_CORE_COUNTING_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/time/civil_time.h"
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

  const Tree& TreeOf(const Period& period) const { return Of(period).tree; }

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
  // What is asked of a period again and again.
  struct OfPeriod {
    explicit OfPeriod(const Period& of, const Ledger& ledger);

    const Period period;
    const Tree& tree;
    const absl::CivilDay last_day;
    const Judged judged;
    // By place.
    std::array<std::vector<std::optional<Counts>>, kPopulations> counts;
    absl::flat_hash_map<const Indicator*, std::vector<std::optional<bool>>> reported;
    // The procedures of an authority that belong to a base, by the authority's place and the levels asked
    // for.
    struct Listed {
      std::optional<ProcedureId> id;  // absent: no dossier names it
      bool payable_online;
    };
    std::map<std::tuple<int32_t, Counted, LevelSet>, std::vector<Listed>> listed;
    // By place: the procedures of its own offices with the use, each once.
    std::map<std::pair<Population, ProcedureUse>, std::vector<std::optional<std::vector<ProcedureId>>>> used;
  };

  OfPeriod& Of(const Period& period) const;
  const Counts& CountsOf(OfPeriod& of, int32_t place, Population population);
  std::vector<std::string> CodesOf(const Tree& tree, int32_t place) const;
  const std::string& CodeOf(const Tree& tree, int32_t place) const;
  Figures PetitionsOf(OfPeriod& of, int32_t place, const Indicator& indicator);
  Figures ProceduresOf(OfPeriod& of, int32_t place, const Indicator& indicator);
  const std::vector<OfPeriod::Listed>& ListedOf(OfPeriod& of, int32_t authority, Counted base,
                                                LevelSet levels);
  const std::vector<ProcedureId>& UsedOf(OfPeriod& of, int32_t place, Population population,
                                         ProcedureUse use);
  std::optional<Total> TotalOf(OfficeId office, const Period& period, Scope scope, TotalSource source);
  bool WorkOutReported(OfPeriod& of, int32_t place, const Indicator& indicator);

  const Ledger& ledger_;
  const IndexDefinition& definition_;
  mutable std::map<Period, OfPeriod> of_periods_;
  mutable OfPeriod* latest_ = nullptr;  // of those
  // Room for what is counted by procedure; nothing outside a call.
  std::vector<int64_t> by_procedure_;
  std::vector<bool> is_used_;
};

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_COUNTING_H_
