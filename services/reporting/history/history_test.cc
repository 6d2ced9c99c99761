#include "services/reporting/history/history.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <memory>
#include <random>
#include <thread>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "common/clock_skew.h"
#include "common/errors.h"
#include "common/sha256.h"
#include "common/testing/test_postgres.h"
#include "services/reporting/official.h"
#include "services/reporting/testing/scores.h"

namespace chiso {
namespace {

using reporting::v1::OfficialFigure;
using reporting::v1::Progress;
using reporting::v1::ScoreUpdate;
using reporting::v1::WriterOpening;
using ::testing::ElementsAre;
using testing::MakeDefinition;
using testing::MakeDefinitions;
using testing::MakeFigure;
using testing::MakeScore;
using testing::MakeUnit;

// 2026-09-01 at noon in Vietnam.
constexpr int64_t kNoon = 1'788'238'800;

absl::Time Soon() { return absl::Now() + absl::Seconds(60); }

WriterOpening Opening(const std::vector<std::string>& logs = {"main"}) {
  WriterOpening opening;
  opening.set_writer("test");
  for (const std::string& log : logs) opening.add_logs(log);
  *opening.add_definitions() = MakeDefinition();
  return opening;
}

ScoreUpdate Update(int64_t as_of, int64_t sequence = 0, const std::string& log = "main") {
  ScoreUpdate update;
  update.mutable_as_of_time()->set_seconds(as_of);
  if (sequence == 0) return update;
  auto& position = *update.add_positions();
  position.set_log(log);
  position.set_sequence(sequence);
  position.set_digest(std::string(32, static_cast<char>(sequence)));
  return update;
}

class HistoryTest : public ::testing::Test {
 protected:
  HistoryTest() : postgres_({chiso::testing::FreshDatabase()}), history_(postgres_, [this] { return now_; }) {
    EXPECT_TRUE(Migrate(postgres_, "reporting", ReportingSchema()).ok());
  }

  int64_t Grant(const WriterOpening& opening = Opening()) {
    const auto grant = history_.Grant(opening, Soon());
    EXPECT_TRUE(grant.ok()) << grant.status();
    return grant.ok() ? grant->epoch() : 0;
  }
  absl::StatusOr<Progress> Record(int64_t epoch, const ScoreUpdate& update,
                                  const std::set<std::string>& logs = {"main"}) {
    const auto scores = StageScores(update, MakeDefinitions());
    EXPECT_TRUE(scores.ok()) << scores.status();
    return history_.Record({epoch, logs}, update, *scores, Soon());
  }
  // Records a score of H44.1 as of this time.
  void RecordTotal(int64_t epoch, int64_t as_of, int total) {
    now_ = std::max(now_, absl::FromUnixSeconds(as_of));
    ScoreUpdate update = Update(as_of, 1);
    *update.add_scores() = MakeScore("H44.1", total);
    const auto recorded = Record(epoch, update);
    ASSERT_TRUE(recorded.ok()) << recorded.status();
  }
  absl::StatusOr<UnitSnapshot> ReadAll(const UnitQuery& query) {
    return history_.ReadUnit(
        query,
        [](const UnitSnapshot& keys) -> absl::StatusOr<std::set<Period>> {
          std::set<Period> periods;
          for (const auto& [key, score] : keys.scores) periods.insert(key.first);
          for (const auto& [period, figures] : keys.figures) periods.insert(period);
          return periods;
        },
        Soon());
  }
  std::shared_ptr<const ScoreTable> ReadTable(const std::shared_ptr<const ScoreTable>& known = nullptr,
                                              const std::string& period = "2026-08",
                                              record::v1::Scope scope = record::v1::SCOPE_SUBTREE) {
    const auto table = history_.ReadScoreTable(*Period::Parse(period), scope, known, Soon());
    EXPECT_TRUE(table.ok()) << table.status();
    return table.ok() ? *table : std::make_shared<ScoreTable>();
  }
  // The total of H44.1 that was known on the day, and since when; a dash where there was none.
  std::string KnownOn(const std::string& day) {
    const auto unit = ReadAll({.code = "H44.1", .known_on = ParseDate(day)});
    EXPECT_TRUE(unit.ok()) << unit.status();
    if (!unit.ok() || unit->scores.empty()) return "-";
    const KnownScore& known = unit->scores.begin()->second;
    return absl::StrCat(known.score.total_points(), " since ", known.known_from);
  }
  int Figures(const std::vector<OfficialFigure>& figures, bool dry_run = false) {
    const auto recorded = history_.RecordFigures(figures, dry_run, Soon());
    EXPECT_TRUE(recorded.ok()) << recorded.status();
    return recorded.ok() ? recorded->changed_count : -1;
  }
  // All rows of a table as text, in order.
  std::vector<std::string> Rows(const std::string& table) {
    std::vector<std::string> rows;
    const absl::Status status = postgres_.Transact(Soon(), [&](Transaction& transaction) {
      rows.clear();
      for (const pqxx::row& row :
           transaction.work().exec(absl::StrCat("SELECT t::text FROM ", table, " t ORDER BY 1"))) {
        rows.push_back(row[0].as<std::string>());
      }
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return rows;
  }

  // The own clock: a day after kNoon.
  absl::Time now_ = absl::FromUnixSeconds(kNoon) + absl::Hours(24);
  Postgres postgres_;
  History history_;
};

TEST_F(HistoryTest, EveryEpochIsGreaterThanAllBeforeWhateverTheLogs) {
  int64_t last = 0;
  for (const auto& logs :
       std::vector<std::vector<std::string>>{{"main"}, {"other"}, {"main", "other"}, {"third"}}) {
    const int64_t epoch = Grant(Opening(logs));
    EXPECT_GT(epoch, last);
    last = epoch;
  }
}

TEST_F(HistoryTest, EpochsGrantedAtOnceDiffer) {
  constexpr int kWriters = 8;
  std::vector<int64_t> epochs(kWriters);
  std::vector<std::thread> threads;
  for (int i = 0; i < kWriters; ++i) threads.emplace_back([&, i] { epochs[i] = Grant(Opening({"b", "a"})); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::set<int64_t>(epochs.begin(), epochs.end()).size(), static_cast<size_t>(kWriters));
}

TEST_F(HistoryTest, ANewerWriterFencesTheOlderOneOfASharedLog) {
  const int64_t first = Grant(Opening({"main", "reference"}));
  const int64_t second = Grant(Opening({"reference"}));
  ScoreUpdate update = Update(kNoon, 5);
  *update.add_scores() = MakeScore("H44.1", 100);
  EXPECT_EQ(ReasonOf(Record(first, update, {"main", "reference"}).status()), "WRITER_FENCED");
  EXPECT_TRUE(Rows("score").empty());
  EXPECT_TRUE(Record(second, Update(kNoon, 1, "reference"), {"reference"}).ok());
  // Logs that nobody else was granted go on.
  const int64_t third = Grant(Opening({"main"}));
  EXPECT_TRUE(Record(third, update).ok());
  EXPECT_TRUE(Record(second, Update(kNoon, 2, "reference"), {"reference"}).ok());
}

TEST_F(HistoryTest, ADefinitionsIdStandsForOneContentForEver) {
  Grant();
  WriterOpening changed = Opening();
  changed.mutable_definitions(0)->set_sha256(std::string(32, 'x'));
  const auto refused = history_.Grant(changed, Soon());
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused.status()), "DEFINITION_CHANGED");
  const auto definitions = history_.Definitions(Soon());
  ASSERT_TRUE(definitions.ok());
  ASSERT_EQ(definitions->size(), 1u);
  EXPECT_EQ((*definitions)[0].SerializeAsString(), MakeDefinition().SerializeAsString());
}

TEST_F(HistoryTest, ARefusedOpeningFencesNobody) {
  const int64_t epoch = Grant();
  WriterOpening changed = Opening();
  changed.mutable_definitions(0)->set_sha256(std::string(32, 'x'));
  EXPECT_FALSE(history_.Grant(changed, Soon()).ok());
  EXPECT_TRUE(Record(epoch, Update(kNoon, 1)).ok());
}

TEST_F(HistoryTest, TimeMayStandStillButNotGoBack) {
  const int64_t epoch = Grant();
  EXPECT_TRUE(Record(epoch, Update(kNoon, 1)).ok());
  EXPECT_TRUE(Record(epoch, Update(kNoon, 2)).ok());
  EXPECT_EQ(ReasonOf(Record(epoch, Update(kNoon - 1, 3)).status()), "TIME_WENT_BACK");
  // Nor across writers, nor behind an update that moved no position.
  const int64_t next = Grant();
  EXPECT_TRUE(Record(next, Update(kNoon + 10)).ok());
  EXPECT_EQ(ReasonOf(Record(next, Update(kNoon + 9, 3)).status()), "TIME_WENT_BACK");
  const auto progress = history_.GetProgress(Soon());
  ASSERT_TRUE(progress.ok());
  EXPECT_EQ(progress->positions(0).sequence(), 2);
}

TEST_F(HistoryTest, ATimeThatLiesInTheFutureIsRefused) {
  const int64_t epoch = Grant();
  const int64_t latest = absl::ToUnixSeconds(now_ + kMaxClockSkew);
  const auto refused = Record(epoch, Update(latest + 1, 1));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(refused.status()), "TIME_IN_FUTURE");
  EXPECT_EQ(history_.GetProgress(Soon())->positions(0).sequence(), 0);
  EXPECT_TRUE(Record(epoch, Update(latest, 1)).ok());
}

TEST_F(HistoryTest, ATimeThatWasRecordedWhileAClockWasWrongBindsNobody) {
  const absl::Time right = now_;
  now_ += absl::Hours(24 * 365);
  const int64_t wrong = absl::ToUnixSeconds(now_);
  const int64_t epoch = Grant();
  ASSERT_TRUE(Record(epoch, Update(wrong, 1)).ok());
  EXPECT_EQ(history_.GetProgress(Soon())->as_of_time().seconds(), wrong);
  now_ = right;
  EXPECT_FALSE(history_.GetProgress(Soon())->has_as_of_time());
  const auto grant = history_.Grant(Opening(), Soon());
  ASSERT_TRUE(grant.ok()) << grant.status();
  EXPECT_FALSE(grant->progress().has_as_of_time());
  const auto progress = Record(grant->epoch(), Update(kNoon, 2));
  ASSERT_TRUE(progress.ok()) << progress.status();
  EXPECT_EQ(progress->positions(0).sequence(), 2);
  EXPECT_EQ(progress->as_of_time().seconds(), kNoon);
  EXPECT_EQ(ReasonOf(Record(grant->epoch(), Update(kNoon - 1, 3)).status()), "TIME_WENT_BACK");
}

TEST_F(HistoryTest, ProgressMovesWithPositionsAloneAndIsAsOldAsItsOldestLog) {
  const int64_t epoch = Grant(Opening({"reference", "main"}));
  EXPECT_FALSE(history_.GetProgress(Soon())->has_as_of_time());
  const std::set<std::string> logs = {"main", "reference"};
  ASSERT_TRUE(Record(epoch, Update(kNoon), logs).ok());
  EXPECT_FALSE(history_.GetProgress(Soon())->has_as_of_time());
  ASSERT_TRUE(Record(epoch, Update(kNoon + 1, 3, "reference"), logs).ok());
  EXPECT_FALSE(history_.GetProgress(Soon())->has_as_of_time());
  ASSERT_TRUE(Record(epoch, Update(kNoon + 2, 7, "main"), logs).ok());
  const auto progress = history_.GetProgress(Soon());
  ASSERT_EQ(progress->positions_size(), 2);
  EXPECT_EQ(progress->positions(0).log(), "main");
  EXPECT_EQ(progress->positions(0).sequence(), 7);
  EXPECT_EQ(progress->positions(0).digest(), std::string(32, '\7'));
  EXPECT_EQ(progress->positions(1).sequence(), 3);
  EXPECT_EQ(progress->as_of_time().seconds(), kNoon + 1);
}

TEST_F(HistoryTest, AGrantTellsTheTimeThatTheNextUpdateMustNotLieBefore) {
  const int64_t epoch = Grant(Opening({"main", "reference"}));
  const std::set<std::string> logs = {"main", "reference"};
  ASSERT_TRUE(Record(epoch, Update(kNoon, 1, "main"), logs).ok());
  ASSERT_TRUE(Record(epoch, Update(kNoon + 5, 1, "reference"), logs).ok());
  ASSERT_TRUE(Record(epoch, Update(kNoon + 9), logs).ok());
  EXPECT_EQ(history_.GetProgress(Soon())->as_of_time().seconds(), kNoon);
  const auto grant = history_.Grant(Opening(), Soon());
  ASSERT_TRUE(grant.ok()) << grant.status();
  EXPECT_EQ(grant->progress().as_of_time().seconds(), kNoon + 9);
  EXPECT_TRUE(Record(grant->epoch(), Update(kNoon + 9, 2)).ok());
  const auto other = history_.Grant(Opening({"third"}), Soon());
  ASSERT_TRUE(other.ok()) << other.status();
  EXPECT_FALSE(other->progress().has_as_of_time());
}

TEST_F(HistoryTest, RecordingAnUpdateAgainChangesNothing) {
  const int64_t epoch = Grant();
  ScoreUpdate update = Update(kNoon, 1);
  *update.add_units() = MakeUnit("H44", "");
  *update.add_units() = MakeUnit("H44.1");
  *update.add_scores() = MakeScore("H44.1", 100);
  *update.add_scores() = MakeScore("H44.1", 100, "2026-08", record::v1::SCOPE_OWN_OFFICES);
  ASSERT_TRUE(Record(epoch, update).ok());
  const auto tables = [&] {
    return std::vector{Rows("(SELECT ctid, * FROM unit)"), Rows("(SELECT ctid, * FROM score)"),
                       Rows("former_score"), Rows("generation"),
                       Rows("(SELECT log, epoch, sequence, digest, as_of_time, ahead FROM log_progress)")};
  };
  const auto before = tables();
  ASSERT_TRUE(Record(epoch, update).ok());
  EXPECT_EQ(tables(), before);
  EXPECT_EQ(before[1].size(), 2u);
}

TEST_F(HistoryTest, ManyScoresWithTrickyTextsAreOneUpdate) {
  const int64_t epoch = Grant();
  ScoreUpdate update = Update(kNoon, 1);
  for (int i = 0; i < 600; ++i) {
    record::v1::Unit unit = MakeUnit(absl::StrCat("H44.", i));
    unit.set_name(R"(Xã "A\B", {NULL} ')");
    *update.add_units() = unit;
    *update.add_scores() = MakeScore(unit.code(), i);
  }
  // Of two with one key the last one counts.
  *update.add_scores() = MakeScore("H44.0", 9999);
  ASSERT_TRUE(Record(epoch, update).ok());
  const auto table = ReadTable();
  EXPECT_EQ(table->reference->units.size(), 600u);
  EXPECT_EQ(table->reference->units[0].SerializeAsString(), update.units(0).SerializeAsString());
  EXPECT_EQ(table->scores.size(), 600u);
  EXPECT_EQ(table->scores.at({"H44.0", ""})->total.points, 9999);
}

constexpr int64_t kDay = 24 * 3600;

TEST_F(HistoryTest, TheLastValueOfEachDayStaysKnownByTheClockOfVietnam) {
  const int64_t epoch = Grant();
  RecordTotal(epoch, kNoon, 1);
  RecordTotal(epoch, kNoon + kDay / 2 - 1, 2);  // 23:59:59
  RecordTotal(epoch, kNoon + kDay / 2, 3);      // midnight
  EXPECT_EQ(KnownOn("2026-08-31"), "-");
  EXPECT_EQ(KnownOn("2026-09-01"), "2 since 2026-09-01");
  EXPECT_EQ(KnownOn("2026-09-02"), "3 since 2026-09-02");
  EXPECT_EQ(KnownOn("2027-01-01"), "3 since 2026-09-02");
  EXPECT_EQ(KnownOn(""), "3 since 2026-09-02");
}

TEST_F(HistoryTest, AValueIsKeptOnlyWhereItDiffersFromTheDayBefore) {
  const int64_t epoch = Grant();
  RecordTotal(epoch, kNoon, 1);
  for (int day = 1; day < 4; ++day) RecordTotal(epoch, kNoon + day * kDay, 1);
  EXPECT_TRUE(Rows("former_score").empty());
  RecordTotal(epoch, kNoon + 4 * kDay, 2);
  RecordTotal(epoch, kNoon + 4 * kDay + 1, 1);
  EXPECT_EQ(Rows("former_score").size(), 1u);
  RecordTotal(epoch, kNoon + 5 * kDay, 3);
  EXPECT_EQ(Rows("former_score").size(), 1u);
  EXPECT_EQ(KnownOn("2026-09-01"), "1 since 2026-09-01");
  EXPECT_EQ(KnownOn("2026-09-05"), "1 since 2026-09-01");
  EXPECT_EQ(KnownOn("2026-09-06"), "3 since 2026-09-06");
}

TEST_F(HistoryTest, ARemovedScoreIsKnownUntilTheDayBefore) {
  const int64_t epoch = Grant();
  const auto remove = [&](int64_t as_of) {
    now_ = std::max(now_, absl::FromUnixSeconds(as_of));
    ScoreUpdate update = Update(as_of, 1);
    reporting::v1::ScoreId& score = *update.add_removed_scores();
    score.mutable_unit()->set_code("H44.1");
    score.set_period("2026-08");
    score.set_scope(record::v1::SCOPE_SUBTREE);
    ASSERT_TRUE(Record(epoch, update).ok());
  };
  RecordTotal(epoch, kNoon, 1);
  remove(kNoon + kDay);
  EXPECT_TRUE(Rows("score").empty());
  EXPECT_EQ(KnownOn("2026-09-01"), "1 since 2026-09-01");
  EXPECT_EQ(KnownOn("2026-09-02"), "-");
  EXPECT_EQ(KnownOn(""), "-");
  // One that came and went within a day was never the last one of a day.
  RecordTotal(epoch, kNoon + 2 * kDay, 2);
  remove(kNoon + 2 * kDay + 1);
  EXPECT_EQ(KnownOn("2026-09-03"), "-");
  EXPECT_EQ(Rows("former_score").size(), 2u);
  RecordTotal(epoch, kNoon + 3 * kDay, 3);
  EXPECT_EQ(KnownOn("2026-09-03"), "-");
  EXPECT_EQ(KnownOn("2026-09-04"), "3 since 2026-09-04");
  EXPECT_EQ(KnownOn("2026-09-01"), "1 since 2026-09-01");
}

TEST_F(HistoryTest, WhatWasKnownRestsOnThatDaysPositionsAndFiguresReadUntilThen) {
  const int64_t epoch = Grant();
  const auto record = [&](int64_t as_of, int64_t sequence) {
    ScoreUpdate update = Update(as_of, sequence);
    *update.add_scores() = MakeScore("H44.1", static_cast<int>(sequence));
    ASSERT_TRUE(Record(epoch, update).ok());
  };
  record(kNoon, 5);
  record(kNoon + 60, 6);
  record(kNoon + kDay, 9);
  Figures({MakeFigure("H44.1", "TOTAL", "1", kNoon), MakeFigure("H44.1", "TOTAL", "2", kNoon + kDay)});
  const auto basis = [&](const std::string& day) {
    const auto unit = ReadAll({.code = "H44.1", .known_on = ParseDate(day)});
    EXPECT_TRUE(unit.ok()) << unit.status();
    const index::v1::Score& score = unit->scores.begin()->second.score;
    return absl::StrCat(score.positions(0).sequence(), " ", score.as_of_time().seconds() - kNoon, " ",
                        unit->figures.begin()->second.at("TOTAL").value());
  };
  EXPECT_EQ(basis("2026-09-01"), "6 60 1");
  EXPECT_EQ(basis("2026-09-02"), absl::StrCat("9 ", kDay, " 2"));
  EXPECT_EQ(basis(""), absl::StrCat("9 ", kDay, " 2"));
}

TEST_F(HistoryTest, AScoreComesBackAsItWasRecorded) {
  const int64_t epoch = Grant();
  ScoreUpdate update = Update(kNoon, 1);
  index::v1::Score& score = *update.add_scores() = MakeScore("H44.1", 5858);
  score.set_band("tốt");
  score.mutable_indicators(0)->set_numerator(0);
  score.mutable_indicators(0)->mutable_inherited_from()->set_code("H44");
  ASSERT_TRUE(Record(epoch, update).ok());
  const auto unit = ReadAll({.code = "H44.1"});
  ASSERT_TRUE(unit.ok()) << unit.status();
  index::v1::Score expected = score;
  *expected.mutable_positions() = update.positions();
  *expected.mutable_as_of_time() = update.as_of_time();
  EXPECT_EQ(unit->scores.begin()->second.score.SerializeAsString(), expected.SerializeAsString());
}

TEST_F(HistoryTest, AHeartbeatTellsThatTheWriterLivesAndChangesNothingElse) {
  const int64_t epoch = Grant();
  RecordTotal(epoch, kNoon, 1);
  const auto progress = [&] { return *history_.GetProgress(Soon()); };
  const auto rows = [&] {
    return std::vector{Rows("score"), Rows("generation"), Rows("progress_of_day"),
                       Rows("(SELECT log, sequence, as_of_time, last_as_of_time FROM log_progress)")};
  };
  const Progress before = progress();
  const auto rows_before = rows();
  ASSERT_TRUE(Record(epoch, ScoreUpdate()).ok());
  const Progress after = progress();
  EXPECT_EQ(rows(), rows_before);
  ASSERT_EQ(after.writers_size(), 1);
  EXPECT_EQ(after.writers(0).log(), "main");
  EXPECT_EQ(after.writers(0).epoch(), epoch);
  EXPECT_TRUE(after.writers(0).followed());
  const auto micros = [](const Progress& p) {
    return p.writers(0).heartbeat_time().seconds() * 1'000'000 + p.writers(0).heartbeat_time().nanos() / 1000;
  };
  EXPECT_GT(micros(after), micros(before));
  Grant();
  EXPECT_EQ(ReasonOf(Record(epoch, ScoreUpdate()).status()), "WRITER_FENCED");
}

TEST_F(HistoryTest, ALogThatNobodyFollowsDoesNotHoldTheTime) {
  const int64_t first = Grant(Opening({"main", "old"}));
  ASSERT_TRUE(Record(first, Update(kNoon, 1, "main"), {"main", "old"}).ok());
  EXPECT_FALSE(history_.GetProgress(Soon())->has_as_of_time());
  Grant(Opening({"main"}));
  const Progress progress = *history_.GetProgress(Soon());
  EXPECT_EQ(progress.as_of_time().seconds(), kNoon);
  EXPECT_TRUE(progress.writers(0).followed());
  EXPECT_FALSE(progress.writers(1).followed());
  // A writer of other logs takes nothing away.
  Grant(Opening({"third"}));
  EXPECT_TRUE(history_.GetProgress(Soon())->writers(0).followed());
}

TEST_F(HistoryTest, ScoresAreAheadUntilTheirPositionsAreRecorded) {
  const int64_t epoch = Grant();
  const auto ahead = [&] { return history_.GetProgress(Soon())->writers(0).ahead(); };
  ScoreUpdate update = Update(kNoon);
  *update.add_scores() = MakeScore("H44.1", 1);
  ASSERT_TRUE(Record(epoch, update).ok());
  EXPECT_TRUE(ahead());
  ASSERT_TRUE(Record(epoch, ScoreUpdate()).ok());
  EXPECT_TRUE(ahead());
  ASSERT_TRUE(Record(epoch, Update(kNoon, 2)).ok());
  EXPECT_FALSE(ahead());
  // What says the same rests on nothing new.
  ASSERT_TRUE(Record(epoch, update).ok());
  EXPECT_FALSE(ahead());
}

// What a table says, in text.
std::string TextOf(const ScoreTable& table) {
  std::string text = absl::StrCat(table.reference->definitions.size(), "\n");
  for (const record::v1::Unit& unit : table.reference->units)
    absl::StrAppend(&text, unit.ShortDebugString(), "\n");
  for (const auto& [name, score] : table.scores) {
    absl::StrAppend(&text, name.first, " ", score->total.definition_id, " ", score->total.points.value_or(-1),
                    " ", absl::BytesToHexString(score->values), "\n");
  }
  for (const auto& [name, total] : *table.before) {
    absl::StrAppend(&text, name.first, " before ", total.points.value_or(-1), "\n");
  }
  return text;
}

TEST_F(HistoryTest, ATableThatIsBroughtUpToDateIsTheOneThatIsReadAnew) {
  std::mt19937 random(34);
  const int64_t epoch = Grant();
  std::shared_ptr<const ScoreTable> table;
  for (int round = 0; round < 60; ++round) {
    ScoreUpdate update = Update(kNoon, round + 1);
    for (uint32_t left = random() % 4; left > 0; --left) {
      const std::string code = absl::StrCat("H44.", random() % 6);
      switch (random() % 5) {
        case 0:
          *update.add_units() = MakeUnit(code, random() % 2 == 0 ? "H44" : "H45");
          break;
        case 1: {
          reporting::v1::ScoreId& gone = *update.add_removed_scores();
          gone.mutable_unit()->set_code(code);
          gone.set_period(random() % 2 == 0 ? "2026-07" : "2026-08");
          gone.set_scope(record::v1::SCOPE_SUBTREE);
          break;
        }
        default:
          *update.add_scores() =
              MakeScore(code, static_cast<int>(random() % 3), random() % 3 == 0 ? "2026-07" : "2026-08",
                        random() % 4 == 0 ? record::v1::SCOPE_OWN_OFFICES : record::v1::SCOPE_SUBTREE);
      }
    }
    ASSERT_TRUE(Record(epoch, update).ok());
    table = ReadTable(table);
    ASSERT_EQ(TextOf(*table), TextOf(*ReadTable())) << "round " << round;
  }
}

TEST_F(HistoryTest, ATableStaysWhileNothingOfItChanges) {
  const int64_t epoch = Grant();
  RecordTotal(epoch, kNoon, 1);
  const auto table = ReadTable();
  RecordTotal(epoch, kNoon + 1, 1);
  ScoreUpdate other = Update(kNoon + 2, 2);
  *other.add_scores() = MakeScore("H44.1", 1, "2026-09");
  *other.add_scores() = MakeScore("H44.1", 1, "2026-08", record::v1::SCOPE_OWN_OFFICES);
  ASSERT_TRUE(Record(epoch, other).ok());
  EXPECT_EQ(ReadTable(table), table);
  RecordTotal(epoch, kNoon + 3, 2);
  const auto next = ReadTable(table);
  EXPECT_NE(next, table);
  EXPECT_EQ(next->before, table->before);
  EXPECT_EQ(next->reference, table->reference);
}

TEST_F(HistoryTest, ATableOfADatabaseThatWasRestoredIsReadAnew) {
  const auto run = [&](const std::string& sql) {
    const absl::Status status = postgres_.Transact(Soon(), [&](Transaction& transaction) {
      transaction.work().exec(sql);
      return absl::OkStatus();
    });
    ASSERT_TRUE(status.ok()) << status;
  };
  const int64_t epoch = Grant();
  RecordTotal(epoch, kNoon, 1);
  for (const char* table : {"score", "score_change", "generation"}) {
    run(absl::StrCat("CREATE TABLE kept_", table, " AS SELECT * FROM ", table));
  }
  RecordTotal(epoch, kNoon + 1, 2);
  const auto table = ReadTable();
  for (const char* name : {"score", "score_change", "generation"}) {
    run(absl::StrCat("DELETE FROM ", name, "; INSERT INTO ", name, " SELECT * FROM kept_", name));
  }
  EXPECT_EQ(TextOf(*ReadTable(table)), TextOf(*ReadTable()));
  // A change after it must not look like the one that was lost.
  RecordTotal(Grant(), kNoon + 2, 3);
  EXPECT_EQ(TextOf(*ReadTable(table)), TextOf(*ReadTable()));
}

class SnapshotTest : public HistoryTest {
 protected:
  // Names scores of H44.<number> and the unit H44.
  absl::Status RemoveAllBut(int64_t epoch, const std::vector<int>& numbers, absl::Time as_of) {
    NamedKeys named(held_);
    for (const int i : numbers) {
      EXPECT_TRUE(named.AddScore({"2026-08", record::v1::SCOPE_SUBTREE, absl::StrCat("H44.", i), ""}).ok());
    }
    EXPECT_TRUE(named.AddUnit("H44", "").ok());
    named.Sort();
    return history_.RemoveUnnamed({epoch, {"main"}}, named, as_of, absl::Seconds(60));
  }
  void RecordMany(int64_t epoch, int count) {
    ScoreUpdate update = Update(kNoon, 1);
    *update.add_units() = MakeUnit("H44", "");
    *update.add_units() = MakeUnit("H44.1");
    for (int i = 0; i < count; ++i) *update.add_scores() = MakeScore(absl::StrCat("H44.", i), i);
    ASSERT_TRUE(Record(epoch, update).ok());
  }

  std::atomic<int64_t> held_ = 0;
};

TEST_F(SnapshotTest, WhatItDoesNotNameIsRemovedHoweverMuchThatIs) {
  const int64_t epoch = Grant();
  RecordMany(epoch, 5'100);
  ASSERT_TRUE(RemoveAllBut(epoch, {7, 5'099}, absl::FromUnixSeconds(kNoon)).ok());
  EXPECT_THAT(Rows("(SELECT unit_code FROM score)"), ElementsAre("(H44.5099)", "(H44.7)"));
  EXPECT_THAT(Rows("(SELECT code FROM unit)"), ElementsAre("(H44)"));
}

TEST_F(SnapshotTest, AFencedWriterRemovesNothing) {
  const int64_t epoch = Grant();
  RecordMany(epoch, 3);
  Grant();
  EXPECT_EQ(ReasonOf(RemoveAllBut(epoch, {}, absl::FromUnixSeconds(kNoon))), "WRITER_FENCED");
  EXPECT_EQ(Rows("score").size(), 3u);
}

TEST_F(SnapshotTest, OnlyTheWriterOfAllLogsMaySpeakForAllScores) {
  const int64_t epoch = Grant();
  RecordMany(epoch, 3);
  const int64_t other = Grant(Opening({"other"}));
  ScoreUpdate begin = Update(kNoon);
  begin.set_snapshot_begin(true);
  EXPECT_EQ(ReasonOf(Record(epoch, begin).status()), "SNAPSHOT_OF_A_PART");
  EXPECT_EQ(ReasonOf(RemoveAllBut(epoch, {}, absl::FromUnixSeconds(kNoon))), "SNAPSHOT_OF_A_PART");
  EXPECT_EQ(Rows("score").size(), 3u);
  ASSERT_TRUE(Record(other, Update(kNoon, 1, "other"), {"other"}).ok());
  // Nobody follows it once its writer's other log was taken.
  Grant(Opening({"other", "third"}));
  Grant(Opening({"third"}));
  ScoreUpdate end = Update(kNoon, 2);
  end.set_snapshot_end(true);
  const int64_t last = Grant(Opening({"main", "third"}));
  ASSERT_TRUE(Record(last, begin, {"main", "third"}).ok());
  const auto progress = Record(last, end, {"main", "third"});
  ASSERT_TRUE(progress.ok()) << progress.status();
  ASSERT_EQ(progress->positions_size(), 2);
  EXPECT_EQ(progress->positions(1).log(), "third");
}

TEST_F(HistoryTest, AUnitThatIsNoMoreIsNotListed) {
  const int64_t epoch = Grant();
  ScoreUpdate update = Update(kNoon, 1);
  *update.add_units() = MakeUnit("H44.1");
  *update.add_units() = MakeUnit("H44.1", "H44", "2026-08-15");
  ASSERT_TRUE(Record(epoch, update).ok());
  ScoreUpdate removal = Update(kNoon, 2);
  removal.add_removed_units()->set_code("H44.1");
  ASSERT_TRUE(Record(epoch, removal).ok());
  const auto table = ReadTable();
  ASSERT_EQ(table->reference->units.size(), 1u);
  EXPECT_EQ(table->reference->units[0].valid_from(), "2026-08-15");
}

TEST_F(HistoryTest, ARankingListsUnitsByParentLevelAndValidity) {
  const int64_t epoch = Grant();
  ScoreUpdate update = Update(kNoon, 1);
  *update.add_units() = MakeUnit("H44", "");
  *update.add_units() = MakeUnit("H44.1");
  *update.add_units() = MakeUnit("H44.2", "H44", "", "2026-07-31");
  *update.add_units() = MakeUnit("H44.3", "H44", "2026-09-01");
  *update.add_units() = MakeUnit("H45.1", "H45");
  ASSERT_TRUE(Record(epoch, update).ok());
  const auto codes = [&](RankingQuery query) {
    std::vector<std::string> codes;
    const auto known = history_.ReadForRanking(query, Soon());
    EXPECT_TRUE(known.ok()) << known.status();
    for (const auto& unit : known->units) codes.push_back(unit.code());
    return codes;
  };
  const Period august = *Period::Parse("2026-08");
  EXPECT_THAT(codes({.period = august}), ElementsAre("H44", "H44.1", "H45.1"));
  EXPECT_THAT(codes({.period = august, .parent_code = "H44"}), ElementsAre("H44.1"));
  EXPECT_THAT(codes({.period = august, .level = record::v1::LEVEL_PROVINCE}), ElementsAre("H44"));
  EXPECT_THAT(codes({.period = *Period::Parse("2026-Q3"), .parent_code = "H44"}),
              ElementsAre("H44.1", "H44.2", "H44.3"));
  EXPECT_EQ(history_.ReadForRanking({.period = august, .parent_code = "H46"}, Soon()).status().code(),
            absl::StatusCode::kNotFound);
}

TEST_F(HistoryTest, ARankingReadsWhatItNeedsAlone) {
  const int64_t epoch = Grant();
  ScoreUpdate update = Update(kNoon, 1);
  for (const char* parent : {"H44", "H45"}) {
    *update.add_units() = MakeUnit(parent, "");
    *update.add_units() = MakeUnit(absl::StrCat(parent, ".1"), parent);
    *update.add_scores() = MakeScore(absl::StrCat(parent, ".1"), 100);
  }
  // The code goes from one parent to another within the month.
  *update.add_units() = MakeUnit("X", "H44", "", "2026-08-14");
  *update.add_units() = MakeUnit("X", "H45", "2026-08-15");
  ASSERT_TRUE(Record(epoch, update).ok());
  Figures({MakeFigure("H44.1", "TOTAL", "1"), MakeFigure("H45.1", "TOTAL", "2"),
           MakeFigure("H99", "TOTAL", "3")});
  Figures({MakeFigure("H44.1", "TOTAL", "1", 1'700'000'000, "2026-07"),
           MakeFigure("H44.1", "TDGQ", "1", 1'700'000'000, "2026-07")});
  RankingQuery query{
      .period = *Period::Parse("2026-08"), .parent_code = "H44", .basis = reporting::v1::BASIS_OFFICIAL};
  auto known = history_.ReadForRanking(query, Soon());
  ASSERT_TRUE(known.ok()) << known.status();
  EXPECT_EQ(known->now.figures.size(), 1u);
  EXPECT_EQ(known->before.figures.at("H44.1").size(), 1u);
  ASSERT_EQ(known->units.size(), 3u);
  EXPECT_EQ(known->units[2].parent_code(), "H45");
  query.parent_code.clear();
  EXPECT_EQ(history_.ReadForRanking(query, Soon())->now.figures.size(), 3u);
}

TEST_F(HistoryTest, TheLatestReadingIsTheOneInForce) {
  OfficialFigure taken_back = MakeFigure("H44", "TOTAL", "", 300);
  taken_back.set_retracted(true);
  EXPECT_EQ(Figures({MakeFigure("H44", "TOTAL", "91.70", 200), MakeFigure("H44", "TOTAL", "91.64", 100),
                     taken_back}),
            3);
  const auto known = history_.ReadForRanking(
      {.period = *Period::Parse("2026-08"), .basis = reporting::v1::BASIS_OFFICIAL}, Soon());
  ASSERT_TRUE(known.ok()) << known.status();
  EXPECT_EQ(known->now.figures.at("H44").at("TOTAL").value(), "91.70");
  EXPECT_EQ(known->now.figures.at("H44").at("TOTAL").read_time().seconds(), 200);
}

TEST_F(HistoryTest, FiguresCountAsChangedOnlyWhereTheyOutdoWhatIsKnown) {
  EXPECT_EQ(Figures({MakeFigure("H44", "TOTAL", "1")}, /*dry_run=*/true), 1);
  EXPECT_TRUE(Rows("official_figure").empty());
  EXPECT_EQ(Figures({MakeFigure("H44", "TOTAL", "1")}), 1);
  EXPECT_EQ(Figures({MakeFigure("H44", "TOTAL", "1")}), 0);
  EXPECT_EQ(Figures({MakeFigure("H44", "TOTAL", "1")}, true), 0);
  const OfficialFigure newer = MakeFigure("H44", "TOTAL", "2", 1'700'000'000, "2026-08", 2);
  EXPECT_EQ(Figures({newer}, true), 1);
  EXPECT_EQ(Figures({newer}), 1);
  EXPECT_EQ(Figures({MakeFigure("H44", "TOTAL", "1")}), 0);
}

TEST_F(HistoryTest, OfFiguresOfEqualRevisionsTheGreaterOrderIsInForceWhateverTheDigest) {
  for (const char* const code : {"TOTAL", "TDGQ", "KSTT"}) {
    OfficialFigure earlier = MakeFigure("H44", code, "1"), later = MakeFigure("H44", code, "2");
    earlier.set_revision_order(7);
    later.set_revision_order(8);
    if (code[0] == 'K') std::swap(*earlier.mutable_value(), *later.mutable_value());
    EXPECT_EQ(Figures({later}), 1);
    EXPECT_EQ(Figures({earlier}), 0);
    EXPECT_EQ(Figures({earlier}, true), 0);
    OfficialFigure last = later;
    last.set_revision_order(9);
    EXPECT_EQ(Figures({last}, true), 1);
    EXPECT_EQ(Figures({last}), 1);
  }
}

TEST_F(HistoryTest, OfAUnitAllKeysAreReadAndWhatStandsUnderThoseThatAreChosen) {
  const int64_t epoch = Grant();
  ScoreUpdate update = Update(kNoon, 1);
  for (const char* period : {"2026-07", "2026-08"}) *update.add_scores() = MakeScore("H44", 100, period);
  ASSERT_TRUE(Record(epoch, update).ok());
  Figures({MakeFigure("H44", "TOTAL", "1", 1'700'000'000, "2026-06"), MakeFigure("H44", "TOTAL", "2")});
  const Period june = *Period::Parse("2026-06"), july = *Period::Parse("2026-07"),
               august = *Period::Parse("2026-08");
  const auto unit = history_.ReadUnit(
      {.code = "H44"},
      [&](const UnitSnapshot& keys) -> absl::StatusOr<std::set<Period>> {
        EXPECT_EQ(keys.scores.size(), 2u);
        EXPECT_EQ(keys.figures.size(), 2u);
        return std::set<Period>{august};
      },
      Soon());
  ASSERT_TRUE(unit.ok()) << unit.status();
  EXPECT_EQ(unit->scores.at({august, ""}).score.total_points(), 100);
  EXPECT_EQ(unit->scores.at({july, ""}).score.ByteSizeLong(), 0u);
  EXPECT_EQ(unit->figures.at(august).at("TOTAL").value(), "2");
  EXPECT_TRUE(unit->figures.at(june).empty());
  const auto refused = history_.ReadUnit(
      {.code = "H44"},
      [](const UnitSnapshot&) -> absl::StatusOr<std::set<Period>> { return absl::NotFoundError("no"); },
      Soon());
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kNotFound);
}

TEST_F(HistoryTest, WhatIsInForceBeforeAndAfterwardsIsToldOfEachFigure) {
  const OfficialFigure one = MakeFigure("H44", "TOTAL", "1"), other = MakeFigure("H44", "TDGQ", "2");
  OfficialFigure later = MakeFigure("H44", "TOTAL", "3");
  later.set_revision_order(1);
  const auto record = [&](const std::vector<OfficialFigure>& figures, bool dry_run) {
    const auto recorded = history_.RecordFigures(figures, dry_run, Soon());
    EXPECT_TRUE(recorded.ok()) << recorded.status();
    return recorded.ok() ? recorded->in_force : std::vector<FigureInForce>(figures.size());
  };
  Figures({later});
  for (const bool dry_run : {true, false}) {
    const auto in_force = record({other, one}, dry_run);
    EXPECT_EQ(in_force[0].before, std::nullopt);
    EXPECT_EQ(in_force[0].now, VersionOf(other));
    EXPECT_EQ(in_force[1].before, VersionOf(later));
    EXPECT_EQ(in_force[1].now, VersionOf(later));
  }
  EXPECT_EQ(record({other}, false)[0].before, VersionOf(other));
}

TEST_F(HistoryTest, AnyOrderRepetitionAndBatchingOfFiguresGivesTheSameTable) {
  std::mt19937 random(766);
  std::vector<OfficialFigure> figures;
  for (int i = 0; i < 60; ++i) {
    figures.push_back(MakeFigure(absl::StrCat("H", random() % 3), random() % 2 == 0 ? "TOTAL" : "TDGQ",
                                 absl::StrCat(random() % 4),
                                 1'700'000'000 + static_cast<int64_t>(random() % 2), "2026-08",
                                 1 + static_cast<int64_t>(random() % 3)));
    if (random() % 5 != 0) continue;
    figures.back().set_retracted(true);
    figures.back().clear_value();
  }
  std::vector<std::string> expected;
  for (int round = 0; round < 6; ++round) {
    ASSERT_TRUE(postgres_
                    .Transact(Soon(),
                              [](Transaction& transaction) {
                                transaction.work().exec("TRUNCATE official_figure");
                                return absl::OkStatus();
                              })
                    .ok());
    std::vector<OfficialFigure> shuffled = figures;
    std::shuffle(shuffled.begin(), shuffled.end(), random);
    for (size_t next = 0; next < shuffled.size();) {
      reporting::v1::RecordOfficialFiguresRequest batch;
      for (size_t left = 1 + random() % 9; left > 0 && next < shuffled.size(); --left) {
        *batch.add_figures() = shuffled[next++];
      }
      const auto admitted = AdmitFigures(
          batch.figures(),
          {{"TOTAL", reporting::v1::FIGURE_UNIT_POINTS}, {"TDGQ", reporting::v1::FIGURE_UNIT_POINTS}}, {},
          absl::FromUnixSeconds(1'790'000'000));
      Figures(admitted.figures);
      if (random() % 2 == 0) Figures(admitted.figures);
    }
    if (round == 0) expected = Rows("official_figure");
    EXPECT_EQ(Rows("official_figure"), expected) << "round " << round;
  }
  EXPECT_GT(expected.size(), 5u);
}

// A database as version 2 of the schema left it.
class AdoptTest : public ::testing::Test {
 protected:
  AdoptTest() : postgres_({chiso::testing::FreshDatabase()}), history_(postgres_) {
    const std::vector<Migration>& all = ReportingSchema();
    EXPECT_TRUE(Migrate(postgres_, "reporting", {all[0], all[1]}).ok());
    Run([](pqxx::transaction_base& work) {
      const index::v1::IndexDefinition definition = MakeDefinition();
      work.exec_params("INSERT INTO definition VALUES ($1, $2, $3)", definition.id(),
                       pqxx::binarystring(definition.sha256()),
                       pqxx::binarystring(definition.SerializeAsString()));
      work.exec(
          "INSERT INTO log_progress VALUES ('main', 1, 9, '', '2026-09-04T05:00:00Z', "
          "'2026-09-04T05:00:00Z')");
    });
  }
  void Run(const std::function<void(pqxx::transaction_base&)>& body) {
    const absl::Status status = postgres_.Transact(Soon(), [&](Transaction& transaction) {
      body(transaction.work());
      return absl::OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
  }
  static index::v1::Score OldScore(int total, int day, int64_t sequence) {
    index::v1::Score score = MakeScore("H44", total);
    score.mutable_as_of_time()->set_seconds(kNoon + (day - 1) * kDay);
    *score.mutable_positions() = Update(kNoon, sequence).positions();
    return score;
  }
  void InsertOfDay(int day, const std::string& payload) {
    Run([&](pqxx::transaction_base& work) {
      work.exec_params("INSERT INTO score_of_day VALUES ('2026-08', 2, 'H44', '', $1, $2)",
                       absl::StrCat("2026-09-0", day), pqxx::binarystring(payload));
    });
  }
  void InsertCurrent(const std::string& payload) {
    Run([&](pqxx::transaction_base& work) {
      work.exec_params("INSERT INTO score VALUES ('2026-08', 2, 'H44', '', $1)", pqxx::binarystring(payload));
    });
  }
  void Adopt() {
    ASSERT_TRUE(Migrate(postgres_, "reporting", ReportingSchema()).ok());
    for (int time = 0; time < 2; ++time) ASSERT_TRUE(history_.AdoptPayloads(absl::Seconds(60)).ok());
  }
  int64_t Count(const std::string& table) {
    int64_t count = 0;
    Run([&](pqxx::transaction_base& work) {
      count = work.exec1(absl::StrCat("SELECT count(*) FROM ", table))[0].as<int64_t>();
    });
    return count;
  }
  std::optional<KnownScore> KnownOn(const std::string& day) {
    const auto unit = history_.ReadUnit(
        {.code = "H44", .known_on = ParseDate(day)},
        [](const UnitSnapshot&) -> absl::StatusOr<std::set<Period>> {
          return std::set<Period>{*Period::Parse("2026-08")};
        },
        Soon());
    EXPECT_TRUE(unit.ok()) << unit.status();
    if (!unit.ok() || unit->scores.empty()) return {};
    return unit->scores.begin()->second;
  }

  Postgres postgres_;
  History history_;
};

TEST_F(AdoptTest, WhatAnOlderVersionRecordedIsAnsweredTheSame) {
  InsertOfDay(1, OldScore(10, 1, 3).SerializeAsString());
  InsertOfDay(2, OldScore(10, 2, 4).SerializeAsString());
  InsertOfDay(3, OldScore(20, 3, 7).SerializeAsString());
  InsertOfDay(4, OldScore(20, 4, 9).SerializeAsString());
  const index::v1::Score current = OldScore(20, 4, 9);
  InsertCurrent(current.SerializeAsString());
  Adopt();
  const auto now = KnownOn("");
  ASSERT_TRUE(now.has_value());
  EXPECT_EQ(now->known_from, "2026-09-03");
  index::v1::Score expected = current;
  expected.mutable_positions(0)->clear_digest();  // as log_progress has it
  EXPECT_EQ(now->score.SerializeAsString(), expected.SerializeAsString());
  EXPECT_FALSE(KnownOn("2026-08-31").has_value());
  EXPECT_EQ(KnownOn("2026-09-02")->score.SerializeAsString(), OldScore(10, 2, 4).SerializeAsString());
  EXPECT_EQ(KnownOn("2026-09-02")->known_from, "2026-09-01");
  EXPECT_EQ(KnownOn("2026-09-03")->score.SerializeAsString(), OldScore(20, 3, 7).SerializeAsString());
  EXPECT_EQ(Count("former_score"), 1);
  EXPECT_EQ(Count("score_payload") + Count("score_of_day_payload"), 0);
}

TEST_F(AdoptTest, WhatCannotBeReadStaysWhereItIs) {
  InsertOfDay(1, "no score");
  InsertCurrent("no score");
  Adopt();
  EXPECT_FALSE(KnownOn("").has_value());
  EXPECT_EQ(Count("score_payload"), 1);
  EXPECT_EQ(Count("score_of_day_payload"), 1);
}

TEST_F(HistoryTest, KnownUnitsAreThoseThatWereRecorded) {
  const int64_t epoch = Grant();
  ScoreUpdate update = Update(kNoon, 1);
  *update.add_units() = MakeUnit("H44.1", "H44", "2004-01-01", "2025-06-30");
  ASSERT_TRUE(Record(epoch, update).ok());
  const absl::StatusOr<UnitValidities> known = history_.KnownUnits({"H44.1", "H44.2", ""}, Soon());
  ASSERT_TRUE(known.ok()) << known.status();
  EXPECT_THAT(*known, ElementsAre(::testing::Key("H44.1")));
  const std::vector<Validity>& validities = known->at("H44.1");
  ASSERT_EQ(validities.size(), 1u);
  EXPECT_EQ(validities[0].first, absl::CivilDay(2004, 1, 1));
  EXPECT_EQ(validities[0].last, absl::CivilDay(2025, 6, 30));
}

reporting::v1::Bulletin MakeBulletin(int revision_number = 1) {
  reporting::v1::Bulletin bulletin;
  bulletin.mutable_unit()->set_code("H44");
  bulletin.set_period("2026-08");
  bulletin.set_revision_number(revision_number);
  bulletin.mutable_publish_time()->set_seconds(kNoon);
  return bulletin;
}

std::vector<StoredRendition> Renditions(const std::string& content) {
  StoredRendition stored{reporting::v1::RENDITION_FORMAT_TEXT, reporting::v1::LANGUAGE_VI, {}};
  stored.rendition.set_content(content);
  stored.rendition.set_media_type("text/plain; charset=utf-8");
  stored.rendition.set_sha256(Sha256(content));
  return {stored};
}

TEST_F(HistoryTest, OfManyPublicationsAtOnceOneIsStoredWithItsRenditions) {
  constexpr int kPublishers = 8;
  std::vector<absl::Status> outcomes(kPublishers);
  std::vector<std::thread> threads;
  for (int i = 0; i < kPublishers; ++i) {
    threads.emplace_back([&, i] {
      outcomes[i] = history_.Publish(MakeBulletin(), Renditions(absl::StrCat("letter ", i)), Soon());
    });
  }
  for (std::thread& thread : threads) thread.join();
  int winner = -1;
  for (int i = 0; i < kPublishers; ++i) {
    if (outcomes[i].ok()) {
      EXPECT_EQ(winner, -1);
      winner = i;
    } else {
      EXPECT_EQ(ReasonOf(outcomes[i]), "ALREADY_PUBLISHED") << outcomes[i];
    }
  }
  const auto rendition = history_.GetRendition({"H44", "2026-08", 1}, reporting::v1::RENDITION_FORMAT_TEXT,
                                               reporting::v1::LANGUAGE_VI, Soon());
  ASSERT_TRUE(rendition.ok()) << rendition.status();
  EXPECT_EQ(rendition->content(), absl::StrCat("letter ", winner));
  EXPECT_EQ(rendition->name(), "units/H44/bulletins/2026-08.1");
}

TEST_F(HistoryTest, WithoutARevisionTheLatestBulletinIsGiven) {
  ASSERT_TRUE(history_.Publish(MakeBulletin(1), Renditions(std::string("first\0\xff", 7)), Soon()).ok());
  ASSERT_TRUE(history_.Publish(MakeBulletin(2), Renditions("second"), Soon()).ok());
  EXPECT_EQ(history_.GetBulletin({"H44", "2026-08", 0}, Soon())->revision_number(), 2);
  EXPECT_EQ(history_.GetBulletin({"H44", "2026-08", 1}, Soon())->revision_number(), 1);
  const auto text = [&](int revision) {
    return history_.GetRendition({"H44", "2026-08", revision}, reporting::v1::RENDITION_FORMAT_TEXT,
                                 reporting::v1::LANGUAGE_VI, Soon());
  };
  EXPECT_EQ(text(0)->content(), "second");
  EXPECT_EQ(text(1)->content(), std::string("first\0\xff", 7));
  EXPECT_EQ(text(3).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(history_.GetBulletin({"H44", "2026-07", 0}, Soon()).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(history_
                .GetRendition({"H44", "2026-08", 1}, reporting::v1::RENDITION_FORMAT_HTML,
                              reporting::v1::LANGUAGE_VI, Soon())
                .status()
                .code(),
            absl::StatusCode::kNotFound);
}

}  // namespace
}  // namespace chiso
