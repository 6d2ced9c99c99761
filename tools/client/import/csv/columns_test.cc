#include "tools/client/import/csv/columns.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "chiso/record/v1/record.pb.h"

namespace chiso {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::ElementsAreArray;
using ::testing::HasSubstr;

std::string FaultOf(FileKind kind, const std::vector<std::string>& header) {
  return std::string(CheckHeader(kind, header).message());
}

TEST(CsvColumns, AHeaderMustHaveItsColumnsAndNoOthers) {
  EXPECT_EQ(FaultOf(FileKind::kReturns, {"period", "unit_code", "indicator", "denominator", "numerator"}),
            "");
  EXPECT_THAT(FaultOf(FileKind::kReturns, {"unit_code", "period"}),
              HasSubstr("indicator: this column is missing"));
  EXPECT_THAT(FaultOf(FileKind::kOfficial, {"unit_code", "period", "code", "value", "colour"}),
              HasSubstr("colour: this column is not known"));
  EXPECT_THAT(FaultOf(FileKind::kCopies, {"unit_code"}),
              HasSubstr("the columns are unit_code,period,copy_count, and where wanted "
                        "unit_valid_from,retracted,revision"));
}

// Every file of records has all fields of its contract for columns, so that none can be said in JSON alone.
TEST(CsvColumns, AreTheFieldsOfTheContract) {
  for (const std::string& name : KindNames()) {
    const FileKind kind = *ParseKind(name);
    if (ContentOf(kind) == record::v1::RECORD_KIND_UNSPECIFIED) continue;
    const Columns& columns = ColumnsOf(kind);
    std::vector<std::string> fields;
    for (const ContentColumn& column : ContentColumns(kind)) fields.push_back(column.name);
    for (const std::string& field : fields) {
      const bool required = std::count(columns.required.begin(), columns.required.end(), field) > 0;
      const bool optional = std::count(columns.optional.begin(), columns.optional.end(), field) > 0;
      EXPECT_NE(required, optional) << name << " " << field;
    }
    for (const auto& listed : {columns.required, columns.key, columns.filled}) {
      for (const absl::string_view column : listed) EXPECT_THAT(fields, Contains(column)) << name;
    }
    EXPECT_THAT(columns.optional, Contains("revision")) << name;
    EXPECT_THAT(columns.optional, Contains("retracted")) << name;
  }
}

TEST(CsvColumns, OfAMessageWithinARecordHaveItsNameInFront) {
  EXPECT_EQ(FaultOf(FileKind::kChanges, {"change_date", "from_code", "from_valid_from", "to_code",
                                         "to_valid_from", "kind", "partial", "legal_basis", "revision"}),
            "");
  EXPECT_THAT(FaultOf(FileKind::kChanges, {"change_date", "from_code", "code", "kind"}),
              HasSubstr("to_code"));
}

TEST(CsvColumns, ACalendarMayHaveWordsForItsReaders) {
  EXPECT_EQ(FaultOf(FileKind::kCalendar, {"date", "unit_code", "kind", "holiday", "source", "revision"}), "");
  EXPECT_THAT(FaultOf(FileKind::kCopies, {"unit_code", "period", "copy_count", "source"}),
              HasSubstr("source: this column is not known"));
}

std::vector<std::string> CodeSpans(const std::string& cell) {
  const std::vector<std::string> parts = absl::StrSplit(cell, '`');
  std::vector<std::string> spans;
  for (size_t i = 1; i < parts.size(); i += 2) spans.push_back(parts[i]);
  return spans;
}

TEST(CsvColumns, TheDocumentListsThoseOfEachKind) {
  std::ifstream in(absl::StrCat(getenv("CHISO_SOURCE_DIR"), "/docs/import.md"));
  std::vector<std::string> kinds;
  std::string line;
  while (std::getline(in, line)) {
    const std::vector<std::string> cells = absl::StrSplit(line, " | ");
    if (cells.size() != 4 || !absl::StartsWith(cells[0], "| `")) continue;
    const std::optional<FileKind> kind = ParseKind(CodeSpans(cells[0])[0]);
    ASSERT_TRUE(kind) << line;
    kinds.push_back(CodeSpans(cells[0])[0]);
    EXPECT_THAT(CodeSpans(cells[2]), ElementsAreArray(ColumnsOf(*kind).required)) << line;
    EXPECT_THAT(CodeSpans(cells[3]), ElementsAreArray(ColumnsOf(*kind).optional)) << line;
  }
  std::vector<std::string> all = KindNames();
  all.pop_back();
  EXPECT_EQ(kinds, all);
}

TEST(CsvColumns, FilesAreNamedInOrder) {
  EXPECT_THAT(KindNames(),
              ElementsAre("units", "changes", "aliases", "procedures", "calendar", "feeds", "returns",
                          "totals", "copies", "petitions", "answers", "publications", "official", "records"));
  for (const std::string& name : KindNames()) EXPECT_EQ(KindName(*ParseKind(name)), name);
  EXPECT_FALSE(ParseKind("unit"));
}

}  // namespace
}  // namespace chiso
