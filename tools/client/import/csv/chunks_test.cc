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

// Rows of each kind: one that ingestion will refuse, the right one, and one that contradicts it.
TEST(CsvChunks, OfEachKindWhatWillBeRefusedDoesNotCostTheRightRowAndWhatContradictsItIsRefused) {
  struct Rows {
    FileKind kind;
    std::string header;
    std::vector<std::string> refused;
    std::string right;
    std::string contradicting;
  };
  const std::string long_name(301, 'x');
  const std::vector<Rows> all = {
      {FileKind::kTotals,
       "unit_code,period,source,received_count",
       {"H44,2026-08,national_portal,1000000000001"},
       "H44,2026-08,national_portal,1",
       "H44,2026-08,national_portal,2"},
      {FileKind::kChanges,
       "change_date,from_code,to_code,kind,legal_basis",
       {"1/7/2025,H15,H44,,", "1/7/2025,H15,H44,merge,0912-345-678"},
       "1/7/2025,H15,H44,merge,",
       "2025-07-01,H15,H44,move,"},
      {FileKind::kPublications,
       "unit_code,period,publish_time",
       {"H44,2026-07,"},
       "H44,2026-07,2026-08-01",
       "H44,2026-07,2026-08-02"},
      {FileKind::kCopies,
       "unit_code,period,copy_count",
       {"H44,2026-08,1000000000001"},
       "H44,2026-08,1",
       "H44,2026-08,2"},
      {FileKind::kPetitions,
       "code,unit_code,receive_time,outcome,outcome_time",
       {"1,,2026-08-03,,", "1,H44,,,", "1,H44,2026-08-03,answered,", "1,H44,2026-08-03,,2026-08-03",
        "1,H44,2026-08-03,answered,2026-08-02"},
       "1,H44,2026-08-03,,",
       "1,H44,2026-08-04,,"},
      {FileKind::kAnswers,
       "dossier_code,answer_time,satisfaction",
       {"H44.1-1,,satisfied", "H44.1-1,2026-08-03,"},
       "H44.1-1,2026-08-03,satisfied",
       "H44.1-1,2026-08-03,neutral"},
      {FileKind::kAliases,
       "alias,unit_code,valid_from,valid_to",
       {"A,,,", "A,H 44,,", "A,H44,,2026-02-30"},
       "A,H44,,",
       "A,H45,,"},
      {FileKind::kAliases,
       "alias,unit_code,valid_from,valid_to",
       {"A,H44,2026-01-02,2026-01-01"},
       "A,H44,2026-01-02,2026-01-02",
       "A,H44,2026-01-02,2026-01-03"},
      {FileKind::kCalendar, "date,unit_code,kind", {"2026-05-01,,"}, "2026-05-01,,off", "1/5/2026,,working"},
      {FileKind::kProcedures,
       "code,unit_code,name,announce_date,publish_date,max_working_days,valid_from,valid_to",
       {"1,H44,0912-345-678,,,,,", "1,H44,,x,,,,", "1,H44,,2026-01-02,2026-01-01,,,", "1,H44,,,,0,,",
        "1,H44,,,,1001,,", "1,H44,,,,,2026-01-02,2026-01-01"},
       "1,H44," + long_name + ",,,,,",
       "1,H44,x,,,,,"},
      {FileKind::kFeeds,
       "sender,kind,unit_code,precedence,valid_from,valid_to",
       {"a,dossier,,0,,", "a,dossier,,1001,,", "a,dossier,,,2026-01-02,2026-01-01", "a,dossier,,,,x"},
       "a,dossier,,1,,",
       "a,dossier,,2,,"},
  };
  for (const Rows& rows : all) {
    std::string file = rows.header;
    for (const std::string& row : rows.refused) absl::StrAppend(&file, "\n", row);
    absl::StrAppend(&file, "\n", rows.right, "\n", rows.contradicting, "\n");
    const auto chunks = Read(rows.kind, file);
    ASSERT_EQ(chunks.size(), 1u);
    ASSERT_EQ(chunks[0].findings.size(), 1u) << rows.header;
    EXPECT_EQ(chunks[0].findings[0].line, static_cast<int64_t>(rows.refused.size()) + 3) << rows.header;
    EXPECT_EQ(chunks[0].findings[0].reason, "KEY_REPEATED") << rows.header;
  }
}

TEST(CsvChunks, AFindingNamesTheCodeOfItsRow) {
  const auto petitions = Read(FileKind::kPetitions,
                              "code,unit_code,receive_time,outcome,outcome_time\nH44-PA-1,H44,yesterday,,\n");
  EXPECT_EQ(petitions[0].findings[0].code, "H44-PA-1");
  const auto totals = Read(FileKind::kTotals, "unit_code,period,source,received_count\nH44,2026-08,x,1\n");
  EXPECT_EQ(totals[0].findings[0].code, "H44");
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
