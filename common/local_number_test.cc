#include "common/local_number.h"

#include <limits>

#include "gtest/gtest.h"

namespace chiso {
namespace {

constexpr Locale kEn = Locale::kEnglish;
constexpr Locale kVi = Locale::kVietnamese;

TEST(LocalNumberTest, ADecimalKeepsEveryDigit) {
  EXPECT_EQ(FormatDecimal("15.60", kVi), "15,60");
  EXPECT_EQ(FormatDecimal("15.60", kEn), "15.60");
  EXPECT_EQ(FormatDecimal("999999999999.999999", kVi), "999999999999,999999");
  EXPECT_EQ(FormatDecimal("0.10", kVi), "0,10");
  EXPECT_EQ(FormatDecimal("007", kVi), "007");
  EXPECT_EQ(FormatDecimal("0", kVi), "0");
}

TEST(LocalNumberTest, ASignStaysAsItIs) {
  EXPECT_EQ(FormatDecimal("+1.70", kVi), "+1,70");
  EXPECT_EQ(FormatDecimal("-1.70", kVi), "-1,70");
  EXPECT_EQ(FormatDecimal("-0.00", kEn), "-0.00");
}

TEST(LocalNumberTest, ACountHasItsThousandsApart) {
  EXPECT_EQ(FormatCount(0, kVi), "0");
  EXPECT_EQ(FormatCount(999, kVi), "999");
  EXPECT_EQ(FormatCount(1000, kVi), "1.000");
  EXPECT_EQ(FormatCount(184'513, kEn), "184,513");
  EXPECT_EQ(FormatCount(-1'234'567, kVi), "-1.234.567");
  EXPECT_EQ(FormatCount(std::numeric_limits<int64_t>::max(), kEn), "9,223,372,036,854,775,807");
}

TEST(LocalNumberTest, ADayCannotBeAddedTo) {
  EXPECT_EQ(FormatDay(absl::CivilDay(2023, 3, 6), kVi), "06/3/2023");
  EXPECT_EQ(FormatDay(absl::CivilDay(2023, 2, 16), kVi), "16/02/2023");
  EXPECT_EQ(FormatDay(absl::CivilDay(2023, 12, 31), kVi), "31/12/2023");
  EXPECT_EQ(FormatDay(absl::CivilDay(2023, 3, 6), kEn), "2023-03-06");
  EXPECT_EQ(FormatMonth(2, kVi), "02");
  EXPECT_EQ(FormatMonth(3, kVi), "3");
  EXPECT_EQ(FormatMonth(2, kEn), "2");
}

}  // namespace
}  // namespace chiso
