#include "tools/client/view/diff_view.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace chiso {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

// The scores of H01 and H02; `online` has the points of the first's indicator.
Scores ScoresOf(const std::string& definition, int online, const std::string& more = "", int position = 7) {
  Scores scores;
  for (const std::string unit : {"H01", "H02"}) {
    index::v1::Score& score = *scores.Add();
    const int points = unit == "H01" ? online : 200;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(
        "unit { code: \"" + unit + "\" } period: \"2025-10\" definition_id: \"" + definition +
            "\" indicators { code: \"ONLINE\" status: STATUS_SCORED points: " + std::to_string(points) +
            " } " + (unit == "H01" ? more : "") +
            " groups { code: \"A\" status: STATUS_SCORED points: " + std::to_string(points) +
            " } total_status: STATUS_SCORED total_points: " + std::to_string(points) +
            " positions { log: \"main\" sequence: " + std::to_string(position) + " }",
        &score));
  }
  return scores;
}

TEST(CompareScores, LeavesOutUnitsAndCodesWithoutAChange) {
  const Diff diff = CompareScores(ScoresOf("a", 600), ScoresOf("b", 450));
  EXPECT_EQ(diff.compared, 2);
  ASSERT_EQ(diff.units.size(), 1u);
  EXPECT_EQ(diff.units[0].unit, "H01");
  std::vector<std::string> codes;
  for (const DiffLine& line : diff.units[0].lines) codes.push_back(line.code);
  EXPECT_THAT(codes, ElementsAre("ONLINE", "A", "TOTAL"));
  EXPECT_TRUE(CompareScores(ScoresOf("a", 600), ScoresOf("b", 600)).units.empty());
}

TEST(CompareScores, StatusAloneIsAChange) {
  Scores after = ScoresOf("b", 600);
  after[0].mutable_indicators(0)->set_status(index::v1::STATUS_INHERITED);
  EXPECT_EQ(CompareScores(ScoresOf("a", 600), after).units[0].lines.size(), 1u);
}

TEST(CompareScores, CodeOfOneDefinitionAloneHasOneSide) {
  const std::string more = "indicators { code: \"MORE\" status: STATUS_SCORED }";
  const Diff added = CompareScores(ScoresOf("a", 600), ScoresOf("b", 600, more));
  ASSERT_EQ(added.units.size(), 1u);
  EXPECT_EQ(added.units[0].lines[0].code, "MORE");
  EXPECT_FALSE(added.units[0].lines[0].before);
  EXPECT_TRUE(added.units[0].lines[0].after);
  const Diff gone = CompareScores(ScoresOf("a", 600, more), ScoresOf("b", 600));
  EXPECT_TRUE(gone.units[0].lines[0].before);
  EXPECT_FALSE(gone.units[0].lines[0].after);
}

TEST(CompareScores, SaysWhereRecordsCameInBetween) {
  EXPECT_FALSE(CompareScores(ScoresOf("a", 600), ScoresOf("b", 450)).moved);
  const Diff moved = CompareScores(ScoresOf("a", 600), ScoresOf("b", 450, "", 8));
  EXPECT_TRUE(moved.moved);
  EXPECT_THAT(DiffTable(moved, Language::kEnglish), HasSubstr("Records came in between"));
}

TEST(DiffView, CsvHasBothSidesAndTheChange) {
  EXPECT_EQ(DiffCsv(CompareScores(ScoresOf("a", 600), ScoresOf("b", 450))),
            "unit,period,code,before,status_before,points_before,after,status_after,points_after,change\n"
            "H01,2025-10,ONLINE,a,SCORED,6.00,b,SCORED,4.50,-1.50\n"
            "H01,2025-10,A,a,SCORED,6.00,b,SCORED,4.50,-1.50\n"
            "H01,2025-10,TOTAL,a,SCORED,6.00,b,SCORED,4.50,-1.50\n");
}

TEST(DiffView, JsonHasPointsInHundredths) {
  const std::string json = DiffJson(CompareScores(ScoresOf("a", 600), ScoresOf("b", 450)));
  EXPECT_THAT(json, HasSubstr("\"unit\": \"H01\""));
  EXPECT_THAT(json, HasSubstr("\"change\": -150"));
  EXPECT_THAT(json, Not(HasSubstr("H02")));
}

TEST(DiffView, TableShowsUnitsThatDifferInBothLanguages) {
  const Diff diff = CompareScores(ScoresOf("a", 600), ScoresOf("b", 450));
  EXPECT_THAT(DiffTable(diff, Language::kVietnamese), HasSubstr("-1,50"));
  EXPECT_THAT(DiffTable(diff, Language::kVietnamese), HasSubstr("Số đơn vị khác nhau: 1/2."));
  EXPECT_THAT(DiffTable(diff, Language::kEnglish), HasSubstr("Units that differ: 1 of 2."));
  EXPECT_THAT(DiffTable(diff, Language::kEnglish), Not(HasSubstr("H02")));
  EXPECT_EQ(DiffTable(CompareScores(ScoresOf("a", 600), ScoresOf("b", 600)), Language::kEnglish),
            "No unit differs; compared: 2.\n");
}

}  // namespace
}  // namespace chiso
