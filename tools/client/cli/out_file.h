// Where a command writes a long answer: a file, or standard output.

#ifndef CHISO_TOOLS_CLIENT_CLI_OUT_FILE_H_
#define CHISO_TOOLS_CLIENT_CLI_OUT_FILE_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "common/atomic_file.h"

namespace chiso {

// An AtomicFile, unless it is standard output. Not thread-safe.
class OutFile {
 public:
  // Empty: standard output.
  explicit OutFile(const std::string& path);

  // INVALID_ARGUMENT: it cannot be written.
  absl::Status Write(absl::string_view text);
  absl::Status Close();

 private:
  std::optional<AtomicFile> file_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_CLI_OUT_FILE_H_
