#include "services/scoring/follower.h"

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "common/errors.h"
#include "common/rpc/channel.h"
#include "common/rpc/rpc_status.h"
#include "common/rpc/server.h"
#include "services/scoring/testing/log.h"

namespace chiso::testing {
namespace {

// Whoever stands where ingestion should: ends each call with the next of the statuses, the last one for ever.
class Ending final : public ingestion::v1::IngestionService::Service {
 public:
  explicit Ending(std::deque<absl::Status> statuses) : statuses_(std::move(statuses)) {}

  grpc::Status ReadRecords(grpc::ServerContext*, const ingestion::v1::ReadRecordsRequest*,
                           grpc::ServerWriter<ingestion::v1::ReadRecordsResponse>*) override {
    absl::MutexLock lock(&mutex_);
    const absl::Status status = statuses_.front();
    if (statuses_.size() > 1) statuses_.pop_front();
    ++calls_;
    return ToGrpcStatus(status);
  }
  void AwaitCalls(int calls) const {
    absl::MutexLock lock(&mutex_);
    const auto called = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return calls_ >= calls; };
    ASSERT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&called), absl::Seconds(60)));
  }

 private:
  mutable absl::Mutex mutex_;
  std::deque<absl::Status> statuses_ ABSL_GUARDED_BY(mutex_);
  int calls_ ABSL_GUARDED_BY(mutex_) = 0;
};

// Gives each call the next answer alone, and then holds the call until it is told to break it off.
class Giving final : public ingestion::v1::IngestionService::Service {
 public:
  explicit Giving(std::vector<ingestion::v1::ReadRecordsResponse> answers) : answers_(std::move(answers)) {}

  grpc::Status ReadRecords(grpc::ServerContext* context, const ingestion::v1::ReadRecordsRequest* request,
                           grpc::ServerWriter<ingestion::v1::ReadRecordsResponse>* writer) override {
    int number;
    {
      absl::MutexLock lock(&mutex_);
      number = static_cast<int>(asked_.size());
      asked_.push_back(request->after());
    }
    if (number < static_cast<int>(answers_.size())) writer->Write(answers_[number]);
    absl::MutexLock lock(&mutex_);
    const auto broken = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return broken_ > number; };
    while (!context->IsCancelled() &&
           !mutex_.AwaitWithTimeout(absl::Condition(&broken), absl::Milliseconds(10))) {
    }
    return grpc::Status(grpc::StatusCode::UNAVAILABLE, "broken off");
  }
  // Breaks the call under way off, and waits for the next one; tells after which position that reads.
  record::v1::Position BreakOff() {
    absl::MutexLock lock(&mutex_);
    const int number = ++broken_;
    const auto asked = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return static_cast<int>(asked_.size()) > number;
    };
    EXPECT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&asked), absl::Seconds(60)));
    return asked_.back();
  }

 private:
  const std::vector<ingestion::v1::ReadRecordsResponse> answers_;
  absl::Mutex mutex_;
  std::vector<record::v1::Position> asked_ ABSL_GUARDED_BY(mutex_);
  int broken_ ABSL_GUARDED_BY(mutex_) = 0;
};

class FollowerTest : public ::testing::Test {
 protected:
  void Follow(std::deque<absl::Status> statuses) {
    service_ = std::make_unique<Ending>(std::move(statuses));
    Follow(*service_);
  }
  Giving& Give(std::vector<ingestion::v1::ReadRecordsResponse> answers) {
    giving_ = std::make_unique<Giving>(std::move(answers));
    Follow(*giving_);
    return *giving_;
  }
  void Follow(ingestion::v1::IngestionService::Service& service) {
    auto server = Server::Start({.listen = "127.0.0.1:0"},
                                {{ingestion::v1::IngestionService::service_full_name(), &service}});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    follower_ = std::make_unique<Follower>(Connect(absl::StrCat("127.0.0.1:", server_->port())), "main",
                                           state_, [this] { diverged_.Notify(); });
  }

  // Waits until the state has come so far.
  void AwaitReached(int64_t sequence) const {
    Positions positions;
    positions.Add()->set_log("main");
    positions[0].set_sequence(sequence);
    ASSERT_TRUE(state_.AwaitReady(absl::Now() + absl::Seconds(60)));
    ASSERT_TRUE(state_.AwaitPositions(positions, absl::Now() + absl::Seconds(60)).ok());
  }

  State state_{ShippedDefinitions(), {"main"}};
  absl::Notification diverged_;
  std::unique_ptr<Ending> service_;
  std::unique_ptr<Giving> giving_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<Follower> follower_;
};

TEST_F(FollowerTest, EveryErrorButADivergedLogIsAnOutage) {
  std::deque<absl::Status> statuses;
  for (int code = 1; code <= 16; ++code) {
    statuses.push_back(absl::Status(static_cast<absl::StatusCode>(code), "somebody in between"));
  }
  statuses.push_back(
      ErrorWithReason(absl::StatusCode::kFailedPrecondition, "SOMETHING_ELSE", "not what ends a reader"));
  statuses.push_back(absl::UnavailableError("away"));
  const int all = static_cast<int>(statuses.size());
  Follow(std::move(statuses));
  service_->AwaitCalls(all);
  EXPECT_FALSE(diverged_.HasBeenNotified());
}

TEST_F(FollowerTest, ADivergedLogEndsTheReader) {
  Follow({absl::UnavailableError("away"),
          ErrorWithReason(absl::StatusCode::kFailedPrecondition, "LOG_DIVERGED", "restored from before")});
  EXPECT_TRUE(diverged_.WaitForNotificationWithTimeout(absl::Seconds(60)));
}

// Records of one batch of `main`, up to the position; `digest`: the batch ends there.
ingestion::v1::ReadRecordsResponse Answer(int64_t first, int64_t last, const std::string& digest) {
  ingestion::v1::ReadRecordsResponse response;
  record::v1::LogEntry& entry = *response.add_entries();
  entry.set_first_sequence(first);
  for (int64_t i = first; i <= last; ++i) *entry.add_records() = UnitRecord("H1", record::v1::LEVEL_PROVINCE);
  response.mutable_position()->set_log("main");
  response.mutable_position()->set_sequence(last);
  response.mutable_position()->set_digest(digest);
  response.mutable_head()->set_log("main");
  return response;
}

TEST_F(FollowerTest, WhatIsReadUpToTheEndOfABatchIsAppliedAtOnce) {
  Giving& ingestion = Give({Answer(1, 3, "three"), Answer(4, 4, "four")});
  AwaitReached(3);
  EXPECT_EQ(ingestion.BreakOff().digest(), "three");
  AwaitReached(4);
}

TEST_F(FollowerTest, ABatchInPiecesIsAppliedAsAWholeAndReadAgainWhereItBroke) {
  Giving& ingestion = Give({Answer(1, 3, "three"), Answer(4, 5, ""), Answer(4, 6, "six")});
  AwaitReached(3);
  EXPECT_EQ(ingestion.BreakOff().digest(), "three");
  // It has come so far, or will when the call breaks: neither way is it applied.
  EXPECT_EQ(ingestion.BreakOff().digest(), "three");
  AwaitReached(6);
}

}  // namespace
}  // namespace chiso::testing
