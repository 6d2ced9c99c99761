// Says what is wrong with the rows of a file, `FILE:LINE: COLUMN: message`, or with the elements of lists,
// `FILE:LINE: KEY: message (element 8, H91.10-261102-0507)`.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_FINDING_REPORT_H_
#define CHISO_TOOLS_CLIENT_IMPORT_FINDING_REPORT_H_

#include <cstdint>
#include <map>
#include <ostream>
#include <string>
#include <tuple>

#include "absl/strings/string_view.h"
#include "tools/client/import/chunk/finding.h"

namespace chiso {

// Prints the first errors and warnings of a file in full and counts all others by reason; findings with
// `counted_only` are never printed. Not thread-safe.
class FindingReport {
 public:
  // The most errors, and the most warnings, of one file that are printed in full.
  static constexpr int64_t kShown = 100;

  FindingReport(std::string path, std::ostream& out) : path_(std::move(path)), out_(out) {}

  void Add(const Finding& finding);
  // Prints the counts of what was not printed in full. Called once, at the end of the file.
  void Close();

  const std::string& path() const { return path_; }
  int64_t refused() const { return refused_; }
  int64_t warnings() const { return warnings_; }

 private:
  struct Rest {
    int64_t count = 0;
    Finding first;
  };

  void Say(absl::string_view place, const Finding& finding);

  const std::string path_;
  std::ostream& out_;
  int64_t refused_ = 0;
  int64_t warnings_ = 0;
  // Without the findings that are only counted.
  int64_t said_errors_ = 0;
  int64_t said_warnings_ = 0;
  // By rejection, column and message without its numbers; errors first.
  std::map<std::tuple<bool, std::string, std::string>, Rest> rest_;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_FINDING_REPORT_H_
