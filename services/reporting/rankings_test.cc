#include "services/reporting/rankings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/errors.h"
#include "common/testing/test_postgres.h"
#include "services/reporting/testing/annex.h"
#include "services/reporting/testing/scores.h"

namespace chiso {
namespace {

using ::testing::ElementsAre;
using testing::MakeDefinitions;
using testing::MakeFigure;
using testing::MakeScore;
using testing::MakeUnit;

constexpr int64_t kNoon = 1'788'238'800;

absl::Time Soon() { return absl::Now() + absl::Seconds(60); }

const RankingQuery kByTotal{.period = *Period::Parse("2026-08"), .parent_code = "H44"};

// "unit value".
std::vector<std::string> Lines(const Rankings::List& list) {
  std::vector<std::string> lines;
  for (const auto& row : list->rows) lines.push_back(absl::StrCat(row.unit().code(), " ", row.value()));
  return lines;
}

// One replica: what it keeps in memory, over the database that all share.
struct Replica {
  explicit Replica(const std::string& conninfo)
      : postgres({conninfo}), history(postgres), rankings(history, testing::Catalogue()) {
    EXPECT_TRUE(Migrate(postgres, "reporting", ReportingSchema()).ok());
  }
  Rankings::List Rank(const RankingQuery& query = kByTotal) {
    const auto list = rankings.Rank(query, Soon());
    EXPECT_TRUE(list.ok()) << list.status();
    return list.ok() ? *list : std::make_shared<RankedList>();
  }

  Postgres postgres;
  History history;
  Rankings rankings;
};

class RankingsTest : public ::testing::Test {
 protected:
  RankingsTest() {
    reporting::v1::WriterOpening opening;
    opening.set_writer("test");
    opening.add_logs("main");
    *opening.mutable_definitions() = MakeDefinitions();
    const auto grant = replica_.history.Grant(opening, Soon());
    EXPECT_TRUE(grant.ok()) << grant.status();
    epoch_ = grant->epoch();
    reporting::v1::ScoreUpdate update;
    *update.add_units() = MakeUnit("H44", "");
    for (const char* code : {"H44.1", "H44.2"}) *update.add_units() = MakeUnit(code);
    for (const char* code : {"H44.1", "H44.2"}) *update.add_scores() = MakeScore(code, code[4] - '0');
    Record(update);
  }
  void Record(reporting::v1::ScoreUpdate update) {
    update.mutable_as_of_time()->set_seconds(kNoon);
    const auto scores = StageScores(update, MakeDefinitions());
    ASSERT_TRUE(scores.ok()) << scores.status();
    const auto recorded = replica_.history.Record({epoch_, {"main"}}, update, *scores, Soon());
    ASSERT_TRUE(recorded.ok()) << recorded.status();
  }
  void RecordScore(const index::v1::Score& score) {
    reporting::v1::ScoreUpdate update;
    *update.add_scores() = score;
    Record(update);
  }

  const std::string conninfo_ = chiso::testing::FreshDatabase();
  Replica replica_{conninfo_};
  Replica other_{conninfo_};
  int64_t epoch_ = 0;
};

TEST_F(RankingsTest, WhatHasNotChangedIsToldFromMemory) {
  const Rankings::List list = replica_.Rank();
  EXPECT_THAT(Lines(list), ElementsAre("H44.2 0.02", "H44.1 0.01"));
  RecordScore(MakeScore("H44.1", 1));
  EXPECT_EQ(replica_.Rank(), list);
}

TEST_F(RankingsTest, EveryReplicaTellsWhatIsRecordedWhenItIsAsked) {
  for (Replica* const replica : {&replica_, &other_}) EXPECT_EQ(Lines(replica->Rank())[0], "H44.2 0.02");
  RecordScore(MakeScore("H44.1", 3));
  for (Replica* const replica : {&replica_, &other_}) EXPECT_EQ(Lines(replica->Rank())[0], "H44.1 0.03");
  reporting::v1::ScoreUpdate update;
  *update.add_units() = MakeUnit("H44.3");
  update.add_removed_units()->set_code("H44.1");
  Record(update);
  for (Replica* const replica : {&replica_, &other_}) {
    EXPECT_THAT(Lines(replica->Rank()), ElementsAre("H44.2 0.02", "H44.3 "));
  }
  update.Clear();
  update.add_removed_scores()->mutable_unit()->set_code("H44.2");
  update.mutable_removed_scores(0)->set_period("2026-08");
  update.mutable_removed_scores(0)->set_scope(record::v1::SCOPE_SUBTREE);
  Record(update);
  for (Replica* const replica : {&replica_, &other_}) {
    EXPECT_THAT(Lines(replica->Rank()), ElementsAre("H44.2 ", "H44.3 "));
  }
}

TEST_F(RankingsTest, AChangeIsAgainstThePeriodBeforeAsItIsRecordedNow) {
  EXPECT_EQ(replica_.Rank()->rows[0].no_change_reason(), "NO_PREVIOUS");
  RecordScore(MakeScore("H44.2", 5, "2026-07"));
  EXPECT_EQ(replica_.Rank()->rows[0].previous_total_points(), 5);
  EXPECT_EQ(replica_.Rank()->rows[0].change(), -3);
  RecordScore(MakeScore("H44.2", 1, "2026-07"));
  EXPECT_EQ(replica_.Rank()->rows[0].change(), 1);
}

TEST_F(RankingsTest, ScopesAndCodesAreRankedApart) {
  RecordScore(MakeScore("H44.1", 9, "2026-08", record::v1::SCOPE_OWN_OFFICES));
  RankingQuery query = kByTotal;
  query.scope = record::v1::SCOPE_OWN_OFFICES;
  EXPECT_THAT(Lines(replica_.Rank(query)), ElementsAre("H44.1 0.09", "H44.2 "));
  query = kByTotal;
  query.by_code = "TDGQ";
  EXPECT_THAT(Lines(replica_.Rank(query)), ElementsAre("H44.2 0.02", "H44.1 0.01"));
  query.by_code = "NO_SUCH_CODE";
  EXPECT_EQ(replica_.rankings.Rank(query, Soon()).status().code(), absl::StatusCode::kNotFound);
  query = kByTotal;
  query.parent_code = "H4";
  EXPECT_EQ(replica_.rankings.Rank(query, Soon()).status().code(), absl::StatusCode::kNotFound);
}

TEST_F(RankingsTest, FurtherPagesAreOfTheRankingThatTheFirstOneWasOf) {
  const Rankings::List list = replica_.Rank();
  RecordScore(MakeScore("H44.1", 3));
  EXPECT_NE(replica_.Rank()->digest, list->digest);
  EXPECT_EQ(*replica_.rankings.RankAgain(kByTotal, list->digest, Soon()), list);
  // A replica that has not got it says so, rather than give rows twice or leave some out.
  const absl::Status changed = other_.rankings.RankAgain(kByTotal, list->digest, Soon()).status();
  EXPECT_EQ(changed.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(ReasonOf(changed), "RANKING_CHANGED");
  // Of the same ranking all have the same list.
  RecordScore(MakeScore("H44.1", 1));
  const auto again = other_.rankings.RankAgain(kByTotal, list->digest, Soon());
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(Lines(*again), Lines(list));
}

TEST_F(RankingsTest, FurtherPagesOfPublishedFiguresAreOfOneRankingToo) {
  RankingQuery query = kByTotal;
  query.basis = reporting::v1::BASIS_OFFICIAL;
  ASSERT_TRUE(replica_.history.RecordFigures({MakeFigure("H44.1", "TOTAL", "1")}, false, Soon()).ok());
  const Rankings::List list = replica_.Rank(query);
  ASSERT_TRUE(replica_.history.RecordFigures({MakeFigure("H44.2", "TOTAL", "2")}, false, Soon()).ok());
  EXPECT_THAT(Lines(replica_.Rank(query)), ElementsAre("H44.2 2.00", "H44.1 1.00"));
  EXPECT_THAT(Lines(*replica_.rankings.RankAgain(query, list->digest, Soon())),
              ElementsAre("H44.1 1.00", "H44.2 "));
  EXPECT_EQ(ReasonOf(other_.rankings.RankAgain(query, list->digest, Soon()).status()), "RANKING_CHANGED");
}

TEST_F(RankingsTest, NoListThatWasGivenStaysForEver) {
  const Rankings::List list = replica_.Rank();
  for (int year = 1950; year < 2020; ++year) {
    RankingQuery query = kByTotal;
    query.parent_code.clear();
    query.period = *Period::Parse(absl::StrCat(year));
    replica_.Rank(query);
  }
  RecordScore(MakeScore("H44.1", 3));
  EXPECT_EQ(ReasonOf(replica_.rankings.RankAgain(kByTotal, list->digest, Soon()).status()),
            "RANKING_CHANGED");
}

TEST_F(RankingsTest, WhoAsksAfterAnUpdateIsToldItHoweverManyAskAtOnce) {
  std::atomic<int> recorded = 2;
  std::vector<std::thread> readers;
  for (int i = 0; i < 4; ++i) {
    readers.emplace_back([&] {
      while (recorded < 30) {
        const int before = recorded;
        const Rankings::List list = replica_.Rank();
        EXPECT_GE(list->rows[0].value(), absl::StrCat("0.", before < 10 ? "0" : "", before));
      }
    });
  }
  for (int total = 3; total <= 30; ++total) {
    RecordScore(MakeScore("H44.1", total));
    recorded = total;
  }
  for (std::thread& reader : readers) reader.join();
}

}  // namespace
}  // namespace chiso
