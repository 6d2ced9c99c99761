#include "common/version.h"

#include "gtest/gtest.h"

namespace chiso {
namespace {

TEST(VersionTest, TheGreaterRevisionIsInForceThenTheGreaterOrderThenTheGreaterDigest) {
  EXPECT_GT((Version{2, 0, "a"}), (Version{1, 9, "b"}));
  EXPECT_GT((Version{1, 1, "a"}), (Version{1, 0, "b"}));
  EXPECT_GT((Version{1, 0, "b"}), (Version{1, 0, "a"}));
  EXPECT_EQ((Version{1, 0, "a"}), (Version{1, 0, "a"}));
  EXPECT_GT((Version{1, 0, ""}), Version());
}

TEST(VersionTest, OnlyContentsOfOneRevisionAndOneOrderContradict) {
  EXPECT_TRUE(Contradict({1, 2, "a"}, {1, 2, "b"}));
  EXPECT_FALSE(Contradict({1, 2, "a"}, {1, 2, "a"}));
  EXPECT_FALSE(Contradict({1, 2, "a"}, {1, 3, "b"}));
  EXPECT_FALSE(Contradict({1, 2, "a"}, {2, 2, "b"}));
}

TEST(VersionTest, AVersionStandsBesideTheOneInForce) {
  const Version in_force{5, 5, "m"};
  EXPECT_EQ(StandingOf(in_force, in_force, false), Standing::kInForce);
  EXPECT_EQ(StandingOf(in_force, in_force, true), Standing::kTieWon);
  EXPECT_EQ(StandingOf({4, 9, "z"}, in_force, false), Standing::kOlder);
  EXPECT_EQ(StandingOf({5, 4, "z"}, in_force, true), Standing::kOlder);
  EXPECT_EQ(StandingOf({5, 5, "a"}, in_force, true), Standing::kTieLost);
  // What says the same is in force whatever its age; what is newer will be.
  EXPECT_EQ(StandingOf({4, 9, "m"}, in_force, true), Standing::kInForce);
  EXPECT_EQ(StandingOf({5, 5, "z"}, in_force, false), Standing::kInForce);
  EXPECT_EQ(StandingOf({6, 0, "a"}, in_force, false), Standing::kInForce);
}

TEST(VersionTest, DigestsAreOrderedAsBytesWithoutASign) {
  EXPECT_GT((Version{1, 0, "\xff"}), (Version{1, 0, "\x01"}));
}

}  // namespace
}  // namespace chiso
