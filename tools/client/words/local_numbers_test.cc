#include "tools/client/words/local_numbers.h"

#include <gtest/gtest.h>

#include "tools/client/words/times.h"

namespace chiso {
namespace {

constexpr Language kEn = Language::kEnglish;
constexpr Language kVi = Language::kVietnamese;

TEST(LocalNumbers, PointsAndDecimals) {
  EXPECT_EQ(LocalPoints(kEn, 1568), "15.68");
  EXPECT_EQ(LocalPoints(kVi, -115), "-1,15");
  EXPECT_EQ(LocalDecimal(kVi, "74.6"), "74,6");
  EXPECT_EQ(LocalDecimal(kVi, ""), "-");
}

TEST(LocalNumbers, ChangesHaveASign) {
  EXPECT_EQ(LocalChange(kEn, "1.70"), "+1.70");
  EXPECT_EQ(LocalChange(kVi, "-1.15"), "-1,15");
  EXPECT_EQ(LocalChange(kVi, ""), "-");
  for (const char* zero : {"0.00", "-0.00", "+0.00"}) EXPECT_EQ(LocalChange(kVi, zero), "0,00");
}

TEST(LocalNumbers, CountsHaveTheirThousandsApart) {
  EXPECT_EQ(LocalCount(kEn, 0), "0");
  EXPECT_EQ(LocalCount(kEn, 999), "999");
  EXPECT_EQ(LocalCount(kEn, 184513), "184,513");
  EXPECT_EQ(LocalCount(kVi, 1234567), "1.234.567");
  EXPECT_EQ(LocalCount(kEn, -100), "-100");
  EXPECT_EQ(LocalCount(kEn, -1000), "-1,000");
}

TEST(LocalNumbers, DaysAsOfficialsWriteThem) {
  const auto moment = [](Language language, const char* text) {
    return LocalMoment(language, ToTimestamp(*ParseTime(text)));
  };
  EXPECT_EQ(moment(kVi, "2023-03-06"), "06/3/2023");
  EXPECT_EQ(moment(kVi, "2023-02-28T08:05"), "28/02/2023 08:05");
  EXPECT_EQ(moment(kEn, "2023-03-06"), "2023-03-06");
  EXPECT_EQ(moment(kEn, "2023-03-06T08:05"), "2023-03-06 08:05");
}

TEST(LocalNumbers, DurationsRoundUp) {
  EXPECT_EQ(LocalDuration(kEn, absl::ZeroDuration()), "0 s");
  EXPECT_EQ(LocalDuration(kEn, absl::Milliseconds(1200)), "2 s");
  EXPECT_EQ(LocalDuration(kEn, absl::Seconds(200)), "3 min 20 s");
  EXPECT_EQ(LocalDuration(kVi, absl::Seconds(200)), "3 phút 20 giây");
  EXPECT_EQ(LocalDuration(kEn, absl::Minutes(125)), "2 h 5 min");
}

}  // namespace
}  // namespace chiso
