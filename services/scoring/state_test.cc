#include "services/scoring/state.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "absl/time/clock.h"
#include "services/scoring/conversions.h"
#include "services/scoring/testing/log.h"

namespace chiso::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const absl::Time kPast = absl::InfinitePast();

Positions At(const std::string& log, int64_t sequence) {
  Positions positions;
  positions.Add()->set_log(log);
  positions.Mutable(0)->set_sequence(sequence);
  return positions;
}

class StateTest : public ::testing::Test {
 protected:
  // A province with one commune, which has returned one figure.
  void Fill() {
    state_.Apply(Chunk("reference", 0,
                       {UnitRecord("H44", record::v1::LEVEL_PROVINCE),
                        UnitRecord("H44.100", record::v1::LEVEL_COMMUNE, "H44")}));
    state_.Apply(Chunk("main", 0, {ReturnRecord("H44.100", "2026-08", "ON_TIME", 3, 4)}));
  }
  core::Touched Take() {
    const auto touched = state_.TakeTouched(absl::Now() + absl::Seconds(30));
    EXPECT_TRUE(touched.has_value());
    return touched.value_or(core::Touched());
  }
  absl::StatusOr<index::v1::Score> Get(const std::string& unit) {
    scoring::v1::GetScoreRequest request;
    request.set_unit_code(unit);
    request.set_period("2026-08");
    return state_.GetScore(request);
  }

  // A heartbeat of both logs.
  void Beat(int64_t reference_seconds, int64_t main_seconds) {
    state_.Apply(Chunk("reference", 2, {}, 0, reference_seconds));
    state_.Apply(Chunk("main", state_.Reached()[0].sequence(), {}, 0, main_seconds));
  }
  int64_t AsOf() { return Get("H44")->as_of_time().seconds(); }

  // The own clock.
  absl::Time now_ = absl::FromUnixSeconds(10'000);
  State state_{ShippedDefinitions(), {"reference", "main"}, [this] { return now_; }};
};

TEST_F(StateTest, IsReadyOnceEveryLogHasReachedTheHeadThatWasSeenFirst) {
  state_.Apply(Chunk("reference", 0, {UnitRecord("H44", record::v1::LEVEL_PROVINCE)}));
  EXPECT_FALSE(state_.AwaitReady(kPast));
  state_.Apply(Chunk("main", 0, {ReturnRecord("H44", "2026-08", "ON_TIME", 1, 2)}, /*beyond=*/1));
  EXPECT_FALSE(state_.AwaitReady(kPast));
  // The head has moved on since; what was there at the start is in.
  state_.Apply(Chunk("main", 1, {ReturnRecord("H44", "2026-07", "ON_TIME", 1, 2)}, /*beyond=*/50));
  EXPECT_TRUE(state_.AwaitReady(kPast));
}

TEST_F(StateTest, AnswersNothingBeforeItIsReady) {
  state_.Apply(Chunk("reference", 0, {UnitRecord("H44", record::v1::LEVEL_PROVINCE)}));
  EXPECT_EQ(Get("H44").status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(state_.AwaitPositions({}, absl::InfiniteFuture()).code(), absl::StatusCode::kUnavailable);
}

TEST_F(StateTest, WaitsForPositionsUntilTheyAreIn) {
  Fill();
  EXPECT_TRUE(state_.AwaitPositions(At("main", 1), kPast).ok());
  EXPECT_EQ(state_.AwaitPositions(At("main", 2), absl::Now()).code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(state_.AwaitPositions(At("north", 1), absl::Now()).code(), absl::StatusCode::kInvalidArgument);
  std::thread follower([this] {
    state_.Apply(Chunk("main", 1, {ReturnRecord("H44.100", "2026-08", "ON_TIME", 4, 4, /*revision=*/2)}));
  });
  EXPECT_TRUE(state_.AwaitPositions(At("main", 2), absl::Now() + absl::Seconds(30)).ok());
  follower.join();
}

TEST_F(StateTest, ReadingTheSameRecordsAgainChangesNothing) {
  Fill();
  const std::string before = Get("H44")->DebugString();
  Take();
  state_.Apply(Chunk("main", 0, {ReturnRecord("H44.100", "2026-08", "ON_TIME", 3, 4)}));
  EXPECT_EQ(Get("H44")->DebugString(), before);
  const core::Touched touched = Take();
  EXPECT_FALSE(touched.all);
  EXPECT_THAT(touched.offices, IsEmpty());
}

TEST_F(StateTest, ALateReaderNeverTakesAPositionBack) {
  Fill();
  state_.Apply(Chunk("main", 1, {ReturnRecord("H44.100", "2026-07", "ON_TIME", 1, 4)}));
  state_.Apply(Chunk("main", 0, {ReturnRecord("H44.100", "2026-08", "ON_TIME", 3, 4)}, /*beyond=*/1));
  EXPECT_EQ(state_.Reached()[0].sequence(), 2);
}

TEST_F(StateTest, WhatWasTouchedIsTakenOnce) {
  Fill();
  EXPECT_TRUE(Take().all);
  EXPECT_FALSE(state_.TakeTouched(absl::Now()).has_value());
  state_.Apply(Chunk("main", 1, {ReturnRecord("H44.100", "2026-08", "ON_TIME", 4, 4, /*revision=*/2)}));
  const core::Touched touched = Take();
  EXPECT_FALSE(touched.all);
  const auto office = state_.Read([](const Known& known) {
    return known.ledger.offices().Of({"H44.100", std::nullopt});
  });
  EXPECT_THAT(touched.offices, ElementsAre(office));
}

TEST_F(StateTest, ReadersSeeTheLedgerWithItsPositionsAndItsTime) {
  Fill();
  state_.Read([](const Known& known) {
    EXPECT_EQ(known.ledger.units().all().size(), 2u);
    EXPECT_EQ(known.positions.size(), 2);
    EXPECT_EQ(known.positions[0].log(), "main");
    EXPECT_EQ(known.positions[0].sequence(), 1);
    EXPECT_EQ(known.as_of, absl::FromUnixSeconds(1'000));
    EXPECT_EQ(known.ledger.as_of(), 1'000);
    return 0;
  });
}

TEST_F(StateTest, TheTimeOfTheScoresIsTheEarliestAtWhichEveryLogWasComplete) {
  state_.Apply(Chunk("reference", 0, {UnitRecord("H44", record::v1::LEVEL_PROVINCE)}, 0, 2'000));
  state_.Apply(Chunk("main", 0, {}, 0, 1'500));
  EXPECT_EQ(Get("H44")->as_of_time().seconds(), 1'500);
  // More is there than was sent, so this time says nothing.
  state_.Apply(Chunk("main", 0, {ReturnRecord("H44", "2026-08", "ON_TIME", 3, 4)}, /*beyond=*/1, 1'900));
  EXPECT_EQ(Get("H44")->as_of_time().seconds(), 1'500);
}

TEST_F(StateTest, TheTimeOfTheScoresNeverGoesBack) {
  Fill();
  state_.SetLeastAsOf(absl::FromUnixSeconds(5'000));
  Beat(1'100, 1'100);
  EXPECT_EQ(AsOf(), 5'000);
  Beat(6'000, 6'000);
  Beat(5'500, 5'500);
  EXPECT_EQ(AsOf(), 6'000);
}

TEST_F(StateTest, ATimeOfSendingInTheFutureCountsAsNow) {
  Fill();
  const int64_t year_ahead = 10'000 + 365 * 86'400;
  Beat(year_ahead, year_ahead);
  EXPECT_EQ(AsOf(), 10'000);
  // Ingestion's clock is right again, and the time of the scores goes on with it.
  now_ += absl::Seconds(5);
  Beat(10'004, 10'004);
  EXPECT_EQ(AsOf(), 10'004);
}

TEST_F(StateTest, WhenTheOwnClockIsRightAgainSoIsTheTimeOfTheScores) {
  Fill();
  now_ += absl::Hours(24 * 365);
  Beat(absl::ToUnixSeconds(now_), absl::ToUnixSeconds(now_));
  Take();
  now_ = absl::FromUnixSeconds(10'001);
  // Until both logs are heard of there is no time that one could tell.
  state_.Apply(Chunk("main", 1, {}, 0, 10'001));
  EXPECT_FALSE(Get("H44")->has_as_of_time());
  state_.Apply(Chunk("reference", 2, {}, 0, 10'001));
  Take();
  EXPECT_EQ(AsOf(), 10'001);
}

TEST_F(StateTest, WhoWaitsForPositionsHangsOnNoClock) {
  Fill();
  Beat(10'000, 10'000);
  Take();
  // A second ingestion whose clock is a minute behind answers from now on; its record changes no score.
  now_ += absl::Seconds(1);
  state_.Apply(
      Chunk("main", 1, {ReturnRecord("H44.100", "2026-08", "ON_TIME", 1, 4, /*revision=*/0)}, 0, 9'941));
  Take();
  now_ += absl::Seconds(1);
  state_.Apply(Chunk("main", 2, {record::v1::Record()}, 0, 9'942));
  Take();
  now_ += absl::Seconds(1);
  // No entry, as of the kinds that are left out: the position alone has moved.
  state_.Apply(Chunk("main", 4, {}, 0, 9'943));
  Take();
  EXPECT_EQ(state_.Reached()[0].sequence(), 4);
  EXPECT_EQ(AsOf(), 10'000);
}

TEST_F(StateTest, ALeastTimeIsReplacedByThatOfTheNextGrant) {
  Fill();
  state_.SetLeastAsOf(absl::FromUnixSeconds(99'000));
  EXPECT_EQ(AsOf(), 99'000);
  state_.SetLeastAsOf(absl::InfinitePast());
  EXPECT_EQ(AsOf(), 1'000);
}

TEST_F(StateTest, TimeAloneIsHandedOutEveryFewSeconds) {
  Fill();
  Take();
  now_ += absl::Seconds(4);
  Beat(1'004, 1'004);
  EXPECT_FALSE(state_.TakeTouched(absl::Now()).has_value());
  now_ += absl::Seconds(1);
  Beat(1'005, 1'005);
  Take();
  EXPECT_EQ(AsOf(), 1'005);
}

TEST_F(StateTest, ARecordThatIsNotUnderstoodIsSkippedAndCountsAsRead) {
  Fill();
  state_.Apply(Chunk("main", 1, {record::v1::Record(), ReturnRecord("H44", "2026-08", "ON_TIME", 1, 2)}));
  EXPECT_EQ(state_.Reached()[0].sequence(), 3);
  EXPECT_EQ(Get("H44")->indicators(4).numerator(), 1);
}

TEST_F(StateTest, TwoContentsOfOneRevisionAreAFindingOnce) {
  Fill();
  EXPECT_THAT(state_.TakeNewFindings(), IsEmpty());
  state_.Apply(Chunk("main", 1, {ReturnRecord("H44.100", "2026-08", "ON_TIME", 2, 4)}));
  const auto findings = state_.TakeNewFindings();
  ASSERT_THAT(findings, SizeIs(1));
  EXPECT_THAT(findings[0].about, HasSubstr("H44.100/2026-08/ON_TIME"));
  EXPECT_THAT(state_.TakeNewFindings(), IsEmpty());
}

}  // namespace
}  // namespace chiso::testing
