#include "services/reporting/staged_scores.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "absl/strings/str_cat.h"
#include "services/reporting/named_keys.h"
#include "services/reporting/score_values.h"
#include "services/reporting/testing/scores.h"

namespace chiso {
namespace {

using ::testing::ElementsAre;
using testing::MakeDefinition;
using testing::MakeDefinitions;
using testing::MakeScore;

reporting::v1::PackedScores& AddPacked(reporting::v1::ScoreUpdate& update) {
  reporting::v1::PackedScores& packed = *update.add_packed_scores();
  packed.set_definition(1);
  packed.set_period("2026-08");
  packed.set_scope(record::v1::SCOPE_SUBTREE);
  return packed;
}

void AddScore(reporting::v1::PackedScores& packed, const std::string& code, int total) {
  reporting::v1::PackedScore& score = *packed.add_scores();
  score.mutable_unit()->set_code(code);
  *score.mutable_values() = *PackScore("", MakeScore(code, total), MakeDefinition());
}

TEST(StagedScores, PackedAndPlainScoresBecomeTheSame) {
  reporting::v1::ScoreUpdate plain, packed;
  *plain.add_scores() = MakeScore("H44", 5000);
  AddScore(AddPacked(packed), "H44", 5000);
  const auto a = *StageScores(plain, MakeDefinitions()), b = *StageScores(packed, MakeDefinitions());
  ASSERT_EQ(a.size(), 1u);
  ASSERT_EQ(b.size(), 1u);
  EXPECT_EQ(a[0].values, b[0].values);
  EXPECT_EQ(a[0].name.Key(), b[0].name.Key());
  EXPECT_EQ(b[0].definition_id, "766-2026");
  EXPECT_EQ(b[0].total_status, index::v1::STATUS_SCORED);
  EXPECT_EQ(b[0].total_points, 5000);
}

TEST(StagedScores, OfSeveralWithOneNameTheLastCountsAndAllAreInTheirOrder) {
  reporting::v1::ScoreUpdate update;
  *update.add_scores() = MakeScore("H44.2", 1);
  *update.add_scores() = MakeScore("H44.1", 2);
  *update.add_scores() = MakeScore("H44.1", 3);
  *update.add_scores() = MakeScore("H44.3", 4, "2026-07");
  AddScore(AddPacked(update), "H44.2", 5);
  std::vector<std::string> lines;
  const std::vector<StagedScore> scores = *StageScores(update, MakeDefinitions());
  for (const StagedScore& score : scores) {
    lines.push_back(absl::StrCat(score.name.period, " ", score.name.unit_code, " ", *score.total_points));
  }
  EXPECT_THAT(lines, ElementsAre("2026-07 H44.3 4", "2026-08 H44.1 3", "2026-08 H44.2 5"));
}

TEST(StagedScores, WhatBreaksTheRulesOfItsDefinitionIsNamed) {
  reporting::v1::ScoreUpdate update;
  AddScore(AddPacked(update), "H44", 1);
  update.mutable_packed_scores(0)->mutable_scores(0)->mutable_values()->add_statuses(99);
  EXPECT_THAT(std::string(StageScores(update, MakeDefinitions()).status().message()),
              ::testing::HasSubstr("update.packed_scores[0].scores[0].values.statuses"));
  update.Clear();
  *update.add_scores() = MakeScore("H44", 1);
  update.mutable_scores(0)->clear_groups();
  EXPECT_THAT(std::string(StageScores(update, MakeDefinitions()).status().message()),
              ::testing::HasSubstr("update.scores[0].groups"));
}

TEST(NamedKeys, HoldWhatWasNamedAndNothingElse) {
  std::atomic<int64_t> held = 0;
  NamedKeys named(held);
  const ScoreName name{"2026-08", record::v1::SCOPE_SUBTREE, "H44", ""};
  EXPECT_TRUE(named.AddScore(name).ok());
  EXPECT_TRUE(named.AddUnit("H44", "2026-01-01").ok());
  named.Sort();
  EXPECT_TRUE(named.HasScore(name));
  EXPECT_TRUE(named.HasUnit("H44", "2026-01-01"));
  EXPECT_FALSE(named.HasUnit("H44", ""));
  EXPECT_FALSE(named.HasScore({"2026-08", record::v1::SCOPE_OWN_OFFICES, "H44", ""}));
  EXPECT_FALSE(named.HasScore({"2026-08", record::v1::SCOPE_SUBTREE, "H44", "2026-01-01"}));
}

TEST(NamedKeys, AreBoundedTogetherAndFreeWhatTheyHeld) {
  std::atomic<int64_t> held = kMaxNamedKeys - 1;
  {
    NamedKeys one(held), other(held);
    EXPECT_TRUE(one.AddUnit("H44", "").ok());
    EXPECT_EQ(other.AddUnit("H44", "").code(), absl::StatusCode::kResourceExhausted);
    EXPECT_EQ(held, kMaxNamedKeys);
  }
  EXPECT_EQ(held, kMaxNamedKeys - 1);
}

}  // namespace
}  // namespace chiso
