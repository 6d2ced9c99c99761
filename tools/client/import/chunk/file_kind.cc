#include "tools/client/import/chunk/file_kind.h"

#include <iterator>

#include "absl/strings/str_replace.h"

namespace chiso {
namespace {

using record::v1::RecordKind;

struct Entry {
  const char* name;
  RecordKind content;
};

// By the number of the kind.
constexpr Entry kEntries[] = {
    {"units", record::v1::RECORD_KIND_UNIT},
    {"changes", record::v1::RECORD_KIND_UNIT_CHANGE},
    {"aliases", record::v1::RECORD_KIND_UNIT_ALIAS},
    {"procedures", record::v1::RECORD_KIND_PROCEDURE},
    {"calendar", record::v1::RECORD_KIND_CALENDAR_DAY},
    {"feeds", record::v1::RECORD_KIND_FEED},
    {"returns", record::v1::RECORD_KIND_RETURN},
    {"totals", record::v1::RECORD_KIND_NATIONAL_TOTAL},
    {"copies", record::v1::RECORD_KIND_CERTIFIED_COPY},
    {"petitions", record::v1::RECORD_KIND_PETITION},
    {"answers", record::v1::RECORD_KIND_SATISFACTION},
    {"publications", record::v1::RECORD_KIND_PUBLICATION},
    {"official", record::v1::RECORD_KIND_UNSPECIFIED},
    {"records", record::v1::RECORD_KIND_UNSPECIFIED},
};
static_assert(std::size(kEntries) == static_cast<size_t>(FileKind::kRecords) + 1);

}  // namespace

absl::string_view KindName(FileKind kind) { return kEntries[static_cast<size_t>(kind)].name; }

std::vector<std::string> KindNames() {
  std::vector<std::string> names;
  for (const Entry& entry : kEntries) names.emplace_back(entry.name);
  return names;
}

std::optional<FileKind> ParseKind(absl::string_view name) {
  for (size_t i = 0; i < std::size(kEntries); ++i) {
    if (name == kEntries[i].name) return static_cast<FileKind>(i);
  }
  return std::nullopt;
}

RecordKind ContentOf(FileKind kind) { return kEntries[static_cast<size_t>(kind)].content; }

std::string ColumnOf(FileKind kind, absl::string_view field) {
  if (kind == FileKind::kRecords) return std::string(field);
  // What stands before the first dot is the record.
  std::string column(field.substr(field.find('.') + 1));
  column = absl::StrReplaceAll(column.substr(0, column.find('[')), {{".", "_"}});
  if (kind == FileKind::kUnits && column == "code") return "unit_code";
  if (kind == FileKind::kOfficial && column == "read_time") return "read_at";
  return column;
}

}  // namespace chiso
