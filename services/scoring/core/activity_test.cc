#include "services/scoring/core/activity.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/scoring/testing/facts.h"

namespace chiso::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ActivityTest : public ::testing::Test {
 protected:
  ActivityTest() {
    ledger_.Apply(AUnit("P", Level::kProvince));
    ledger_.Apply(AUnit("Q", Level::kProvince));
    ledger_.AdvanceTo(At("2026-08-20"));
  }

  std::vector<std::string> Active() const {
    std::vector<std::string> names;
    for (const Period& period : ActivePeriods(ledger_)) names.push_back(period.ToString());
    std::sort(names.begin(), names.end());
    return names;
  }
  bool IsActive(std::string code, absl::string_view period) const {
    const Tree& tree = ledger_.offices().TreeIn(P(period));
    return core::IsActive(ledger_, tree, tree.Of(ledger_.offices().Of({std::move(code), {}})), P(period));
  }

  const IndexDefinition definition_ = TestDefinition();
  Ledger ledger_{absl::MakeConstSpan(&definition_, 1)};
};

TEST_F(ActivityTest, WithoutAnythingNoPeriodIsActive) { EXPECT_THAT(Active(), IsEmpty()); }

TEST_F(ActivityTest, PublishedFiguresMakeTheirPeriodAndAllThatEncloseIt) {
  ledger_.Apply(AReturn("P", "2027-Q1", "ADDS", 1, 2));
  EXPECT_THAT(Active(), ElementsAre("2027", "2027-H1", "2027-Q1"));
  EXPECT_TRUE(IsActive("P", "2027-Q1"));
  EXPECT_FALSE(IsActive("P", "2027-01"));
  EXPECT_FALSE(IsActive("Q", "2027-Q1"));
}

TEST_F(ActivityTest, FromTheFirstEventOnEveryMonthUpToNowIsActive) {
  ledger_.Apply(ADossier("P-1", "P", "2026-06-30"));
  EXPECT_THAT(Active(), ElementsAre("2026", "2026-06", "2026-07", "2026-08", "2026-H1", "2026-H2", "2026-Q2",
                                    "2026-Q3"));
  EXPECT_FALSE(IsActive("P", "2026-05"));
  EXPECT_TRUE(IsActive("P", "2026-07"));
  EXPECT_FALSE(IsActive("Q", "2026-07"));
}

TEST_F(ActivityTest, ADateOfLongAgoMakesItsOwnMonthAlone) {
  ledger_.Apply(ADossier("P-1", "P", "1970-01-05"));
  const std::vector<std::string> active = Active();
  EXPECT_THAT(active, ::testing::Contains("1970-01"));
  EXPECT_THAT(active, ::testing::Not(::testing::Contains("1970-02")));
  EXPECT_THAT(active, ::testing::Not(::testing::Contains("2023-07")));
  EXPECT_THAT(active, ::testing::Contains("2023-08"));
}

TEST_F(ActivityTest, AChangeReachesTheTreeThatItsOfficeStoodInInAPartOfThePeriod) {
  ledger_.Apply(AUnit("A", Level::kCommune, "P", "", "2026-07-31"));
  ledger_.Apply(AUnit("A", Level::kCommune, "Q", "2026-08-01"));
  const Offices& offices = ledger_.offices();
  Touched touched;
  touched.offices.insert(offices.Of({"A", {}}));
  Reach reach(offices, touched);
  const auto meets = [&](std::string code, absl::string_view period) {
    const Tree& tree = offices.TreeIn(P(period));
    return reach.Meets(P(period), tree, tree.Of(offices.Of({std::move(code), {}})));
  };
  EXPECT_TRUE(meets("P", "2026-07"));
  EXPECT_FALSE(meets("Q", "2026-07"));
  EXPECT_FALSE(meets("P", "2026-08"));
  EXPECT_TRUE(meets("Q", "2026-08"));
  EXPECT_TRUE(meets("P", "2026-Q3"));
  EXPECT_TRUE(meets("Q", "2026-Q3"));
  EXPECT_FALSE(meets("P", "2026-Q4"));
}

}  // namespace
}  // namespace chiso::core
