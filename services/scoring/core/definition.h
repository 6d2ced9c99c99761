// An index definition as arithmetic needs it: the rules without names and sources.

#ifndef CHISO_SERVICES_SCORING_CORE_DEFINITION_H_
#define CHISO_SERVICES_SCORING_CORE_DEFINITION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "common/period.h"
#include "services/scoring/core/level.h"

namespace chiso::core {

// All points: 100, in hundredths.
inline constexpr int32_t kAllPoints = 10'000;

// A number that takes the place of another at some levels.
struct AtLevels {
  LevelSet levels;
  int32_t value = 0;
};

// max_points × ratio.
struct Linear {};
// max_points × ratio / target, at most max_points; the target in percent, 1 to 100.
struct Target {
  int32_t percent;
  std::vector<AtLevels> at = {};
};
// No points: shown only.
struct Shown {};
// All points whatever the counts, with or without a base or anything reported.
struct Full {};
using Rule = std::variant<Linear, Target, Shown, Full>;

// The points of an explicitly empty base. The numbers of this and the next enum are those of the contract.
enum class EmptyBase { kNotScored = 1, kZero = 2, kFull = 3 };

// Which cases belong to a period.
enum class Population { kReceived = 1, kInProcess = 2, kFinished = 3, kDue = 4, kStock = 5 };
inline constexpr int kPopulations = 6;  // their numbers lie below it

// By what a dossier is compared with its due time.
enum class LateBy { kDay = 1, kInstant = 2 };

// What the rules leave open and published figures do not tell: how the facts of a dossier are read.
struct Choices {
  LateBy late_by = LateBy::kDay;
  // Whether a dossier needs a result document where its procedure does not say, or is not known.
  bool result_required_unless_said = true;
  // The codes that mean the population database; empty: any code does.
  std::vector<std::string> population_databases;

  friend bool operator==(const Choices&, const Choices&) = default;
};

// How many different choices the definitions may make together: of each dossier bits are kept for each.
inline constexpr size_t kMaxChoices = 3;

struct Indicator {
  std::string code;
  int32_t max_points = 0;  // hundredths
  Rule rule;
  EmptyBase empty_base = EmptyBase::kNotScored;
  Population population = Population::kReceived;
  std::string numerator;    // the name of a measure
  std::string denominator;  // the name of a measure
  LevelSet levels;          // where it is measured
  bool inherited = false;
  std::vector<AtLevels> points_at = {};  // in place of max_points; 0: it does not apply there
  std::string factor = {};  // the code of the indicator by whose ratio this one's is multiplied; empty: none
};

struct Group {
  std::string code;
  int32_t max_points = 0;  // hundredths
  std::vector<Indicator> indicators;
};

struct Band {
  int32_t min_points = 0;  // hundredths
  std::string name;
};

struct IndexDefinition {
  std::string id;
  std::optional<absl::CivilDay> valid_from;
  std::optional<absl::CivilDay> valid_to;  // the last day; absent: no end known
  bool draft = false;
  Choices choices;
  std::vector<Group> groups;
  std::vector<Band> bands;
  std::string sha256;
};

// INVALID_ARGUMENT "field: reason" for the first fault: points that do not add up to 100, or at some level to
// more than their group has, a code twice, a measure that is not known, a target out of bounds, a factor that
// does not apply where it is needed, bands out of order.
absl::Status Check(const IndexDefinition& definition);

// INVALID_ARGUMENT where the id is taken, where another definition is in force on one of its days (drafts
// never are in force), or where there are more than kMaxChoices different choices with it.
absl::Status CheckBeside(const IndexDefinition& added, absl::Span<const IndexDefinition> others);

// The most points of units of the level, in hundredths.
int32_t MaxPointsAt(const Indicator& indicator, Level level);

// The ratio that earns units of the level all points, in percent.
int32_t PercentAt(const Indicator& indicator, Level level);

// Whether the indicator says something about units of the level, be it measured there or inherited.
bool AppliesAt(const Indicator& indicator, Level level);

// Both require that the definition has passed Check.
// Whether the tally of a unit is the sum over the units below it and its own offices.
bool AddsUpOverUnits(const Indicator& indicator);
// Whether the tally of a period is the sum over its parts: no case counts in two of them.
bool AddsUpOverPeriods(const Indicator& indicator);

// The definition in force on the last day of the period; null where there is none.
const IndexDefinition* DefinitionFor(absl::Span<const IndexDefinition> definitions, const Period& period);

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_DEFINITION_H_
