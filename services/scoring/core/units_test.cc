#include "services/scoring/core/units.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "services/scoring/testing/facts.h"

namespace chiso::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::IsNull;

class UnitsTest : public ::testing::Test {
 protected:
  const Unit* Put(std::string code, std::string parent = "", absl::string_view from = "",
                  absl::string_view to = "") {
    const Unit unit = AUnit(std::move(code), Level::kCommune, std::move(parent), from, to).unit;
    units_.Put(unit);
    return units_.Find(unit.key);
  }
  Units units_;
};

TEST_F(UnitsTest, TheLastDayIsInclusive) {
  const Unit* const unit = Put("A", "", "2025-03-10", "2025-06-30");
  EXPECT_TRUE(ValidityOf(*unit).HoldsOn(*Day("2025-06-30")));
  EXPECT_FALSE(ValidityOf(*unit).HoldsOn(*Day("2025-07-01")));
  EXPECT_TRUE(ValidityOf(*unit).HoldsOn(*Day("2025-03-10")));
  EXPECT_FALSE(ValidityOf(*unit).HoldsOn(*Day("2025-03-09")));
  EXPECT_TRUE(IsValidIn(*unit, P("2025-03")));
  EXPECT_TRUE(IsValidIn(*unit, P("2025-06")));
  EXPECT_FALSE(IsValidIn(*unit, P("2025-07")));
  EXPECT_FALSE(IsValidIn(*unit, P("2025-02")));
  EXPECT_TRUE(IsValidIn(*unit, P("2025")));
}

TEST_F(UnitsTest, ACodeMeansTheUnitOfTheLastDay) {
  const Unit* const before = Put("A", "", "", "2025-06-30");
  const Unit* const after = Put("A", "", "2025-07-01");
  EXPECT_EQ(units_.Resolve("A", P("2025-06")), before);
  EXPECT_EQ(units_.Resolve("A", P("2025-H1")), before);
  EXPECT_EQ(units_.Resolve("A", P("2025")), after);
  EXPECT_EQ(units_.Resolve("A", P("2025-07")), after);
  EXPECT_THAT(units_.Resolve("B", P("2025-07")), IsNull());
}

TEST_F(UnitsTest, ElseTheLastToBearTheCodeWithinThePeriod) {
  Put("A", "", "", "2025-03-31");
  const Unit* const second = Put("A", "", "2025-05-01", "2025-10-31");
  EXPECT_EQ(units_.Resolve("A", P("2025")), second);
  EXPECT_THAT(units_.Resolve("A", P("2025-04")), IsNull());
  EXPECT_THAT(units_.Resolve("A", P("2025-12")), IsNull());
}

TEST_F(UnitsTest, UnitsOnACycleAreFoundAndThoseBelowAreNotOfIt) {
  const Unit* const a = Put("A", "C");
  const Unit* const b = Put("B", "A");
  const Unit* const c = Put("C", "B");
  Put("D", "B");
  EXPECT_THAT(units_.Cycles(), ElementsAre(std::set<UnitKey>{a->key, b->key, c->key}));
}

TEST_F(UnitsTest, ACycleOfSomeDaysIsFound) {
  const Unit* const a = Put("A", "B", "2025-01-01", "2025-03-31");
  Put("A", "", "2025-04-01");
  const Unit* const b = Put("B", "A");
  EXPECT_THAT(units_.Cycles(), ElementsAre(std::set<UnitKey>{a->key, b->key}));
}

TEST_F(UnitsTest, SelfAsParentIsACycle) {
  Put("A", "A");
  EXPECT_EQ(units_.Cycles().size(), 1u);
}

TEST_F(UnitsTest, ALongChainIsNoCycle) {
  for (int i = 0; i < 10'000; ++i) Put(absl::StrCat("U", i), i > 0 ? absl::StrCat("U", i - 1) : "");
  EXPECT_TRUE(units_.Cycles().empty());
}

TEST_F(UnitsTest, ATreeHasNoCycles) {
  Put("A");
  Put("B", "A");
  Put("C", "B");
  EXPECT_THAT(units_.Cycles(), IsEmpty());
}

}  // namespace
}  // namespace chiso::core
