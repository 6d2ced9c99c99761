#include "services/scoring/core/feeds.h"

#include <gtest/gtest.h>

#include "services/scoring/testing/facts.h"

namespace chiso::core {
namespace {

class FeedsTest : public ::testing::Test {
 protected:
  bool Covers(absl::string_view unit_code, absl::string_view period = "2026-08") const {
    return feeds_.Covers(Kind::kDossier, unit_code, P(period));
  }
  void Put(std::string unit_code, Feed feed = {}, std::string sender = "one") {
    feeds_.Put({std::move(sender), Kind::kDossier, std::move(unit_code)}, feed);
  }

  Feeds feeds_;
};

TEST_F(FeedsTest, ADeclarationSpeaksOfItsUnitAndAllBelow) {
  Put("H44.12");
  EXPECT_TRUE(Covers("H44.12"));
  EXPECT_TRUE(Covers("H44.12.03"));
  EXPECT_FALSE(Covers("H44"));
  EXPECT_FALSE(Covers("H44.1"));
  EXPECT_FALSE(Covers("H44.123"));
}

TEST_F(FeedsTest, InTheOlderFormWhatIsAboveStandsBehind) {
  Put("03.H44");
  EXPECT_TRUE(Covers("03.H44"));
  EXPECT_TRUE(Covers("000.12.03.H44"));
  EXPECT_FALSE(Covers("H44"));
  EXPECT_FALSE(Covers("103.H44"));
}

TEST_F(FeedsTest, WithoutAUnitItSpeaksOfAll) {
  EXPECT_FALSE(Covers("H44"));
  Put("");
  EXPECT_TRUE(Covers("H44"));
  EXPECT_TRUE(Covers(""));
  EXPECT_FALSE(feeds_.Covers(Kind::kPetition, "H44", P("2026-08")));
}

TEST_F(FeedsTest, ItCoversPeriodsThatLieWhollyWithinItsDays) {
  Put("H44", {.days = {Day("2026-08-01"), Day("2026-09-30")}, .precedence = {}});
  EXPECT_TRUE(Covers("H44", "2026-08"));
  EXPECT_TRUE(Covers("H44", "2026-09"));
  EXPECT_FALSE(Covers("H44", "2026-Q3"));
  EXPECT_FALSE(Covers("H44", "2026-10"));
  Put("H44", {.days = {Day("2026-08-02"), {}}, .precedence = {}});
  EXPECT_FALSE(Covers("H44", "2026-08"));
  EXPECT_TRUE(Covers("H44", "2030"));
}

TEST_F(FeedsTest, TwoDeclarationsDoNotCoverAPeriodTogether) {
  Put("H44", {.days = {{}, Day("2026-08-15")}, .precedence = {}});
  Put("H44", {.days = {Day("2026-08-16"), {}}, .precedence = {}}, "two");
  EXPECT_FALSE(Covers("H44", "2026-08"));
  EXPECT_TRUE(Covers("H44", "2026-07"));
}

TEST_F(FeedsTest, OneThatIsTakenBackCoversNothing) {
  Put("H44");
  feeds_.Remove({"one", Kind::kDossier, "H44"});
  EXPECT_FALSE(Covers("H44"));
}

TEST_F(FeedsTest, ThePrecedenceIsTheSmallestOfTheSendersDeclarationsOnWhateverDays) {
  const auto precedence = [&](absl::string_view sender, absl::string_view unit_code) {
    return feeds_.PrecedenceOf(sender, Kind::kDossier, unit_code);
  };
  EXPECT_EQ(precedence("one", "H44.1"), kNoPrecedence);
  Put("", {.days = {}, .precedence = 7});
  Put("H44", {.days = {{}, Day("2001-01-01")}, .precedence = 3});
  Put("H44.1");
  EXPECT_EQ(precedence("one", "H44.1"), 3);
  EXPECT_EQ(precedence("one", "H45"), 7);
  EXPECT_EQ(precedence("one", ""), 7);
  EXPECT_EQ(precedence("two", "H44.1"), kNoPrecedence);
  EXPECT_EQ(feeds_.PrecedenceOf("one", Kind::kReturn, "H44.1"), kNoPrecedence);
}

TEST(UnitInCode, IsWhatStandsBeforeTheFirstHyphen) {
  EXPECT_EQ(UnitInCode("H44.12-260803-0001"), "H44.12");
  EXPECT_EQ(UnitInCode("000.12.03.H44-26-1"), "000.12.03.H44");
  EXPECT_EQ(UnitInCode("0001"), "");
}

// Such a code meets declarations for all units alone, not those of what it happens to begin with.
TEST(UnitInCode, IsNothingWhereThatIsNoUnitsCode) {
  EXPECT_EQ(UnitInCode("H44.12/17-7"), "");
  EXPECT_EQ(UnitInCode("-260803-0001"), "");
  EXPECT_EQ(UnitInCode(std::string(40, 'H') + "-1"), std::string(40, 'H'));
  EXPECT_EQ(UnitInCode(std::string(41, 'H') + "-1"), "");
}

}  // namespace
}  // namespace chiso::core
