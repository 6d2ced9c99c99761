// Working time of a one-stop counter: on working days from 7:30 to 11:30 and from 13:30 to 17:00. Pure;
// thread-safe.

#ifndef CHISO_TOOLS_SIMULATE_HOURS_H_
#define CHISO_TOOLS_SIMULATE_HOURS_H_

#include <cstdint>

#include "absl/time/civil_time.h"

namespace chiso {

inline constexpr int64_t kSecondsPerWorkingDay = 27'000;

// All times are Asia/Ho_Chi_Minh, not before 1900 and not after 2219.
bool IsWorkingTime(absl::CivilSecond time);

// The time at which, counted from `from`, so many seconds of working time have passed and work goes on.
absl::CivilSecond AddWorkingTime(absl::CivilSecond from, int64_t seconds);
// The first working time not before `time`.
inline absl::CivilSecond NextWorkingTime(absl::CivilSecond time) { return AddWorkingTime(time, 0); }

// The seconds of working time between; negative where `to` comes first.
int64_t WorkingTimeBetween(absl::CivilSecond from, absl::CivilSecond to);

// So many working days after the first one not before `day`.
absl::CivilDay AddWorkingDays(absl::CivilDay day, int64_t days);
// The working days after `from` up to `to`.
int64_t WorkingDaysBetween(absl::CivilDay from, absl::CivilDay to);

// The last moment of a working day, 17:00.
inline absl::CivilSecond EndOfWork(absl::CivilDay day) { return absl::CivilSecond(day) + 17 * 3600; }

}  // namespace chiso

#endif  // CHISO_TOOLS_SIMULATE_HOURS_H_
