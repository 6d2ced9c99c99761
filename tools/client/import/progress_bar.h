// How far an import has come, on a terminal.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_PROGRESS_BAR_H_
#define CHISO_TOOLS_CLIENT_IMPORT_PROGRESS_BAR_H_

#include <cstdint>
#include <ostream>
#include <string>

#include "absl/time/time.h"
#include "tools/client/words/texts.h"

namespace chiso {

struct Progress {
  int64_t bytes = 0;
  int64_t total_bytes = 0;
  int64_t records = 0;
  absl::Duration elapsed;
};

// One line: bar, share of the bytes, records, rate, time left. Pure.
std::string ProgressLine(Language language, const Progress& progress);

// Keeps one line of a terminal up to date, at most ten times a second. Not thread-safe.
class ProgressBar {
 public:
  // Writes nothing unless `visible`.
  ProgressBar(std::ostream& out, bool visible, Language language, int64_t total_bytes);
  ~ProgressBar() { Clear(); }
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void Update(int64_t bytes, int64_t records);
  // Erases the line, so that other text can be written.
  void Clear();

 private:
  std::ostream& out_;
  const bool visible_;
  const Language language_;
  const int64_t total_bytes_;
  const absl::Time start_;
  absl::Time next_;
  bool drawn_ = false;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_PROGRESS_BAR_H_
