#include "services/scoring/drift.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "services/scoring/recompute.h"
#include "services/scoring/testing/kept_logs.h"
#include "services/scoring/testing/log.h"

namespace chiso::testing {
namespace {

using record::v1::Record;
using scoring::v1::RecomputeScoresRequest;
using scoring::v1::TreeDrift;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr int64_t kDay = 24 * 60 * 60;
// 2026-09-01 in Asia/Ho_Chi_Minh.
constexpr int64_t kSeptember = 1'788'195'600;
constexpr int64_t kNow = kSeptember + 19 * kDay;

Record DueOn(Record record, int64_t seconds) {
  record.mutable_dossier()->mutable_due_time()->set_seconds(seconds);
  return record;
}
Record EndedOn(Record record, int64_t seconds) {
  record.mutable_dossier()->set_status(record::v1::DOSSIER_STATUS_FINISHED);
  record.mutable_dossier()->mutable_process_end_time()->set_seconds(seconds);
  return record;
}
Record Petition(const std::string& code, const std::string& unit, const std::string& dossier) {
  Record record;
  record.set_revision(1);
  record::v1::Petition& petition = *record.mutable_petition();
  petition.set_code(code);
  petition.set_unit_code(unit);
  petition.mutable_receive_time()->set_seconds(kSeptember + kDay);
  petition.set_outcome(record::v1::PETITION_OUTCOME_UNSPECIFIED);
  petition.set_dossier_code(dossier);
  return record;
}
Record Alias(const std::string& text, const std::string& unit) {
  Record record;
  record.set_revision(1);
  record.mutable_unit_alias()->set_alias(text);
  record.mutable_unit_alias()->set_unit_code(unit);
  return record;
}
Record Dissatisfied(const std::string& dossier) {
  Record record;
  record.set_revision(1);
  record.mutable_satisfaction()->set_dossier_code(dossier);
  record.mutable_satisfaction()->set_code("1");
  record.mutable_satisfaction()->set_satisfaction(record::v1::SATISFACTION_DISSATISFIED);
  return record;
}

// Two provinces of two communes each below a nation.
class DriftTest : public ::testing::Test {
 protected:
  DriftTest() {
    logs_.Append("reference", {UnitRecord("VN", record::v1::LEVEL_NATION),
                               UnitRecord("H01", record::v1::LEVEL_PROVINCE, "VN"),
                               UnitRecord("H01.1", record::v1::LEVEL_COMMUNE, "H01"),
                               UnitRecord("H44", record::v1::LEVEL_PROVINCE, "VN"),
                               UnitRecord("H44.1", record::v1::LEVEL_COMMUNE, "H44"),
                               UnitRecord("H44.2", record::v1::LEVEL_COMMUNE, "H44")});
  }

  // What is kept beside what the logs give.
  TreeDrift Check(const std::string& unit) {
    const auto drift = CheckTree(state_, unit, logs_.Reading());
    EXPECT_TRUE(drift.ok()) << drift.status();
    return drift.value_or(TreeDrift());
  }
  void ExpectNoDrift() {
    logs_.Feed(state_, kNow);
    int64_t compared = 0;
    for (const std::string unit : {"H01", "H44"}) {
      const TreeDrift drift = Check(unit);
      compared += drift.compared_count();
      EXPECT_EQ(drift.differing_count(), 0) << drift.DebugString();
      EXPECT_FALSE(drift.has_first());
    }
    EXPECT_GT(compared, 0);
  }

  // Of the own offices or the subtree in September, as known at the heads and `seconds`.
  RecomputeScoresRequest Ask(const std::string& unit, int64_t seconds = kNow) {
    RecomputeScoresRequest request;
    request.set_unit_code(unit);
    request.set_period("2026-09");
    *request.mutable_positions() = logs_.Heads();
    request.mutable_as_of_time()->set_seconds(seconds);
    return request;
  }
  auto Recompute(const RecomputeScoresRequest& request) {
    return RecomputeScores(ShippedDefinitions(), {"reference", "main"}, request, logs_.Reading());
  }
  index::v1::Score Kept(const std::string& unit) {
    scoring::v1::GetScoreRequest request;
    request.set_unit_code(unit);
    request.set_period("2026-09");
    index::v1::Score score = *state_.GetScore(request);
    score.clear_freshness();
    return score;
  }
  // Of the score of its only unit.
  static std::string OnTime(const index::v1::Score& score) {
    for (const auto& indicator : score.indicators()) {
      if (indicator.code() == "ON_TIME")
        return absl::StrCat(indicator.numerator(), "/", indicator.denominator());
    }
    return "";
  }

  KeptLogs logs_;
  State state_{ShippedDefinitions(), {"reference", "main"}, [] { return absl::FromUnixSeconds(kNow + 5); }};
};

TEST_F(DriftTest, WhatTheLogsGiveIsWhatIsKept) {
  logs_.Append("main", {DueOn(DossierRecord("H44-1", "H44.1", kSeptember), kSeptember + 2 * kDay),
                        DossierRecord("H01-1", "H01.1", kSeptember - 40 * kDay),
                        ReturnRecord("H44.2", "2026-08", "ON_TIME", 3, 4), Dissatisfied("H44-1"),
                        Petition("H44.2-P1", "H44.2", "")});
  ExpectNoDrift();
  const TreeDrift drift = Check("H44");
  EXPECT_EQ(drift.unit_code(), "H44");
  EXPECT_EQ(drift.positions_size(), 2);
  EXPECT_EQ(drift.as_of_time().seconds(), kNow);
  EXPECT_EQ(drift.record_count(), 11);
  // The tree of the commune is that of its province.
  EXPECT_EQ(Check("H44.1").compared_count(), drift.compared_count());
}

TEST_F(DriftTest, ADossierThatMovedAwayIsNotLeftBehindInWhateverOrderItsVersionsCame) {
  // Both provinces, and both orders: what moved away from the one moved to the other.
  logs_.Append(
      "main",
      {DossierRecord("H01-1", "H44.1", kSeptember, 1), DossierRecord("H01-1", "H01.1", kSeptember, 2),
       DossierRecord("H01-2", "H01.1", kSeptember, 2), DossierRecord("H01-2", "H44.1", kSeptember, 1)});
  ExpectNoDrift();
  EXPECT_EQ(OnTime(Recompute(Ask("H01"))->scores(0)), "2/2");
  EXPECT_EQ(OnTime(Recompute(Ask("H44"))->scores(0)), "0/0");
}

TEST_F(DriftTest, WhatIsSaidOfADossierCountsFromWhicheverUnitAndBeforeItCame) {
  logs_.Append("main",
               {Dissatisfied("H01-1"), Petition("H01.1-P1", "H01.1", "H44-2"),
                DossierRecord("H01-1", "H44.1", kSeptember), DossierRecord("H44-2", "H44.2", kSeptember)});
  ExpectNoDrift();
  const auto answer = Recompute(Ask("H44"));
  for (const auto& indicator : answer->scores(0).indicators()) {
    if (indicator.code() != "DOSSIER_RECEIVING_SATISFACTION") continue;
    EXPECT_EQ(indicator.numerator(), 0);
    EXPECT_EQ(indicator.denominator(), 2);
  }
}

TEST_F(DriftTest, AUnitThatIsNamedByAnAliasIsFound) {
  Record named = DossierRecord("X-1", "", kSeptember);
  named.mutable_dossier()->set_unit_name("UBND xã Một");
  logs_.Append("main", {named, DossierRecord("X-2", "OLD-7", kSeptember)});
  logs_.Append("reference", {Alias("UBND xã Một", "H44.1"), Alias("OLD-7", "H44.2")});
  ExpectNoDrift();
  EXPECT_EQ(OnTime(Recompute(Ask("H44"))->scores(0)), "2/2");
}

TEST_F(DriftTest, AUnitThatChangedItsProvinceIsKinOfBoth) {
  Record before = UnitRecord("H44.3", record::v1::LEVEL_COMMUNE, "H01");
  before.mutable_unit()->set_valid_to("2026-07-31");
  Record after = UnitRecord("H44.3", record::v1::LEVEL_COMMUNE, "H44");
  after.mutable_unit()->set_valid_from("2026-08-01");
  logs_.Append("reference", {before, after});
  logs_.Append("main", {ReturnRecord("H44.3", "2026-07", "ONLINE_DOSSIERS", 1, 2),
                        ReturnRecord("H44.3", "2026-08", "ONLINE_DOSSIERS", 1, 2),
                        ReturnRecord("H44.3", "2026-09", "ONLINE_DOSSIERS", 1, 2),
                        ReturnRecord("H01.1", "2026-07", "ONLINE_DOSSIERS", 1, 4),
                        DossierRecord("H44.3-1", "H44.3", kSeptember - 50 * kDay)});
  ExpectNoDrift();
}

// Revisions, moves, ends, retractions and answers by two senders, in random order and batches.
TEST_F(DriftTest, OfRandomHistoriesNothingDrifts) {
  const std::vector<std::string> units = {"H01", "H01.1", "H44", "H44.1", "H44.2", "H77", "OLD-7"};
  logs_.Append("reference",
               {Alias("OLD-7", "H44.2"), FeedRecord("two", record::v1::RECORD_KIND_DOSSIER, "H44")});
  std::mt19937 random(std::random_device{}());
  const auto below = [&random](int64_t end) { return static_cast<int64_t>(random() % end); };
  std::vector<Record> records;
  for (int i = 0; i < 400; ++i) {
    const std::string code = absl::StrCat(units[below(5)], "-", below(60));
    Record record = DossierRecord(code, units[below(7)], kSeptember - below(60) * kDay, 1 + below(5));
    if (below(2) == 0) record = DueOn(record, kSeptember + (below(40) - 20) * kDay);
    if (below(3) == 0) record = EndedOn(record, kSeptember + (below(19) - 10) * kDay);
    if (below(10) == 0) record.set_retracted(true);
    records.push_back(record);
    if (below(8) == 0) records.push_back(Dissatisfied(code));
    if (below(8) == 0)
      records.push_back(Petition(absl::StrCat(units[below(5)], "-P", i), units[below(7)], code));
  }
  std::shuffle(records.begin(), records.end(), random);
  for (auto next = records.begin(); next != records.end();) {
    const auto end = next + std::min<int64_t>(1 + below(9), records.end() - next);
    logs_.Append("main", {next, end}, below(2) == 0 ? "one" : "two");
    next = end;
  }
  ExpectNoDrift();
}

TEST_F(DriftTest, AScoreThatIsKeptOtherwiseIsNamed) {
  logs_.Append("main", {DueOn(DossierRecord("H44-1", "H44.1", kSeptember), kSeptember + 2 * kDay),
                        DossierRecord("H44-2", "H44.2", kSeptember)});
  logs_.Feed(state_, kNow);
  // Known to the state, at these positions, and not to the logs.
  state_.Apply(Chunk("main", 1, {DossierRecord("H44-9", "H44.1", kSeptember)}, 0, kNow));
  const TreeDrift drift = Check("H44");
  EXPECT_GT(drift.differing_count(), 0);
  EXPECT_LT(drift.differing_count(), drift.compared_count());
  // H44 comes first: its own offices are as they were.
  EXPECT_EQ(drift.first().unit().code(), "H44");
  EXPECT_THAT(drift.first().period(), HasSubstr("2026"));
  EXPECT_EQ(drift.first().scope(), record::v1::SCOPE_SUBTREE);
  EXPECT_EQ(drift.first().definition_id(), "766-2026");
  EXPECT_THAT(drift.first().indicators(), ::testing::Contains("ON_TIME"));
  EXPECT_TRUE(drift.first().has_kept_points());
  EXPECT_TRUE(drift.first().has_recomputed_points());
  EXPECT_EQ(Check("H01").differing_count(), 0);
}

TEST_F(DriftTest, AScoreThatIsNotKeptAtAllIsNamed) {
  logs_.Feed(state_, kNow);
  logs_.Append("main", {DossierRecord("H44-1", "H44.1", kSeptember)});
  // Read past it without taking it in.
  state_.Apply(Chunk("main", 1, {}, 0, kNow));
  const TreeDrift drift = Check("H44");
  EXPECT_EQ(drift.differing_count(), drift.compared_count());
  EXPECT_TRUE(drift.first().kept_is_missing());
  EXPECT_FALSE(drift.first().recomputed_is_missing());
}

TEST_F(DriftTest, TopLevelUnitsAreThoseBelowTheNationAndThoseBelowNothingKnown) {
  logs_.Append("reference", {UnitRecord("G01", record::v1::LEVEL_MINISTRY),
                             UnitRecord("H99.1", record::v1::LEVEL_COMMUNE, "H99")});
  logs_.Feed(state_, kNow);
  EXPECT_THAT(state_.Read([](const Known& known) { return TopLevelUnits(known.ledger.units()); }),
              ElementsAre("G01", "H01", "H44", "H99.1"));
}

TEST_F(DriftTest, WhatCannotBeComparedIsRefused) {
  EXPECT_EQ(CheckTree(state_, "H44", logs_.Reading()).status().code(), absl::StatusCode::kUnavailable);
  logs_.Feed(state_, kNow);
  EXPECT_EQ(CheckTree(state_, "H98", logs_.Reading()).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(CheckTree(state_, "VN", logs_.Reading()).status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(CheckTree(state_, "H 4", logs_.Reading()).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(DriftTest, AtThePositionsAndTheTimeOfAScoreItComesOutAgain) {
  logs_.Append("main", {DueOn(DossierRecord("H44-1", "H44.1", kSeptember), kSeptember + 20 * kDay),
                        DossierRecord("H44-2", "H44.2", kSeptember)});
  logs_.Feed(state_, kNow);
  const index::v1::Score then = Kept("H44");
  EXPECT_EQ(OnTime(then), "2/2");
  RecomputeScoresRequest request = Ask("H44");
  request.set_definition_id(then.definition_id());
  request.set_definition_sha256(then.definition_sha256());
  // In the midst of the batch that comes next.
  logs_.Append("main",
               {DossierRecord("H44-3", "H44.1", kSeptember), DossierRecord("H44-4", "H44.1", kSeptember)});
  logs_.Append("reference", {UnitRecord("H44.2", record::v1::LEVEL_COMMUNE, "H01", 2)});
  EXPECT_EQ(Recompute(request)->scores(0).SerializeAsString(), then.SerializeAsString());
  EXPECT_EQ(Recompute(request)->record_count(), 8);
  (*request.mutable_positions())[0].set_sequence(3);
  EXPECT_EQ(OnTime(Recompute(request)->scores(0)), "3/3");
  // As of later what was due by then is late.
  request.mutable_as_of_time()->set_seconds(kSeptember + 22 * kDay);
  EXPECT_EQ(OnTime(Recompute(request)->scores(0)), "2/3");
}

TEST_F(DriftTest, ANationIsTheMeanOfWhatWasKnownOfItsProvinces) {
  logs_.Append("main",
               {DossierRecord("H44-1", "H44.1", kSeptember), DossierRecord("H01-1", "H01.1", kSeptember)});
  logs_.Feed(state_, kNow);
  EXPECT_EQ(Recompute(Ask("VN"))->scores(0).SerializeAsString(), Kept("VN").SerializeAsString());
}

TEST_F(DriftTest, UnitsBelowComeAfterTheUnitAndAreBounded) {
  std::vector<Record> units;
  for (int i = 0; i < 1200; ++i) {
    units.push_back(UnitRecord(absl::StrCat("H44.9", i), record::v1::LEVEL_COMMUNE, "H44"));
  }
  logs_.Append("main", {DossierRecord("H44-1", "H44.1", kSeptember)});
  RecomputeScoresRequest request = Ask("H44");
  request.set_with_units_below(true);
  auto answer = Recompute(request);
  ASSERT_EQ(answer->scores_size(), 3);
  EXPECT_EQ(answer->scores(1).unit().code(), "H44.1");
  EXPECT_EQ(answer->scores(2).unit().code(), "H44.2");
  EXPECT_EQ(answer->scores(2).as_of_time().seconds(), kNow);
  logs_.Append("reference", units);
  *request.mutable_positions() = logs_.Heads();
  answer = Recompute(request);
  EXPECT_EQ(answer->scores_size(), 1000);
  EXPECT_EQ(answer->omitted_count(), 203);
}

TEST_F(DriftTest, OfMoreDossiersThanAreKeptNothingIsComputed) {
  logs_.Append("main",
               {DossierRecord("H44-1", "H44.1", kSeptember), DossierRecord("H44-2", "H44.1", kSeptember),
                DossierRecord("H01-1", "H01.1", kSeptember), DossierRecord("H01-2", "H77", kSeptember)});
  const auto run = [&](const std::string& unit, size_t dossiers) {
    Replay replay(ShippedDefinitions(), dossiers);
    return replay.Run(unit, logs_.Heads(), absl::FromUnixSeconds(kNow), logs_.Reading()).code();
  };
  EXPECT_EQ(run("H44", 2), absl::StatusCode::kOk);
  EXPECT_EQ(run("H44", 1), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(run("VN", 3), absl::StatusCode::kResourceExhausted);
}

TEST_F(DriftTest, OthersDossiersAreNotHeld) {
  logs_.Append("main",
               {DossierRecord("H44-1", "H44.1", kSeptember), DossierRecord("H01-1", "H01.1", kSeptember),
                DossierRecord("H01-2", "H77", kSeptember), Dissatisfied("H01-1")});
  Replay replay(ShippedDefinitions());
  ASSERT_TRUE(replay.Run("H44", logs_.Heads(), absl::FromUnixSeconds(kNow), logs_.Reading()).ok());
  EXPECT_EQ(replay.ledger().cases().row_count(), 1u);
}

TEST_F(DriftTest, WhatNoScoreSaysIsRefusedWithTheField) {
  logs_.Append("main", {DossierRecord("H44-1", "H44.1", kSeptember)});
  const auto refusal = [&](const RecomputeScoresRequest& request) {
    return std::string(Recompute(request).status().message());
  };
  RecomputeScoresRequest request = Ask("H44");
  request.mutable_positions()->RemoveLast();
  EXPECT_THAT(refusal(request),
              HasSubstr("positions: must name every log that is followed, and lacks reference"));
  request = Ask("H44");
  request.add_positions()->set_log("main");
  EXPECT_THAT(refusal(request), HasSubstr("positions[2].log: is named twice"));
  request = Ask("H44");
  (*request.mutable_positions())[0].set_sequence(-1);
  EXPECT_THAT(refusal(request), HasSubstr("positions[0].sequence"));
  request = Ask("H44");
  request.clear_as_of_time();
  EXPECT_THAT(refusal(request), HasSubstr("as_of_time"));
  request = Ask("H44");
  request.set_definition_id("766-2026");
  request.set_definition_sha256("another");
  EXPECT_EQ(Recompute(request).status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(Recompute(Ask("H98")).status().code(), absl::StatusCode::kNotFound);
  request = Ask("H44");
  request.set_period("?");
  EXPECT_THAT(refusal(request), HasSubstr("period"));
}

}  // namespace
}  // namespace chiso::testing
