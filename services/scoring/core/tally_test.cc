#include "services/scoring/core/tally.h"

#include <gtest/gtest.h>

#include "services/scoring/testing/facts.h"

namespace chiso::core {
namespace {

class TallyTest : public ::testing::Test {
 protected:
  TallyTest() {
    ledger_.Apply(AUnit("P", Level::kProvince));
    ledger_.Apply(AUnit("P.1", Level::kCommune, "P"));
    ledger_.Apply(AUnit("P.2", Level::kCommune, "P"));
  }

  std::optional<Tally> Of(std::string code, absl::string_view period, std::string indicator = "ADDS",
                          Scope scope = Scope::kSubtree, absl::string_view from = "") {
    return TallyOf(ledger_, definition_, {std::move(code), Day(from)}, period, indicator, scope);
  }
  void Return(std::string code, absl::string_view period, std::optional<int64_t> numerator,
              std::optional<int64_t> denominator, std::string indicator = "ADDS",
              Scope scope = Scope::kSubtree) {
    ledger_.Apply(AReturn(std::move(code), period, std::move(indicator), numerator, denominator, scope));
  }
  static Tally Sum(TallyBasis basis, std::optional<int64_t> numerator, std::optional<int64_t> denominator,
                   int reported, int expected) {
    return {.figures = {numerator, denominator},
            .basis = basis,
            .parts_reported = reported,
            .parts_expected = expected};
  }
  static Tally Given(int64_t numerator, int64_t denominator) { return {.figures = {numerator, denominator}}; }

  IndexDefinition definition_ = TestDefinition();
  Ledger ledger_{absl::MakeConstSpan(&definition_, 1)};
};

TEST_F(TallyTest, ReturnGoesBeforeSums) {
  Return("P", "2026-08", 1, 2);
  Return("P.1", "2026-08", 10, 20);
  Return("P.2", "2026-08", 10, 20);
  EXPECT_EQ(Of("P", "2026-08"), Given(1, 2));
}

TEST_F(TallyTest, ReturnOfAnotherPeriodScopeOrIndicatorIsNot) {
  Return("P.1", "2026-08", 1, 2);
  EXPECT_EQ(Of("P.1", "2026-07"), std::nullopt);
  EXPECT_EQ(Of("P.1", "2026-08", "ADDS", Scope::kOwnOffices), std::nullopt);
  EXPECT_EQ(Of("P.1", "2026-08", "STAYS"), std::nullopt);
}

TEST_F(TallyTest, WithoutReturnUnitsAddUp) {
  Return("P.1", "2026-08", 1, 2);
  Return("P.2", "2026-08", 10, 20);
  EXPECT_EQ(Of("P", "2026-08"), Sum(TallyBasis::kUnits, 11, 22, 2, 2));
}

TEST_F(TallyTest, OwnOfficesCountWhereReportedAndAreNotExpected) {
  Return("P.1", "2026-08", 1, 2);
  Return("P.2", "2026-08", 10, 20);
  Return("P", "2026-08", 100, 200, "ADDS", Scope::kOwnOffices);
  EXPECT_EQ(Of("P", "2026-08"), Sum(TallyBasis::kUnits, 111, 222, 3, 3));
  EXPECT_EQ(Of("P", "2026-08", "ADDS", Scope::kOwnOffices), Given(100, 200));
}

TEST_F(TallyTest, UnitWithoutChildrenHasItsOwnOffices) {
  Return("P.1", "2026-08", 1, 2, "ADDS", Scope::kOwnOffices);
  EXPECT_EQ(Of("P.1", "2026-08"), Sum(TallyBasis::kUnits, 1, 2, 1, 1));
}

TEST_F(TallyTest, OwnOfficesNeverTakeTheUnitsBelow) {
  Return("P.1", "2026-08", 1, 2);
  Return("P.2", "2026-08", 1, 2);
  EXPECT_EQ(Of("P", "2026-08", "ADDS", Scope::kOwnOffices), std::nullopt);
}

TEST_F(TallyTest, MissingChildMakesTheSumPartial) {
  Return("P.1", "2026-08", 1, 2);
  EXPECT_EQ(Of("P", "2026-08"), Sum(TallyBasis::kUnits, 1, 2, 1, 2));
}

TEST_F(TallyTest, NothingReportedIsNoTally) { EXPECT_EQ(Of("P", "2026-08"), std::nullopt); }

TEST_F(TallyTest, NestedPartialityGoesUp) {
  ledger_.Apply(AUnit("N", Level::kMinistry));
  ledger_.Apply(AUnit("P", Level::kProvince, "N", "2020-01-01"));
  ledger_.Apply(UnitFact{.origin = {.version = {2, 0, "x"}, .retracted = true},
                         .unit = AUnit("P", Level::kProvince).unit});
  // Every unit below is expected: P, of whose own offices nothing is known, P.1 and P.2.
  Return("P.1", "2026-08", 1, 2);
  EXPECT_EQ(Of("N", "2026-08"), Sum(TallyBasis::kUnits, 1, 2, 1, 3));
  Return("P.2", "2026-08", 1, 2);
  EXPECT_EQ(Of("N", "2026-08"), Sum(TallyBasis::kUnits, 2, 4, 2, 3));
  Return("P", "2026-08", 10, 20, "ADDS", Scope::kOwnOffices);
  EXPECT_EQ(Of("N", "2026-08"), Sum(TallyBasis::kUnits, 12, 24, 3, 3));
}

TEST_F(TallyTest, AReturnOfASubtreeSpeaksForAllUnitsOfIt) {
  ledger_.Apply(AUnit("N", Level::kMinistry));
  ledger_.Apply(UnitFact{.origin = {.version = {2, 0, "x"}}, .unit = AUnit("P", Level::kProvince, "N").unit});
  Return("P", "2026-08", 1, 2);
  EXPECT_EQ(Of("N", "2026-08"), Sum(TallyBasis::kUnits, 1, 2, 3, 3));
}

TEST_F(TallyTest, WithoutReturnPeriodsAddUp) {
  Return("P.1", "2026-07", 1, 2);
  Return("P.1", "2026-08", 10, 20);
  EXPECT_EQ(Of("P.1", "2026-Q3"), Sum(TallyBasis::kPeriods, 11, 22, 2, 3));
  Return("P.1", "2026-09", 100, 200);
  EXPECT_EQ(Of("P.1", "2026-Q3"), Sum(TallyBasis::kPeriods, 111, 222, 3, 3));
  Return("P.1", "2026-Q4", 1000, 2000);
  EXPECT_EQ(Of("P.1", "2026-H2"), Sum(TallyBasis::kPeriods, 1111, 2222, 4, 4));
}

TEST_F(TallyTest, OwnOfficesAddUpOverPeriods) {
  for (const char* month : {"2026-07", "2026-08", "2026-09"}) {
    Return("P", month, 1, 2, "ADDS", Scope::kOwnOffices);
  }
  EXPECT_EQ(Of("P", "2026-Q3", "ADDS", Scope::kOwnOffices), Sum(TallyBasis::kPeriods, 3, 6, 3, 3));
}

TEST_F(TallyTest, WhatIsInProcessDoesNotAddUpOverPeriods) {
  for (const char* month : {"2026-07", "2026-08", "2026-09"}) Return("P.1", month, 1, 2, "STAYS");
  EXPECT_EQ(Of("P.1", "2026-Q3", "STAYS"), std::nullopt);
  Return("P.2", "2026-08", 1, 2, "STAYS");
  EXPECT_EQ(Of("P", "2026-08", "STAYS"), Sum(TallyBasis::kUnits, 2, 4, 2, 2));
}

TEST_F(TallyTest, DistinctProceduresAddUpOverNothing) {
  Return("P.1", "2026-08", 1, 2, "DISTINCT");
  Return("P.2", "2026-08", 1, 2, "DISTINCT");
  Return("P", "2026-08", 1, 2, "DISTINCT", Scope::kOwnOffices);
  EXPECT_EQ(Of("P", "2026-08", "DISTINCT"), std::nullopt);
  EXPECT_EQ(Of("P.1", "2026-Q3", "DISTINCT"), std::nullopt);
  EXPECT_EQ(Of("P.1", "2026-08", "DISTINCT"), Given(1, 2));
}

TEST_F(TallyTest, CompletePeriodsGoBeforeCompleteUnits) {
  for (const char* month : {"2026-07", "2026-08", "2026-09"}) Return("P", month, 1, 2);
  Return("P.1", "2026-Q3", 50, 60);
  Return("P.2", "2026-Q3", 50, 60);
  EXPECT_EQ(Of("P", "2026-Q3"), Sum(TallyBasis::kPeriods, 3, 6, 3, 3));
}

TEST_F(TallyTest, CompleteUnitsGoBeforePartialPeriods) {
  Return("P", "2026-07", 1, 2);
  Return("P.1", "2026-Q3", 50, 60);
  Return("P.2", "2026-Q3", 50, 60);
  EXPECT_EQ(Of("P", "2026-Q3"), Sum(TallyBasis::kUnits, 100, 120, 2, 2));
}

TEST_F(TallyTest, PartialPeriodsGoBeforePartialUnits) {
  Return("P", "2026-07", 1, 2);
  Return("P.1", "2026-Q3", 50, 60);
  EXPECT_EQ(Of("P", "2026-Q3"), Sum(TallyBasis::kPeriods, 1, 2, 1, 3));
}

TEST_F(TallyTest, ExplicitlyEmptyPartIsReportedAndAddsNothing) {
  Return("P.1", "2026-08", std::nullopt, std::nullopt);
  Return("P.2", "2026-08", 1, 2);
  EXPECT_EQ(Of("P", "2026-08"), Sum(TallyBasis::kUnits, 1, 2, 2, 2));
  Return("P.1", "2026-09", 7, std::nullopt);
  Return("P.2", "2026-09", 1, 2);
  EXPECT_EQ(Of("P", "2026-09"), Sum(TallyBasis::kUnits, 1, 2, 2, 2));
}

TEST_F(TallyTest, SumOfNothingButEmptyPartsIsEmpty) {
  Return("P.1", "2026-08", std::nullopt, std::nullopt);
  Return("P.2", "2026-08", std::nullopt, 7);
  EXPECT_EQ(Of("P", "2026-08"), Sum(TallyBasis::kUnits, std::nullopt, std::nullopt, 2, 2));
  Return("P.1", "2026-09", 0, 0);
  Return("P.2", "2026-09", 0, 0);
  EXPECT_EQ(Of("P", "2026-09"), Sum(TallyBasis::kUnits, 0, 0, 2, 2));
}

TEST_F(TallyTest, NumeratorWithoutABaseIsNoPartOfTheSum) {
  Return("P.1", "2026-08", 9, 0);
  Return("P.2", "2026-08", 1, 2);
  EXPECT_EQ(Of("P", "2026-08"), Sum(TallyBasis::kUnits, 1, 2, 2, 2));
}

TEST_F(TallyTest, WhatExceedsItsOwnBaseDoesNotFillAnothers) {
  Return("P.1", "2026-08", 50, 10);
  Return("P.2", "2026-08", 0, 40);
  EXPECT_EQ(Of("P", "2026-08"), Sum(TallyBasis::kUnits, 10, 50, 2, 2));
  // A time is no share of anything.
  Return("P.1", "2026-08", 50, 10, "SHOWN");
  Return("P.2", "2026-08", 0, 40, "SHOWN");
  EXPECT_EQ(Of("P", "2026-08", "SHOWN"), Sum(TallyBasis::kUnits, 50, 50, 2, 2));
}

TEST_F(TallyTest, ChildrenAtOtherLevelsAreNotExpected) {
  definition_.groups[0].indicators[0].levels = {Level::kProvince, Level::kDepartment};
  ledger_.Apply(AUnit("P.3", Level::kDepartment, "P"));
  Return("P.1", "2026-08", 10, 20);
  Return("P.3", "2026-08", 1, 2);
  EXPECT_EQ(Of("P", "2026-08"), Sum(TallyBasis::kUnits, 1, 2, 1, 1));
}

TEST_F(TallyTest, UnitsCountOnlyInTheirTime) {
  ledger_.Apply(AUnit("P.2", Level::kCommune, "P", "", "2026-07-31"));
  ledger_.Apply(UnitFact{.origin = {.version = {2, 0, "x"}},
                         .unit = AUnit("P.2", Level::kCommune, "P", "", "2026-07-31").unit});
  for (const char* month : {"2026-07", "2026-08", "2026-09"}) Return("P.1", month, 1, 2);
  Return("P.2", "2026-07", 10, 20);
  Return("P.2", "2026-08", 100, 200);
  EXPECT_EQ(Of("P.2", "2026-08"), std::nullopt);
  EXPECT_EQ(Of("P", "2026-08"), Sum(TallyBasis::kUnits, 1, 2, 1, 1));
  EXPECT_EQ(Of("P.2", "2026-Q3"), Sum(TallyBasis::kPeriods, 10, 20, 1, 1));
  EXPECT_EQ(Of("P", "2026-Q3"), Sum(TallyBasis::kPeriods, 13, 26, 4, 4));
}

TEST_F(TallyTest, ReturnThatNamesTheFirstDayGoesBeforeOneThatDoesNot) {
  ledger_.Apply(AUnit("Q", Level::kCommune, "", "2026-01-01"));
  Return("Q", "2026-08", 1, 2);
  EXPECT_EQ(Of("Q", "2026-08", "ADDS", Scope::kSubtree, "2026-01-01"), Given(1, 2));
  ReturnFact named = AReturn("Q", "2026-08", "ADDS", 3, 4);
  named.cell.unit.valid_from = Day("2026-01-01");
  ledger_.Apply(named);
  EXPECT_EQ(Of("Q", "2026-08", "ADDS", Scope::kSubtree, "2026-01-01"), Given(3, 4));
}

TEST_F(TallyTest, UnitsOfOneCodeWithoutAGapAreOneOffice) {
  ledger_.Apply(AUnit("Q", Level::kCommune, "", "2020-01-01", "2026-08-14"));
  ledger_.Apply(AUnit("Q", Level::kCommune, "", "2026-08-15"));
  Return("Q", "2026-08", 1, 2);
  EXPECT_EQ(Of("Q", "2026-08", "ADDS", Scope::kSubtree, "2026-08-15"), Given(1, 2));
  EXPECT_EQ(Of("Q", "2026-08", "ADDS", Scope::kSubtree, "2020-01-01"), Given(1, 2));
}

TEST_F(TallyTest, AfterAGapACodeMeansTheOfficeAtTheEndOfThePeriod) {
  ledger_.Apply(AUnit("Q", Level::kCommune, "", "2020-01-01", "2026-08-13"));
  ledger_.Apply(AUnit("Q", Level::kCommune, "", "2026-08-15"));
  Return("Q", "2026-08", 1, 2);
  EXPECT_EQ(Of("Q", "2026-08", "ADDS", Scope::kSubtree, "2026-08-15"), Given(1, 2));
  EXPECT_EQ(Of("Q", "2026-08", "ADDS", Scope::kSubtree, "2020-01-01"), std::nullopt);
}

TEST_F(TallyTest, PeriodCutByAChangeOfUnitsCountsNothingTwice) {
  // Q goes on as another unit with its code, which is one office, and so does its commune below it.
  ledger_.Apply(AUnit("T", Level::kMinistry));
  ledger_.Apply(AUnit("Q", Level::kProvince, "T", "", "2025-06-30"));
  ledger_.Apply(AUnit("Q", Level::kProvince, "T", "2025-07-01"));
  ledger_.Apply(AUnit("Q.1", Level::kCommune, "Q"));
  for (const char* half : {"2025-H1", "2025-H2"}) Return("Q.1", half, 1, 2);
  EXPECT_EQ(Of("Q", "2025"), Sum(TallyBasis::kPeriods, 2, 4, 2, 2));
  EXPECT_EQ(Of("Q", "2025", "ADDS", Scope::kSubtree, "2025-07-01"), Of("Q", "2025"));
  EXPECT_EQ(Of("T", "2025")->figures, (Figures{2, 4}));
}

TEST_F(TallyTest, CyclesEnd) {
  ledger_.Apply(AUnit("X", Level::kCommune, "Y"));
  ledger_.Apply(AUnit("Y", Level::kCommune, "X"));
  Return("X", "2026-08", 1, 2, "ADDS", Scope::kOwnOffices);
  Return("Y", "2026-08", 10, 20, "ADDS", Scope::kOwnOffices);
  EXPECT_EQ(Of("X", "2026-08"), Sum(TallyBasis::kUnits, 1, 2, 1, 1));
  EXPECT_EQ(Of("Y", "2026-08"), Sum(TallyBasis::kUnits, 10, 20, 1, 1));
}

}  // namespace
}  // namespace chiso::core
