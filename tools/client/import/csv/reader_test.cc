#include "tools/client/import/csv/reader.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "common/testing/test_file.h"

namespace chiso {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// The rows as `line:field|field`, a refused one as `line!column!fault`.
std::vector<std::string> Read(const std::string& content) {
  const TestFile file(content);
  const auto reader = CsvReader::Open(file.path());
  if (!reader.ok()) return {std::string(absl::StripPrefix(reader.status().message(), file.path()))};
  std::vector<std::string> rows;
  while (const std::optional<CsvRow> row = (*reader)->Next()) {
    rows.push_back(row->fault.empty() ? absl::StrCat(row->line, ":", absl::StrJoin(row->fields, "|"))
                                      : absl::StrCat(row->line, "!", row->fault_column, "!", row->fault));
  }
  EXPECT_TRUE((*reader)->status().ok());
  return rows;
}

std::vector<std::string> Header(const std::string& content) {
  const TestFile file(content);
  return (*CsvReader::Open(file.path()))->header();
}

TEST(CsvReader, ReadsCommaAndSemicolonWithAndWithoutByteOrderMark) {
  EXPECT_THAT(Read("a,b\n1,2\n"), ElementsAre("2:1|2"));
  EXPECT_THAT(Read("a;b\n1;2,5\n"), ElementsAre("2:1|2,5"));
  EXPECT_THAT(Read("\xEF\xBB\xBF"
                   "a;b\r\n1;2\r\n"),
              ElementsAre("2:1|2"));
}

TEST(CsvReader, HeaderNamesAreInLowerCaseWithoutByteOrderMark) {
  EXPECT_THAT(Header("\xEF\xBB\xBFUnit_Code,PERIOD\n"), ElementsAre("unit_code", "period"));
}

TEST(CsvReader, EveryLineEndCountsOneLine) {
  EXPECT_THAT(Read("a,b\n1,2\n3,4"), ElementsAre("2:1|2", "3:3|4"));
  EXPECT_THAT(Read("a,b\r\n1,2\r\n3,4\r\n"), ElementsAre("2:1|2", "3:3|4"));
  EXPECT_THAT(Read("a,b\r1,2\r3,4\r"), ElementsAre("2:1|2", "3:3|4"));
}

TEST(CsvReader, QuotesHoldDelimitersQuotesAndLineEnds) {
  EXPECT_THAT(Read("a,b\n\"x, y\",\"say \"\"ha\"\"\"\n\"two\nlines\",z\nlast,row\n"),
              ElementsAre("2:x, y|say \"ha\"", "3:two\nlines|z", "5:last|row"));
}

TEST(CsvReader, BlankLinesAndRowsWithoutAnyFieldAreLeftOut) {
  EXPECT_THAT(Read("\n  \na,b\n\n1,2\n,\n"), ElementsAre("5:1|2"));
}

TEST(CsvReader, ARowThatDoesNotFitTheHeaderIsRefusedAlone) {
  EXPECT_THAT(Read("a,b\n1,2,3\n4\n5,6\n"), ElementsAre("2!!has 3 fields where the header has 2",
                                                        "3!!has 1 fields where the header has 2", "4:5|6"));
}

TEST(CsvReader, AnOpenQuoteCostsItsOwnLineOnly) {
  EXPECT_THAT(
      Read("a,b\n1,2\n\"open,3\n4,5\n6,7\n"),
      ElementsAre("2:1|2", "3!!a quoted field that begins in this line is not closed", "4:4|5", "5:6|7"));
}

TEST(CsvReader, AnOpenQuoteThatMeetsTheNextQuotedFieldCostsItsOwnLineOnly) {
  EXPECT_THAT(
      Read("a,b\n\"open,3\n4,5\n\"x\",9\n6,7\n"),
      ElementsAre("2!!a quoted field that begins in this line is not closed", "3:4|5", "4:x|9", "5:6|7"));
}

TEST(CsvReader, AQuoteInTheMiddleOfAFieldIsACharacter) {
  EXPECT_THAT(Read("a,b\nSuối \"Đá\",2\n"), ElementsAre("2:Suối \"Đá\"|2"));
}

TEST(CsvReader, AHugeLineIsRefusedAndTheRestGoesOn) {
  EXPECT_THAT(Read(absl::StrCat("a,b\n", std::string(3 << 20, 'x'), "\n1,2\n")),
              ElementsAre("2!!the line is longer than 1 MiB", "3:1|2"));
}

TEST(CsvReader, AHugeFieldIsRefused) {
  EXPECT_THAT(Read(absl::StrCat("a,b\n1,", std::string(kMaxFieldBytes + 1, 'x'), "\n1,2\n")),
              ElementsAre("2!b!is longer than 64 KiB", "3:1|2"));
}

TEST(CsvReader, BytesThatAreNotUtf8AreRefusedByField) {
  EXPECT_THAT(Read("a,b\nx,Ph\xfa\n1,2\n"),
              ElementsAre("2!b!is not valid UTF-8; save the file as UTF-8", "3:1|2"));
}

TEST(CsvReader, WhatNobodySeesIsNoPartOfAHeaderOrACellAtItsEnds) {
  EXPECT_THAT(Read("\uFEFF\uFEFFa\u00A0,\u200Bb\n1\u202F,\u3000 x y \u00AD\n\u00A0,\u200B\n"),
              ElementsAre("2:1|x y"));
  EXPECT_THAT(Read("\uFEFF\uFEFF\"a\",b\n\" 1\",2\n"), ElementsAre("2:1|2"));
}

TEST(CsvReader, WhatNobodySeesInsideAHeaderIsNamed) {
  EXPECT_THAT(Read("a,uni\u00A0t,c\n1,2,3\n"),
              ElementsAre(":1: column 2: its name holds U+00A0 behind character 3"));
  EXPECT_THAT(Read("u\uFEFFnit,b\n1,2\n"),
              ElementsAre(":1: column 1: its name holds U+FEFF behind character 1"));
  EXPECT_THAT(Read("a,\u00A0\n1,2\n"), ElementsAre(":1: column 2 has no name"));
}

TEST(CsvReader, TextBecomesNfc) { EXPECT_THAT(Read("a,b\nTri\u0300,2\n"), ElementsAre("2:Trì|2")); }

TEST(CsvReader, FilesThatAreNoTableAreRefusedWithTheirLine) {
  EXPECT_THAT(Read(""), ElementsAre(": the file is empty"));
  EXPECT_THAT(Read("\xFF\xFE"
                   "a\0"),
              ElementsAre(":1: is UTF-16; save the file as UTF-8"));
  EXPECT_THAT(Read("a,b,A\n1,2,3\n"), ElementsAre(":1: a: the header names this column twice"));
  EXPECT_THAT(Read("a,,c\n1,2,3\n"), ElementsAre(":1: column 2 has no name"));
  EXPECT_THAT(Read("\"a,b\n1,2\n"), ElementsAre(":1: a quoted field that begins in this line is not closed"));
}

TEST(CsvReader, MissingFilesAndFoldersAreRefused) {
  EXPECT_TRUE(absl::IsInvalidArgument(CsvReader::Open("/no/such/file.csv").status()));
  EXPECT_TRUE(absl::IsInvalidArgument(CsvReader::Open("/tmp").status()));
}

}  // namespace
}  // namespace chiso
