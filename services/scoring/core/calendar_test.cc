#include "services/scoring/core/calendar.h"

#include <gtest/gtest.h>

#include "services/scoring/testing/facts.h"

namespace chiso::core {
namespace {

class CalendarTest : public ::testing::Test {
 protected:
  static DayNumber On(absl::string_view day) { return NumberOf(*Day(day)); }
  std::string After(absl::string_view day, int n) const {
    return FormatDate(DayOf(calendar_.NthAfter(On(day), n, codes_)));
  }
  std::string Before(absl::string_view day, int n) const {
    return FormatDate(DayOf(calendar_.NthBefore(On(day), n, codes_)));
  }

  Calendar calendar_;
  const std::vector<std::string> codes_ = {"H44.1", "H44"};
};

TEST_F(CalendarTest, TheNthWorkingDayIsTheNthThatFollows) {
  // A Friday.
  EXPECT_EQ(After("2026-08-07", 1), "2026-08-10");
  EXPECT_EQ(After("2026-08-07", 5), "2026-08-14");
  EXPECT_EQ(After("2026-08-07", 6), "2026-08-17");
  // From a day off, too.
  EXPECT_EQ(After("2026-08-08", 1), "2026-08-10");
}

TEST_F(CalendarTest, TheNthWorkingDayBeforeIsTheNthThatPrecedes) {
  EXPECT_EQ(Before("2026-08-10", 1), "2026-08-07");
  EXPECT_EQ(Before("2026-08-10", 6), "2026-07-31");
  EXPECT_EQ(Before("2026-08-09", 1), "2026-08-07");
}

TEST_F(CalendarTest, HolidaysAndMakeUpDaysOfTheCountryCount) {
  calendar_.Put("", On("2026-09-02"), false);
  calendar_.Put("", On("2026-08-22"), true);
  EXPECT_EQ(After("2026-09-01", 1), "2026-09-03");
  EXPECT_EQ(After("2026-08-21", 1), "2026-08-22");
  calendar_.Remove("", On("2026-09-02"));
  EXPECT_EQ(After("2026-09-01", 1), "2026-09-02");
}

TEST_F(CalendarTest, AUnitsOwnDayGoesBeforeTheNearestAboveAndThatBeforeTheCountrys) {
  const DayNumber day = On("2026-09-02");
  calendar_.Put("", day, false);
  calendar_.Put("H44", day, true);
  EXPECT_TRUE(calendar_.Works(day, codes_));
  EXPECT_FALSE(calendar_.Works(day, {}));
  calendar_.Put("H44.1", day, false);
  EXPECT_FALSE(calendar_.Works(day, codes_));
  calendar_.Put("H45", day, true);
  EXPECT_FALSE(calendar_.Works(day, codes_));
}

TEST_F(CalendarTest, ATermEndsEvenWhereEveryDayIsOff) {
  for (DayNumber day = 0; day < 40'000; ++day) calendar_.Put("", day, false);
  EXPECT_GT(calendar_.NthAfter(On("2026-08-07"), 1000, {}), On("2050-01-01"));
}

}  // namespace
}  // namespace chiso::core
