#include "services/scoring/outbox.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "absl/strings/str_cat.h"
#include "services/scoring/testing/log.h"

namespace chiso::testing {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

record::v1::Record DossierRecord(const std::string& code, const std::string& unit, int64_t receive,
                                 int64_t revision = 1) {
  record::v1::Record record;
  record.set_revision(revision);
  record::v1::Dossier& dossier = *record.mutable_dossier();
  dossier.set_code(code);
  dossier.set_unit_code(unit);
  dossier.set_status(record::v1::DOSSIER_STATUS_PROCESSING);
  dossier.mutable_receive_time()->set_seconds(receive);
  return record;
}

// A round of updates, as text.
struct Round {
  std::vector<reporting::v1::ScoreUpdate> updates;
  std::set<std::string> units;
  std::set<std::string> removed_units;
  std::multiset<std::string> scores;  // `H44/2026-08`, with `/own`
  std::set<std::string> removed_scores;
};

class OutboxTest : public ::testing::Test {
 protected:
  // 2026-08-31 10:00 in Vietnam.
  static constexpr int64_t kNow = 1'788'145'200;

  OutboxTest() {
    Reference({UnitRecord("H44", record::v1::LEVEL_PROVINCE),
               UnitRecord("H44.100", record::v1::LEVEL_COMMUNE, "H44"),
               UnitRecord("H45", record::v1::LEVEL_PROVINCE)});
    Main({ReturnRecord("H44.100", "2026-08", "ON_TIME", 3, 4),
          ReturnRecord("H45", "2026-08", "ON_TIME", 1, 4)});
  }

  void Reference(const std::vector<record::v1::Record>& records) { Apply("reference", records, reference_); }
  void Main(const std::vector<record::v1::Record>& records) { Apply("main", records, main_); }
  void Beat() {
    Reference({});
    Main({});
  }
  void AddUnits(int count) {
    std::vector<record::v1::Record> units;
    for (int i = 0; i < count; ++i) {
      units.push_back(UnitRecord(absl::StrCat("U", i), record::v1::LEVEL_PROVINCE));
    }
    Reference(units);
  }
  static std::string KeyOf(const record::v1::UnitId& unit) {
    return unit.valid_from().empty() ? unit.code() : unit.code() + "@" + unit.valid_from();
  }
  static std::string CellOf(const record::v1::UnitId& unit, const std::string& period,
                            record::v1::Scope scope) {
    return absl::StrCat(KeyOf(unit), "/", period, scope == record::v1::SCOPE_OWN_OFFICES ? "/own" : "");
  }
  // Up to the end of the round; empty where there is none.
  Round Next() {
    Round round;
    while (round.updates.empty() || round.updates.back().positions().empty()) {
      const auto update = outbox_.Next(absl::Now());
      if (!update) return round;
      for (const auto& unit : update->units()) {
        record::v1::UnitId id;
        id.set_code(unit.code());
        id.set_valid_from(unit.valid_from());
        round.units.insert(KeyOf(id));
      }
      for (const auto& unit : update->removed_units()) round.removed_units.insert(KeyOf(unit));
      for (const auto& packed : update->packed_scores()) {
        for (const auto& score : packed.scores()) {
          round.scores.insert(CellOf(score.unit(), packed.period(), packed.scope()));
        }
      }
      for (const auto& score : update->removed_scores()) {
        round.removed_scores.insert(CellOf(score.unit(), score.period(), score.scope()));
      }
      round.updates.push_back(*update);
    }
    return round;
  }
  // The same, and all of it is recorded.
  Round NextRecorded() {
    Round round = Next();
    for (size_t i = 0; i < round.updates.size(); ++i) outbox_.Recorded();
    return round;
  }

  absl::Time now_ = absl::FromUnixSeconds(kNow);
  State state_{ShippedDefinitions(), {"reference", "main"}, [this] { return now_; }};
  Outbox outbox_{state_};

 private:
  void Apply(const std::string& log, const std::vector<record::v1::Record>& records, int64_t& read) {
    state_.Apply(Chunk(log, read, records, 0, absl::ToUnixSeconds(now_)));
    read += static_cast<int64_t>(records.size());
  }

  int64_t reference_ = 0;
  int64_t main_ = 0;
};

TEST_F(OutboxTest, WhatChangedComesOnce) {
  const Round first = NextRecorded();
  EXPECT_THAT(first.units, UnorderedElementsAre("H44", "H44.100", "H45"));
  for (const char* period : {"2026-08", "2026-Q3", "2026-H2", "2026"}) {
    for (const char* unit : {"H44", "H44.100", "H45"}) {
      EXPECT_EQ(first.scores.count(absl::StrCat(unit, "/", period)), 1u) << unit << period;
      EXPECT_EQ(first.scores.count(absl::StrCat(unit, "/", period, "/own")), 1u) << unit << period;
    }
  }
  ASSERT_EQ(first.updates.back().positions_size(), 2);
  EXPECT_EQ(first.updates.back().positions(0).sequence(), 2);
  EXPECT_EQ(first.updates.back().as_of_time().seconds(), kNow);
  EXPECT_THAT(Next().updates, IsEmpty());

  // What is received adds up over periods.
  Main({ReturnRecord("H44.100", "2026-08", "ONLINE_DOSSIERS", 4, 4)});
  const Round second = NextRecorded();
  EXPECT_THAT(second.units, IsEmpty());
  EXPECT_THAT(second.scores,
              UnorderedElementsAre("H44/2026-08", "H44/2026-Q3", "H44/2026-H2", "H44/2026", "H44.100/2026-08",
                                   "H44.100/2026-Q3", "H44.100/2026-H2", "H44.100/2026"));
  EXPECT_EQ(second.updates.back().positions(0).sequence(), 3);
}

TEST_F(OutboxTest, WhereTheSameRecordComesAgainOnlyThePositionMoves) {
  NextRecorded();
  Main({ReturnRecord("H44.100", "2026-08", "ON_TIME", 3, 4)});
  const Round round = NextRecorded();
  ASSERT_EQ(round.updates.size(), 1u);
  EXPECT_THAT(round.scores, IsEmpty());
  EXPECT_THAT(round.units, IsEmpty());
  EXPECT_EQ(round.updates[0].positions(0).sequence(), 3);
}

TEST_F(OutboxTest, WhatWasLostIsGivenOutAgain) {
  NextRecorded();
  Main({ReturnRecord("H44.100", "2026-08", "ON_TIME", 4, 4, /*revision=*/2)});
  const Round round = Next();
  outbox_.Lost();
  const Round again = NextRecorded();
  EXPECT_EQ(again.scores, round.scores);
  EXPECT_FALSE(again.updates[0].snapshot_begin());
  outbox_.Lost();
  EXPECT_THAT(NextRecorded().scores, IsEmpty());
}

TEST_F(OutboxTest, WhereUnitsWereLostEverythingComesAgainAsASnapshot) {
  const Round first = Next();
  outbox_.Lost();
  const Round again = NextRecorded();
  EXPECT_EQ(again.units, first.units);
  EXPECT_EQ(again.scores, first.scores);
  EXPECT_TRUE(again.updates.front().snapshot_begin());
  EXPECT_TRUE(again.updates.back().snapshot_end());
}

TEST_F(OutboxTest, AnUpdateHoldsABoundedNumberOfUnits) {
  AddUnits(5'001);
  const Round round = NextRecorded();
  EXPECT_EQ(round.units.size(), 5'004u);
  ASSERT_GE(round.updates.size(), 2u);
  for (const auto& update : round.updates) EXPECT_LE(update.units_size(), 5'000);
  // Units of which nothing is said have no scores.
  EXPECT_THAT(round.scores, Not(Contains("U1/2026-08")));
}

TEST_F(OutboxTest, ASnapshotBeginsWithItsFirstUpdateAndEndsWithItsLast) {
  const Round first = NextRecorded();
  for (const auto& update : first.updates) {
    EXPECT_FALSE(update.snapshot_begin() || update.snapshot_end());
  }
  AddUnits(5'001);
  NextRecorded();
  outbox_.StartAnew(/*as_snapshot=*/true);
  const Round snapshot = NextRecorded();
  ASSERT_GE(snapshot.updates.size(), 2u);
  EXPECT_EQ(snapshot.units.size(), first.units.size() + 5'001);
  EXPECT_EQ(snapshot.scores, first.scores);
  for (size_t i = 0; i < snapshot.updates.size(); ++i) {
    EXPECT_EQ(snapshot.updates[i].snapshot_begin(), i == 0) << i;
    EXPECT_EQ(snapshot.updates[i].snapshot_end(), i + 1 == snapshot.updates.size()) << i;
    EXPECT_EQ(snapshot.updates[i].positions().empty(), i + 1 != snapshot.updates.size()) << i;
  }
}

TEST_F(OutboxTest, AUnitThatIsTakenBackIsRemovedWithItsScores) {
  NextRecorded();
  record::v1::Record gone = UnitRecord("H44.100", record::v1::LEVEL_COMMUNE, "H44", /*revision=*/2);
  gone.set_retracted(true);
  Reference({gone});
  const Round round = NextRecorded();
  EXPECT_THAT(round.removed_units, UnorderedElementsAre("H44.100"));
  EXPECT_THAT(round.removed_scores, Contains("H44.100/2026-08"));
  EXPECT_THAT(round.removed_scores, Contains("H44.100/2026/own"));
  EXPECT_THAT(round.scores, Contains("H44/2026-08"));
  EXPECT_THAT(round.scores, Not(Contains("H45/2026-08")));
}

TEST_F(OutboxTest, AnOfficeThatStandsAsAnotherUnitIsRemovedFromItsOldCell) {
  NextRecorded();
  record::v1::Record before = UnitRecord("H44.100", record::v1::LEVEL_COMMUNE, "H44", /*revision=*/2);
  before.mutable_unit()->set_valid_to("2026-07-31");
  record::v1::Record after = UnitRecord("H44.100", record::v1::LEVEL_COMMUNE, "H45");
  after.mutable_unit()->set_valid_from("2026-08-01");
  Reference({before, after});
  const Round round = NextRecorded();
  EXPECT_THAT(round.units, UnorderedElementsAre("H44.100", "H44.100@2026-08-01"));
  EXPECT_THAT(round.removed_scores, Contains("H44.100/2026-08"));
  EXPECT_THAT(round.scores, Contains("H44.100@2026-08-01/2026-08"));
  EXPECT_THAT(round.scores, Contains("H44/2026-08"));
}

TEST_F(OutboxTest, ANewNameComesWithoutScores) {
  NextRecorded();
  record::v1::Record renamed = UnitRecord("H44.100", record::v1::LEVEL_COMMUNE, "H44", /*revision=*/2);
  renamed.mutable_unit()->set_name("Phường Một");
  Reference({renamed});
  const Round round = NextRecorded();
  EXPECT_THAT(round.units, UnorderedElementsAre("H44.100"));
  EXPECT_THAT(round.scores, IsEmpty());
}

TEST_F(OutboxTest, WithANewDayAllIsLookedAtAgain) {
  Main({DossierRecord("H44.100-1", "H44.100", kNow - 86'400)});
  EXPECT_THAT(NextRecorded().scores, Contains("H44.100/2026-08"));
  // The first of September: a month has begun, of which nothing says anything.
  now_ += absl::Hours(15);
  Beat();
  const Round round = NextRecorded();
  EXPECT_THAT(round.scores, Contains("H44.100/2026-09"));
  EXPECT_THAT(round.scores, Not(Contains("H45/2026-09")));
}

TEST_F(OutboxTest, PeriodsWithoutADefinitionAreNotGivenOut) {
  Main({ReturnRecord("H44.100", "2019-01", "ON_TIME", 1, 2)});
  EXPECT_THAT(NextRecorded().scores, Not(Contains("H44.100/2019-01")));
}

TEST_F(OutboxTest, TimeAloneIsToldEveryFewSeconds) {
  NextRecorded();
  now_ += absl::Seconds(5);
  Beat();
  const Round round = NextRecorded();
  ASSERT_EQ(round.updates.size(), 1u);
  EXPECT_THAT(round.scores, IsEmpty());
  EXPECT_EQ(round.updates[0].as_of_time().seconds(), kNow + 5);
}

}  // namespace
}  // namespace chiso::testing
