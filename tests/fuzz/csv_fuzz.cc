// Any bytes as a CSV file: each row fits the header or is refused, and becomes a record, a figure or a
// finding.

#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "common/text.h"
#include "tests/fuzz/hold.h"
#include "tools/client/import/csv/columns.h"
#include "tools/client/import/csv/reader.h"
#include "tools/client/import/csv/rows.h"

namespace chiso::fuzz {
namespace {

// The path of a file in memory with these bytes, the same each time.
std::string FileOf(absl::string_view bytes) {
  static const int file = memfd_create("csv", MFD_CLOEXEC);
  Hold(ftruncate(file, 0) == 0 &&
           pwrite(file, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()),
       "there is a file in memory");
  return absl::StrCat("/proc/self/fd/", file);
}

void Convert(FileKind kind, const Fields& fields) {
  const Defaults defaults{.revision = 1, .read_time = absl::UnixEpoch()};
  record::v1::Record record;
  reporting::v1::OfficialFigure figure;
  const std::optional<Finding> fault = kind == FileKind::kOfficial ? ToFigure(fields, defaults, figure)
                                                                   : ToRecord(kind, fields, defaults, record);
  if (fault) {
    Hold(!fault->message.empty(), "a finding says what is wrong");
    return;
  }
  if (kind == FileKind::kOfficial) {
    Hold(reporting::v1::OfficialFigure().ParseFromString(figure.SerializeAsString()), "a figure can be sent");
  } else {
    Hold(record::v1::Record().ParseFromString(record.SerializeAsString()), "a record can be sent");
  }
}

void Examine(absl::string_view bytes) {
  const absl::StatusOr<std::unique_ptr<CsvReader>> reader = CsvReader::Open(FileOf(bytes));
  if (!reader.ok()) return;
  int64_t line = 0;
  while (const std::optional<CsvRow> row = (*reader)->Next()) {
    Hold(row->line > line, "rows stand in the order of their lines");
    line = row->line;
    if (!row->fault.empty()) continue;
    Hold(row->fields.size() == (*reader)->header().size(), "a row fits the header");
    for (const std::string& field : row->fields) Hold(ToNfc(field) == field, "a field is text in NFC");
    for (int i = 0; i < static_cast<int>(FileKind::kRecords); ++i) {
      const auto kind = static_cast<FileKind>(i);
      if (CheckHeader(kind, (*reader)->header()).ok()) Convert(kind, {(*reader)->header(), row->fields});
    }
  }
  Hold((*reader)->status().ok(), "the file is read to its end");
}

}  // namespace
}  // namespace chiso::fuzz

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  chiso::fuzz::Examine({reinterpret_cast<const char*>(data), size});
  return 0;
}
