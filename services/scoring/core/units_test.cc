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

TEST_F(UnitsTest, ChildrenAreThoseOfThePeriodInAnyOrderOfArrival) {
  const Unit* const early = Put("C1", "P", "", "2025-06-30");
  const Unit* const late = Put("C2", "P", "2025-07-01");
  const Unit* const parent = Put("P");
  EXPECT_THAT(units_.ChildrenIn(*parent, P("2025-06")), ElementsAre(early));
  EXPECT_THAT(units_.ChildrenIn(*parent, P("2025-07")), ElementsAre(late));
  EXPECT_THAT(units_.ChildrenIn(*parent, P("2025")), ElementsAre(early, late));
  EXPECT_THAT(units_.ChildrenIn(*early, P("2025")), IsEmpty());
}

TEST_F(UnitsTest, AChildHasOneParentWhereTwoBearTheCode) {
  const Unit* const before = Put("P", "", "", "2025-06-30");
  const Unit* const after = Put("P", "", "2025-07-01");
  const Unit* const child = Put("C", "P");
  EXPECT_EQ(units_.ParentIn(*child, P("2025")), after);
  EXPECT_THAT(units_.ChildrenIn(*before, P("2025")), IsEmpty());
  EXPECT_THAT(units_.ChildrenIn(*after, P("2025")), ElementsAre(child));
  EXPECT_THAT(units_.ChildrenIn(*before, P("2025-Q1")), ElementsAre(child));
}

TEST_F(UnitsTest, MovesAndRemovalsAreForgotten) {
  const Unit* const p1 = Put("P1");
  const Unit* const p2 = Put("P2");
  Put("C", "P1");
  const Unit* const child = Put("C", "P2");
  EXPECT_THAT(units_.ChildrenIn(*p1, P("2025")), IsEmpty());
  EXPECT_THAT(units_.ChildrenIn(*p2, P("2025")), ElementsAre(child));
  units_.Remove(UnitKey{child->key});
  EXPECT_THAT(units_.ChildrenIn(*p2, P("2025")), IsEmpty());
  EXPECT_THAT(units_.Find({"C", {}}), IsNull());
}

TEST_F(UnitsTest, UnitsOnACycleHaveNoParentAndTheOthersStay) {
  const Unit* const a = Put("A", "C");
  const Unit* const b = Put("B", "A");
  const Unit* const c = Put("C", "B");
  const Unit* const below = Put("D", "B");
  for (const Unit* unit : {a, b, c}) EXPECT_THAT(units_.ParentIn(*unit, P("2025")), IsNull());
  EXPECT_EQ(units_.ParentIn(*below, P("2025")), b);
  EXPECT_THAT(units_.ChildrenIn(*b, P("2025")), ElementsAre(below));
  EXPECT_THAT(units_.Cycles(), ElementsAre(std::set<UnitKey>{a->key, b->key, c->key}));
  EXPECT_THAT(units_.CodesAbove("D"), ElementsAre("A", "B", "C"));
  EXPECT_THAT(units_.CodesBelow("A"), ElementsAre("B", "C", "D"));
}

TEST_F(UnitsTest, ACycleExistsOnlyOnItsDays) {
  const Unit* const a = Put("A", "B", "2025-01-01", "2025-03-31");
  const Unit* const a2 = Put("A", "", "2025-04-01");
  const Unit* const b = Put("B", "A");
  EXPECT_THAT(units_.ParentIn(*b, P("2025-02")), IsNull());
  EXPECT_THAT(units_.ParentIn(*a, P("2025-02")), IsNull());
  EXPECT_EQ(units_.ParentIn(*b, P("2025-05")), a2);
  EXPECT_THAT(units_.Cycles(), ElementsAre(std::set<UnitKey>{a->key, b->key}));
}

TEST_F(UnitsTest, SelfAsParentIsACycle) {
  const Unit* const a = Put("A", "A");
  EXPECT_THAT(units_.ParentIn(*a, P("2025")), IsNull());
  EXPECT_EQ(units_.Cycles().size(), 1u);
}

TEST_F(UnitsTest, AUnitBelowTooManyOthersIsATopLevelOne) {
  for (int i = 0; i < 10'000; ++i) {
    Unit unit;
    unit.key.code = absl::StrCat("U", i);
    if (i > 0) unit.parent_code = absl::StrCat("U", i - 1);
    units_.Put(unit);
  }
  const auto parent_of = [this](const std::string& code) {
    return units_.ParentIn(*units_.Find({code, std::nullopt}), P("2026-08"));
  };
  EXPECT_NE(parent_of(absl::StrCat("U", kMaxUnitsAbove)), nullptr);
  EXPECT_EQ(parent_of(absl::StrCat("U", kMaxUnitsAbove + 1)), nullptr);
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
