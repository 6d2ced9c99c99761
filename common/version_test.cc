#include "common/version.h"

#include "gtest/gtest.h"

namespace chiso {
namespace {

TEST(VersionTest, TheGreaterRevisionIsInForceAndAmongEqualOnesTheGreaterDigest) {
  EXPECT_GT((Version{2, "a"}), (Version{1, "b"}));
  EXPECT_GT((Version{1, "b"}), (Version{1, "a"}));
  EXPECT_EQ((Version{1, "a"}), (Version{1, "a"}));
  EXPECT_GT((Version{1, ""}), Version());
}

TEST(VersionTest, DigestsAreOrderedAsBytesWithoutASign) {
  EXPECT_GT((Version{1, "\xff"}), (Version{1, "\x01"}));
}

}  // namespace
}  // namespace chiso
