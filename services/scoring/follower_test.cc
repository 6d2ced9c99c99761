#include "services/scoring/follower.h"

#include <gtest/gtest.h>

#include <deque>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
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

class FollowerTest : public ::testing::Test {
 protected:
  void Follow(std::deque<absl::Status> statuses) {
    service_ = std::make_unique<Ending>(std::move(statuses));
    auto server = Server::Start({.listen = "127.0.0.1:0"},
                                {{ingestion::v1::IngestionService::service_full_name(), service_.get()}});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    follower_ = std::make_unique<Follower>(Connect(absl::StrCat("127.0.0.1:", server_->port())), "main",
                                           state_, [this] { diverged_.Notify(); });
  }

  State state_{ShippedDefinitions(), {"main"}};
  absl::Notification diverged_;
  std::unique_ptr<Ending> service_;
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

}  // namespace
}  // namespace chiso::testing
