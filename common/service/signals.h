// How a process is asked to end: by SIGTERM or SIGINT.

#ifndef CHISO_COMMON_SERVICE_SIGNALS_H_
#define CHISO_COMMON_SERVICE_SIGNALS_H_

#include "absl/time/time.h"

namespace chiso {

// Keeps the two signals for the functions below. Main calls it before any thread is started: threads inherit
// what is blocked.
void BlockTerminationSignals();

// Returns when the process is asked to end, and says in the log that it is going down.
void WaitForTermination();

// Waits for at most `time`; true: the process was asked to end. A signal that was seen here is not seen
// again.
bool TerminationWithin(absl::Duration time);

}  // namespace chiso

#endif  // CHISO_COMMON_SERVICE_SIGNALS_H_
