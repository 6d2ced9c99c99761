// The kinds of files that can be imported.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_CHUNK_FILE_KIND_H_
#define CHISO_TOOLS_CLIENT_IMPORT_CHUNK_FILE_KIND_H_

#include <string>

#include "absl/strings/string_view.h"

namespace chiso {

// kRecords is JSON, the others are CSV.
enum class FileKind { kUnits, kReturns, kOfficial, kRecords };

// `units`, `returns`, `official`, `records`.
absl::string_view KindName(FileKind kind);

// The column that a field of the contracts comes from: `unit_return.unit_code` is `unit_code`, `unit.code`
// too, `figures[3].read_time` is `read_at`. Of records the field itself.
std::string ColumnOf(FileKind kind, absl::string_view field);

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_CHUNK_FILE_KIND_H_
