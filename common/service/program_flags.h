// The command line of a service: flags alone, declared by ABSL_FLAG in its main.cc and in this folder.

#ifndef CHISO_COMMON_SERVICE_PROGRAM_FLAGS_H_
#define CHISO_COMMON_SERVICE_PROGRAM_FLAGS_H_

#include "absl/strings/string_view.h"

namespace chiso {

// Reads the flags. `--help` prints `usage`, the flags declared in files whose path ends with `main_file`,
// e.g. `ingestion/main.cc`, and those of this folder, and ends the process; so do unknown flags and arguments
// that are no flags, with exit code 1.
void ParseFlags(int argc, char** argv, absl::string_view usage, absl::string_view main_file);

}  // namespace chiso

#endif  // CHISO_COMMON_SERVICE_PROGRAM_FLAGS_H_
