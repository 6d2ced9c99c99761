// The days off of Vietnam's offices beside Saturdays and Sundays.

#ifndef CHISO_TOOLS_SIMULATE_HOLIDAYS_H_
#define CHISO_TOOLS_SIMULATE_HOLIDAYS_H_

#include <vector>

#include "absl/time/civil_time.h"

namespace chiso {

// Days from Monday to Friday that nobody works on, in their order, from 2000 to 2199: by article 112 of the
// Labour Code New Year's Day, Tết (the eve and four days), the Hùng Kings' day (10 of the third lunar month),
// 30 April, 1 May and two days about 2 September. For one that falls on a Saturday or Sunday, the next
// working day is off. Tết and the Hùng Kings' day are known for 2020 to 2040, and left out in other years;
// what the government moves in a single year is not known. Thread-safe.
const std::vector<absl::CivilDay>& DaysOff();

}  // namespace chiso

#endif  // CHISO_TOOLS_SIMULATE_HOLIDAYS_H_
