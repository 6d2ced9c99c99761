#include "common/validity.h"

#include "gtest/gtest.h"

namespace chiso {
namespace {

Validity Days(const char* first, const char* last) { return {ParseDate(first), ParseDate(last)}; }

TEST(ValidityTest, BothEndsBelongToIt) {
  const Validity days = Days("2025-03-10", "2025-06-30");
  EXPECT_TRUE(days.HoldsOn(*ParseDate("2025-03-10")));
  EXPECT_TRUE(days.HoldsOn(*ParseDate("2025-06-30")));
  EXPECT_FALSE(days.HoldsOn(*ParseDate("2025-03-09")));
  EXPECT_FALSE(days.HoldsOn(*ParseDate("2025-07-01")));
  EXPECT_TRUE(Days("", "").HoldsOn(*ParseDate("1900-01-01")));
}

TEST(ValidityTest, OneDayOfThePeriodIsEnough) {
  const Validity days = Days("2025-03-31", "2025-05-01");
  for (const char* period : {"2025-03", "2025-04", "2025-05", "2025-H1", "2025"}) {
    EXPECT_TRUE(days.HoldsIn(*Period::Parse(period))) << period;
  }
  EXPECT_FALSE(days.HoldsIn(*Period::Parse("2025-02")));
  EXPECT_FALSE(days.HoldsIn(*Period::Parse("2025-06")));
}

TEST(ValidityTest, TheBearerIsTheOneOnTheLastDayElseTheLastWithin) {
  const Period period = *Period::Parse("2025-H1");
  // Both end within.
  EXPECT_TRUE(TakesOver(Days("2025-03-01", "2025-04-30"), Days("", "2025-02-28"), period));
  // Both reach the last day: the later one has taken over.
  EXPECT_TRUE(TakesOver(Days("2025-03-01", ""), Days("", ""), period));
  // The earlier one alone reaches it.
  EXPECT_FALSE(TakesOver(Days("2025-03-01", "2025-04-30"), Days("", ""), period));
}

}  // namespace
}  // namespace chiso
