// Where a command writes a long answer: a file, or standard output.

#ifndef CHISO_TOOLS_CLIENT_CLI_OUT_FILE_H_
#define CHISO_TOOLS_CLIENT_CLI_OUT_FILE_H_

#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace chiso {

// The file appears under its name when all of it is there: what is broken off leaves no half of it and keeps
// what was there before. A pipe or a device is written to as it is. Not thread-safe.
class OutFile {
 public:
  // Empty: standard output.
  explicit OutFile(std::string path);
  // Without Close, nothing remains.
  ~OutFile();
  OutFile(const OutFile&) = delete;
  OutFile& operator=(const OutFile&) = delete;

  // INVALID_ARGUMENT: it cannot be written.
  absl::Status Write(absl::string_view text);
  absl::Status Close();

 private:
  absl::Status Failure() const;

  const std::string path_;
  // What is written until Close; `path_` itself where there is nothing to rename.
  std::string written_path_;
  std::ofstream file_;
  // Why it could not be opened.
  absl::Status opened_;
  bool closed_ = false;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_CLI_OUT_FILE_H_
