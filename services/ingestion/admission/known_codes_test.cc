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

}  // namespace
}  // namespace chiso
