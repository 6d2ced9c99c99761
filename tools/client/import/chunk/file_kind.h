// The kinds of files that can be imported.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_CHUNK_FILE_KIND_H_
#define CHISO_TOOLS_CLIENT_IMPORT_CHUNK_FILE_KIND_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "chiso/record/v1/kind.pb.h"

namespace chiso {

// kRecords is JSON, the others are CSV; kOfficial holds figures for reporting, the others records of one kind
// each.
enum class FileKind {
  kUnits,
  kChanges,
  kAliases,
  kProcedures,
  kCalendar,
  kFeeds,
  kReturns,
  kTotals,
  kCopies,
  kPetitions,
  kAnswers,
  kPublications,
  kOfficial,
  kRecords,
};

// `units`, `aliases`, …, `records`.
absl::string_view KindName(FileKind kind);
// The names of all, in order.
std::vector<std::string> KindNames();
// Nothing for any other word.
std::optional<FileKind> ParseKind(absl::string_view name);

// What the rows of a file are; RECORD_KIND_UNSPECIFIED where they are no records of one kind.
record::v1::RecordKind ContentOf(FileKind kind);

// The column that a field of the contracts comes from: `unit_return.unit_code` is `unit_code`, `unit.code`
// too, `unit_change.from.code` is `from_code`, `figures[3].read_time` is `read_at`, `procedure.levels[1]` is
// `levels`. Of records the field itself.
std::string ColumnOf(FileKind kind, absl::string_view field);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_CHUNK_FILE_KIND_H_
