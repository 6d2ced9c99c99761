#include "tools/client/import/finding_report.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace chiso {
namespace {

// Two messages that differ in numbers alone ("than line 7", "than line 9") have one reason.
std::string WithoutNumbers(std::string message) {
  message.erase(std::remove_if(message.begin(), message.end(), absl::ascii_isdigit), message.end());
  return message;
}

}  // namespace

void FindingReport::Add(const Finding& finding) {
  int64_t& count = finding.rejected ? refused_ : warnings_;
  ++count;
  if (finding.counted_only) return;
  if (++(finding.rejected ? said_errors_ : said_warnings_) <= kShown) {
    Say(absl::StrCat(finding.line), finding);
    return;
  }
  Rest& rest = rest_[{!finding.rejected, finding.column, WithoutNumbers(finding.message)}];
  if (rest.count++ == 0) rest.first = finding;
}

void FindingReport::Close() {
  for (const auto& [reason, rest] : rest_) {
    Say(absl::StrCat(" and ", rest.count, " more from line ", rest.first.line, " on"), rest.first);
  }
}

void FindingReport::Say(absl::string_view place, const Finding& finding) {
  out_ << path_ << ":" << place << ": ";
  if (!finding.rejected) out_ << "warning: ";
  if (!finding.column.empty()) out_ << finding.column << ": ";
  out_ << finding.message;
  if (finding.place > 0) {
    out_ << " (element " << finding.place << (finding.code.empty() ? "" : ", ") << finding.code << ")";
  }
  out_ << "\n";
}

}  // namespace chiso
