#include "services/reporting/render/local_format.h"

#include <gtest/gtest.h>

namespace chiso {
namespace {

namespace rv1 = reporting::v1;
constexpr rv1::Language kVi = rv1::LANGUAGE_VI;
constexpr rv1::Language kEn = rv1::LANGUAGE_EN;

rv1::BulletinColumn Column(const std::string& code, rv1::FigureUnit unit) {
  rv1::BulletinColumn column;
  column.set_code(code);
  column.set_unit(unit);
  return column;
}

TEST(LocalFormat, WritesDecimalCommasInVietnameseAndPointsInEnglish) {
  EXPECT_EQ(LocalNumber("58.58", kVi), "58,58");
  EXPECT_EQ(LocalNumber("58.58", kEn), "58.58");
}

TEST(LocalFormat, KeepsEveryDigitAsRecorded) {
  const rv1::BulletinColumn rate = Column("ONLINE_RATE", rv1::FIGURE_UNIT_PERCENT);
  EXPECT_EQ(LocalValue("74.6", rate, kVi), "74,6");
  EXPECT_EQ(LocalValue("70.20", rate, kVi), "70,20");
  EXPECT_EQ(LocalValue("100", rate, kVi), "100");
  EXPECT_EQ(LocalValue("1546", Column("CERTIFIED_COPIES", rv1::FIGURE_UNIT_COUNT), kVi), "1546");
}

TEST(LocalFormat, WritesPointsWithTwoDecimals) {
  const rv1::BulletinColumn total = Column("TOTAL", rv1::FIGURE_UNIT_POINTS);
  EXPECT_EQ(LocalValue("62", total, kVi), "62,00");
  EXPECT_EQ(LocalValue("62.5", total, kVi), "62,50");
}

TEST(LocalFormat, AMissingValueIsNotZero) {
  EXPECT_EQ(LocalValue("", Column("TOTAL", rv1::FIGURE_UNIT_POINTS), kVi), "");
  EXPECT_EQ(LocalValue("", Column("DELTA", rv1::FIGURE_UNIT_POINTS), kVi), "");
}

TEST(LocalFormat, WritesChangesAsLettersPrintThem) {
  const rv1::BulletinColumn delta = Column("DELTA", rv1::FIGURE_UNIT_POINTS);
  EXPECT_EQ(LocalValue("1.7", delta, kVi), "+ 1,70");
  EXPECT_EQ(LocalValue("-1.15", delta, kVi), "- 1,15");
  EXPECT_EQ(LocalValue("-1.15", delta, kEn), "-1.15");
  EXPECT_EQ(LocalValue("0", delta, kVi), "0,00");
  EXPECT_EQ(LocalDeltaSize("-8.54", kVi), "8,54");
}

TEST(LocalFormat, WritesSmallNumbersOfUnitsWithAZero) {
  EXPECT_EQ(LetterCount(2, kVi), "02");
  EXPECT_EQ(LetterCount(12, kVi), "12");
  EXPECT_EQ(LetterCount(2, kEn), "2");
}

TEST(LocalFormat, WritesDaysBelowTenAndTheFirstTwoMonthsWithAZero) {
  const auto noon = [](int month, int day) {
    return absl::FromCivil(absl::CivilHour(2023, month, day, 5), absl::UTCTimeZone());
  };
  EXPECT_EQ(LocalDate(noon(3, 6), kVi), "06/3/2023");
  EXPECT_EQ(LocalDate(noon(2, 10), kVi), "10/02/2023");
  EXPECT_EQ(LocalDate(noon(12, 30), kVi), "30/12/2023");
  EXPECT_EQ(LocalDate(noon(3, 6), kEn), "2023-03-06");
}

TEST(LocalFormat, CountsDaysInHoChiMinhCity) {
  EXPECT_EQ(LocalDate(absl::FromCivil(absl::CivilHour(2023, 3, 6, 18), absl::UTCTimeZone()), kVi),
            "07/3/2023");
}

}  // namespace
}  // namespace chiso
