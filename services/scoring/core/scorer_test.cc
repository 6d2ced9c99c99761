#include "services/scoring/core/scorer.h"

#include <gtest/gtest.h>

#include "services/scoring/testing/facts.h"

namespace chiso::core {
namespace {

class ScorerTest : public ::testing::Test {
 protected:
  ScorerTest() {
    ledger_.Apply(AUnit("N", Level::kNation));
    ledger_.Apply(AUnit("P", Level::kProvince, "N"));
    ledger_.Apply(AUnit("P.D", Level::kDistrict, "P"));
    ledger_.Apply(AUnit("P.D.1", Level::kCommune, "P.D"));
  }

  IndicatorScore Of(const std::string& code, const std::string& indicator,
                    absl::string_view period = "2026-08", Scope scope = Scope::kSubtree) {
    const Score score =
        ScoreUnit(ledger_, definition_, *ledger_.units().Find({code, std::nullopt}), P(period), scope);
    for (const IndicatorScore& candidate : score.indicators) {
      if (candidate.code == indicator) return candidate;
    }
    ADD_FAILURE() << indicator;
    return {};
  }

  const IndexDefinition definition_ = TestDefinition();
  Ledger ledger_{absl::MakeConstSpan(&definition_, 1)};
};

TEST_F(ScorerTest, FiguresAreInheritedFromTheNearestMeasuredUnit) {
  ledger_.Apply(AReturn("P", "2026-08", "INHERITED", 1, 2));
  for (const char* code : {"P.D", "P.D.1"}) {
    const IndicatorScore score = Of(code, "INHERITED");
    EXPECT_EQ(score.status, Status::kInherited);
    EXPECT_EQ(score.points, 500);
    EXPECT_EQ(score.figures, (Figures{1, 2}));
    EXPECT_EQ(score.inherited_from, (UnitKey{"P", std::nullopt}));
  }
  EXPECT_EQ(Of("P", "INHERITED").status, Status::kScored);
  EXPECT_EQ(Of("P", "INHERITED").inherited_from, std::nullopt);
}

TEST_F(ScorerTest, OwnReturnWinsOverTheInheritedOne) {
  ledger_.Apply(AReturn("P", "2026-08", "INHERITED", 1, 2));
  ledger_.Apply(AReturn("P.D", "2026-08", "INHERITED", 1, 1));
  EXPECT_EQ(Of("P.D", "INHERITED").status, Status::kScored);
  EXPECT_EQ(Of("P.D", "INHERITED").points, 1000);
  // The unit below takes over from the one that measures it, not from the heir.
  EXPECT_EQ(Of("P.D.1", "INHERITED").points, 500);
}

TEST_F(ScorerTest, OwnOfficesOfAMeasuredUnitTakeOverItsOwn) {
  ledger_.Apply(AReturn("P", "2026-08", "INHERITED", 1, 2));
  const IndicatorScore taken = Of("P", "INHERITED", "2026-08", Scope::kOwnOffices);
  EXPECT_EQ(taken.status, Status::kInherited);
  EXPECT_EQ(taken.points, 500);
  EXPECT_EQ(taken.inherited_from, (UnitKey{"P", std::nullopt}));
  ledger_.Apply(AReturn("P", "2026-08", "INHERITED", 1, 1, Scope::kOwnOffices));
  EXPECT_EQ(Of("P", "INHERITED", "2026-08", Scope::kOwnOffices).status, Status::kScored);
  EXPECT_EQ(Of("P", "INHERITED", "2026-08", Scope::kOwnOffices).points, 1000);
}

TEST_F(ScorerTest, InheritedFiguresDoNotAddUp) {
  ledger_.Apply(AReturn("P.D", "2026-08", "INHERITED", 1, 1));
  EXPECT_EQ(Of("P", "INHERITED").status, Status::kNotReported);
}

TEST_F(ScorerTest, AnEmptyBaseIsInheritedWithoutPoints) {
  ledger_.Apply(AReturn("P", "2026-08", "INHERITED", 0, 0));
  EXPECT_EQ(Of("P", "INHERITED").status, Status::kNoBase);
  EXPECT_EQ(Of("P.D", "INHERITED").status, Status::kInherited);
  EXPECT_EQ(Of("P.D", "INHERITED").points, std::nullopt);
}

TEST_F(ScorerTest, WhatIsInheritedFromNothingIsNotReported) {
  EXPECT_EQ(Of("P.D", "INHERITED").status, Status::kNotReported);
  ledger_.Apply(AUnit("Q.1", Level::kCommune, "Q"));
  EXPECT_EQ(Of("Q.1", "INHERITED").status, Status::kNotReported);
}

TEST_F(ScorerTest, WhatIsInheritedFromAPartialTallyIsPartial) {
  ledger_.Apply(AReturn("P", "2026-07", "INHERITED", 1, 2));
  EXPECT_EQ(Of("P.D", "INHERITED", "2026-Q3").status, Status::kInherited);
  EXPECT_EQ(Of("P.D", "INHERITED", "2026-Q3").parts_reported, 1);
  EXPECT_EQ(Of("P.D", "INHERITED", "2026-Q3").parts_expected, 3);
}

TEST_F(ScorerTest, OwnOfficesBelowTakeOverTheSubtreeFigure) {
  ledger_.Apply(AReturn("P", "2026-08", "INHERITED", 1, 2));
  EXPECT_EQ(Of("P.D", "INHERITED", "2026-08", Scope::kOwnOffices).status, Status::kInherited);
}

TEST_F(ScorerTest, NoIndicatorAppliesToTheNation) {
  ledger_.Apply(AReturn("N", "2026-08", "ADDS", 1, 2));
  ledger_.Apply(AReturn("N", "2026-08", "INHERITED", 1, 2));
  EXPECT_EQ(Of("N", "ADDS").status, Status::kNotApplicable);
  EXPECT_EQ(Of("N", "INHERITED").status, Status::kNotApplicable);
}

TEST_F(ScorerTest, ReturnOutsideTheLevelsStaysNotApplicable) {
  IndexDefinition definition = definition_;
  definition.groups[1].indicators[0].levels = {Level::kProvince};
  ledger_.Apply(AReturn("P.D", "2026-08", "DISTINCT", 1, 2));
  const Unit& unit = *ledger_.units().Find({"P.D", std::nullopt});
  const Score score = ScoreUnit(ledger_, definition, unit, P("2026-08"), Scope::kSubtree);
  EXPECT_EQ(score.indicators[2].status, Status::kNotApplicable);
  EXPECT_EQ(score.indicators[2].figures, Figures{});
}

TEST_F(ScorerTest, InheritedCountsAsComplete) {
  ledger_.Apply(AReturn("P", "2026-08", "INHERITED", 1, 2));
  for (const char* indicator : {"ADDS", "DISTINCT", "STAYS"}) {
    ledger_.Apply(AReturn("P.D.1", "2026-08", indicator, 1, 1));
  }
  const Unit& unit = *ledger_.units().Find({"P.D.1", std::nullopt});
  const Score score = ScoreUnit(ledger_, definition_, unit, P("2026-08"), Scope::kSubtree);
  EXPECT_EQ(score.total_status, Status::kScored);
  EXPECT_EQ(score.total_points, 9500);
}

TEST_F(ScorerTest, WhatIsAlwaysFullIsGivenToUnitsThatThereAre) {
  IndexDefinition definition = definition_;
  definition.groups[1].indicators[0].rule = Full{};
  ledger_.Apply(AUnit("P.9", Level::kCommune, "P", "2026-01-01", "2026-07-31"));
  const Unit& unit = *ledger_.units().Find({"P.9", Day("2026-01-01")});
  const Score within = ScoreUnit(ledger_, definition, unit, P("2026-07"), Scope::kSubtree);
  EXPECT_EQ(within.indicators[2].status, Status::kNoBase);
  EXPECT_EQ(within.total_status, Status::kIncomplete);
  EXPECT_EQ(within.total_points, definition.groups[1].indicators[0].max_points);
  const Score after = ScoreUnit(ledger_, definition, unit, P("2026-08"), Scope::kSubtree);
  EXPECT_EQ(after.indicators[2].status, Status::kNotReported);
  EXPECT_EQ(after.total_points, std::nullopt);
}

TEST_F(ScorerTest, OutsideItsTimeNothingIsReportedOfAUnit) {
  ledger_.Apply(AUnit("P.9", Level::kCommune, "P", "2026-01-01", "2026-07-31"));
  ledger_.Apply(AReturn("P", "2026-08", "INHERITED", 1, 2));
  ledger_.Apply(AReturn("P.9", "2026-08", "ADDS", 1, 2));
  const Unit& unit = *ledger_.units().Find({"P.9", Day("2026-01-01")});
  const Score score = ScoreUnit(ledger_, definition_, unit, P("2026-08"), Scope::kSubtree);
  EXPECT_EQ(score.total_status, Status::kNotReported);
  EXPECT_EQ(score.total_points, std::nullopt);
}

TEST_F(ScorerTest, ANationIsTheMeanOfTheProvincesBelowIt) {
  ledger_.Apply(AUnit("Q", Level::kProvince, "N"));
  ledger_.Apply(AUnit("M", Level::kMinistry, "N"));
  for (const char* indicator : {"ADDS", "DISTINCT", "INHERITED", "STAYS"}) {
    ledger_.Apply(AReturn("P", "2026-08", indicator, 1, 1));
    ledger_.Apply(AReturn("M", "2026-08", indicator, 1, 1));
  }
  const Unit& unit = *ledger_.units().Find({"N", std::nullopt});
  const auto nation = [&](Scope scope) { return ScoreUnit(ledger_, definition_, unit, P("2026-08"), scope); };
  EXPECT_EQ(nation(Scope::kSubtree).total_points, 10000);
  EXPECT_EQ(nation(Scope::kSubtree).missing, (std::vector<UnitKey>{{"Q", std::nullopt}}));
  for (const char* indicator : {"ADDS", "DISTINCT", "INHERITED", "STAYS"}) {
    ledger_.Apply(AReturn("Q", "2026-08", indicator, 1, 2));
  }
  EXPECT_EQ(nation(Scope::kSubtree).total_points, 7500);
  EXPECT_EQ(nation(Scope::kSubtree).mean_of, 2);
  EXPECT_EQ(nation(Scope::kOwnOffices).total_points, std::nullopt);
  EXPECT_EQ(nation(Scope::kOwnOffices).mean_of, 0);
}

// Who imports provinces alone need not say what they are below.
TEST_F(ScorerTest, ProvincesWithNothingAboveThemBelongToTheNation) {
  ledger_.Apply(AUnit("X", Level::kProvince));
  ledger_.Apply(AUnit("Y", Level::kMinistry));
  const Unit& unit = *ledger_.units().Find({"N", std::nullopt});
  EXPECT_EQ(ScoreUnit(ledger_, definition_, unit, P("2026-08"), Scope::kSubtree).missing,
            (std::vector<UnitKey>{{"P", std::nullopt}, {"X", std::nullopt}}));
}

TEST_F(ScorerTest, InheritedFiguresEarnThePointsOfTheOwnLevel) {
  IndexDefinition definition = definition_;
  definition.groups[1].indicators[1].points_at = {{{Level::kDistrict}, 400}, {{Level::kCommune}, 0}};
  ledger_.Apply(AReturn("P", "2026-08", "INHERITED", 1, 2));
  const auto inherited = [&](const std::string& code) {
    const Unit& unit = *ledger_.units().Find({code, std::nullopt});
    return ScoreUnit(ledger_, definition, unit, P("2026-08"), Scope::kSubtree).indicators[3];
  };
  EXPECT_EQ(inherited("P.D").points, 200);
  EXPECT_EQ(inherited("P.D").status, Status::kInherited);
  EXPECT_EQ(inherited("P.D.1").status, Status::kNotApplicable);
}

TEST_F(ScorerTest, FactorIsTheRatioOfTheSameUnitAndScope) {
  IndexDefinition definition = definition_;
  definition.groups[0].indicators[0].factor = "INHERITED";
  ledger_.Apply(AReturn("P.D", "2026-08", "ADDS", 1, 1));
  const Unit& unit = *ledger_.units().Find({"P.D", std::nullopt});
  const auto adds = [&] {
    return ScoreUnit(ledger_, definition, unit, P("2026-08"), Scope::kSubtree).indicators[0];
  };
  EXPECT_EQ(adds().status, Status::kNotReported);
  ledger_.Apply(AReturn("P", "2026-08", "INHERITED", 1, 2));
  EXPECT_EQ(adds().points, 3000);
  ledger_.Apply(AReturn("P.D", "2026-08", "INHERITED", 1, 4));
  EXPECT_EQ(adds().points, 1500);
}

}  // namespace
}  // namespace chiso::core
