#include "common/page.h"

#include <gtest/gtest.h>

namespace chiso {
namespace {

TEST(PageRoomTest, APageEndsByItsEntriesOrItsBytes) {
  PageRoom few(2);
  EXPECT_TRUE(few.Take(1));
  EXPECT_TRUE(few.Take(1));
  EXPECT_FALSE(few.Take(1));
  PageRoom small(100, 30);
  EXPECT_TRUE(small.Take(4));
  EXPECT_TRUE(small.Take(14));
  EXPECT_FALSE(small.Take(1));
}

TEST(PageRoomTest, AFirstEntryHasRoomAlways) {
  PageRoom small(100, 30);
  EXPECT_TRUE(small.Take(1000));
  EXPECT_FALSE(small.Take(0));
  EXPECT_FALSE(PageRoom(0).Take(0));
}

}  // namespace
}  // namespace chiso
