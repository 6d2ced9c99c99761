// Short ways to write definitions and facts in tests.

#ifndef CHISO_SERVICES_SCORING_TESTING_FACTS_H_
#define CHISO_SERVICES_SCORING_TESTING_FACTS_H_

#include <cstdint>
#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "common/period.h"
#include "services/scoring/core/cell.h"
#include "services/scoring/core/definition.h"
#include "services/scoring/core/fact.h"
#include "services/scoring/core/ledger.h"
#include "services/scoring/core/tally.h"
#include "services/scoring/core/units.h"

namespace chiso::core {

inline constexpr LevelSet kBelowNation = {Level::kMinistry, Level::kProvince, Level::kDistrict,
                                          Level::kDepartment, Level::kCommune};

Period P(absl::string_view text);
std::optional<absl::CivilDay> Day(absl::string_view text);
// A moment in Vietnam: `2026-08-03` is the first of the day, `2026-08-03 14:30` one within.
Moment At(absl::string_view text);

// By default an indicator of dossiers received in the period, which adds up over everything.
struct IndicatorOptions {
  Rule rule = Linear{};
  EmptyBase empty_base = EmptyBase::kZero;
  Population population = Population::kReceived;
  std::string numerator = "dossiers_online";
  std::string denominator = "dossiers";
  LevelSet levels = kBelowNation;
  bool inherited = false;
};

Indicator MakeIndicator(std::string code, int32_t max_points, IndicatorOptions options = {});

// Of an indicator of distinct procedures, of dossiers in process, of one that is inherited.
IndicatorOptions Distinct();
IndicatorOptions InProcess();
IndicatorOptions Inherited();

// Two groups: ADDS (60) and SHOWN (0) in A; DISTINCT (20), INHERITED (10) and STAYS (10, in process) in B.
IndexDefinition TestDefinition();

UnitFact AUnit(std::string code, Level level, std::string parent_code = "", absl::string_view from = "",
               absl::string_view to = "");

ReturnFact AReturn(std::string code, absl::string_view period, std::string indicator,
                   std::optional<int64_t> numerator, std::optional<int64_t> denominator,
                   Scope scope = Scope::kSubtree);

// A dossier that is received, and in process; a petition that is open; a procedure of the authority.
DossierFact ADossier(std::string code, std::string unit_code, absl::string_view receive);
PetitionFact APetition(std::string code, std::string unit_code, absl::string_view receive);
ProcedureFact AProcedure(std::string code, std::string authority);
FeedFact AFeed(Kind kind, std::string unit_code, std::string sender = "one");

// The tally of the unit's office; none where the office has no place in the period.
std::optional<Tally> TallyOf(const Ledger& ledger, const IndexDefinition& definition, const UnitKey& unit,
                             absl::string_view period, const std::string& indicator,
                             Scope scope = Scope::kSubtree);

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_TESTING_FACTS_H_
