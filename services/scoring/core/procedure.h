// The list of an authority's procedures, and what it counts in it.

#ifndef CHISO_SERVICES_SCORING_CORE_PROCEDURE_H_
#define CHISO_SERVICES_SCORING_CORE_PROCEDURE_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/types/span.h"
#include "common/validity.h"
#include "services/scoring/core/calendar.h"
#include "services/scoring/core/dossier.h"
#include "services/scoring/core/level.h"
#include "services/scoring/core/moment.h"

namespace chiso::core {

// What a record says of a procedure.
struct Procedure {
  Validity in_force;
  LevelSet levels;      // empty: all
  bool online = false;  // in part or from end to end
  ProcedureFacts facts;
  bool payable_online = false;
  bool for_persons = false;
  std::optional<DayNumber> effective;
  std::optional<DayNumber> announced;
  std::optional<DayNumber> published;
  bool published_in_full = false;

  bool IsHandledAt(LevelSet any_of) const { return levels.empty() || levels.Intersects(any_of); }
  friend bool operator==(const Procedure&, const Procedure&) = default;
};

// The terms of an authority, in working days: a ministry announces at least 20 before a procedure takes
// effect and publishes within 10, a province 5 and 5.
struct AuthorityTerms {
  int announce_before;
  int publish_within;

  static AuthorityTerms Of(Level level) {
    return level == Level::kMinistry ? AuthorityTerms{20, 10} : AuthorityTerms{5, 5};
  }
};

// What counts in the period, judged at `now`, the period's end or, while it goes on, the as-of time.
struct Judged {
  Span span;
  DayNumber last_day;
  Moment now;

  bool HoldsDay(DayNumber day) const {
    return span.begin_moment <= StartOf(day) && StartOf(day) < span.end_moment;
  }
  // The day is over.
  bool IsOver(DayNumber day) const { return StartOf(day + 1) <= now; }
};

// Announced in the period, with a day on which it takes effect; and that early enough.
bool IsAnnounced(const Procedure& procedure, const Judged& judged);
bool IsAnnouncedOnTime(const Procedure& procedure, AuthorityTerms terms, const Calendar& calendar,
                       absl::Span<const std::string> codes);
// The last day on which the announced procedure may be published.
DayNumber PublishDeadline(const Procedure& procedure, AuthorityTerms terms, const Calendar& calendar,
                          absl::Span<const std::string> codes);

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_PROCEDURE_H_
