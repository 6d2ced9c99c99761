#include "tools/client/import/progress_bar.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/time/clock.h"
#include "tools/client/words/local_numbers.h"

namespace chiso {
namespace {

constexpr int kWidth = 24;
constexpr absl::Duration kInterval = absl::Milliseconds(100);
// Before this a rate says nothing.
constexpr absl::Duration kWarmUp = absl::Milliseconds(500);
constexpr char kStartOfLine[] = "\r";
constexpr char kClearLine[] = "\r\x1b[K";

}  // namespace

std::string ProgressLine(Language language, const Progress& progress) {
  const int64_t bytes = std::min(progress.bytes, progress.total_bytes);
  const int64_t share = progress.total_bytes > 0 ? bytes * 100 / progress.total_bytes : 0;
  const int64_t filled = share * kWidth / 100;
  const bool warm = progress.elapsed >= kWarmUp && bytes > 0;
  const int64_t rate =
      warm ? static_cast<int64_t>(progress.records / absl::ToDoubleSeconds(progress.elapsed)) : 0;
  std::string line =
      absl::StrFormat("[%s%s] %3d %%  %s", std::string(filled, '#'), std::string(kWidth - filled, '.'), share,
                      Say(language, Text::kProgressRecords, LocalCount(language, progress.records),
                          LocalCount(language, rate)));
  if (warm && bytes < progress.total_bytes) {
    const double left = static_cast<double>(progress.total_bytes - bytes) / static_cast<double>(bytes);
    absl::StrAppend(&line, "  ",
                    Say(language, Text::kProgressLeft, LocalDuration(language, progress.elapsed * left)));
  }
  return line;
}

ProgressBar::ProgressBar(std::ostream& out, bool visible, Language language, int64_t total_bytes)
    : out_(out),
      visible_(visible && total_bytes > 0),
      language_(language),
      total_bytes_(total_bytes),
      start_(absl::Now()),
      next_(start_ + kInterval) {}

void ProgressBar::Update(int64_t bytes, int64_t records) {
  const absl::Time now = absl::Now();
  if (!visible_ || now < next_) return;
  next_ = now + kInterval;
  if (drawn_) out_ << kClearLine;
  out_ << kStartOfLine << ProgressLine(language_, {bytes, total_bytes_, records, now - start_}) << std::flush;
  drawn_ = true;
}

void ProgressBar::Clear() {
  if (drawn_) out_ << kClearLine << std::flush;
  drawn_ = false;
}

}  // namespace chiso
