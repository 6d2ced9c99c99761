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

// Most offices have something in every month from the first, so that its place can be told.
Flows::Month& Flows::At(MonthNumber number) {
  const size_t guess = months_.empty() ? 0 : static_cast<size_t>(number - months_.front().number);
  if (guess < months_.size() && months_[guess].number == number) return months_[guess];
  auto found = std::lower_bound(months_.begin(), months_.end(), number,
                                [](const Month& month, MonthNumber at) { return month.number < at; });
  if (found == months_.end() || found->number != number) {
    found = months_.emplace(found);
    found->number = number;
  }
  return *found;
}

void Flows::Add(const Contribution& c, int32_t sign) {
  const bool disliked = c.traits.Has(Trait::kDisliked);
  const auto move_traits = [&](TraitCounts& counts) {
    int32_t least = 0;
    for (int i = 0; i < kTraits; ++i) {
      counts[i] += c.traits.Has(static_cast<Trait>(i)) ? sign : 0;
      least = std::min(least, counts[i]);
    }
    if (least < 0) std::abort();
  };
  // Nothing is kept of a procedure and month without any use.
  const auto move_uses = [&](Month& month, UseCounts Uses::*counts) {
    if (!c.traits.HasAnyUse()) return;
    const auto found = month.procedures.try_emplace(c.procedure).first;
    Uses& uses = found->second;
    for (int i = 0; i < kProcedureUses; ++i) {
      if (c.traits.Has(static_cast<ProcedureUse>(i))) Move((uses.*counts)[i], sign);
    }
    if (sign < 0 && uses == Uses()) month.procedures.erase(found);
  };
  {
    Month& opened = At(c.opened);
    move_traits(opened.opened);
    move_uses(opened, &Uses::opened);
  }
  if (c.closed) {
    Month& closed = At(*c.closed);
    move_traits(closed.closed);
    move_uses(closed, &Uses::closed);
    Move(closed.minutes, sign * c.minutes);
    if (c.late) {
      Move(closed.late_closed, sign);
      if (disliked) Move(closed.late_closed_disliked, sign);
    }
  }
  if (c.late) MoveLate(c, sign);
  if (sign > 0) return;
  for (const std::optional<MonthNumber>& month : {std::optional(c.opened), c.closed, c.late}) {
    if (!month) continue;
    // Two of them may be the same.
    const auto found =
        std::lower_bound(months_.begin(), months_.end(), *month,
                         [](const Month& at, MonthNumber number) { return at.number < number; });
    if (found != months_.end() && found->number == *month && found->empty()) months_.erase(found);
  }
}

// Beside the month in which they became late, lateness is kept with the month of reception: of those that
// were received in a period.
void Flows::MoveLate(const Contribution& c, int32_t sign) {
  const bool disliked = c.traits.Has(Trait::kDisliked);
  Month& late = At(*c.late);
  Move(late.late_from, sign);
  if (disliked) Move(late.late_from_disliked, sign);
  std::vector<Late>& of_opened = At(c.opened).late_of_opened;
  auto of_month = std::find_if(of_opened.begin(), of_opened.end(),
                               [&c](const Late& each) { return each.month >= *c.late; });
  if (of_month == of_opened.end() || of_month->month != *c.late) {
    of_month = of_opened.insert(of_month, Late{.month = *c.late});
  }
  Move(of_month->all, sign);
  if (disliked) Move(of_month->disliked, sign);
  if (of_month->all == 0) of_opened.erase(of_month);
}

void Flows::PrefetchMonth(MonthNumber opened) const {
  if (months_.empty()) return;
  const auto guess = static_cast<size_t>(opened - months_.front().number);
  if (guess >= months_.size()) return;
  const char* const month = reinterpret_cast<const char*>(&months_[guess]);
  for (size_t line = 0; line < sizeof(Month); line += alignof(Month)) __builtin_prefetch(month + line);
}

void Flows::PrefetchProcedure(MonthNumber opened, ProcedureId procedure) const {
  if (months_.empty()) return;
  const auto guess = static_cast<size_t>(opened - months_.front().number);
  if (guess < months_.size()) months_[guess].procedures.prefetch(procedure);
}

Counts Flows::Of(const Span& span, Population population) const {
  Counts counts;
  for (const Month& month : months_) {
    if (month.number >= span.end) break;
    const bool within = month.number >= span.first;
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
    if (population == Population::kReceived) {
      for (const Late& late : month.late_of_opened) {
        if (!within || late.month >= span.end) break;
        counts.late += late.all;
        counts.late_and_disliked += late.disliked;
      }
      continue;
    }
    if (population != Population::kFinished) {
      counts.late += month.late_from;
      counts.late_and_disliked += month.late_from_disliked;
    }
    if (closed) {
      counts.late += sign * month.late_closed;
      counts.late_and_disliked += sign * month.late_closed_disliked;
    }
  }
  return counts;
}

}  // namespace chiso::core
