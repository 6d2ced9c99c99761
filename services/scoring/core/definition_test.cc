#include "services/scoring/core/definition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/scoring/core/measure.h"
#include "services/scoring/testing/facts.h"

namespace chiso::core {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string Fault(const IndexDefinition& definition) { return std::string(Check(definition).message()); }

TEST(Check, TakesAWholeDefinition) { EXPECT_TRUE(Check(TestDefinition()).ok()) << Fault(TestDefinition()); }

TEST(Check, PointsOfAGroupAddUp) {
  IndexDefinition definition = TestDefinition();
  definition.groups[1].indicators[0].max_points = 1999;
  EXPECT_THAT(Fault(definition),
              StartsWith("groups[1].max_points: is 4000, but its indicators add up to 3999"));
}

TEST(Check, PointsOfTheTotalAddUpTo100) {
  IndexDefinition definition = TestDefinition();
  definition.groups.pop_back();
  EXPECT_THAT(Fault(definition), StartsWith("groups: must add up to 10000"));
}

TEST(Check, NamesTheFieldOfAnUnknownMeasure) {
  IndexDefinition definition = TestDefinition();
  definition.groups[1].indicators[0].numerator = "x";
  EXPECT_EQ(Fault(definition), "groups[1].indicators[0].numerator: no measure is called \"x\"");
  definition = TestDefinition();
  definition.groups[0].indicators[1].denominator = "";
  EXPECT_THAT(Fault(definition), StartsWith("groups[0].indicators[1].denominator: no measure"));
}

TEST(Check, CodesAreUniqueAmongGroupsIndicatorsAndTotal) {
  IndexDefinition definition = TestDefinition();
  definition.groups[1].indicators[0].code = "ADDS";
  EXPECT_THAT(Fault(definition), StartsWith("groups[1].indicators[0].code: \"ADDS\" is there twice"));
  definition = TestDefinition();
  definition.groups[1].indicators[0].code = "A";
  EXPECT_THAT(Fault(definition), StartsWith("groups[1].indicators[0].code"));
  definition = TestDefinition();
  definition.groups[1].code = "TOTAL";
  EXPECT_THAT(Fault(definition), StartsWith("groups[1].code"));
  definition = TestDefinition();
  definition.groups[1].code = "b";
  EXPECT_THAT(Fault(definition), StartsWith("groups[1].code"));
}

TEST(Check, TargetIsOneTo100Percent) {
  for (const int percent : {0, 101, -1}) {
    IndexDefinition definition = TestDefinition();
    definition.groups[0].indicators[0].rule = Target{percent};
    EXPECT_THAT(Fault(definition), StartsWith("groups[0].indicators[0].rule.target.percent"));
  }
  IndexDefinition definition = TestDefinition();
  definition.groups[0].indicators[0].rule = Target{100};
  EXPECT_TRUE(Check(definition).ok());
}

TEST(Check, OnlyShownIndicatorsHaveNoPoints) {
  IndexDefinition definition = TestDefinition();
  definition.groups[0].indicators[1].rule = Linear{};
  EXPECT_THAT(Fault(definition), StartsWith("groups[0].indicators[1].max_points"));
}

TEST(Check, AnIndicatorIsMeasuredSomewhere) {
  IndexDefinition definition = TestDefinition();
  definition.groups[0].indicators[0].levels = {};
  EXPECT_THAT(Fault(definition), StartsWith("groups[0].indicators[0].levels"));
}

TEST(Check, BandsDescendToZero) {
  IndexDefinition definition = TestDefinition();
  definition.bands[1].min_points = 9000;
  EXPECT_THAT(Fault(definition), StartsWith("bands[1].min_points"));
  definition = TestDefinition();
  definition.bands.pop_back();
  EXPECT_THAT(Fault(definition), StartsWith("bands: must end"));
  definition.bands.clear();
  EXPECT_THAT(Fault(definition), StartsWith("bands: must end"));
  definition = TestDefinition();
  definition.bands[0].min_points = 10001;
  EXPECT_THAT(Fault(definition), StartsWith("bands[0].min_points"));
}

TEST(Check, DatesRunForward) {
  IndexDefinition definition = TestDefinition();
  definition.valid_to = Day("2021-12-31");
  EXPECT_THAT(Fault(definition), StartsWith("valid_to"));
  definition.valid_from.reset();
  EXPECT_THAT(Fault(definition), StartsWith("valid_from"));
}

IndexDefinition InForce(std::string id, absl::string_view from, absl::string_view to, bool draft = false) {
  IndexDefinition definition = TestDefinition();
  definition.id = std::move(id);
  definition.valid_from = Day(from);
  definition.valid_to = Day(to);
  definition.draft = draft;
  return definition;
}

TEST(CheckBeside, RefusesAnotherInForceOnTheSameDay) {
  const std::vector<IndexDefinition> others = {InForce("old", "2022-06-23", "2025-12-31")};
  EXPECT_TRUE(CheckBeside(InForce("new", "2026-01-01", ""), others).ok());
  EXPECT_TRUE(CheckBeside(InForce("older", "2020-01-01", "2022-06-22"), others).ok());
  EXPECT_THAT(CheckBeside(InForce("new", "2025-12-31", ""), others).ToString(),
              HasSubstr("valid_from: \"old\" is in force"));
  EXPECT_FALSE(CheckBeside(InForce("new", "2020-01-01", ""), others).ok());
  EXPECT_FALSE(CheckBeside(InForce("new", "2023-01-01", "2023-01-01"), others).ok());
}

TEST(CheckBeside, DraftsMayOverlap) {
  EXPECT_TRUE(
      CheckBeside(InForce("new", "2025-01-01", "", true), {InForce("old", "2022-06-23", "2025-12-31")}).ok());
  EXPECT_TRUE(
      CheckBeside(InForce("new", "2025-01-01", ""), {InForce("old", "2022-06-23", "2025-12-31", true)}).ok());
}

TEST(CheckBeside, RefusesTheSameIdAlsoOfADraft) {
  EXPECT_THAT(
      CheckBeside(InForce("old", "2026-01-01", ""), {InForce("old", "2022-06-23", "", true)}).ToString(),
      HasSubstr(" id: "));
}

TEST(DefinitionFor, IsTheOneInForceOnTheLastDay) {
  const std::vector<IndexDefinition> all = {InForce("draft", "2020-01-01", "", true),
                                            InForce("old", "2022-06-23", "2026-03-30"),
                                            InForce("new", "2026-03-31", "")};
  EXPECT_EQ(DefinitionFor(all, P("2026-02"))->id, "old");
  EXPECT_EQ(DefinitionFor(all, P("2026-03"))->id, "new");
  EXPECT_EQ(DefinitionFor(all, P("2026-Q1"))->id, "new");
  EXPECT_EQ(DefinitionFor(all, P("2022-06"))->id, "old");
  EXPECT_EQ(DefinitionFor(all, P("2022-05")), nullptr);
}

TEST(Measures, AreOrderedSoThatTheyAreFound) {
  for (size_t i = 1; i < Measures().size(); ++i) EXPECT_LT(Measures()[i - 1].name, Measures()[i].name);
  for (const Measure& measure : Measures()) EXPECT_EQ(FindMeasure(measure.name), &measure);
  EXPECT_EQ(FindMeasure("zzz"), nullptr);
  EXPECT_EQ(FindMeasure(""), nullptr);
}

TEST(AddsUp, DistinctProceduresOverNothing) {
  const Indicator indicator = MakeIndicator("X", 100, Distinct());
  EXPECT_FALSE(AddsUpOverUnits(indicator));
  EXPECT_FALSE(AddsUpOverPeriods(indicator));
}

// A return of an authority's own offices is the value of its subtree, too.
TEST(AddsUp, TheStockOfAnAuthoritysProceduresOverUnitsOnly) {
  for (const char* name : {"procedures_public", "procedures_public_in_full", "procedures_under_authority",
                           "procedures_under_authority_online"}) {
    EXPECT_TRUE(FindMeasure(name)->adds_over_units) << name;
    EXPECT_FALSE(FindMeasure(name)->adds_over_periods) << name;
  }
}

TEST(AddsUp, WhatIsInProcessOverUnitsOnly) {
  // A dossier in process in two months would count twice in their quarter.
  const Indicator indicator = MakeIndicator("X", 100, InProcess());
  EXPECT_TRUE(AddsUpOverUnits(indicator));
  EXPECT_FALSE(AddsUpOverPeriods(indicator));
}

TEST(AddsUp, WhatIsReceivedOverBoth) {
  const Indicator indicator = MakeIndicator("X", 100);
  EXPECT_TRUE(AddsUpOverUnits(indicator));
  EXPECT_TRUE(AddsUpOverPeriods(indicator));
}

TEST(Levels, FiguresAreInheritedFromAboveOnly) {
  const LevelSet levels = {Level::kMinistry, Level::kProvince};
  EXPECT_FALSE(levels.HasAbove(Level::kNation));
  EXPECT_FALSE(levels.HasAbove(Level::kMinistry));
  EXPECT_FALSE(levels.HasAbove(Level::kProvince));
  EXPECT_TRUE(levels.HasAbove(Level::kDistrict));
  EXPECT_TRUE(levels.HasAbove(Level::kDepartment));
  EXPECT_TRUE(levels.HasAbove(Level::kCommune));
}

TEST(Check, NumbersAtLevelsHaveTheirBoundsAndNoLevelTwice) {
  IndexDefinition definition = TestDefinition();
  Indicator& adds = definition.groups[0].indicators[0];
  const auto fault_of_target = [&](std::vector<AtLevels> at) {
    adds.rule = Target{50, std::move(at)};
    return Fault(definition);
  };
  EXPECT_EQ(fault_of_target({{{Level::kCommune}, 1}, {{Level::kMinistry}, 100}}), "");
  EXPECT_THAT(fault_of_target({{{Level::kCommune}, 0}}),
              StartsWith("groups[0].indicators[0].rule.target.at[0].percent: must be 1 to 100"));
  EXPECT_THAT(fault_of_target({{{Level::kCommune}, 101}}), HasSubstr("at[0].percent"));
  EXPECT_THAT(fault_of_target({{{}, 50}}), HasSubstr("at[0].levels: must name at least one level"));
  EXPECT_THAT(fault_of_target({{{Level::kCommune}, 50}, {{Level::kProvince, Level::kCommune}, 60}}),
              HasSubstr("at[1].levels: must name no level that stands in one before it"));
  adds.rule = Linear{};
  adds.points_at = {{{Level::kCommune}, -1}};
  EXPECT_THAT(Fault(definition),
              StartsWith("groups[0].indicators[0].points_at[0].max_points: must be 0 to 10000"));
  adds.points_at = {{{Level::kCommune}, 0}};
  EXPECT_EQ(Fault(definition), "");
  definition.groups[0].indicators[1].points_at = {{{Level::kCommune}, 1}};
  EXPECT_THAT(Fault(definition), StartsWith("groups[0].indicators[1].points_at: must not be given"));
}

TEST(Check, AtNoLevelAGroupHasMoreThanItsPoints) {
  IndexDefinition definition = TestDefinition();
  // DISTINCT may take over what INHERITED has where that does not apply.
  definition.groups[1].indicators[0].points_at = {{{Level::kCommune}, 3000}};
  EXPECT_THAT(Fault(definition),
              StartsWith("groups[1].max_points: is 4000, but at some level its indicators add up to 5000"));
  definition.groups[1].indicators[1].inherited = false;
  EXPECT_EQ(Fault(definition), "");
}

TEST(Check, FactorIsAnIndicatorWithPointsThatAppliesWhereItIsNeeded) {
  IndexDefinition definition = TestDefinition();
  Indicator& adds = definition.groups[0].indicators[0];
  const auto fault = [&](const std::string& factor) {
    adds.factor = factor;
    return Fault(definition);
  };
  EXPECT_EQ(fault("STAYS"), "");
  for (const char* factor : {"NONE", "ADDS", "SHOWN", "B"}) {
    EXPECT_THAT(fault(factor), StartsWith("groups[0].indicators[0].factor: must be the code of another"));
  }
  definition.groups[1].indicators[2].factor = "DISTINCT";
  EXPECT_THAT(fault("STAYS"), StartsWith("groups[0].indicators[0].factor: must be the code of another"));
  definition.groups[1].indicators[2].factor = "";
  definition.groups[1].indicators[2].levels = {Level::kProvince};
  EXPECT_THAT(fault("STAYS"),
              StartsWith("groups[0].indicators[0].factor: must be an indicator that applies"));
  adds.rule = Full{};
  EXPECT_THAT(fault("DISTINCT"), StartsWith("groups[0].indicators[0].factor: must not be given"));
}

}  // namespace
}  // namespace chiso::core
