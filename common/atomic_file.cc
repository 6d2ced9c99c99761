#include "common/atomic_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "absl/strings/str_cat.h"

namespace chiso {

AtomicFile::AtomicFile(std::string path) : path_(std::move(path)), written_path_(path_) {
  std::error_code ignored;
  const std::filesystem::file_status status = std::filesystem::symlink_status(path_, ignored);
  if (!std::filesystem::exists(status) || std::filesystem::is_regular_file(status)) written_path_ += ".part";
  file_.reset(std::fopen(written_path_.c_str(), "wb"));
  if (file_ == nullptr) opened_ = Failure();
}

AtomicFile::~AtomicFile() {
  if (!closed_ && HasPart()) std::remove(written_path_.c_str());
}

absl::Status AtomicFile::Failure() const {
  return absl::InvalidArgumentError(absl::StrCat(path_, ": ", std::strerror(errno)));
}

absl::Status AtomicFile::Write(absl::string_view text) {
  if (!opened_.ok()) return opened_;
  return std::fwrite(text.data(), 1, text.size(), file_.get()) == text.size() ? absl::OkStatus() : Failure();
}

absl::Status AtomicFile::Close() {
  if (!opened_.ok()) return opened_;
  if (std::fflush(file_.get()) != 0) return Failure();
  // A name that outlives a crash must not stand for a file whose bytes do not.
  if (HasPart() && fsync(fileno(file_.get())) != 0) return Failure();
  if (std::fclose(file_.release()) != 0) return Failure();
  if (HasPart() && std::rename(written_path_.c_str(), path_.c_str()) != 0) return Failure();
  closed_ = true;
  return absl::OkStatus();
}

}  // namespace chiso
