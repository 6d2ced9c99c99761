#include "services/ingestion/admission/known_codes.h"

#include "gtest/gtest.h"

namespace chiso {
namespace {

TEST(KnownCodesTest, AreKnownByTheirKind) {
  KnownCodes known;
  EXPECT_FALSE(known.HasAny(CodeKind::kUnit));
  known.Add(CodeKind::kUnit, "H44");
  EXPECT_TRUE(known.HasAny(CodeKind::kUnit));
  EXPECT_FALSE(known.HasAny(CodeKind::kProcedure));
  EXPECT_TRUE(known.Resolves(CodeKind::kUnit, "H44"));
  EXPECT_FALSE(known.Resolves(CodeKind::kUnit, "H44.1"));
  EXPECT_FALSE(known.Resolves(CodeKind::kProcedure, "H44"));
}

TEST(KnownCodesTest, AliasOfAllStandsForThatOfEachSenderButNotTheOtherWayRound) {
  KnownCodes known;
  known.Add(CodeKind::kAlias, "/Sở Y tế");
  known.Add(CodeKind::kAlias, "one-stop.h44/UBND/phường");
  EXPECT_TRUE(known.Resolves(CodeKind::kAlias, "one-stop.h44/Sở Y tế"));
  EXPECT_FALSE(known.Contains(CodeKind::kAlias, "one-stop.h44/Sở Y tế"));
  EXPECT_FALSE(known.Resolves(CodeKind::kAlias, "one-stop.h15/UBND/phường"));
  EXPECT_FALSE(known.Resolves(CodeKind::kUnit, "one-stop.h44/Sở Y tế"));
}

TEST(KnownCodesTest, AKnownUnitStandsOnlyWhenItBearsItsCode) {
  KnownCodes known;
  const UnitWhen may{DayRun::Of(*Period::Parse("2026-05"))}, june{DayRun::Of(*Period::Parse("2026-06"))};
  EXPECT_EQ(known.Resolve(CodeKind::kUnit, "H44", may), Resolution::kUnknown);
  known.Add(CodeKind::kUnit, "H44");
  EXPECT_EQ(known.Resolve(CodeKind::kUnit, "H44", may), Resolution::kKnown);
  known.units().Take({"H44", DayRun::Between("", "2026-05-31"), false, {1, 0, ""}});
  EXPECT_EQ(known.Resolve(CodeKind::kUnit, "H44", may), Resolution::kKnown);
  EXPECT_EQ(known.Resolve(CodeKind::kUnit, "H44", june), Resolution::kNotThen);
  EXPECT_EQ(known.Resolve(CodeKind::kProcedure, "H44", may), Resolution::kUnknown);
  // A record that takes back what was never there makes nothing known.
  known.units().Take({"H15", {}, true, {1, 0, ""}});
  EXPECT_EQ(known.Resolve(CodeKind::kUnit, "H15", may), Resolution::kUnknown);
}

}  // namespace
}  // namespace chiso
