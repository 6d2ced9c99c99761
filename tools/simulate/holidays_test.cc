// The shipped calendar of public holidays, and what is worked out from the law beside it.

#include "tools/simulate/holidays.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "common/period.h"
#include "tools/client/import/csv/columns.h"
#include "tools/client/import/csv/reader.h"
#include "tools/client/import/csv/rows.h"

namespace chiso {
namespace {

using absl::CivilDay;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsSupersetOf;

struct Day {
  CivilDay date;
  bool works;
  std::string holiday;
  std::string source;
};

bool IsWeekend(CivilDay day) { return absl::GetWeekday(day) >= absl::Weekday::saturday; }

// The file as the importer reads it.
std::vector<Day> Shipped() {
  const auto reader =
      CsvReader::Open(absl::StrCat(getenv("CHISO_SOURCE_DIR"), "/deploy/data/vietnam-calendar.csv"));
  EXPECT_TRUE(reader.ok()) << reader.status();
  EXPECT_TRUE(CheckHeader(FileKind::kCalendar, (*reader)->header()).ok());
  std::vector<Day> days;
  while (const std::optional<CsvRow> row = (*reader)->Next()) {
    EXPECT_EQ(row->fault, "") << row->line;
    const Fields fields((*reader)->header(), row->fields);
    record::v1::Record record;
    EXPECT_FALSE(ToRecord(FileKind::kCalendar, fields, {}, record)) << row->line;
    const record::v1::CalendarDay& day = record.calendar_day();
    EXPECT_EQ(day.unit_code(), "") << row->line;
    days.push_back({*ParseDate(day.date()), day.kind() == record::v1::DAY_KIND_WORKING, fields.Get("holiday"),
                    fields.Get("source")});
  }
  return days;
}

std::map<int, std::vector<Day>> ByYear() {
  std::map<int, std::vector<Day>> years;
  for (const Day& day : Shipped()) years[static_cast<int>(day.date.year())].push_back(day);
  return years;
}

TEST(VietnamCalendar, HasEachDayOnceInOrderWithItsNameAndItsDocument) {
  const std::vector<Day> days = Shipped();
  for (size_t i = 0; i < days.size(); ++i) {
    EXPECT_NE(days[i].holiday, "") << days[i].date;
    EXPECT_THAT(days[i].source, ::testing::AnyOf(HasSubstr("Bộ luật Lao động"), HasSubstr("Nghị quyết số"),
                                                 HasSubstr("Thông báo số"), HasSubstr("Công văn số")))
        << days[i].date;
    if (i > 0) EXPECT_LT(days[i - 1].date, days[i].date);
  }
}

TEST(VietnamCalendar, DaysOffAreOnWeekdaysAndDaysWorkedInsteadAreSaturdays) {
  for (const Day& day : Shipped()) {
    if (day.works) {
      EXPECT_EQ(absl::GetWeekday(day.date), absl::Weekday::saturday) << day.date;
      EXPECT_THAT(day.holiday, HasSubstr("(làm bù)"));
    } else {
      EXPECT_FALSE(IsWeekend(day.date)) << day.date;
    }
  }
}

TEST(VietnamCalendar, EachYearHasAllHolidaysOfTheLawAndNoDayMore) {
  const auto years = ByYear();
  ASSERT_EQ(years.size(), 6u);
  EXPECT_EQ(years.begin()->first, 2022);
  EXPECT_EQ(years.rbegin()->first, 2027);
  for (const auto& [year, days] : years) {
    std::set<std::string> holidays;
    int off = 0, moved = 0;
    for (const Day& day : days) {
      holidays.insert(day.holiday.substr(0, day.holiday.find(" (")));
      (day.works ? moved : off) += 1;
    }
    EXPECT_THAT(holidays, IsSupersetOf({"Tết Dương lịch", "Tết Nguyên đán", "Giỗ Tổ Hùng Vương",
                                        "Ngày Chiến thắng", "Quốc tế Lao động", "Quốc khánh"}))
        << year;
    // Eleven days by article 112 of the Labour Code, from 2026 on a twelfth; a day worked instead pays for
    // one off.
    EXPECT_EQ(off - moved, year < 2026 ? 11 : 12) << year;
    EXPECT_EQ(holidays.count("Ngày Văn hóa Việt Nam"), year < 2026 ? 0u : 1u) << year;
  }
}

TEST(VietnamCalendar, ADayOffThatWasMovedHasItsDayWorkedOfTheSameHolidayAndDocument) {
  for (const auto& [year, days] : ByYear()) {
    std::multiset<std::string> off, worked;
    for (const Day& day : days) {
      const size_t mark = day.holiday.find(day.works ? " (làm bù)" : " (hoán đổi)");
      if (mark != std::string::npos)
        (day.works ? worked : off).insert(day.holiday.substr(0, mark) + day.source);
    }
    EXPECT_EQ(off, worked) << year;
  }
}

TEST(VietnamCalendar, AHolidayOfTheSunIsOffOnItsDayOrLaterInLieu) {
  for (const auto& [year, days] : ByYear()) {
    for (const auto& [month, day] : std::vector<std::pair<int, int>>{{1, 1}, {4, 30}, {5, 1}, {9, 2}}) {
      const CivilDay holiday(year, month, day);
      std::vector<CivilDay> off;
      for (const Day& entry : days) {
        if (!entry.works) off.push_back(entry.date);
      }
      if (!IsWeekend(holiday)) {
        EXPECT_THAT(off, Contains(holiday));
      } else {
        EXPECT_THAT(off, Contains(::testing::AllOf(::testing::Gt(holiday), ::testing::Le(holiday + 4))))
            << holiday;
      }
    }
  }
}

TEST(VietnamCalendar, WhatIsWorkedOutFromTheLawSaysSo) {
  for (const Day& day : Shipped()) {
    EXPECT_EQ(absl::StartsWith(day.source, "Suy ra từ luật, chưa có thông báo: "), day.date.year() == 2027)
        << day.date;
  }
}

TEST(IsWorkingDay, FollowsTheShippedCalendar) {
  std::map<CivilDay, bool> shipped;
  for (const Day& day : Shipped()) shipped[day.date] = day.works;
  for (CivilDay day(2022, 1, 1); day.year() < 2028; ++day) {
    const auto found = shipped.find(day);
    EXPECT_EQ(IsWorkingDay(day), found == shipped.end() ? !IsWeekend(day) : found->second) << day;
  }
}

TEST(IsWorkingDay, InOtherYearsFollowsTheLaw) {
  // 1 January 2028 is a Saturday; 24 November a Friday, and was none before 2026.
  EXPECT_FALSE(IsWorkingDay(CivilDay(2028, 1, 3)));
  EXPECT_FALSE(IsWorkingDay(CivilDay(2028, 11, 24)));
  EXPECT_TRUE(IsWorkingDay(CivilDay(2021, 11, 24)));
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(IsWorkingDay(CivilDay(2028, 1, 25) + i)) << i;
  EXPECT_FALSE(IsWorkingDay(CivilDay(2021, 9, 2)));
  EXPECT_TRUE(IsWorkingDay(CivilDay(2028, 1, 4)));
}

}  // namespace
}  // namespace chiso
