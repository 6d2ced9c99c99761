// Exact points from tallies.
//
// Missing is not zero: no tally means NOT_REPORTED, without points, and the sums above it say INCOMPLETE. An
// explicitly empty base means NO_BASE and the value that the definition sets for it.

#ifndef CHISO_SERVICES_SCORING_CORE_SCORE_H_
#define CHISO_SERVICES_SCORING_CORE_SCORE_H_

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "services/scoring/core/cell.h"
#include "services/scoring/core/definition.h"
#include "services/scoring/core/level.h"

namespace chiso::core {

// The numbers of both enums are those of the contract, which says what they mean.
enum class Status {
  kScored = 1,
  kNoBase = 2,
  kNotReported = 3,
  kNotApplicable = 4,
  kInherited = 5,
  kIncomplete = 6,
};
enum class TallyBasis { kNone = 0, kReturn = 1, kUnits = 2, kPeriods = 3, kRecords = 4 };

// A numerator and a denominator, 0 or more; absent: explicitly empty.
struct Figures {
  std::optional<int64_t> numerator;
  std::optional<int64_t> denominator;

  // False: there is no base, and no ratio.
  bool has_base() const { return numerator && denominator && *denominator > 0; }
  friend bool operator==(const Figures&, const Figures&) = default;
};

struct Tally {
  Figures figures = {};
  TallyBasis basis = TallyBasis::kReturn;
  // How many parts it is made of, and how many there should be; a part that says nothing counts as one.
  int32_t parts_reported = 1;
  int32_t parts_expected = 1;

  bool complete() const { return parts_reported >= parts_expected; }
  friend bool operator==(const Tally&, const Tally&) = default;
};

// Codes and bands in scores are views of the definition's, which must outlive them.
struct IndicatorScore {
  absl::string_view code;
  Status status = Status::kNotReported;
  Figures figures = {};
  std::optional<int32_t> points = {};  // hundredths; absent: not scored
  int32_t max_points = 0;
  bool capped = false;  // the numerator exceeds the denominator and counts as the whole
  std::optional<UnitKey> inherited_from = {};
  TallyBasis basis = TallyBasis::kNone;
  int32_t parts_reported = 0;
  int32_t parts_expected = 0;

  friend bool operator==(const IndicatorScore&, const IndicatorScore&) = default;
  template <typename H>
  friend H AbslHashValue(H h, const IndicatorScore& s) {
    return H::combine(std::move(h), s.status, s.figures.numerator, s.figures.denominator, s.points, s.capped,
                      s.inherited_from.value_or(UnitKey()), s.basis, s.parts_reported, s.parts_expected);
  }
};

struct GroupScore {
  absl::string_view code;
  Status status = Status::kNotReported;
  std::optional<int32_t> points = {};
  int32_t max_points = 0;

  friend bool operator==(const GroupScore&, const GroupScore&) = default;
};

struct Score {
  std::vector<IndicatorScore> indicators;
  std::vector<GroupScore> groups;
  Status total_status = Status::kNotReported;
  std::optional<int32_t> total_points;
  absl::string_view band;  // empty unless the total is SCORED
  // Of a nation alone: of how many units it is the mean, and those that lack for it, ordered by key.
  int32_t mean_of = 0;
  std::vector<UnitKey> missing = {};

  friend bool operator==(const Score&, const Score&) = default;
  // But for a nation's, groups, total and band follow from the indicators.
  template <typename H>
  friend H AbslHashValue(H h, const Score& score) {
    for (const GroupScore& group : score.groups) h = H::combine(std::move(h), group.points);
    return H::combine(std::move(h), score.indicators, score.total_points, score.mean_of, score.missing);
  }
};

// The score of one indicator that applies at the level, without its factor: SCORED, NO_BASE, or without a
// tally NOT_REPORTED; under the rule Full NO_BASE without one, and never partial. The points are rounded half
// up once.
IndicatorScore ScoreIndicator(const Indicator& indicator, Level level, const std::optional<Tally>& tally);

// The score of an indicator of which nothing can be said, whatever its rule.
IndicatorScore NotReported(const Indicator& indicator, Level level);

// The score of an indicator that does not apply at the unit's level.
IndicatorScore NotApplicable(const Indicator& indicator);

// The band of a total that is SCORED.
absl::string_view BandOf(const IndexDefinition& definition, int32_t total_points);

// Makes the score of a unit of the level from those of all indicators, given in the definition's order:
// multiplies ratios by those of factors, and adds groups, total and band.
//
// The points of an indicator with a factor are max_points × ratio × the factor's ratio, within the target,
// and rounded half up once. Where the factor is not reported, so is the indicator; where the factor has no
// base, nor has the indicator, and its own rule for an empty base holds. Where only the factor is partial,
// the parts are the factor's.
Score Assemble(const IndexDefinition& definition, Level level, std::vector<IndicatorScore> indicators);

struct NamedFigures {
  std::string indicator;
  Figures figures = {};
};

// The score of a unit of that level from the given figures alone. An inherited indicator's figures are the
// unit's own. INVALID_ARGUMENT "tallies[i].field: reason": an indicator is unknown or named twice, or a
// number is negative.
absl::StatusOr<Score> ScoreTallies(const IndexDefinition& definition, Level level,
                                   absl::Span<const NamedFigures> tallies);

}  // namespace chiso::core

#endif  // CHISO_SERVICES_SCORING_CORE_SCORE_H_
