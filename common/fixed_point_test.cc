#include "common/fixed_point.h"

#include <gtest/gtest.h>

namespace chiso {
namespace {

TEST(MulDivHalfUp, RoundsTheHalfUp) {
  EXPECT_EQ(MulDivHalfUp(1, 1, 2), 1);
  EXPECT_EQ(MulDivHalfUp(1, 1, 3), 0);
  EXPECT_EQ(MulDivHalfUp(2, 1, 3), 1);
  EXPECT_EQ(MulDivHalfUp(5, 1, 10), 1);
  EXPECT_EQ(MulDivHalfUp(15, 1, 10), 2);
  EXPECT_EQ(MulDivHalfUp(25, 1, 10), 3);
}

TEST(MulDivHalfUp, ReproducesAPublishedScore) { EXPECT_EQ(MulDivHalfUp(2000, 144625, 184513), 1568); }

TEST(MulDivHalfUp, IsExactBeyondSixtyFourBits) {
  constexpr int64_t kHuge = int64_t{9} * 1'000'000'000'000'000'000;
  EXPECT_EQ(MulDivHalfUp(10000, kHuge, kHuge), 10000);
  // One less than half of the whole rounds down, whatever a double would say.
  EXPECT_EQ(MulDivHalfUp(1, kHuge / 2 - 1, kHuge), 0);
  EXPECT_EQ(MulDivHalfUp(1, kHuge / 2, kHuge), 1);
}

TEST(FormatHundredths, WritesTwoDecimals) {
  EXPECT_EQ(FormatHundredths(1568), "15.68");
  EXPECT_EQ(FormatHundredths(0), "0.00");
  EXPECT_EQ(FormatHundredths(5), "0.05");
  EXPECT_EQ(FormatHundredths(-115), "-1.15");
  EXPECT_EQ(FormatHundredths(-5), "-0.05");
}

TEST(Decimal, ReadsWhatItWrites) {
  for (const char* text : {"0", "58.58", "100", "-1.15", "0.000001", "999999999999.999999"}) {
    const auto value = Decimal::Parse(text);
    ASSERT_TRUE(value.has_value()) << text;
    EXPECT_EQ(value->ToString(), text);
  }
  EXPECT_EQ(Decimal::Parse("+1.70")->ToString(), "1.7");
  EXPECT_EQ(Decimal::Parse("70.20"), Decimal::Parse("70.2"));
}

TEST(Decimal, RefusesWhatIsNoNumber) {
  for (const char* text : {"", "-", ".", "1.", ".5", "1,5", "1e3", "0x1", " 1", "1 ", "1.2.3", "--1",
                           "1234567890123", "0.1234567", "١"}) {
    EXPECT_FALSE(Decimal::Parse(text).has_value()) << text;
  }
}

TEST(Decimal, RoundsHalfAwayFromZero) {
  EXPECT_EQ(Decimal::Parse("58.585")->Hundredths(), 5859);
  EXPECT_EQ(Decimal::Parse("58.584999")->Hundredths(), 5858);
  EXPECT_EQ(Decimal::Parse("-1.155")->Hundredths(), -116);
}

TEST(Decimal, OrdersAndAddsExactly) {
  EXPECT_LT(*Decimal::Parse("-8.54"), *Decimal::Parse("-1.15"));
  EXPECT_EQ(*Decimal::Parse("58.58") - *Decimal::Parse("56.88"), *Decimal::Parse("1.7"));
}

}  // namespace
}  // namespace chiso
