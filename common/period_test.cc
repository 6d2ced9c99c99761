#include "common/period.h"

#include <gtest/gtest.h>

namespace chiso {
namespace {

TEST(Date, ReadsOnlyDatesOfTheCalendar) {
  EXPECT_EQ(FormatDate(*ParseDate("2025-06-30")), "2025-06-30");
  EXPECT_TRUE(ParseDate("2024-02-29").has_value());
  for (const char* text : {"2025-02-29", "2025-13-01", "2025-00-10", "2025-6-30", "30/06/2025", "2025-06-30 ",
                           "", "20250630", "1899-12-31", "2200-01-01"}) {
    EXPECT_FALSE(ParseDate(text).has_value()) << text;
  }
}

TEST(Period, ReadsOnlyTheCanonicalText) {
  for (const char* text : {"2026-08", "2026-12", "2026-Q3", "2026-H2", "2026"}) {
    const auto period = Period::Parse(text);
    ASSERT_TRUE(period.has_value()) << text;
    EXPECT_EQ(period->ToString(), text);
  }
  for (const char* text : {"", "2026-8", "2026-13", "2026-00", "2026-Q5", "2026-Q0", "2026-H3", "2026-q3",
                           "2026-Q03", "08/2026", "2026-08-01", "26-08", " 2026", "2026 ", "1899", "2200"}) {
    EXPECT_FALSE(Period::Parse(text).has_value()) << text;
  }
}

TEST(Period, KnowsItsDays) {
  EXPECT_EQ(FormatDate(Period::Parse("2024-02")->last_day()), "2024-02-29");
  EXPECT_EQ(FormatDate(Period::Parse("2026-Q3")->first_day()), "2026-07-01");
  EXPECT_EQ(FormatDate(Period::Parse("2026-H2")->last_day()), "2026-12-31");
}

TEST(Period, PartsCoverItExactly) {
  for (const char* text : {"2026-Q3", "2026-H2", "2026"}) {
    const Period period = *Period::Parse(text);
    absl::CivilMonth next = period.first_month();
    for (const Period& part : period.Parts()) {
      EXPECT_EQ(part.first_month(), next);
      EXPECT_TRUE(period.Contains(part));
      EXPECT_FALSE(part.Contains(period));
      next += part.month_count();
    }
    EXPECT_EQ(next, period.first_month() + period.month_count());
  }
  EXPECT_TRUE(Period::Parse("2026-08")->Parts().empty());
}

TEST(Period, EnclosingNamesQuarterHalfAndYear) {
  std::vector<std::string> names;
  for (const Period& period : Period::Parse("2026-08")->Enclosing()) names.push_back(period.ToString());
  EXPECT_EQ(names, (std::vector<std::string>{"2026-Q3", "2026-H2", "2026"}));
}

TEST(Period, PreviousIsTheLikePeriodBefore) {
  EXPECT_EQ(Period::Parse("2026-01")->Previous().ToString(), "2025-12");
  EXPECT_EQ(Period::Parse("2026-Q1")->Previous().ToString(), "2025-Q4");
  EXPECT_EQ(Period::Parse("2026-H1")->Previous().ToString(), "2025-H2");
  EXPECT_EQ(Period::Parse("2026")->Previous().ToString(), "2025");
}

TEST(DayOf, ADayBeginsAtMidnightInHoChiMinhCity) {
  const absl::Time midnight = absl::FromCivil(absl::CivilHour(2026, 7, 31, 17), absl::UTCTimeZone());
  EXPECT_EQ(DayOf(midnight), absl::CivilDay(2026, 8, 1));
  EXPECT_EQ(DayOf(midnight - absl::Microseconds(1)), absl::CivilDay(2026, 7, 31));
  EXPECT_EQ(DayOf(absl::FromUnixSeconds(-7 * 3600 - 1)), absl::CivilDay(1969, 12, 31));
}

TEST(DayNumberOf, CountsTheDaysOfTheCalendar) {
  EXPECT_EQ(DayNumberOf(absl::FromUnixSeconds(-7 * 3600)), 0);
  for (int64_t day = -80'000; day <= 80'000; day += 997) {
    const absl::Time midnight = absl::FromCivil(absl::CivilDay(1970, 1, 1) + day, HoChiMinh());
    EXPECT_EQ(DayNumberOf(midnight), day);
    EXPECT_EQ(DayNumberOf(midnight - absl::Nanoseconds(1)), day - 1);
    EXPECT_EQ(DayOf(midnight), absl::ToCivilDay(midnight, HoChiMinh()));
  }
}

TEST(Period, OrdersByBeginningThenLongerFirst) {
  EXPECT_LT(*Period::Parse("2026"), *Period::Parse("2026-01"));
  EXPECT_LT(*Period::Parse("2026-01"), *Period::Parse("2026-02"));
  EXPECT_LT(*Period::Parse("2026-08"), *Period::Parse("2026-Q4"));
}

TEST(Period, LiesFarAheadWhereItBeginsMoreThanAMonthFromNow) {
  // Two o'clock in the morning of 1 December in Asia/Ho_Chi_Minh.
  const absl::Time now = absl::FromCivil(absl::CivilHour(2026, 12, 1, 2), HoChiMinh());
  const auto ahead = [&](const char* text) { return LiesFarAhead(*Period::Parse(text), now); };
  for (const char* const near : {"2026-12", "2026", "2025", "2026-H2", "2027-01", "2027", "2027-Q1"}) {
    EXPECT_FALSE(ahead(near)) << near;
  }
  for (const char* const far : {"2027-02", "2027-Q2", "2027-H2", "2028", "2199", "2199-12"}) {
    EXPECT_TRUE(ahead(far)) << far;
  }
  EXPECT_TRUE(LiesFarAhead(*Period::Parse("2027-01"), now - absl::Hours(3)));
}

}  // namespace
}  // namespace chiso
