#include "tools/client/import/csv/line_reader.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "absl/strings/str_cat.h"

namespace chiso {

absl::StatusOr<LineReader> LineReader::Open(const std::string& path) {
  std::FILE* const file = std::fopen(path.c_str(), "rb");
  if (file == nullptr) return absl::InvalidArgumentError(absl::StrCat(path, ": ", std::strerror(errno)));
  LineReader reader(path, file);
  struct stat info;
  if (fstat(fileno(file), &info) == 0 && S_ISDIR(info.st_mode)) {
    return absl::InvalidArgumentError(absl::StrCat(path, ": ", std::strerror(EISDIR)));
  }
  return reader;
}

bool LineReader::Fill() {
  begin_ = 0;
  end_ = std::fread(buffer_.data(), 1, buffer_.size(), file_.get());
  bytes_read_ += end_;
  if (end_ == 0 && std::ferror(file_.get())) {
    status_ = absl::InvalidArgumentError(absl::StrCat(path_, ": ", std::strerror(errno)));
  }
  return end_ > 0;
}

std::optional<Line> LineReader::Next() {
  Line line;
  while (begin_ < end_ || Fill()) {
    if (after_cr_) {
      after_cr_ = false;
      if (buffer_[begin_] == '\n') {
        ++begin_;
        continue;
      }
    }
    const char* const from = buffer_.data() + begin_;
    const char* const to = buffer_.data() + end_;
    const char* const stop = std::find_if(from, to, [](char c) { return c == '\n' || c == '\r'; });
    if (line.text.size() + (stop - from) > kMaxLineBytes) line.too_long = true;
    if (line.too_long) {
      line.text.clear();
    } else {
      line.text.append(from, stop);
    }
    begin_ += stop - from;
    if (stop == to) continue;
    after_cr_ = *stop == '\r';
    ++begin_;
    line.number = ++number_;
    return line;
  }
  if (line.text.empty() && !line.too_long) return std::nullopt;
  line.number = ++number_;
  return line;
}

}  // namespace chiso
