#include "services/scoring/core/score.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "services/scoring/testing/facts.h"

namespace chiso::core {
namespace {

using ::testing::StartsWith;

std::optional<int32_t> Points(Rule rule, int32_t max, int64_t numerator, int64_t denominator) {
  const Indicator indicator = MakeIndicator("X", max, {.rule = rule});
  return ScoreIndicator(indicator, Level::kProvince, Tally{.figures = {numerator, denominator}}).points;
}

Tally Whole(int64_t numerator, int64_t denominator) { return {.figures = {numerator, denominator}}; }

TEST(ScoreIndicator, LinearRoundsHalfUpOnce) {
  EXPECT_EQ(Points(Linear{}, 2000, 144625, 184513), 1568);  // published: 15.68
  EXPECT_EQ(Points(Linear{}, 100, 1, 200), 1);              // 0.5 hundredths
  EXPECT_EQ(Points(Linear{}, 100, 499, 100000), 0);         // 0.499
  EXPECT_EQ(Points(Linear{}, 600, 0, 7), 0);
  EXPECT_EQ(Points(Linear{}, 600, 7, 7), 600);
}

TEST(ScoreIndicator, TargetEarnsAllPointsAtTheTarget) {
  EXPECT_EQ(Points(Target{80}, 200, 3160, 184513), 4);      // published: 0.04
  EXPECT_EQ(Points(Target{90}, 600, 144574, 184513), 522);  // published: 5.22
  EXPECT_EQ(Points(Target{80}, 200, 80, 100), 200);
  EXPECT_EQ(Points(Target{80}, 200, 100, 100), 200);
  EXPECT_EQ(Points(Target{80}, 200, 79, 100), 198);  // 197.5
}

TEST(ScoreIndicator, NumeratorAboveItsBaseCountsAsTheWholeAndSaysSo) {
  const Indicator indicator = MakeIndicator("X", 600);
  const IndicatorScore score = ScoreIndicator(indicator, Level::kProvince, Whole(8, 7));
  EXPECT_EQ(score.points, 600);
  EXPECT_TRUE(score.capped);
  EXPECT_EQ(score.figures.numerator, 8);
  EXPECT_EQ(score.status, Status::kScored);
  EXPECT_FALSE(ScoreIndicator(indicator, Level::kProvince, Whole(7, 7)).capped);
}

TEST(ScoreIndicator, AboveTheTargetIsNotCapped) {
  EXPECT_FALSE(
      ScoreIndicator(MakeIndicator("X", 600, {.rule = Target{50}}), Level::kProvince, Whole(6, 7)).capped);
}

TEST(ScoreIndicator, EveryCountIsExact) {
  const int64_t most = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(Points(Linear{}, 10000, most - 1, most), 10000);
  EXPECT_EQ(Points(Linear{}, 10000, most / 2, most), 5000);
  EXPECT_EQ(Points(Target{100}, 10000, most, 1), 10000);
  EXPECT_EQ(Points(Target{1}, 10000, 1, most), 0);
}

TEST(ScoreIndicator, AbsentTallyIsNotReportedAndHasNoPoints) {
  const IndicatorScore score =
      ScoreIndicator(MakeIndicator("X", 600, {.empty_base = EmptyBase::kFull}), Level::kProvince, {});
  EXPECT_EQ(score.status, Status::kNotReported);
  EXPECT_EQ(score.points, std::nullopt);
  EXPECT_EQ(score.basis, TallyBasis::kNone);
  EXPECT_EQ(score.max_points, 600);
}

TEST(ScoreIndicator, EmptyBaseGivesWhatTheDefinitionSays) {
  const std::vector<Figures> empty = {{0, 0}, {5, 0}, {5, std::nullopt}, {std::nullopt, 5}, {}};
  for (const Figures& figures : empty) {
    const auto points = [&figures](EmptyBase empty_base) {
      const IndicatorScore score = ScoreIndicator(MakeIndicator("X", 600, {.empty_base = empty_base}),
                                                  Level::kProvince, Tally{.figures = figures});
      EXPECT_EQ(score.status, Status::kNoBase);
      EXPECT_EQ(score.figures, figures);
      EXPECT_FALSE(score.capped);
      return score.points;
    };
    EXPECT_EQ(points(EmptyBase::kNotScored), std::nullopt);
    EXPECT_EQ(points(EmptyBase::kZero), 0);
    EXPECT_EQ(points(EmptyBase::kFull), 600);
  }
}

TEST(ScoreIndicator, ShownHasFiguresButNoPoints) {
  const Indicator indicator = MakeIndicator("X", 0, {.rule = Shown{}});
  const IndicatorScore score = ScoreIndicator(indicator, Level::kProvince, Whole(70, 7));
  EXPECT_EQ(score.status, Status::kScored);
  EXPECT_EQ(score.points, std::nullopt);
  EXPECT_FALSE(score.capped);
}

TEST(ScoreIndicator, FullGivesAllPointsWhateverIsCounted) {
  const Indicator indicator = MakeIndicator("X", 200, {.rule = Full{}, .empty_base = EmptyBase::kZero});
  const auto points = [&indicator](const Tally& tally) {
    return ScoreIndicator(indicator, Level::kProvince, tally).points;
  };
  EXPECT_EQ(points(Whole(0, 7)), 200);
  EXPECT_EQ(points(Whole(7, 7)), 200);
  EXPECT_EQ(ScoreIndicator(indicator, Level::kProvince, Whole(3, 7)).status, Status::kScored);
  EXPECT_EQ(ScoreIndicator(indicator, Level::kProvince, Whole(3, 7)).figures, (Figures{3, 7}));
  EXPECT_FALSE(ScoreIndicator(indicator, Level::kProvince, Whole(7, 7)).capped);
  EXPECT_TRUE(ScoreIndicator(indicator, Level::kProvince, Whole(8, 7)).capped);
  for (const Figures& figures : std::vector<Figures>{{0, 0}, {5, std::nullopt}, {}}) {
    EXPECT_EQ(points({.figures = figures}), 200);
    EXPECT_EQ(ScoreIndicator(indicator, Level::kProvince, Tally{.figures = figures}).status, Status::kNoBase);
  }
}

TEST(ScoreIndicator, FullIsNeverNotReportedAndNeverPartial) {
  const Indicator indicator = MakeIndicator("X", 200, {.rule = Full{}});
  const IndicatorScore nothing = ScoreIndicator(indicator, Level::kProvince, {});
  EXPECT_EQ(nothing.status, Status::kNoBase);
  EXPECT_EQ(nothing.points, 200);
  EXPECT_EQ(nothing.figures, Figures{});
  EXPECT_EQ(nothing.basis, TallyBasis::kNone);
  Tally partial = Whole(1, 2);
  partial.parts_expected = 3;
  EXPECT_EQ(ScoreIndicator(indicator, Level::kProvince, partial).parts_reported, 1);
  EXPECT_EQ(ScoreIndicator(indicator, Level::kProvince, partial).parts_expected, 1);
}

class ScoreTalliesTest : public ::testing::Test {
 protected:
  Score ScoreOf(Level level, std::vector<NamedFigures> tallies) {
    absl::StatusOr<Score> score = ScoreTallies(definition_, level, tallies);
    EXPECT_TRUE(score.ok()) << score.status();
    return *score;
  }
  std::string Fault(std::vector<NamedFigures> tallies) {
    return std::string(ScoreTallies(definition_, Level::kProvince, tallies).status().message());
  }

  const IndexDefinition definition_ = TestDefinition();
  const std::vector<NamedFigures> all_ = {
      {"ADDS", {1, 2}}, {"DISTINCT", {1, 1}}, {"INHERITED", {1, 1}}, {"STAYS", {1, 1}}};
};

TEST_F(ScoreTalliesTest, CompleteTotalIsScoredAndBandedWithoutTheShownIndicator) {
  const Score score = ScoreOf(Level::kProvince, all_);
  EXPECT_EQ(score.total_status, Status::kScored);
  EXPECT_EQ(score.total_points, 7000);
  EXPECT_EQ(score.band, "trung bình");
  ASSERT_EQ(score.groups.size(), 2u);
  EXPECT_EQ(score.groups[0].points, 3000);
  EXPECT_EQ(score.groups[0].status, Status::kScored);
  EXPECT_EQ(score.groups[1].points, 4000);
  ASSERT_EQ(score.indicators.size(), 5u);
  EXPECT_EQ(score.indicators[1].code, "SHOWN");
  EXPECT_EQ(score.indicators[1].status, Status::kNotReported);
}

TEST_F(ScoreTalliesTest, BandsBeginAtTheirEdge) {
  std::vector<NamedFigures> tallies = all_;
  tallies[0].figures = {5000, 6000};
  EXPECT_EQ(ScoreOf(Level::kProvince, tallies).total_points, 9000);
  EXPECT_EQ(ScoreOf(Level::kProvince, tallies).band, "xuất sắc");
  tallies[0].figures = {4999, 6000};
  EXPECT_EQ(ScoreOf(Level::kProvince, tallies).total_points, 8999);
  EXPECT_EQ(ScoreOf(Level::kProvince, tallies).band, "trung bình");
}

TEST_F(ScoreTalliesTest, MissingIndicatorMakesGroupAndTotalIncompleteAndUnbanded) {
  std::vector<NamedFigures> tallies = all_;
  tallies.erase(tallies.begin() + 1);
  const Score score = ScoreOf(Level::kProvince, tallies);
  EXPECT_EQ(score.groups[0].status, Status::kScored);
  EXPECT_EQ(score.groups[1].status, Status::kIncomplete);
  EXPECT_EQ(score.groups[1].points, 2000);
  EXPECT_EQ(score.total_status, Status::kIncomplete);
  EXPECT_EQ(score.total_points, 5000);
  EXPECT_EQ(score.band, "");
}

TEST_F(ScoreTalliesTest, NothingReportedIsNotZero) {
  const Score score = ScoreOf(Level::kProvince, {});
  EXPECT_EQ(score.total_status, Status::kNotReported);
  EXPECT_EQ(score.total_points, std::nullopt);
  EXPECT_EQ(score.groups[1].points, std::nullopt);
  EXPECT_EQ(score.groups[1].status, Status::kNotReported);
}

TEST_F(ScoreTalliesTest, OnlyShownReportedIsNothingReported) {
  const Score score = ScoreOf(Level::kProvince, {{"SHOWN", {7, 1}}});
  EXPECT_EQ(score.indicators[1].status, Status::kScored);
  EXPECT_EQ(score.groups[0].status, Status::kNotReported);
  EXPECT_EQ(score.total_status, Status::kNotReported);
}

TEST_F(ScoreTalliesTest, NotScoredCountsAsReportedAndAddsNothing) {
  std::vector<NamedFigures> tallies = all_;
  tallies[2].figures = {0, 0};
  const Score score = ScoreOf(Level::kProvince, tallies);
  EXPECT_EQ(score.indicators[3].points, std::nullopt);
  EXPECT_EQ(score.indicators[3].status, Status::kNoBase);
  EXPECT_EQ(score.total_status, Status::kScored);
  EXPECT_EQ(score.total_points, 6000);
}

TEST_F(ScoreTalliesTest, InheritedIndicatorIsTakenAsTheUnitsOwn) {
  const Score score = ScoreOf(Level::kCommune, all_);
  EXPECT_EQ(score.indicators[3].status, Status::kScored);
  EXPECT_EQ(score.total_status, Status::kScored);
  EXPECT_EQ(ScoreOf(Level::kCommune, {}).indicators[3].status, Status::kNotReported);
}

TEST_F(ScoreTalliesTest, OutsideItsLevelsAnIndicatorDoesNotApply) {
  IndexDefinition definition = definition_;
  definition.groups[1].indicators[0].levels = {Level::kProvince};
  const Score score = *ScoreTallies(definition, Level::kCommune, all_);
  EXPECT_EQ(score.indicators[2].status, Status::kNotApplicable);
  EXPECT_EQ(score.indicators[2].points, std::nullopt);
  EXPECT_EQ(score.groups[1].status, Status::kScored);
  EXPECT_EQ(score.total_status, Status::kScored);
  EXPECT_EQ(score.total_points, 5000);
}

TEST_F(ScoreTalliesTest, GroupOfWhichNothingAppliesDoesNotApply) {
  const Score score = ScoreOf(Level::kNation, all_);
  EXPECT_EQ(score.groups[0].status, Status::kNotApplicable);
  EXPECT_EQ(score.indicators[3].status, Status::kNotApplicable);
  EXPECT_EQ(score.total_status, Status::kNotReported);
  EXPECT_EQ(score.total_points, std::nullopt);
}

TEST_F(ScoreTalliesTest, RefusesUnknownRepeatedAndNegative) {
  EXPECT_THAT(Fault({{"ADDS", {1, 2}}, {"NONE", {1, 2}}}),
              StartsWith("tallies[1].indicator: definition test"));
  EXPECT_THAT(Fault({{"ADDS", {1, 2}}, {"ADDS", {1, 2}}}),
              StartsWith("tallies[1].indicator: is there twice"));
  EXPECT_THAT(Fault({{"ADDS", {-1, 2}}}), StartsWith("tallies[0].numerator"));
  EXPECT_THAT(Fault({{"ADDS", {1, -2}}}), StartsWith("tallies[0].denominator"));
}

TEST(Assemble, GroupIsTheSumOfRoundedIndicators) {
  IndexDefinition definition = TestDefinition();
  definition.groups = {
      {.code = "A", .max_points = 10000, .indicators = {MakeIndicator("X", 5000), MakeIndicator("Y", 5000)}}};
  // Each is 1666.67 hundredths; rounding the group once would give 3333.
  const Score score = *ScoreTallies(definition, Level::kCommune, {{"X", {1, 3}}, {"Y", {1, 3}}});
  EXPECT_EQ(score.groups[0].points, 3334);
}

TEST(Assemble, PartialTallyMakesTheTotalIncomplete) {
  const IndexDefinition definition = TestDefinition();
  std::vector<IndicatorScore> scores;
  for (const Group& group : definition.groups) {
    for (const Indicator& indicator : group.indicators)
      scores.push_back(ScoreIndicator(indicator, Level::kProvince, Whole(1, 1)));
  }
  EXPECT_EQ(Assemble(definition, Level::kProvince, scores).total_status, Status::kScored);
  std::vector<IndicatorScore> partial = scores;
  partial[2].parts_expected = 2;
  EXPECT_EQ(Assemble(definition, Level::kProvince, partial).groups[1].status, Status::kIncomplete);
  EXPECT_EQ(Assemble(definition, Level::kProvince, partial).total_status, Status::kIncomplete);
  EXPECT_EQ(Assemble(definition, Level::kProvince, partial).total_points, 10000);
  // A shown indicator never does.
  partial = scores;
  partial[1].parts_expected = 2;
  EXPECT_EQ(Assemble(definition, Level::kProvince, partial).total_status, Status::kScored);
}

// SYNC (40) has other points below a province; ONLINE (60, target 50 %) is multiplied by its ratio.
IndexDefinition WithFactor() {
  IndexDefinition definition = TestDefinition();
  Indicator sync = MakeIndicator("SYNC", 4000);
  Indicator online = MakeIndicator("ONLINE", 6000, {.rule = Target{50}});
  online.factor = "SYNC";
  definition.groups = {{.code = "A", .max_points = 6000, .indicators = {online}},
                       {.code = "B", .max_points = 4000, .indicators = {sync}}};
  return definition;
}

class FactorTest : public ::testing::Test {
 protected:
  // The score of ONLINE, whose factor stands behind it.
  IndicatorScore Of(const Figures& online, const std::optional<Figures>& sync) {
    std::vector<NamedFigures> tallies = {{"ONLINE", online}};
    if (sync) tallies.push_back({"SYNC", *sync});
    return ScoreTallies(definition_, Level::kCommune, tallies)->indicators[0];
  }

  IndexDefinition definition_ = WithFactor();
};

TEST_F(FactorTest, RatioIsMultipliedByTheFactorsBeforeTheTarget) {
  EXPECT_EQ(Of({1, 2}, Figures{1, 1}).points, 6000);
  EXPECT_EQ(Of({1, 2}, Figures{1, 2}).points, 3000);
  // Above the target only until it is multiplied.
  EXPECT_EQ(Of({4, 5}, Figures{1, 2}).points, 4800);
  EXPECT_EQ(Of({4, 5}, Figures{5, 8}).points, 6000);
  EXPECT_EQ(Of({4, 5}, Figures{0, 8}).points, 0);
  EXPECT_EQ(Of({4, 5}, Figures{1, 2}).status, Status::kScored);
  EXPECT_EQ(Of({4, 5}, Figures{1, 2}).figures, (Figures{4, 5}));
}

TEST_F(FactorTest, ProductIsRoundedHalfUpOnce) {
  // 1/3 of 1/7 of 12000 is 571.43; rounding either ratio first would give more or less.
  EXPECT_EQ(Of({1, 3}, Figures{1, 7}).points, 571);
  definition_.groups[0].indicators[0].rule = Linear{};
  EXPECT_EQ(Of({1, 80}, Figures{1, 10}).points, 8);    // 7.5
  EXPECT_EQ(Of({1, 801}, Figures{1, 10}).points, 1);   // 0.749
  EXPECT_EQ(Of({1, 1201}, Figures{1, 10}).points, 0);  // 0.4996
  EXPECT_EQ(Of({1, 1200}, Figures{1, 10}).points, 1);  // 0.5
}

TEST_F(FactorTest, EveryProductIsExact) {
  const int64_t most = std::numeric_limits<int64_t>::max();
  definition_.groups[0].indicators[0].rule = Linear{};
  EXPECT_EQ(Of({most, most}, Figures{most, most}).points, 6000);
  EXPECT_EQ(Of({most - 1, most}, Figures{most - 1, most}).points, 6000);
  EXPECT_EQ(Of({most / 2, most}, Figures{most / 2, most}).points, 1500);
  EXPECT_EQ(Of({1, most}, Figures{1, most}).points, 0);
}

TEST_F(FactorTest, FactorAboveItsBaseCountsAsTheWhole) { EXPECT_EQ(Of({1, 4}, Figures{9, 3}).points, 3000); }

TEST_F(FactorTest, WithoutTheFactorsTallyNothingIsReported) {
  const IndicatorScore score = Of({1, 2}, std::nullopt);
  EXPECT_EQ(score.status, Status::kNotReported);
  EXPECT_EQ(score.points, std::nullopt);
  EXPECT_EQ(score.max_points, 6000);
}

TEST_F(FactorTest, WithoutTheFactorsBaseTheOwnRuleForAnEmptyBaseHolds) {
  for (const auto& [empty_base, points] : std::vector<std::pair<EmptyBase, std::optional<int32_t>>>{
           {EmptyBase::kZero, 0}, {EmptyBase::kFull, 6000}, {EmptyBase::kNotScored, std::nullopt}}) {
    definition_.groups[0].indicators[0].empty_base = empty_base;
    EXPECT_EQ(Of({1, 2}, Figures{0, 0}).status, Status::kNoBase);
    EXPECT_EQ(Of({1, 2}, Figures{0, 0}).points, points);
    // Nor does the factor matter where the indicator itself has no base.
    EXPECT_EQ(Of({0, 0}, Figures{1, 2}).points, points);
  }
}

TEST_F(FactorTest, PartialFactorMakesTheGroupIncomplete) {
  IndicatorScore online = ScoreIndicator(definition_.groups[0].indicators[0], Level::kCommune, Whole(1, 2));
  IndicatorScore sync = ScoreIndicator(definition_.groups[1].indicators[0], Level::kCommune, Whole(1, 2));
  sync.parts_expected = 3;
  const Score score = Assemble(definition_, Level::kCommune, {online, sync});
  EXPECT_EQ(score.groups[0].status, Status::kIncomplete);
  EXPECT_EQ(score.indicators[0].parts_expected, 3);
}

TEST(PointsAtLevels, UnitsOfALevelHaveItsPoints) {
  IndexDefinition definition = WithFactor();
  Indicator& online = definition.groups[0].indicators[0];
  online.points_at = {{{Level::kCommune}, 1000}, {{Level::kDepartment}, 0}};
  const std::vector<NamedFigures> tallies = {{"ONLINE", {1, 2}}, {"SYNC", {1, 2}}};
  const auto of = [&](Level level) { return ScoreTallies(definition, level, tallies)->indicators[0]; };
  EXPECT_EQ(of(Level::kProvince).points, 3000);
  EXPECT_EQ(of(Level::kCommune).points, 500);
  EXPECT_EQ(of(Level::kCommune).max_points, 1000);
  // Without points it does not apply.
  EXPECT_EQ(of(Level::kDepartment).status, Status::kNotApplicable);
  EXPECT_EQ(ScoreTallies(definition, Level::kDepartment, tallies)->groups[0].status, Status::kNotApplicable);
  online.factor = "";
  online.empty_base = EmptyBase::kFull;
  EXPECT_EQ(ScoreIndicator(online, Level::kCommune, Whole(0, 0)).points, 1000);
  EXPECT_EQ(ScoreIndicator(online, Level::kCommune, {}).max_points, 1000);
  online.rule = Full{};
  EXPECT_EQ(ScoreIndicator(online, Level::kCommune, {}).points, 1000);
}

TEST(TargetAtLevels, UnitsOfALevelHaveItsTarget) {
  const Indicator indicator = MakeIndicator(
      "X", 1000,
      {.rule = Target{80, {{{Level::kCommune, Level::kDistrict}, 40}, {{Level::kMinistry}, 100}}}});
  const auto points = [&](Level level) { return ScoreIndicator(indicator, level, Whole(1, 5)).points; };
  EXPECT_EQ(points(Level::kProvince), 250);
  EXPECT_EQ(points(Level::kCommune), 500);
  EXPECT_EQ(points(Level::kDistrict), 500);
  EXPECT_EQ(points(Level::kMinistry), 200);
}

}  // namespace
}  // namespace chiso::core
