#include "tools/client/view/drift_view.h"

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

namespace chiso {
namespace {

using google::protobuf::TextFormat;
using index::v1::Score;
using scoring::v1::TreeDrift;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TreeDrift Tree(const std::string& text) {
  TreeDrift tree;
  EXPECT_TRUE(TextFormat::ParseFromString(text, &tree));
  return tree;
}

Score AScore() {
  Score score;
  EXPECT_TRUE(TextFormat::ParseFromString(
      R"pb(
        unit { code: "H44" }
        period: "2026-08"
        scope: SCOPE_OWN_OFFICES
        definition_id: "766-2026"
        indicators { code: "ON_TIME" status: STATUS_SCORED numerator: 1 denominator: 2 points: 1000 }
        indicators { code: "ONLINE" status: STATUS_NOT_REPORTED }
        groups { code: "TDGQ" status: STATUS_SCORED points: 1000 }
        total_status: STATUS_INCOMPLETE
        total_points: 1000
        positions { log: "main" sequence: 342 digest: "x" }
        positions { log: "reference" sequence: 18 }
        as_of_time { seconds: 1788220805 nanos: 250000000 }
        freshness { lag_records: 3 })pb",
      &score));
  return score;
}

TEST(DriftView, NamesTheFirstDifferenceOfEachTree) {
  const std::vector<TreeDrift> trees = {
      Tree(R"pb(unit_code: "H01" compared_count: 1200 record_count: 5000)pb"),
      Tree(R"pb(unit_code: "H44"
                compared_count: 900
                differing_count: 3
                record_count: 5000
                first {
                  unit { code: "H44.1" }
                  period: "2026-08"
                  scope: SCOPE_SUBTREE
                  indicators: "ON_TIME"
                  kept_points: 1568
                  recomputed_points: 1570
                })pb")};
  EXPECT_THAT(DriftTable(trees, Language::kEnglish),
              AllOf(HasSubstr("1,200"),
                    HasSubstr("H44.1, 2026-08, the unit and all below it, ON_TIME: kept 15.68, "
                              "computed anew 15.70"),
                    HasSubstr("Scores that differ from what the records give: 3.")));
  EXPECT_THAT(DriftTable(trees, Language::kVietnamese), HasSubstr("đang lưu 15,68, tính lại 15,70"));
  EXPECT_THAT(DriftTable({trees[0]}, Language::kEnglish), HasSubstr("No score differs"));
}

TEST(DriftView, AMissingScoreIsNotOneWithoutPoints) {
  TreeDrift tree = Tree(R"pb(first {
                               unit { code: "H44" }
                               period: "2026"
                               kept_is_missing: true
                             })pb");
  EXPECT_THAT(DifferenceText(tree.first(), Language::kEnglish), HasSubstr("kept no score, computed anew -"));
}

TEST(DriftView, ScoresAreTheSameWhateverTheyRestOn) {
  Score other = AScore();
  other.clear_positions();
  other.clear_as_of_time();
  other.clear_freshness();
  EXPECT_TRUE(IsSameScore(AScore(), other));
  EXPECT_THAT(DifferingCodes(AScore(), other), IsEmpty());
  other.mutable_indicators(0)->set_numerator(2);
  other.mutable_groups(0)->set_points(2000);
  other.clear_total_points();
  other.add_indicators()->set_code("NEW");
  EXPECT_FALSE(IsSameScore(AScore(), other));
  EXPECT_THAT(DifferingCodes(AScore(), other), ElementsAre("ON_TIME", "NEW", "TDGQ", "TOTAL"));
  other = AScore();
  other.set_definition_sha256("another");
  EXPECT_FALSE(IsSameScore(AScore(), other));
}

TEST(DriftView, TheCommandSaysWhatTheScoreSays) {
  Score score = AScore();
  EXPECT_EQ(RecomputeCommand(score),
            "chiso recompute --unit H44 --period 2026-08 --scope own --definition 766-2026 --at main=342 "
            "--at reference=18 --as-of 2026-09-01T00:00:05Z");
  score.set_scope(record::v1::SCOPE_SUBTREE);
  EXPECT_THAT(RecomputeCommand(score), HasSubstr("--period 2026-08 --definition"));
}

}  // namespace
}  // namespace chiso
