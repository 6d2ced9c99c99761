#include "tools/client/import/chunk/file_kind.h"

namespace chiso {

absl::string_view KindName(FileKind kind) {
  switch (kind) {
    case FileKind::kUnits:
      return "units";
    case FileKind::kReturns:
      return "returns";
    case FileKind::kOfficial:
      return "official";
    case FileKind::kRecords:
      break;
  }
  return "records";
}

std::string ColumnOf(FileKind kind, absl::string_view field) {
  if (kind == FileKind::kRecords) return std::string(field);
  const size_t dot = field.rfind('.');
  if (dot != absl::string_view::npos) field.remove_prefix(dot + 1);
  if (kind == FileKind::kUnits && field == "code") return "unit_code";
  if (kind == FileKind::kOfficial && field == "read_time") return "read_at";
  return std::string(field);
}

}  // namespace chiso
