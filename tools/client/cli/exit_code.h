// How the program ends.

#ifndef CHISO_TOOLS_CLIENT_CLI_EXIT_CODE_H_
#define CHISO_TOOLS_CLIENT_CLI_EXIT_CODE_H_

#include "absl/status/status.h"
#include "tools/client/rpc/connection.h"

namespace chiso {

enum class ExitCode {
  kDone = 0,
  // Done, and something is at fault in what was given: rows were refused and the others stored, or receipts
  // do not fit together.
  kFaults = 1,
  // The command or a file is wrong: asking again will not help.
  kWrong = 2,
  // A service cannot be reached or failed.
  kServiceFailed = 3,
};

inline ExitCode ExitCodeOf(const absl::Status& status) {
  if (status.ok()) return ExitCode::kDone;
  return IsCallersFault(status) ? ExitCode::kWrong : ExitCode::kServiceFailed;
}

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_CLI_EXIT_CODE_H_
