// From a row of CSV to a record or an official figure. Pure; thread-safe.
//
// Checks only what is needed to build the message. The services judge all else; ColumnOf maps their verdicts
// back to columns.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_CSV_ROWS_H_
#define CHISO_TOOLS_CLIENT_IMPORT_CSV_ROWS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "chiso/record/v1/record.pb.h"
#include "chiso/reporting/v1/official.pb.h"
#include "tools/client/import/chunk/file_kind.h"
#include "tools/client/import/chunk/finding.h"

namespace chiso {

// The values of columns that are absent or empty.
struct Defaults {
  // Microseconds since 1970.
  int64_t revision = 0;
  // When official figures were read.
  absl::Time read_time;
  // What orders rows of equal revisions: RevisionOrder of the file.
  int64_t order = 0;
};

// The values of a row, by the name of the column.
class Fields {
 public:
  Fields(const std::vector<std::string>& header, const std::vector<std::string>& values)
      : header_(header), values_(values) {}
  // Empty where there is no such column.
  const std::string& Get(absl::string_view column) const;

 private:
  const std::vector<std::string>& header_;
  const std::vector<std::string>& values_;
};

// Fills the message and returns nothing, or returns the first thing that is wrong with the row, with line 0,
// and fills what else can be read. An empty cell leaves its field as it is; a scope is then that of the
// subtree. Requires: the kind's rows are records.
std::optional<Finding> ToRecord(FileKind kind, const Fields& row, const Defaults& defaults,
                                record::v1::Record& record);
std::optional<Finding> ToFigure(const Fields& row, const Defaults& defaults,
                                reporting::v1::OfficialFigure& figure);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_CSV_ROWS_H_
