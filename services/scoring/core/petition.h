// One petition: from when on it has failed its limit.

#ifndef CHISO_SERVICES_SCORING_CORE_PETITION_H_
#define CHISO_SERVICES_SCORING_CORE_PETITION_H_

#include <cstdint>
#include <string>

#include "absl/types/span.h"
#include "services/scoring/core/calendar.h"
#include "services/scoring/core/dossier.h"
#include "services/scoring/core/moment.h"

namespace chiso::core {

// The numbers are those of the contract's enum.
enum class PetitionOutcome : uint8_t {
  kNone = 0,
  kAnswered = 1,
  kRefused = 2,
  kTransferred = 3,
  kSupplementAsked = 4,
};

// What a record says of a petition; times in whole seconds.
struct Petition {
  std::string unit_code;
  Moment receive = 0;
  PetitionOutcome outcome = PetitionOutcome::kNone;
  MaybeMoment outcome_time;
  MaybeMoment published;
  bool dissatisfied = false;
  bool repeated = false;
  std::string dossier_code;  // may be empty

  friend bool operator==(const Petition&, const Petition&) = default;
};

// Judged at a moment after this one the petition is not on time, at it or before it is; kNever: it was
// handled within its limit, and where published, soon enough after that. Limits in working days: 15 for an
// answer, 2 for a refusal or a transfer, 5 for asking for more, 2 for publishing. One that is not handled so
// is on time until it is handled, at most until the fifteenth working day is over.
//
// `codes`: of the unit and those above it, from the unit upwards, for the calendar.
Moment FailsAfter(const Petition& petition, const Calendar& calendar, absl::Span<const std::string> codes);

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_PETITION_H_
