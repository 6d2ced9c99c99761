// What an office has, by month: how many dossiers began, ended and became late. From these counts every
// period's populations are sums and differences, so that nothing changes when a month turns.

#ifndef CHISO_SERVICES_SCORING_CORE_FLOWS_H_
#define CHISO_SERVICES_SCORING_CORE_FLOWS_H_

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "absl/container/flat_hash_map.h"
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
  // How many dossiers of a procedure are in the population and have the use is the sum of the counts, some
  // below zero, with which f is called for the procedure, once or more.
  template <typename F>
  void ForEachUse(const Span& span, Population population, ProcedureUse use, F f) const;

  // Brings what Put and Take of such a dossier touch into the cache, in two steps.
  void PrefetchMonth(MonthNumber opened) const;
  void PrefetchProcedure(MonthNumber opened, ProcedureId procedure) const;

  bool empty() const { return months_.empty(); }
  // The first month of anything.
  MonthNumber first_month() const { return months_.front().number; }

 private:
  using TraitCounts = std::array<int32_t, kTraits>;
  using UseCounts = std::array<int32_t, kProcedureUses>;
  struct Uses {
    UseCounts opened = {};
    UseCounts closed = {};

    friend bool operator==(const Uses&, const Uses&) = default;
  };
  // Those that became late in the month.
  struct Late {
    MonthNumber month = 0;
    int32_t all = 0;
    int32_t disliked = 0;
  };
  // In the order in which an event asks for its parts: what opens takes one line of the cache, what closes
  // the next.
  struct alignas(64) Month {
    MonthNumber number = 0;
    TraitCounts opened = {};
    int32_t late_from = 0;
    int32_t late_from_disliked = 0;
    int64_t minutes = 0;  // of those that closed
    TraitCounts closed = {};
    int32_t late_closed = 0;
    int32_t late_closed_disliked = 0;
    absl::flat_hash_map<ProcedureId, Uses> procedures;
    std::vector<Late> late_of_opened;  // ordered by month; none is of nobody

    bool empty() const;
  };

  void Add(const Contribution& contribution, int32_t sign);
  void MoveLate(const Contribution& contribution, int32_t sign);
  Month& At(MonthNumber number);

  std::vector<Month> months_;  // ordered; those in which nothing happened are left out
};

template <typename F>
void Flows::ForEachUse(const Span& span, Population population, ProcedureUse use, F f) const {
  const int i = static_cast<int>(use);
  for (const Month& month : months_) {
    if (month.number >= span.end) break;
    const bool within = month.number >= span.first;
    if (!within && (population == Population::kReceived || population == Population::kFinished)) continue;
    for (const auto& [procedure, uses] : month.procedures) {
      int32_t count = population == Population::kFinished ? uses.closed[i] : uses.opened[i];
      if (!within && population != Population::kStock) count -= uses.closed[i];
      if (count != 0) f(procedure, count);
    }
  }
}

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_FLOWS_H_
