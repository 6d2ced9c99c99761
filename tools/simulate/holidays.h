// The days on which Vietnam's offices work.

#ifndef CHISO_TOOLS_SIMULATE_HOLIDAYS_H_
#define CHISO_TOOLS_SIMULATE_HOLIDAYS_H_

#include "absl/time/civil_time.h"

namespace chiso {

// Whether offices work on the day: Monday to Friday but for public holidays, and on Saturdays worked instead
// of another day. In the years of deploy/data/vietnam-calendar.csv as that file says; in the others from 2000
// to 2199 by the law: by article 112 of the Labour Code New Year's Day, Tết (the eve and four days), the Hùng
// Kings' day (10 of the third lunar month), 30 April, 1 May and two days about 2 September, with the next
// working day for one that falls on a Saturday or Sunday, and from 2026 on 24 November. Tết and the Hùng
// Kings' day are known for 2020 to 2040, and left out in other years; what the government moves in a single
// year is not known. Thread-safe.
bool IsWorkingDay(absl::CivilDay day);

}  // namespace chiso

#endif  // CHISO_TOOLS_SIMULATE_HOLIDAYS_H_
