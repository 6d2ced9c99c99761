// The main function of a service, as far as it is the same for all. Declares the flag --log_level.

#ifndef CHISO_COMMON_SERVICE_SERVICE_MAIN_H_
#define CHISO_COMMON_SERVICE_SERVICE_MAIN_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace chiso {

// Bounds what malloc keeps, blocks the signals that ask the process to end, reads the flags, sets up the log,
// and calls `run`, which returns when the service has gone down. `service` is `ingestion`, `scoring` or
// `reporting`; `usage` is what
// --help says of it. Called first in main; its value is the exit code.
//
// 0: `run` returned OK, or CANCELLED, because the process was asked to end before the service was up.
// 1: `run` returned another error, whose message is written on standard error.
int ServiceMain(int argc, char** argv, const std::string& service, absl::string_view usage,
                const std::function<absl::Status()>& run);

}  // namespace chiso

#endif  // CHISO_COMMON_SERVICE_SERVICE_MAIN_H_
