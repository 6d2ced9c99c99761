#include "tools/client/import/rejection_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "common/csv.h"

namespace chiso {
namespace {

const std::string& Header() {
  static const auto* const kHeader =
      new std::string(CsvLine({"file", "line", "element", "code", "field", "reason", "message"}));
  return *kHeader;
}

// Whether the file is there, is no pipe, and begins with something else.
bool IsOther(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_regular_file(path, error) || std::filesystem::file_size(path, error) == 0)
    return false;
  std::ifstream file(path, std::ios::binary);
  std::string first(Header().size(), 0);
  file.read(first.data(), static_cast<std::streamsize>(first.size()));
  return first != Header();
}

// A number, or nothing instead of 0.
CsvCell NumberOrNothing(int64_t number) {
  return number == 0 ? CsvCell("") : CsvCell::Number(absl::StrCat(number));
}

}  // namespace

absl::StatusOr<std::unique_ptr<RejectionFile>> RejectionFile::Open(const std::string& path) {
  if (IsOther(path)) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": is no list of rejections; name a new file, or one that an import has written"));
  }
  std::unique_ptr<RejectionFile> file(new RejectionFile(path));
  file->file_.reset(std::fopen(path.c_str(), "wb"));
  if (file->file_ == nullptr) return file->Failure();
  if (std::fputs(Header().c_str(), file->file_.get()) == EOF) return file->Failure();
  if (absl::Status status = file->Commit(); !status.ok()) return status;
  return file;
}

absl::Status RejectionFile::Add(const std::string& file, const Finding& finding) {
  const std::string line = CsvLine({file, NumberOrNothing(finding.line), NumberOrNothing(finding.place),
                                    finding.code, finding.column, finding.reason, finding.message});
  return std::fputs(line.c_str(), file_.get()) == EOF ? Failure() : absl::OkStatus();
}

absl::Status RejectionFile::Flush() { return std::fflush(file_.get()) != 0 ? Failure() : absl::OkStatus(); }

absl::Status RejectionFile::Commit() {
  if (absl::Status status = Flush(); !status.ok()) return status;
  committed_ = ftello(file_.get());
  return absl::OkStatus();
}

absl::Status RejectionFile::Rollback() {
  if (absl::Status status = Flush(); !status.ok()) return status;
  // A pipe has no place to go back to.
  if (committed_ < 0) return absl::OkStatus();
  const bool done =
      ftruncate(fileno(file_.get()), committed_) == 0 && fseeko(file_.get(), committed_, SEEK_SET) == 0;
  return done ? absl::OkStatus() : Failure();
}

absl::Status RejectionFile::Failure() const {
  return absl::InvalidArgumentError(absl::StrCat(path_, ": ", std::strerror(errno)));
}

}  // namespace chiso
