// How far the clocks of the machines of one suite may be apart.

#ifndef CHISO_COMMON_CLOCK_SKEW_H_
#define CHISO_COMMON_CLOCK_SKEW_H_

#include "absl/time/time.h"

namespace chiso {

// Machines that keep time by NTP differ by milliseconds. What lies further ahead of the own clock than this
// was made by a clock that was wrong, and is no time to go by: nothing waits for it to come.
inline constexpr absl::Duration kMaxClockSkew = absl::Minutes(1);

}  // namespace chiso

#endif  // CHISO_COMMON_CLOCK_SKEW_H_
