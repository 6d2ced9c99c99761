#include "services/scoring/core/petition.h"

#include <algorithm>

namespace chiso::core {
namespace {

constexpr int kAnswerDays = 15;
constexpr int kRefuseOrTransferDays = 2;
constexpr int kAskDays = 5;
constexpr int kPublishDays = 2;

int LimitOf(PetitionOutcome outcome) {
  switch (outcome) {
    case PetitionOutcome::kRefused:
    case PetitionOutcome::kTransferred:
      return kRefuseOrTransferDays;
    case PetitionOutcome::kSupplementAsked:
      return kAskDays;
    case PetitionOutcome::kAnswered:
    case PetitionOutcome::kNone:
      return kAnswerDays;
  }
  return kAnswerDays;
}

}  // namespace

Moment FailsAfter(const Petition& petition, const Calendar& calendar, absl::Span<const std::string> codes) {
  const DayNumber received = DayAt(petition.receive);
  // The day is over at the first moment of the next.
  const Moment over = StartOf(calendar.NthAfter(received, kAnswerDays, codes) + 1);
  if (!petition.outcome_time) return over;
  const DayNumber handled = DayAt(*petition.outcome_time);
  const bool in_limit = handled <= calendar.NthAfter(received, LimitOf(petition.outcome), codes);
  const bool soon_published =
      !petition.published || DayAt(*petition.published) <= calendar.NthAfter(handled, kPublishDays, codes);
  return in_limit && soon_published ? kNever : std::min(*petition.outcome_time, over);
}

}  // namespace chiso::core
