#include "services/scoring/record_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/errors.h"
#include "common/rpc/channel.h"
#include "common/rpc/rpc_status.h"
#include "common/rpc/server.h"
#include "services/scoring/testing/log.h"

namespace chiso::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr record::v1::RecordKind kReturns[] = {record::v1::RECORD_KIND_RETURN};

// Stands where ingestion should: a log of two batches of three records each.
class TwoBatches final : public ingestion::v1::IngestionService::Service {
 public:
  grpc::Status ReadRecords(grpc::ServerContext* context, const ingestion::v1::ReadRecordsRequest* request,
                           grpc::ServerWriter<ingestion::v1::ReadRecordsResponse>* writer) override {
    if (request->after().sequence() > 6) {
      return ToGrpcStatus(
          ErrorWithReason(absl::StatusCode::kFailedPrecondition, "LOG_DIVERGED", "not this log"));
    }
    EXPECT_FALSE(request->follow());
    if (request->after().sequence() > 0) {
      writer->Write(Answer("main", request->after().sequence(), {}));
      return grpc::Status::OK;
    }
    EXPECT_EQ(request->kinds_size(), 1);
    for (int64_t after : {0, 3}) {
      if (after == 3 && ends_early) return grpc::Status::OK;
      if (after == 3 && hangs) return Hang(*context);
      std::vector<record::v1::Record> records(3);
      writer->Write(Answer("main", after, records, 6 - after));
    }
    return grpc::Status::OK;
  }

  bool ends_early = false;
  bool hangs = false;
  absl::Notification hanging;

 private:
  grpc::Status Hang(grpc::ServerContext& context) {
    hanging.Notify();
    while (!context.IsCancelled()) absl::SleepFor(absl::Milliseconds(1));
    return grpc::Status::CANCELLED;
  }
};

class RecordStreamTest : public ::testing::Test {
 protected:
  RecordStreamTest() {
    auto server = Server::Start({.listen = "127.0.0.1:0"},
                                {{ingestion::v1::IngestionService::service_full_name(), &service_}});
    EXPECT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    stream_ = std::make_unique<RecordStream>(Connect(absl::StrCat("127.0.0.1:", server_->port())));
  }
  absl::Status Read(int64_t sequence, absl::Status answer = absl::OkStatus()) {
    taken_.clear();
    record::v1::Position end;
    end.set_log("main");
    end.set_sequence(sequence);
    return stream_->ReadUpTo(
        end, kReturns, absl::Now() + absl::Seconds(60), [&](const record::v1::LogEntry& entry) {
          taken_.push_back(absl::StrCat(entry.first_sequence(), "+", entry.records_size()));
          return answer;
        });
  }

  TwoBatches service_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<RecordStream> stream_;
  std::vector<std::string> taken_;
};

TEST_F(RecordStreamTest, WhatLiesBehindThePositionIsCutOff) {
  EXPECT_TRUE(Read(6).ok());
  EXPECT_THAT(taken_, ElementsAre("1+3", "4+3"));
  EXPECT_TRUE(Read(5).ok());
  EXPECT_THAT(taken_, ElementsAre("1+3", "4+2"));
  EXPECT_TRUE(Read(3).ok());
  EXPECT_THAT(taken_, ElementsAre("1+3"));
  EXPECT_TRUE(Read(0).ok());
  EXPECT_THAT(taken_, IsEmpty());
}

TEST_F(RecordStreamTest, APositionThatTheLogDoesNotHoldIsRefusedBeforeAnythingIsRead) {
  EXPECT_EQ(ReasonOf(Read(7)), "LOG_DIVERGED");
  EXPECT_THAT(taken_, IsEmpty());
}

TEST_F(RecordStreamTest, WhatIsNotTakenEndsTheReading) {
  EXPECT_EQ(Read(6, absl::ResourceExhaustedError("full")).code(), absl::StatusCode::kResourceExhausted);
  EXPECT_THAT(taken_, ElementsAre("1+3"));
}

TEST_F(RecordStreamTest, AStreamThatEndsBeforeThePositionIsAnOutage) {
  service_.ends_early = true;
  EXPECT_EQ(Read(6).code(), absl::StatusCode::kUnavailable);
  EXPECT_TRUE(Read(3).ok());
}

TEST_F(RecordStreamTest, StopBreaksOffWhatIsUnderWayAndWhatComes) {
  // Sends half of it, and nothing more.
  service_.hangs = true;
  absl::Status status;
  std::thread reader([&] { status = Read(6); });
  service_.hanging.WaitForNotification();
  stream_->Stop();
  reader.join();
  EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(Read(6).code(), absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace chiso::testing
