#include "tools/client/cli/out_file.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <utility>

#include "absl/strings/str_cat.h"

namespace chiso {

OutFile::OutFile(std::string path) : path_(std::move(path)), written_path_(path_) {
  if (path_.empty()) return;
  std::error_code ignored;
  const std::filesystem::file_status status = std::filesystem::symlink_status(path_, ignored);
  if (!std::filesystem::exists(status) || std::filesystem::is_regular_file(status)) written_path_ += ".part";
  errno = 0;
  file_.open(written_path_, std::ios::binary | std::ios::trunc);
  if (!file_) opened_ = Failure();
}

OutFile::~OutFile() {
  if (!closed_ && written_path_ != path_) std::remove(written_path_.c_str());
}

absl::Status OutFile::Failure() const {
  return absl::InvalidArgumentError(
      absl::StrCat(path_, ": ", errno != 0 ? std::strerror(errno) : "cannot be written"));
}

absl::Status OutFile::Write(absl::string_view text) {
  if (path_.empty()) {
    std::cout << text;
    return absl::OkStatus();
  }
  if (!opened_.ok()) return opened_;
  errno = 0;
  return file_ << text ? absl::OkStatus() : Failure();
}

absl::Status OutFile::Close() {
  if (path_.empty()) return absl::OkStatus();
  if (!opened_.ok()) return opened_;
  errno = 0;
  file_.close();
  if (!file_) return Failure();
  if (written_path_ != path_ && std::rename(written_path_.c_str(), path_.c_str()) != 0) return Failure();
  closed_ = true;
  return absl::OkStatus();
}

}  // namespace chiso
