// The physical lines of a file, one at a time, in bounded memory.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_CSV_LINE_READER_H_
#define CHISO_TOOLS_CLIENT_IMPORT_CSV_LINE_READER_H_

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace chiso {

// The longest line that is kept, in bytes; far above any row of counts and names.
inline constexpr size_t kMaxLineBytes = 1 << 20;

struct Line {
  // Counted from 1.
  int64_t number = 0;
  // Without its end.
  std::string text;
  // True: the line was longer than kMaxLineBytes and was read past; text is empty.
  bool too_long = false;
};

// Lines end with LF, CRLF or CR; the last one may lack its end. Not thread-safe.
class LineReader {
 public:
  // INVALID_ARGUMENT: the file cannot be opened, or is a folder.
  static absl::StatusOr<LineReader> Open(const std::string& path);

  // Nothing at the end of the file, and after a failure to read: see status().
  std::optional<Line> Next();

  // INVALID_ARGUMENT: reading failed before the end of the file.
  const absl::Status& status() const { return status_; }
  int64_t bytes_read() const { return bytes_read_; }

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  LineReader(std::string path, std::FILE* file) : path_(std::move(path)), file_(file) {}
  bool Fill();

  std::string path_;
  std::unique_ptr<std::FILE, Closer> file_;
  std::vector<char> buffer_ = std::vector<char>(64 << 10);
  size_t begin_ = 0;
  size_t end_ = 0;
  bool after_cr_ = false;
  int64_t number_ = 0;
  int64_t bytes_read_ = 0;
  absl::Status status_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_CSV_LINE_READER_H_
