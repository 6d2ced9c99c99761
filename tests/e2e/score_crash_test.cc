// Whichever services are killed while records come in: in the end scoring and reporting tell, at the
// positions and as of the time that they print, what the recompute of tests/oracle makes of the records in
// the log.
//
// CHISO_CRASH_ROUNDS says how many histories are sent, CHISO_SEED which ones and what is killed when; the
// seed is printed.

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "chiso/reporting/v1/reporting_service.grpc.pb.h"
#include "chiso/scoring/v1/scoring_service.grpc.pb.h"
#include "common/period.h"
#include "common/record/positions.h"
#include "tests/load/history.h"
#include "tests/load/score_audit.h"
#include "tests/load/seed.h"
#include "tests/load/senders.h"
#include "tests/load/worker.h"
#include "tests/suite.h"

namespace chiso::testing {
namespace {

using ingestion::v1::IngestionService;
using reporting::v1::ReportingService;
using scoring::v1::ScoringService;

// What is killed together, each as often as it stands here.
const std::vector<std::vector<std::string>>& Faults() {
  static const auto* const kFaults =
      new std::vector<std::vector<std::string>>{{"scoring"},
                                                {"scoring"},
                                                {"scoring"},
                                                {"reporting"},
                                                {"reporting"},
                                                {"reporting"},
                                                {"ingestion"},
                                                {"scoring", "reporting"},
                                                {"ingestion", "scoring", "reporting"}};
  return *kFaults;
}

constexpr int kKills = 5;
// How long the records are on their way at least, so that most of them come between two kills.
constexpr absl::Duration kSending = absl::Seconds(8);
// When what happens in a history turns: while it is being sent, so that some of it becomes late meanwhile.
constexpr absl::Duration kTurnsAfter = absl::Seconds(10);
// What happens in a history lies so far back at most.
constexpr int kMonths = 6;
constexpr record::v1::Scope kScopes[] = {record::v1::SCOPE_OWN_OFFICES, record::v1::SCOPE_SUBTREE};

void SetDeadline(grpc::ClientContext& context) {
  context.set_deadline(absl::ToChronoTime(absl::Now() + kHanging));
}

// Whether the period is one of the definition that the histories are made for.
bool IsJudged(const Period& period) { return period.first_day() >= absl::CivilDay(2026, 1, 1); }

// All such periods with one of the months up to that of the time.
std::set<std::string> PeriodsUpTo(absl::Time time) {
  std::set<std::string> periods;
  const absl::CivilMonth last(DayOf(time));
  for (int back = 0; back < kMonths; ++back) {
    const Period month = Period::Month(last - back);
    if (!IsJudged(month)) break;
    periods.insert(month.ToString());
    for (const Period& period : month.Enclosing()) periods.insert(period.ToString());
  }
  return periods;
}

std::string NameOf(const record::v1::UnitId& unit, const std::string& period, record::v1::Scope scope) {
  return absl::StrCat(unit.code(), "@", unit.valid_from(), " ", period, " ", scope);
}

// The codes of all units that are told of.
std::set<std::string> UnitCodesIn(const std::vector<ingestion::v1::Batch>& batches) {
  std::set<std::string> codes;
  for (const ingestion::v1::Batch& batch : batches) {
    for (const record::v1::Record& record : batch.records()) {
      if (record.has_unit()) codes.insert(record.unit().code());
    }
  }
  return codes;
}

// One history, and all that is done to the services meanwhile.
class Round {
 public:
  explicit Round(uint32_t seed)
      : random_(seed),
        begins_(absl::Now()),
        file_(absl::StrCat(std::getenv("CHISO_BUILD_DIR"), "/histories/score-crash-", seed, ".jsonl")),
        batches_(BatchesOfHistory(seed, begins_ + kTurnsAfter)),
        sender_(batches_, suite_.Address("ingestion")),
        ingestion_(IngestionService::NewStub(OwnChannel(suite_.Address("ingestion")))),
        scoring_(ScoringService::NewStub(OwnChannel(suite_.Address("scoring")))),
        reporting_(ReportingService::NewStub(OwnChannel(suite_.Address("reporting")))) {}

  void Run() {
    sender_.set_rest(kSending / sender_.batch_count());
    sender_.Start();
    for (int kill = 0; kill < kKills && !::testing::Test::HasFailure(); ++kill) {
      const int64_t goal = sender_.batch_count() * (kill + 1) / (kKills + 1);
      EXPECT_TRUE(Await([&] { return sender_.progress() >= goal || ::testing::Test::HasFailure(); }))
          << "the sender hangs";
      Strike(Faults()[random_() % Faults().size()]);
      // Else the next kill meets services that are only coming up.
      if (random_() % 2 == 0) suite_.AwaitServing("scoring");
      AskOnce();
    }
    sender_.Finish();
    for (const char* service : {"ingestion", "reporting", "scoring"}) suite_.AwaitServing(service);
    if (!::testing::Test::HasFailure()) CheckAll();
  }

  int64_t compared() const { return audit_.compared(); }

 private:
  void Strike(const std::vector<std::string>& services) {
    Pause(500);
    // Mostly just after a batch was taken, when its scores are on their way.
    const int64_t taken = sender_.progress();
    EXPECT_TRUE(Await([&] {
      return sender_.progress() > taken || taken == sender_.batch_count() || ::testing::Test::HasFailure();
    })) << "the sender hangs";
    Pause(60);
    for (const std::string& service : services) EXPECT_EQ(suite_.Stop(service, SIGKILL), -SIGKILL) << service;
    Pause(200);
    for (const std::string& service : services) suite_.Start(service);
    Pause(1000);
  }

  // Nobody knows the worst moment, so it is sought at random.
  void Pause(uint32_t max_millis) { absl::SleepFor(absl::Microseconds(random_() % (1000 * max_millis))); }

  // Takes what scoring says of a period, once it has read so far.
  grpc::Status AskScoring(const std::string& period, record::v1::Scope scope, const Positions& positions) {
    scoring::v1::ListScoresRequest request;
    request.set_period(period);
    request.set_scope(scope);
    *request.mutable_min_positions() = positions;
    request.set_page_size(1000);
    grpc::ClientContext context;
    SetDeadline(context);
    scoring::v1::ListScoresResponse response;
    const grpc::Status status = scoring_->ListScores(&context, request, &response);
    EXPECT_EQ(response.next_page_token(), "");
    audit_.TakeAll(period, scope, {response.scores().begin(), response.scores().end()});
    return status;
  }

  // Whatever scoring answers meanwhile must hold at the positions that it says.
  void AskOnce() {
    const Period month = Period::Month(absl::CivilMonth(DayOf(begins_)) - random_() % 2);
    const grpc::Status status = AskScoring(month.ToString(), kScopes[random_() % 2], {});
    EXPECT_TRUE(status.ok() || IsPassing(status)) << status.error_code() << " " << status.error_message();
  }

  void CheckAll() {
    // What a process that was killed has sent lies before this.
    const absl::Time alone = absl::Now();
    heads_ = Heads();
    std::set<std::string> periods = PeriodsUpTo(begins_);
    while (!::testing::Test::HasFailure() && !AskReporting(alone, periods)) {
    }
    for (const std::string& period : periods) {
      for (const record::v1::Scope scope : kScopes) {
        const grpc::Status status = AskScoring(period, scope, heads_);
        EXPECT_TRUE(status.ok()) << period << ": " << status.error_message();
      }
    }
    audit_.Check(*ingestion_, file_);
  }

  // Takes all that reporting keeps, once it has come to where scoring is and tells of a time after `alone`;
  // adds the periods of it. False: meanwhile something was recorded, and rankings do not tell of which time
  // they are.
  bool AskReporting(absl::Time alone, std::set<std::string>& periods) {
    AwaitSettled(alone);
    // Nobody else writes.
    suite_.Signal("scoring", SIGSTOP);
    const reporting::v1::Progress before = Progress();
    ScoreAudit told = audit_;
    const std::optional<Standpoint> standpoint = TakeKept(told, periods);
    const reporting::v1::Progress after = Progress();
    suite_.Signal("scoring", SIGCONT);
    if (IsAhead(before) || before.SerializeAsString() != after.SerializeAsString()) return false;
    if (standpoint) told.ExpectAllCounted(*standpoint, periods);
    audit_ = std::move(told);
    return true;
  }

  std::optional<Standpoint> TakeKept(ScoreAudit& told, std::set<std::string>& periods) {
    std::optional<Standpoint> standpoint;
    std::set<std::string> scored;
    for (const std::string& code : UnitCodesIn(batches_)) {
      for (const record::v1::Scope scope : kScopes) {
        const reporting::v1::GetHistoryResponse history = HistoryOf(code, scope);
        for (const reporting::v1::HistoryEntry& entry : history.entries()) {
          if (!entry.has_score() || !IsJudged(*Period::Parse(entry.period()))) continue;
          told.Take(entry.score());
          standpoint = StandpointOf(entry.score());
          periods.insert(entry.period());
          scored.insert(NameOf(entry.unit(), entry.period(), scope));
        }
      }
    }
    for (const std::string& period : periods) {
      for (const record::v1::Scope scope : kScopes) {
        const reporting::v1::ListRankingResponse ranking = RankingOf(period, scope);
        for (const reporting::v1::RankingRow& row : ranking.rows()) {
          if (scored.contains(NameOf(row.unit(), period, scope))) {
            told.TakeValue(*standpoint, row.unit(), period, scope, "TOTAL", row.status(), row.value());
          } else {
            // Rankings list units without a score, too.
            EXPECT_EQ(row.status(), index::v1::STATUS_NOT_REPORTED) << row.ShortDebugString();
          }
        }
      }
    }
    return standpoint;
  }

  reporting::v1::Progress Progress() {
    reporting::v1::GetProgressRequest request;
    *request.mutable_min_positions() = heads_;
    grpc::ClientContext context;
    SetDeadline(context);
    reporting::v1::Progress progress;
    const grpc::Status status = reporting_->GetProgress(&context, request, &progress);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return progress;
  }

  // Whether scores lie there whose positions are still to come.
  static bool IsAhead(const reporting::v1::Progress& progress) {
    return std::any_of(progress.writers().begin(), progress.writers().end(),
                       [](const reporting::v1::LogWriter& writer) { return writer.ahead(); });
  }

  // Until reporting accounts for all records, and holds nothing beyond them.
  void AwaitSettled(absl::Time alone) {
    EXPECT_TRUE(Await([&] {
      const reporting::v1::Progress progress = Progress();
      return ::testing::Test::HasFailure() ||
             (!IsAhead(progress) && progress.as_of_time().seconds() > absl::ToUnixSeconds(alone));
    })) << "reporting does not come to where scoring is";
  }

  // Where the logs end.
  Positions Heads() {
    Positions heads;
    for (const std::string log : {"reference", "main"}) {
      ingestion::v1::ReadRecordsRequest request;
      request.mutable_after()->set_log(log);
      grpc::ClientContext context;
      SetDeadline(context);
      const auto reader = ingestion_->ReadRecords(&context, request);
      ingestion::v1::ReadRecordsResponse response;
      EXPECT_TRUE(reader->Read(&response)) << "log " << log << " cannot be read";
      *heads.Add() = response.head();
      context.TryCancel();
      reader->Finish();
    }
    return heads;
  }

  reporting::v1::GetHistoryResponse HistoryOf(const std::string& code, record::v1::Scope scope) {
    reporting::v1::GetHistoryRequest request;
    request.set_unit_code(code);
    request.set_scope(scope);
    request.set_page_size(1000);
    grpc::ClientContext context;
    SetDeadline(context);
    reporting::v1::GetHistoryResponse response;
    const grpc::Status status = reporting_->GetHistory(&context, request, &response);
    // A unit that was taken back has none.
    EXPECT_TRUE(status.ok() || status.error_code() == grpc::StatusCode::NOT_FOUND) << status.error_message();
    EXPECT_EQ(response.next_page_token(), "");
    return response;
  }

  reporting::v1::ListRankingResponse RankingOf(const std::string& period, record::v1::Scope scope) {
    reporting::v1::ListRankingRequest request;
    request.set_period(period);
    request.set_scope(scope);
    grpc::ClientContext context;
    SetDeadline(context);
    reporting::v1::ListRankingResponse response;
    const grpc::Status status = reporting_->ListRanking(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  std::mt19937 random_;
  Suite suite_;
  const absl::Time begins_;
  // What the recompute is given.
  const std::string file_;
  const std::vector<ingestion::v1::Batch> batches_;
  BatchSender sender_;
  const std::unique_ptr<IngestionService::Stub> ingestion_;
  const std::unique_ptr<ScoringService::Stub> scoring_;
  const std::unique_ptr<ReportingService::Stub> reporting_;
  ScoreAudit audit_;
  Positions heads_;
};

TEST(ScoreCrash, ScoresAreThoseOfTheLogWhateverWasKilled) {
  const uint32_t seed = Seed();
  const int rounds = Number("CHISO_CRASH_ROUNDS", 2);
  for (int round = 0; round < rounds && !::testing::Test::HasFailure(); ++round) {
    SCOPED_TRACE(absl::StrCat("round ", round, ": CHISO_SEED=", seed + round, " CHISO_CRASH_ROUNDS=1"));
    Round history(seed + round);
    history.Run();
    std::cout << "round " << round << ": " << history.compared() << " values compared" << std::endl;
  }
}

}  // namespace
}  // namespace chiso::testing
