#include "services/scoring/core/flows.h"

#include <algorithm>
#include <cstdlib>

namespace chiso::core {
namespace {

// A count below zero means that something was taken away that is not there: every figure would be in doubt,
// and only a rebuild from the log is right.
template <typename Count>
void Move(Count& count, int64_t by) {
  count = static_cast<Count>(count + by);
  if (count < 0) std::abort();
}

}  // namespace

bool Flows::Month::empty() const {
  // Every dossier has the trait kAll, and is late or has minutes only beside it.
  return opened[0] == 0 && closed[0] == 0 && late_from == 0 && late_closed == 0;
}

// Nothing is kept of a procedure and month without any use.
void Flows::MoveUses(const Contribution& c, MonthNumber month, UseCounts Uses::*counts, int32_t sign) {
  if (!c.traits.HasAnyUse()) return;
  const auto found = procedures_.try_emplace({c.procedure, month}).first;
  Uses& uses = found->second;
  for (int i = 0; i < kProcedureUses; ++i) {
    if (c.traits.Has(static_cast<ProcedureUse>(i))) Move((uses.*counts)[i], sign);
  }
  if (sign < 0 && uses == Uses()) procedures_.erase(found);
}

void Flows::Add(const Contribution& c, int32_t sign) {
  const bool disliked = c.traits.Has(Trait::kDisliked);
  Month& opened = months_[c.opened];
  for (int i = 0; i < kTraits; ++i) {
    if (c.traits.Has(static_cast<Trait>(i))) Move(opened.opened[i], sign);
  }
  MoveUses(c, c.opened, &Uses::opened, sign);
  if (c.closed) {
    Month& closed = months_[*c.closed];
    for (int i = 0; i < kTraits; ++i) {
      if (c.traits.Has(static_cast<Trait>(i))) Move(closed.closed[i], sign);
    }
    MoveUses(c, *c.closed, &Uses::closed, sign);
    Move(closed.minutes, sign * c.minutes);
    if (c.late) {
      Move(closed.late_closed, sign);
      if (disliked) Move(closed.late_closed_disliked, sign);
    }
  }
  if (c.late) {
    Month& late = months_[*c.late];
    Late& of_received = late_of_received_[{c.opened, *c.late}];
    Move(late.late_from, sign);
    Move(of_received.all, sign);
    if (disliked) {
      Move(late.late_from_disliked, sign);
      Move(of_received.disliked, sign);
    }
  }
  if (sign > 0) return;
  for (const std::optional<MonthNumber>& month : {std::optional(c.opened), c.closed, c.late}) {
    if (!month) continue;
    if (const auto found = months_.find(*month); found != months_.end() && found->second.empty()) {
      months_.erase(found);
    }
  }
}

Counts Flows::Of(const Span& span, Population population) const {
  Counts counts;
  for (const auto& [number, month] : months_) {
    if (number >= span.end) break;
    const bool within = number >= span.first;
    const bool opened =
        population != Population::kFinished && (within || population != Population::kReceived);
    const bool closed =
        population == Population::kFinished
            ? within
            : !within && population != Population::kReceived && population != Population::kStock;
    const int sign = population == Population::kFinished ? 1 : -1;
    for (int i = 0; i < kTraits; ++i) {
      if (opened) counts.of_trait[i] += month.opened[i];
      if (closed) counts.of_trait[i] += sign * month.closed[i];
    }
    if (population == Population::kFinished && within) counts.minutes += month.minutes;
    if (population == Population::kReceived) continue;
    if (population != Population::kFinished) {
      counts.late += month.late_from;
      counts.late_and_disliked += month.late_from_disliked;
    }
    if (closed) {
      counts.late += sign * month.late_closed;
      counts.late_and_disliked += sign * month.late_closed_disliked;
    }
  }
  if (population != Population::kReceived) return counts;
  for (const auto& [months, late] : late_of_received_) {
    if (!span.Holds(months.first) || months.second >= span.end) continue;
    counts.late += late.all;
    counts.late_and_disliked += late.disliked;
  }
  return counts;
}

}  // namespace chiso::core
