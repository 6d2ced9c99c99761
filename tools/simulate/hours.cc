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

// Of times not before 1900; what is simulated ends a few years behind 2199.
absl::CivilDay Origin() { return absl::CivilDay(1900, 1, 1); }
constexpr int kEndYear = 2220;

int64_t SecondOfDay(absl::CivilSecond time) { return time - absl::CivilSecond(absl::CivilDay(time)); }

// All working days, counted in days since the origin.
const std::vector<int32_t>& WorkingDays() {
  static const auto* const kDays = [] {
    auto* const days = new std::vector<int32_t>;
    for (absl::CivilDay day = Origin(); day.year() < kEndYear; ++day) {
      if (IsWorkingDay(day)) days->push_back(static_cast<int32_t>(day - Origin()));
    }
    return days;
  }();
  return *kDays;
}

// The working days before `day`, since the origin.
int64_t WorkingDaysBefore(absl::CivilDay day) {
  const std::vector<int32_t>& days = WorkingDays();
  return std::lower_bound(days.begin(), days.end(), day - Origin()) - days.begin();
}

absl::CivilDay WorkingDay(int64_t number) { return Origin() + WorkingDays()[static_cast<size_t>(number)]; }

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
