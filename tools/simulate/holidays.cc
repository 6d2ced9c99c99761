#include "tools/simulate/holidays.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "absl/strings/str_split.h"
#include "common/period.h"

namespace chiso {

// The text of deploy/data/vietnam-calendar.csv, from the build.
extern const char kVietnamCalendar[];

namespace {

using absl::CivilDay;

constexpr int kFirstYear = 2000;
constexpr int kLastYear = 2199;
// The eve and four days.
constexpr int kTetDays = 5;

struct MonthDay {
  int month;
  int day;
};

struct LunarYear {
  int year;
  MonthDay new_year;
  MonthDay hung_kings;
};

// The day of Vietnamese culture, by Resolution 28/2026/QH16; the law says nothing of one that falls on a
// weekend.
constexpr int kFirstCultureYear = 2026;
constexpr MonthDay kCultureDay = {11, 24};

// By the lunar calendar of Vietnam, whose days begin at UTC+7.
constexpr LunarYear kLunarYears[] = {
    {2020, {1, 25}, {4, 2}},  {2021, {2, 12}, {4, 21}}, {2022, {2, 1}, {4, 10}},  {2023, {1, 22}, {4, 29}},
    {2024, {2, 10}, {4, 18}}, {2025, {1, 29}, {4, 7}},  {2026, {2, 17}, {4, 26}}, {2027, {2, 6}, {4, 16}},
    {2028, {1, 26}, {4, 4}},  {2029, {2, 13}, {4, 23}}, {2030, {2, 2}, {4, 12}},  {2031, {1, 23}, {4, 1}},
    {2032, {2, 11}, {4, 19}}, {2033, {1, 31}, {4, 9}},  {2034, {2, 19}, {4, 28}}, {2035, {2, 8}, {4, 17}},
    {2036, {1, 28}, {4, 6}},  {2037, {2, 15}, {4, 24}}, {2038, {2, 4}, {4, 13}},  {2039, {1, 24}, {4, 3}},
    {2040, {2, 12}, {4, 20}}};

bool IsWeekend(CivilDay day) {
  const absl::Weekday weekday = absl::GetWeekday(day);
  return weekday == absl::Weekday::saturday || weekday == absl::Weekday::sunday;
}

void AddHolidays(int year, std::vector<CivilDay>& days) {
  days.push_back(CivilDay(year, 1, 1));
  for (const LunarYear& lunar : kLunarYears) {
    if (lunar.year != year) continue;
    const CivilDay new_year(year, lunar.new_year.month, lunar.new_year.day);
    for (int i = 0; i < kTetDays; ++i) days.push_back(new_year - 1 + i);
    days.push_back(CivilDay(year, lunar.hung_kings.month, lunar.hung_kings.day));
  }
  days.push_back(CivilDay(year, 4, 30));
  days.push_back(CivilDay(year, 5, 1));
  // The second day is the one that makes the longer row with a weekend, as the government mostly chooses it.
  const CivilDay national(year, 9, 2);
  const bool after = IsWeekend(national - 1) || absl::GetWeekday(national + 1) == absl::Weekday::friday;
  days.push_back(after ? national : national - 1);
  days.push_back(after ? national + 1 : national);
}

// The holidays of the law, moved off weekends.
std::set<CivilDay> DaysOffByLaw() {
  std::vector<CivilDay> holidays;
  for (int year = kFirstYear; year <= kLastYear; ++year) AddHolidays(year, holidays);
  std::sort(holidays.begin(), holidays.end());
  std::set<CivilDay> off;
  const auto is_free = [&](CivilDay day) {
    return IsWeekend(day) || std::binary_search(holidays.begin(), holidays.end(), day) || off.contains(day);
  };
  for (const CivilDay holiday : holidays) {
    CivilDay day = holiday;
    if (IsWeekend(day)) {
      while (is_free(day)) ++day;
    }
    off.insert(day);
  }
  for (int year = kFirstCultureYear; year <= kLastYear; ++year) {
    off.insert(CivilDay(year, kCultureDay.month, kCultureDay.day));
  }
  return off;
}

// The days of the file, with whether offices work. Its first and its third column are the day and OFF or
// WORKING.
std::map<CivilDay, bool> DaysOfFile() {
  std::map<CivilDay, bool> days;
  for (const absl::string_view line : absl::StrSplit(kVietnamCalendar, '\n')) {
    const std::vector<absl::string_view> cells = absl::StrSplit(line, ',');
    const auto day = ParseDate(cells[0]);
    // The header and the end of the file have none.
    if (day) days[*day] = cells[2] == "WORKING";
  }
  return days;
}

}  // namespace

bool IsWorkingDay(CivilDay day) {
  static const auto* const kFile = new std::map<CivilDay, bool>(DaysOfFile());
  static const auto* const kByLaw = new std::set<CivilDay>(DaysOffByLaw());
  if (const auto known = kFile->find(day); known != kFile->end()) return known->second;
  if (IsWeekend(day)) return false;
  const bool announced =
      day.year() >= kFile->begin()->first.year() && day.year() <= kFile->rbegin()->first.year();
  return announced || !kByLaw->contains(day);
}

}  // namespace chiso
