// Writing a file so that it is there whole or not at all.

#ifndef CHISO_COMMON_ATOMIC_FILE_H_
#define CHISO_COMMON_ATOMIC_FILE_H_

#include <cstdio>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace chiso {

// The file appears under its name when all of it is there, and on the disk: what is broken off, be it by a
// crash, leaves no half of it and keeps what was there before. Until then it is PATH.part. A pipe or a device
// is written to as it is. Not thread-safe.
class AtomicFile {
 public:
  // Opens the file; Write and Close say where that failed.
  explicit AtomicFile(std::string path);
  // Without Close, nothing remains.
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  // INVALID_ARGUMENT "path: reason": it cannot be written.
  absl::Status Write(absl::string_view text);
  absl::Status Close();

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  bool HasPart() const { return written_path_ != path_; }
  absl::Status Failure() const;

  const std::string path_;
  // What is written until Close; `path_` itself where there is nothing to rename.
  std::string written_path_;
  std::unique_ptr<std::FILE, Closer> file_;
  // Why it could not be opened.
  absl::Status opened_;
  bool closed_ = false;
};

}  // namespace chiso

#endif  // CHISO_COMMON_ATOMIC_FILE_H_
