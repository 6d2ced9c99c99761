#include "tools/client/cli/out_file.h"

#include <iostream>

namespace chiso {

OutFile::OutFile(const std::string& path) {
  if (!path.empty()) file_.emplace(path);
}

absl::Status OutFile::Write(absl::string_view text) {
  if (file_) return file_->Write(text);
  std::cout << text;
  return absl::OkStatus();
}

absl::Status OutFile::Close() { return file_ ? file_->Close() : absl::OkStatus(); }

}  // namespace chiso
