// Facts: what records say, one struct a kind.

#ifndef CHISO_SERVICES_SCORING_CORE_FACT_H_
#define CHISO_SERVICES_SCORING_CORE_FACT_H_

#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <variant>

#include "services/scoring/core/cell.h"
#include "services/scoring/core/dossier.h"
#include "services/scoring/core/feeds.h"
#include "services/scoring/core/moment.h"
#include "services/scoring/core/petition.h"
#include "services/scoring/core/procedure.h"
#include "services/scoring/core/register.h"
#include "services/scoring/core/score.h"
#include "services/scoring/core/units.h"

namespace chiso::core {

struct UnitFact {
  Origin origin;
  Unit unit;  // where it is retracted the key alone counts, here and in all others
};

struct ReturnFact {
  Origin origin;
  // The unit as the return names it: without a first day it is the office that has the code at the end of the
  // period.
  Cell cell;
  std::string indicator;
  Figures figures;  // each count at most 10^12, so that no sum overflows
};

// The numbers are those of the contract's enum.
enum class TotalSource { kNationalReporting = 1, kNationalPortal = 2 };

// How many dossiers a national system counts; absent: published as empty.
struct TotalFact {
  Origin origin;
  Cell cell;  // as in ReturnFact
  TotalSource source = TotalSource::kNationalReporting;
  std::optional<int64_t> received;
};

// How many copies a unit has certified.
struct CopyFact {
  Origin origin;
  UnitKey unit;  // as in ReturnFact
  Period period;
  std::optional<int64_t> copies;
};

// What a sender calls a unit on some days.
struct AliasKey {
  std::string sender;  // empty: all senders
  std::string alias;
  std::optional<absl::CivilDay> valid_from;

  friend bool operator<(const AliasKey& a, const AliasKey& b) {
    return std::tie(a.sender, a.alias, a.valid_from) < std::tie(b.sender, b.alias, b.valid_from);
  }
};
struct AliasFact {
  Origin origin;
  AliasKey key;
  std::optional<absl::CivilDay> valid_to;
  std::string unit_code;
};

struct CalendarFact {
  Origin origin;
  DayNumber day = 0;
  std::string unit_code;  // empty: the country
  bool works = false;
};

struct ProcedureKey {
  std::string code;
  std::string unit_code;  // the authority

  friend auto operator<=>(const ProcedureKey&, const ProcedureKey&) = default;
};
struct ProcedureFact {
  Origin origin;
  ProcedureKey key;
  Procedure procedure;
};

struct FeedFact {
  Origin origin;
  FeedKey key;
  Feed feed;
};

struct DossierFact {
  Origin origin;
  std::string code;
  Dossier dossier;
};

// A line of a dossier's progress. Its key holds the time to the nanosecond.
struct LineFact {
  Origin origin;
  std::string dossier_code;
  Moment time = 0;
  int32_t nanos = 0;
  DossierStatus status = DossierStatus::kUnspecified;
};

struct AnswerFact {
  Origin origin;
  std::string dossier_code;
  std::string code;
  bool dissatisfied = false;
};

struct PetitionFact {
  Origin origin;
  std::string code;
  Petition petition;
};

using Fact = std::variant<UnitFact, ReturnFact, TotalFact, CopyFact, AliasFact, CalendarFact, ProcedureFact,
                          FeedFact, DossierFact, LineFact, AnswerFact, PetitionFact>;

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_FACT_H_
