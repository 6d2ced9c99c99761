#include "tools/simulate/hours.h"

#include <algorithm>
#include <vector>

#include "tools/simulate/holidays.h"

namespace chiso {
namespace {

// In seconds of the day.
constexpr int64_t kMorning = 27'000;
constexpr int64_t kNoon = 41'400;
constexpr int64_t kAfternoon = 48'600;
constexpr int64_t kEvening = 61'200;
static_assert(kNoon - kMorning + kEvening - kAfternoon == kSecondsPerWorkingDay);

constexpr int kWorkingDaysPerWeek = 5;
constexpr int kDaysPerWeek = 7;

// The first Monday of all.
absl::CivilDay Origin() { return absl::CivilDay(1900, 1, 1); }

int64_t SecondOfDay(absl::CivilSecond time) { return time - absl::CivilSecond(absl::CivilDay(time)); }

// The days from Monday to Friday before `day`, since the origin.
int64_t WeekdaysBefore(absl::CivilDay day) {
  const int64_t days = day - Origin();
  return days / kDaysPerWeek * kWorkingDaysPerWeek +
         std::min<int64_t>(days % kDaysPerWeek, kWorkingDaysPerWeek);
}

// Of the days off, how many there are before `day`.
int64_t DaysOffBefore(absl::CivilDay day) {
  const std::vector<absl::CivilDay>& off = DaysOff();
  return std::lower_bound(off.begin(), off.end(), day) - off.begin();
}

// The working days before `day`, since the origin.
int64_t WorkingDaysBefore(absl::CivilDay day) { return WeekdaysBefore(day) - DaysOffBefore(day); }

// How many working days lie before each of the days off.
const std::vector<int64_t>& WorkBeforeDaysOff() {
  static const auto* const kNumbers = [] {
    auto* const numbers = new std::vector<int64_t>;
    for (const absl::CivilDay day : DaysOff()) numbers->push_back(WorkingDaysBefore(day));
    return numbers;
  }();
  return *kNumbers;
}

absl::CivilDay WorkingDay(int64_t number) {
  const std::vector<int64_t>& off = WorkBeforeDaysOff();
  const int64_t weekday = number + (std::upper_bound(off.begin(), off.end(), number) - off.begin());
  return Origin() + (weekday / kWorkingDaysPerWeek * kDaysPerWeek + weekday % kWorkingDaysPerWeek);
}

bool IsWorkingDay(absl::CivilDay day) {
  return (day - Origin()) % kDaysPerWeek < kWorkingDaysPerWeek &&
         !std::binary_search(DaysOff().begin(), DaysOff().end(), day);
}

// The seconds of work before `time`, since the origin.
int64_t WorkBefore(absl::CivilSecond time) {
  const absl::CivilDay day(time);
  const int64_t second = SecondOfDay(time);
  const int64_t today =
      std::clamp(second, kMorning, kNoon) - kMorning + std::clamp(second, kAfternoon, kEvening) - kAfternoon;
  return WorkingDaysBefore(day) * kSecondsPerWorkingDay + (IsWorkingDay(day) ? today : 0);
}

}  // namespace

bool IsWorkingTime(absl::CivilSecond time) {
  const int64_t second = SecondOfDay(time);
  return IsWorkingDay(absl::CivilDay(time)) &&
         ((second >= kMorning && second < kNoon) || (second >= kAfternoon && second < kEvening));
}

absl::CivilSecond AddWorkingTime(absl::CivilSecond from, int64_t seconds) {
  const int64_t work = WorkBefore(from) + seconds;
  const int64_t today = work % kSecondsPerWorkingDay;
  const int64_t second =
      kMorning + today < kNoon ? kMorning + today : kAfternoon + today - (kNoon - kMorning);
  return absl::CivilSecond(WorkingDay(work / kSecondsPerWorkingDay)) + second;
}

int64_t WorkingTimeBetween(absl::CivilSecond from, absl::CivilSecond to) {
  return WorkBefore(to) - WorkBefore(from);
}

absl::CivilDay AddWorkingDays(absl::CivilDay day, int64_t days) {
  return WorkingDay(WorkingDaysBefore(day) + days);
}

int64_t WorkingDaysBetween(absl::CivilDay from, absl::CivilDay to) {
  return WorkingDaysBefore(to + 1) - WorkingDaysBefore(from + 1);
}

}  // namespace chiso
