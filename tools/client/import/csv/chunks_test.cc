#include "tools/client/import/csv/chunks.h"

#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "common/testing/test_file.h"

namespace chiso {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr char kHeader[] = "unit_code,period,indicator,numerator,denominator\n";
const Defaults kDefaults{1, absl::UnixEpoch()};

std::vector<Chunk> Read(FileKind kind, const std::string& content, const Defaults& defaults = kDefaults) {
  const TestFile file(content);
  auto reader = CsvChunks::Open(kind, file.path(), defaults);
  EXPECT_TRUE(reader.ok()) << reader.status();
  std::vector<Chunk> chunks;
  while (std::optional<Chunk> chunk = (*reader)->Next()) chunks.push_back(*std::move(chunk));
  return chunks;
}

std::string Rows(int count) {
  std::string rows = kHeader;
  for (int i = 0; i < count; ++i) absl::StrAppend(&rows, "H44.", i, ",2026-08,ON_TIME,1,2\n");
  return rows;
}

TEST(CsvChunks, ARowThatCannotBecomeARecordCostsNoOther) {
  const auto chunks = Read(FileKind::kReturns, absl::StrCat(kHeader,
                                                            "H44,2026-08,ON_TIME,1,2\nH44,2026-08,X,y,2\n"
                                                            "H44,2026-09,ON_TIME,1,2\n"));
  ASSERT_EQ(chunks.size(), 1u);
  EXPECT_EQ(chunks[0].batch.records_size(), 2);
  EXPECT_THAT(chunks[0].lines, ElementsAre(2, 4));
  ASSERT_EQ(chunks[0].findings.size(), 1u);
  EXPECT_EQ(chunks[0].findings[0].line, 3);
  EXPECT_EQ(chunks[0].findings[0].column, "numerator");
  EXPECT_TRUE(chunks[0].findings[0].rejected);
}

TEST(CsvChunks, ALongFileComesInSeveralWithTheirLines) {
  const auto chunks = Read(FileKind::kReturns, Rows(2500));
  ASSERT_EQ(chunks.size(), 3u);
  EXPECT_EQ(chunks[0].lines.front(), 2);
  EXPECT_EQ(chunks[1].lines.front(), 1002);
  EXPECT_EQ(chunks[2].lines.back(), 2501);
  EXPECT_EQ(chunks[2].batch.records_size(), 500);
}

TEST(CsvChunks, ARowThatContradictsAnEarlierOneIsRefusedAcrossChunks) {
  const auto chunks = Read(FileKind::kReturns, absl::StrCat(Rows(1200), "H44.7,2026-08,ON_TIME,2,2\n"));
  ASSERT_EQ(chunks.size(), 2u);
  ASSERT_EQ(chunks[1].findings.size(), 1u);
  EXPECT_EQ(chunks[1].findings[0].line, 1202);
  EXPECT_THAT(chunks[1].findings[0].message, HasSubstr("line 9"));
}

TEST(CsvChunks, ARowThatWillBeRefusedDoesNotCostTheOneThatPutsItRight) {
  const auto returns =
      Read(FileKind::kReturns,
           absl::StrCat(kHeader, "H44,2026-08,ON_TIME,1,1000000000001\nH44,2026-08,ON_TIME,1,2\n"));
  EXPECT_TRUE(returns[0].findings.empty());
  const auto units = Read(FileKind::kUnits,
                          "unit_code,name,level,parent_code,valid_from,valid_to\n"
                          "H44,,province,,,\nH44,Phú Thọ,province,,,2026-02-30\nH44,Phú Thọ,province,H44,,\n"
                          "H44,Phú Thọ 0912-345-678,province,,,\n"
                          "H44,Phú Thọ,province,,,\nH44,Vĩnh Phúc,province,,,\n");
  ASSERT_EQ(units[0].findings.size(), 1u);
  EXPECT_EQ(units[0].findings[0].line, 7);
  const auto figures =
      Read(FileKind::kOfficial, "unit_code,period,code,value\nH44,2026,TOTAL,abc\nH44,2026,TOTAL,61.5\n");
  EXPECT_TRUE(figures[0].findings.empty());
}

TEST(CsvChunks, ARowThatIsRepeatedIsNoContradiction) {
  const auto chunks =
      Read(FileKind::kReturns, absl::StrCat(kHeader, "H44,2026-08,ON_TIME,1,2\nH44,2026-08,ON_TIME,1,2\n"));
  EXPECT_TRUE(chunks[0].findings.empty());
  EXPECT_EQ(chunks[0].lines.size(), 2u);
}

TEST(CsvChunks, RevisionsOfOneKeyDoNotContradict) {
  const auto chunks = Read(FileKind::kReturns,
                           "unit_code,period,indicator,numerator,denominator,revision\n"
                           "H44,2026-08,ON_TIME,1,2,1\nH44,2026-08,ON_TIME,2,2,2\n");
  EXPECT_TRUE(chunks[0].findings.empty());
}

TEST(CsvChunks, OfficialFiguresComeAsFigures) {
  const auto chunks = Read(FileKind::kOfficial,
                           "unit_code,period,code,value,read_at\nH44,2026,TOTAL,\"61,5\",2026-10-10\n"
                           "H44,2026,TOTAL,61.6,2026-10-10\nH44,2026,TOTAL,61.6,2026-10-11\n");
  EXPECT_EQ(chunks[0].figures.figures_size(), 2);
  EXPECT_EQ(chunks[0].figures.figures(0).value(), "61.5");
  ASSERT_EQ(chunks[0].findings.size(), 1u);
  EXPECT_EQ(chunks[0].findings[0].line, 3);
}

TEST(CsvChunks, WrongColumnsNameFileAndLine) {
  const TestFile file("unit_code,period\nH44,2026-08\n");
  const auto status = CsvChunks::Open(FileKind::kReturns, file.path(), kDefaults).status();
  EXPECT_THAT(std::string(status.message()), StartsWith(file.path() + ":1: indicator"));
}

}  // namespace
}  // namespace chiso
