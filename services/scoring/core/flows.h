// What an office has, by month: how many dossiers began, ended and became late. From these counts every
// period's populations are sums and differences, so that nothing changes when a month turns.

#ifndef CHISO_SERVICES_SCORING_CORE_FLOWS_H_
#define CHISO_SERVICES_SCORING_CORE_FLOWS_H_

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "absl/container/btree_map.h"
#include "services/scoring/core/definition.h"
#include "services/scoring/core/dossier.h"
#include "services/scoring/core/moment.h"
#include "services/scoring/core/names.h"

namespace chiso::core {

// A number for a procedure's code.
using ProcedureId = NameId;

// What one dossier adds to its office's flows.
struct Contribution {
  MonthNumber opened = 0;
  std::optional<MonthNumber> closed;
  std::optional<MonthNumber> late;  // absent: not late yet, as of now
  int64_t minutes = 0;
  TraitSet traits;
  ProcedureId procedure = 0;

  friend bool operator==(const Contribution&, const Contribution&) = default;
};

// Counts of the dossiers of a population.
struct Counts {
  std::array<int64_t, kTraits> of_trait = {};
  int64_t late = 0;
  int64_t late_and_disliked = 0;
  int64_t minutes = 0;

  int64_t Of(Trait trait) const { return of_trait[static_cast<int>(trait)]; }
  int64_t on_time() const { return Of(Trait::kAll) - late; }
  // Neither late nor disliked, each dossier once.
  int64_t satisfied() const { return Of(Trait::kAll) - late - Of(Trait::kDisliked) + late_and_disliked; }
};

// The flows of one office. Invariant: every count is the number of contributions that say it, and so never
// negative; Take of what was not put ends the process. Not thread-safe, but for what is const.
class Flows {
 public:
  void Put(const Contribution& contribution) { Add(contribution, 1); }
  void Take(const Contribution& contribution) { Add(contribution, -1); }

  // The counts of the population in the period. STOCK: received by its end.
  Counts Of(const Span& span, Population population) const;
  // How many dossiers of the procedure are in the population and have the use; calls f for each procedure
  // with at least one.
  template <typename F>
  void ForEachProcedure(const Span& span, Population population, ProcedureUse use, F f) const;

  bool empty() const { return months_.empty(); }
  // The first month of anything.
  MonthNumber first_month() const { return months_.begin()->first; }

 private:
  struct Month {
    std::array<int32_t, kTraits> opened = {};
    std::array<int32_t, kTraits> closed = {};
    int32_t late_from = 0;
    int32_t late_from_disliked = 0;
    int32_t late_closed = 0;
    int32_t late_closed_disliked = 0;
    int64_t minutes = 0;  // of those that closed

    bool empty() const;
  };
  struct Late {
    int32_t all = 0;
    int32_t disliked = 0;
  };
  using UseCounts = std::array<int32_t, kProcedureUses>;
  struct Uses {
    UseCounts opened = {};
    UseCounts closed = {};

    friend bool operator==(const Uses&, const Uses&) = default;
  };

  void Add(const Contribution& contribution, int32_t sign);
  void MoveUses(const Contribution& contribution, MonthNumber month, UseCounts Uses::*counts, int32_t sign);

  std::map<MonthNumber, Month> months_;
  // By month of reception and month of becoming late: lateness within what was received in a period.
  std::map<std::pair<MonthNumber, MonthNumber>, Late> late_of_received_;
  absl::btree_map<std::pair<ProcedureId, MonthNumber>, Uses> procedures_;
};

template <typename F>
void Flows::ForEachProcedure(const Span& span, Population population, ProcedureUse use, F f) const {
  const int i = static_cast<int>(use);
  for (auto it = procedures_.begin(); it != procedures_.end();) {
    const ProcedureId procedure = it->first.first;
    int64_t count = 0;
    for (; it != procedures_.end() && it->first.first == procedure; ++it) {
      const MonthNumber month = it->first.second;
      if (month >= span.end) continue;
      const bool within = month >= span.first;
      switch (population) {
        case Population::kReceived:
          if (within) count += it->second.opened[i];
          break;
        case Population::kFinished:
          if (within) count += it->second.closed[i];
          break;
        case Population::kInProcess:
        case Population::kDue:
          count += it->second.opened[i];
          if (!within) count -= it->second.closed[i];
          break;
        case Population::kStock:
          count += it->second.opened[i];
          break;
      }
    }
    if (count > 0) f(procedure);
  }
}

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_FLOWS_H_
