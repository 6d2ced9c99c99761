#include "services/scoring/core/score.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "common/errors.h"

namespace chiso::core {
namespace {

bool IsShown(const Indicator& indicator) { return std::holds_alternative<Shown>(indicator.rule); }
bool IsFull(const Indicator& indicator) { return std::holds_alternative<Full>(indicator.rule); }

// max × (numerator / denominator) / (percent / 100), at most max, half up. In 128 bits every count fits.
int32_t PointsOf(int32_t max, const Figures& figures, int32_t percent) {
  const __int128 numerator = static_cast<__int128>(*figures.numerator) * 100;
  const __int128 whole = static_cast<__int128>(*figures.denominator) * percent;
  if (numerator >= whole) return max;
  return static_cast<int32_t>((numerator * 2 * max + whole) / (2 * whole));
}

// A product of up to 192 bits.
struct Product {
  unsigned __int128 high;
  uint64_t low;

  friend bool operator<=(const Product& a, const Product& b) {
    return a.high != b.high ? a.high < b.high : a.low <= b.low;
  }
};

Product Times(unsigned __int128 a, uint32_t b) {
  const unsigned __int128 low = static_cast<unsigned __int128>(static_cast<uint64_t>(a)) * b;
  return {(a >> 64) * b + (low >> 64), static_cast<uint64_t>(low)};
}

int64_t Capped(const Figures& figures) { return std::min(*figures.numerator, *figures.denominator); }

// max × ratio × the factor's ratio / (percent / 100), at most max, half up. Exact for all counts: the points
// are the most that, less half a hundredth, are not above the value.
int32_t PointsOf(int32_t max, const Figures& figures, const Figures& factor, int32_t percent) {
  const auto numerator =
      static_cast<unsigned __int128>(Capped(figures)) * static_cast<uint64_t>(Capped(factor));
  const auto whole =
      static_cast<unsigned __int128>(*figures.denominator) * static_cast<uint64_t>(*factor.denominator);
  const Product value = Times(numerator, 200u * static_cast<uint32_t>(max));
  int32_t points = 0;
  for (int32_t above = max + 1; points + 1 < above;) {
    const int32_t middle = points + (above - points) / 2;
    const uint32_t halves = static_cast<uint32_t>(percent) * (2 * static_cast<uint32_t>(middle) - 1);
    (Times(whole, halves) <= value ? points : above) = middle;
  }
  return points;
}

std::optional<int32_t> PointsOfEmptyBase(const Indicator& indicator, int32_t max_points) {
  switch (indicator.empty_base) {
    case EmptyBase::kNotScored:
      return std::nullopt;
    case EmptyBase::kZero:
      return 0;
    case EmptyBase::kFull:
      return max_points;
  }
  return std::nullopt;
}

// Adds what has points; stays absent while nothing has.
void Add(std::optional<int32_t>& sum, const std::optional<int32_t>& points) {
  if (points) sum = sum.value_or(0) + *points;
}

// How far a group or a total has been reported.
class Coverage {
 public:
  void Add(bool reported, bool complete) {
    applies_ = true;
    reported_ |= reported;
    complete_ &= complete;
  }
  Status status() const {
    if (!applies_) return Status::kNotApplicable;
    if (!reported_) return Status::kNotReported;
    return complete_ ? Status::kScored : Status::kIncomplete;
  }

 private:
  bool applies_ = false;
  bool reported_ = false;
  bool complete_ = true;
};

bool ExceedsItsBase(const Figures& figures) {
  return figures.has_base() && *figures.numerator > *figures.denominator;
}

constexpr Tally kNothing = {.basis = TallyBasis::kNone, .parts_reported = 0, .parts_expected = 0};

// What is missing from the counts takes nothing from points that are always given, so no part of them is
// missing.
IndicatorScore ScoreFull(const Indicator& indicator, int32_t max_points, const Tally& tally) {
  return {.code = indicator.code,
          .status = tally.figures.has_base() ? Status::kScored : Status::kNoBase,
          .figures = tally.figures,
          .points = max_points,
          .max_points = max_points,
          .capped = ExceedsItsBase(tally.figures),
          .basis = tally.basis,
          .parts_reported = tally.parts_reported,
          .parts_expected = tally.parts_reported};
}

bool IsPartial(const IndicatorScore& score) { return score.parts_reported < score.parts_expected; }

// What is inherited stays so.
void SetNoBase(const Indicator& indicator, IndicatorScore& score) {
  if (score.status != Status::kInherited) score.status = Status::kNoBase;
  score.points = IsShown(indicator) ? std::nullopt : PointsOfEmptyBase(indicator, score.max_points);
}

void Multiply(const Indicator& indicator, Level level, const IndicatorScore& factor, IndicatorScore& score) {
  if (score.status == Status::kNotApplicable || score.status == Status::kNotReported) return;
  if (factor.status == Status::kNotReported) {
    score = NotReported(indicator, level);
    return;
  }
  if (IsPartial(factor) && !IsPartial(score)) {
    score.parts_reported = factor.parts_reported;
    score.parts_expected = factor.parts_expected;
  }
  if (!score.figures.has_base()) return;
  if (factor.figures.has_base()) {
    score.points = PointsOf(score.max_points, score.figures, factor.figures, PercentAt(indicator, level));
  } else {
    SetNoBase(indicator, score);
  }
}

void MultiplyByFactors(const IndexDefinition& definition, Level level, std::vector<IndicatorScore>& scores) {
  size_t next = 0;
  for (const Group& group : definition.groups) {
    for (const Indicator& indicator : group.indicators) {
      IndicatorScore& score = scores[next++];
      if (indicator.factor.empty()) continue;
      const auto factor = std::find_if(scores.begin(), scores.end(), [&](const IndicatorScore& each) {
        return each.code == indicator.factor;
      });
      Multiply(indicator, level, *factor, score);
    }
  }
}

absl::Status CheckCount(size_t index, absl::string_view field, const std::optional<int64_t>& count) {
  if (!count || *count >= 0) return absl::OkStatus();
  return InvalidArgument(absl::StrCat("tallies[", index, "].", field), "must be 0 or more");
}

}  // namespace

IndicatorScore ScoreIndicator(const Indicator& indicator, Level level, const std::optional<Tally>& tally) {
  const int32_t max_points = MaxPointsAt(indicator, level);
  if (IsFull(indicator)) return ScoreFull(indicator, max_points, tally.value_or(kNothing));
  IndicatorScore score{.code = indicator.code, .max_points = max_points};
  if (!tally) return score;
  score.figures = tally->figures;
  score.basis = tally->basis;
  score.parts_reported = tally->parts_reported;
  score.parts_expected = tally->parts_expected;
  if (!tally->figures.has_base()) {
    SetNoBase(indicator, score);
    return score;
  }
  score.status = Status::kScored;
  if (IsShown(indicator)) return score;
  score.points = PointsOf(max_points, tally->figures, PercentAt(indicator, level));
  score.capped = ExceedsItsBase(tally->figures);
  return score;
}

IndicatorScore NotReported(const Indicator& indicator, Level level) {
  return {
      .code = indicator.code, .status = Status::kNotReported, .max_points = MaxPointsAt(indicator, level)};
}

IndicatorScore NotApplicable(const Indicator& indicator) {
  return {.code = indicator.code, .status = Status::kNotApplicable, .max_points = indicator.max_points};
}

absl::string_view BandOf(const IndexDefinition& definition, int32_t total_points) {
  for (const Band& band : definition.bands) {
    if (total_points >= band.min_points) return band.name;
  }
  return "";
}

Score Assemble(const IndexDefinition& definition, Level level, std::vector<IndicatorScore> indicators) {
  MultiplyByFactors(definition, level, indicators);
  Score score;
  Coverage total;
  size_t next = 0;
  for (const Group& group : definition.groups) {
    GroupScore sum{.code = group.code, .max_points = group.max_points};
    Coverage coverage;
    for (const Indicator& indicator : group.indicators) {
      const IndicatorScore& part = indicators[next++];
      if (IsShown(indicator) || part.status == Status::kNotApplicable) continue;
      const bool reported = part.status != Status::kNotReported;
      coverage.Add(reported, reported && !IsPartial(part));
      Add(sum.points, part.points);
    }
    sum.status = coverage.status();
    if (sum.status != Status::kNotApplicable) {
      total.Add(sum.status != Status::kNotReported, sum.status == Status::kScored);
      Add(score.total_points, sum.points);
    }
    score.groups.push_back(std::move(sum));
  }
  score.indicators = std::move(indicators);
  score.total_status = total.status();
  // A total always belongs to a unit; where nothing applies to it, nothing is reported of it.
  if (score.total_status == Status::kNotApplicable) score.total_status = Status::kNotReported;
  if (score.total_status == Status::kScored && score.total_points) {
    score.band = BandOf(definition, *score.total_points);
  }
  return score;
}

absl::StatusOr<Score> ScoreTallies(const IndexDefinition& definition, Level level,
                                   absl::Span<const NamedFigures> tallies) {
  std::map<absl::string_view, Tally> given;
  for (size_t i = 0; i < tallies.size(); ++i) {
    const Figures& figures = tallies[i].figures;
    if (absl::Status s = CheckCount(i, "numerator", figures.numerator); !s.ok()) return s;
    if (absl::Status s = CheckCount(i, "denominator", figures.denominator); !s.ok()) return s;
    if (!given.emplace(tallies[i].indicator, Tally{.figures = figures}).second) {
      return InvalidArgument(absl::StrCat("tallies[", i, "].indicator"), "is there twice");
    }
  }
  std::vector<IndicatorScore> scores;
  for (const Group& group : definition.groups) {
    for (const Indicator& indicator : group.indicators) {
      const auto found = given.extract(indicator.code);
      const auto tally = found ? std::optional<Tally>(found.mapped()) : std::nullopt;
      scores.push_back(AppliesAt(indicator, level) ? ScoreIndicator(indicator, level, tally)
                                                   : NotApplicable(indicator));
    }
  }
  for (size_t i = 0; i < tallies.size(); ++i) {
    if (!given.contains(tallies[i].indicator)) continue;
    return InvalidArgument(absl::StrCat("tallies[", i, "].indicator"),
                           absl::StrCat("definition ", definition.id, " has no such indicator"));
  }
  return Assemble(definition, level, std::move(scores));
}

}  // namespace chiso::core
