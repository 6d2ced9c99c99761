// The service over real sockets and a real database.

#include "services/ingestion/ingestion_service.h"

#include <atomic>
#include <deque>
#include <memory>
#include <thread>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "common/errors.h"
#include "common/rpc/channel.h"
#include "common/rpc/rpc_status.h"
#include "common/rpc/server.h"
#include "common/sha256.h"
#include "common/testing/test_postgres.h"
#include "gmock/gmock.h"
#include "google/rpc/error_details.pb.h"
#include "gtest/gtest.h"
#include "services/ingestion/testing/locked_log.h"

namespace chiso {
namespace {

using chiso::testing::LockedLog;
using ingestion::v1::Batch;
using ingestion::v1::BatchResult;
using ingestion::v1::ListSendersRequest;
using ingestion::v1::ListSendersResponse;
using ingestion::v1::ReadRecordsRequest;
using ingestion::v1::ReadRecordsResponse;
using ingestion::v1::Receipt;

Batch MakeBatch(const std::string& sender, const std::string& id, int records, int64_t numerator = 1) {
  Batch batch;
  batch.set_sender(sender);
  batch.set_batch_id(id);
  for (int i = 0; i < records; ++i) {
    record::v1::Record& record = *batch.add_records();
    record.set_revision(1);
    record::v1::Return& ret = *record.mutable_unit_return();
    ret.set_unit_code(absl::StrCat("H", i));
    ret.set_period("2026-08");
    ret.set_indicator("ON_TIME");
    ret.set_scope(record::v1::SCOPE_SUBTREE);
    ret.set_numerator(numerator);
    ret.set_denominator(10);
  }
  return batch;
}

class IngestionServiceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(Migrate(postgres_, "ingestion", IngestionSchema()).ok());
    Start(Appender::Options());
  }
  void TearDown() override { Stop(); }

  void Start(const Appender::Options& options, const Intake::Options& unsent = Intake::Options()) {
    appender_ = std::make_unique<Appender>(log_, options);
    service_ = std::make_unique<IngestionService>(log_, dossiers_, *appender_, Routing(), unsent);
    Server::Options server_options;
    server_options.listen = "127.0.0.1:0";
    auto server = Server::Start(server_options,
                                {{ingestion::v1::IngestionService::service_full_name(), service_.get()}});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    stub_ = ingestion::v1::IngestionService::NewStub(Connect(absl::StrCat("127.0.0.1:", server_->port())));
  }
  void Stop() {
    service_->Stop();
    server_->Shutdown();
    appender_->Drain();
  }

  absl::StatusOr<Receipt> SubmitBatch(const Batch& batch) {
    grpc::ClientContext context;
    Receipt receipt;
    const grpc::Status status = stub_->SubmitBatch(&context, batch, &receipt);
    if (!status.ok()) return FromGrpcStatus(status);
    return receipt;
  }

  int64_t BatchesOf(const std::string& sender) {
    grpc::ClientContext context;
    ListSendersResponse senders;
    EXPECT_TRUE(stub_->ListSenders(&context, ListSendersRequest(), &senders).ok());
    for (const auto& other : senders.senders()) {
      if (other.name() == sender) return other.batch_count();
    }
    return 0;
  }

  Postgres postgres_{{testing::FreshDatabase()}};
  RecordLog log_{postgres_};
  DossierLog dossiers_{postgres_};
  std::unique_ptr<Appender> appender_;
  std::unique_ptr<IngestionService> service_;
  std::unique_ptr<Server> server_;
  std::unique_ptr<ingestion::v1::IngestionService::Stub> stub_;
};

TEST_F(IngestionServiceTest, ReceiptHasTheDigestOfTheBytesAsReceived) {
  const Batch batch = MakeBatch("a", "1", 3);
  const auto receipt = SubmitBatch(batch);
  ASSERT_TRUE(receipt.ok()) << receipt.status();
  EXPECT_EQ(receipt->digest(), Sha256(batch.SerializeAsString()));
  EXPECT_EQ(receipt->accepted_count(), 3);
  EXPECT_EQ(SubmitBatch(batch)->SerializeAsString(), receipt->SerializeAsString());
}

TEST_F(IngestionServiceTest, MalformedBatchesNameTheirField) {
  const auto expect = [&](const Batch& batch, const std::string& field) {
    grpc::ClientContext context;
    Receipt receipt;
    const grpc::Status status = stub_->SubmitBatch(&context, batch, &receipt);
    EXPECT_EQ(status.error_code(), grpc::StatusCode::INVALID_ARGUMENT) << field;
    google::rpc::Status details;
    ASSERT_TRUE(details.ParseFromString(status.error_details()));
    google::rpc::BadRequest bad_request;
    ASSERT_EQ(details.details_size(), 1);
    ASSERT_TRUE(details.details(0).UnpackTo(&bad_request));
    EXPECT_EQ(bad_request.field_violations(0).field(), field);
  };
  expect(MakeBatch("A", "1", 1), "sender");
  expect(MakeBatch("", "1", 1), "sender");
  expect(MakeBatch("a", "", 1), "batch_id");
  expect(MakeBatch("a", "tháng 8", 1), "batch_id");
  expect(MakeBatch("a", std::string(201, 'x'), 1), "batch_id");
  expect(MakeBatch("a", "1", 0), "records");
  expect(MakeBatch("a", "1", 10'001), "records");
  EXPECT_TRUE(SubmitBatch(MakeBatch("a", std::string(200, ' '), 10'000)).ok());
}

TEST_F(IngestionServiceTest, ConflictOfAUnaryBatchHasItsReason) {
  ASSERT_TRUE(SubmitBatch(MakeBatch("a", "1", 1)).ok());
  const absl::Status status = SubmitBatch(MakeBatch("a", "1", 2)).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(status), "BATCH_CONFLICT");
}

TEST_F(IngestionServiceTest, AppendsThatStallShowUntilTheyGoOn) {
  EXPECT_TRUE(log_.CheckHeads(absl::Now() + absl::Seconds(60)).ok());
  EXPECT_EQ(appender_->stalled_time(), absl::ZeroDuration());
  std::thread sender;
  {
    LockedLog locked(postgres_);
    EXPECT_EQ(log_.CheckHeads(absl::Now() + absl::Milliseconds(100)).code(),
              absl::StatusCode::kDeadlineExceeded);
    sender = std::thread([&] { EXPECT_TRUE(SubmitBatch(MakeBatch("a", "1", 1)).ok()); });
    locked.AwaitAppender();
    EXPECT_GT(appender_->stalled_time(), absl::ZeroDuration());
  }
  sender.join();
  EXPECT_EQ(appender_->stalled_time(), absl::ZeroDuration());
  EXPECT_TRUE(log_.CheckHeads(absl::Now() + absl::Seconds(60)).ok());
}

TEST_F(IngestionServiceTest, WhatIsNotAppendedInTimeStallsUntilSomethingIs) {
  Stop();
  Appender::Options options;
  options.append_timeout = absl::Milliseconds(300);
  Start(options);
  const Batch batch = MakeBatch("a", "1", 1);
  {
    LockedLog locked(postgres_);
    const absl::Status status = SubmitBatch(batch).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kUnavailable) << status;
    EXPECT_TRUE(status.GetPayload("type.googleapis.com/google.rpc.RetryInfo").has_value());
  }
  EXPECT_TRUE(SubmitBatch(batch).ok());
  EXPECT_EQ(appender_->stalled_time(), absl::ZeroDuration());
}

TEST_F(IngestionServiceTest, StreamAnswersInOrderAndGoesOnAfterRefusals) {
  constexpr int kBatches = 200;
  ASSERT_TRUE(SubmitBatch(MakeBatch("a", "100", 1, 9)).ok());
  grpc::ClientContext context;
  const auto stream = stub_->SubmitRecords(&context);
  std::thread writer([&] {
    for (int i = 0; i < kBatches; ++i) {
      // One batch conflicts with that of above, one is malformed.
      EXPECT_TRUE(stream->Write(MakeBatch("a", absl::StrCat(i), i == 150 ? 0 : 5)));
    }
    EXPECT_TRUE(stream->WritesDone());
  });
  BatchResult result;
  for (int i = 0; i < kBatches; ++i) {
    ASSERT_TRUE(stream->Read(&result));
    EXPECT_EQ(result.sender(), "a");
    EXPECT_EQ(result.batch_id(), absl::StrCat(i));
    if (i == 100) {
      EXPECT_EQ(result.error().code(), static_cast<int>(grpc::StatusCode::ALREADY_EXISTS));
      EXPECT_EQ(ReasonOf(FromRpcStatus(result.error())), "BATCH_CONFLICT");
    } else if (i == 150) {
      EXPECT_EQ(result.error().code(), static_cast<int>(grpc::StatusCode::INVALID_ARGUMENT));
    } else {
      EXPECT_EQ(result.receipt().accepted_count(), 5);
      EXPECT_EQ(result.receipt().batch_id(), absl::StrCat(i));
    }
  }
  writer.join();
  EXPECT_FALSE(stream->Read(&result));
  EXPECT_TRUE(stream->Finish().ok());
}

TEST_F(IngestionServiceTest, MessageThatIsNoBatchEndsTheStreamAfterTheAnswersBeforeIt) {
  grpc::ClientContext context;
  const auto stream = stub_->SubmitRecords(&context);
  EXPECT_TRUE(stream->Write(MakeBatch("a", "1", 1)));
  // Text that is not UTF-8 does not parse.
  EXPECT_TRUE(stream->Write(MakeBatch("\xff", "2", 1)));
  BatchResult result;
  ASSERT_TRUE(stream->Read(&result));
  EXPECT_TRUE(result.has_receipt());
  EXPECT_FALSE(stream->Read(&result));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(SubmitBatch(MakeBatch("\xff", "2", 1)).status().code(), absl::StatusCode::kInvalidArgument);
}

// Writes batches with long answers until the call ends, and reads none.
class DeafCaller {
 public:
  DeafCaller(int port, const std::string& sender)
      : stub_(ingestion::v1::IngestionService::NewStub(Narrow(port))),
        stream_(stub_->SubmitRecords(&context_)),
        writer_([this, sender] {
          Batch batch = MakeBatch(sender, "", 2000);
          for (record::v1::Record& record : *batch.mutable_records()) record.clear_content();
          int number = 0;
          do batch.set_batch_id(absl::StrCat(++number));
          while (stream_->Write(batch));
        }) {}
  ~DeafCaller() {
    if (!writer_.joinable()) return;
    context_.TryCancel();
    AwaitEnd();
  }

  // Waits for the end of the call.
  grpc::StatusCode AwaitEnd() {
    writer_.join();
    BatchResult result;
    while (stream_->Read(&result)) {
    }
    return stream_->Finish().error_code();
  }

 private:
  static std::shared_ptr<grpc::Channel> Narrow(int port) {
    grpc::ChannelArguments arguments;
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    // Else the window grows with what has been sent.
    arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
    return grpc::CreateCustomChannel(absl::StrCat("127.0.0.1:", port), grpc::InsecureChannelCredentials(),
                                     arguments);
  }

  std::unique_ptr<ingestion::v1::IngestionService::Stub> stub_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReaderWriter<Batch, BatchResult>> stream_;
  std::thread writer_;
};

TEST_F(IngestionServiceTest, AnswersThatNobodyTakesCountForTheirOwnStreamAlone) {
  Stop();
  // An answer to a deaf caller's batch is larger than what its stream may have waiting.
  Start({}, {.max_unsent_of_stream = 64 << 10});
  const DeafCaller deaf(server_->port(), "deaf");
  while (BatchesOf("deaf") < 1 && !HasFailure()) absl::SleepFor(absl::Milliseconds(10));
  // By then the service would have read a window full of the deaf one's batches: thirty-two.
  grpc::ClientContext context;
  const auto stream = stub_->SubmitRecords(&context);
  BatchResult result;
  for (int i = 0; i < 50; ++i) {
    ASSERT_TRUE(stream->Write(MakeBatch("a", absl::StrCat(i), 5)));
    ASSERT_TRUE(stream->Read(&result));
  }
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
  EXPECT_LE(BatchesOf("deaf"), 3);
  // Another has its whole window all the same: while one of its batches waits for the log, the next is read.
  LockedLog locked(postgres_);
  grpc::ClientContext other;
  const auto wide = stub_->SubmitRecords(&other);
  ASSERT_TRUE(wide->Write(MakeBatch("b", "1", 5)));
  locked.AwaitAppender();
  ASSERT_TRUE(wide->Write(MakeBatch("b", "2", 5)));
  while (!appender_->HasWaiting()) absl::SleepFor(absl::Milliseconds(1));
  other.TryCancel();
  wide->Finish();
}

TEST_F(IngestionServiceTest, WhereAnswersTakeTooMuchTheOneThatHasWaitedLongestIsEnded) {
  Stop();
  Start({}, {.max_unsent_of_stream = 64 << 10, .max_unsent_bytes = 600 << 10});
  std::deque<DeafCaller> deaf;
  // Each has about 200 KiB that nobody takes.
  deaf.emplace_back(server_->port(), "deaf");
  while (BatchesOf("deaf") < 1 && !HasFailure()) absl::SleepFor(absl::Milliseconds(10));
  for (int i = 0; i < 6; ++i) deaf.emplace_back(server_->port(), absl::StrCat("deaf-", i));
  EXPECT_EQ(deaf.front().AwaitEnd(), grpc::StatusCode::CANCELLED);
  // Who takes his answers goes on.
  EXPECT_TRUE(SubmitBatch(MakeBatch("a", "1", 5)).ok());
}

TEST_F(IngestionServiceTest, CallerThatGoesAwayLosesNothingThatWasTaken) {
  const Batch batch = MakeBatch("a", "1", 1);
  {
    LockedLog locked(postgres_);
    grpc::ClientContext context;
    const auto stream = stub_->SubmitRecords(&context);
    EXPECT_TRUE(stream->Write(batch));
    locked.AwaitAppender();
    context.TryCancel();
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::CANCELLED);
  }
  const auto receipt = SubmitBatch(batch);
  ASSERT_TRUE(receipt.ok());
  EXPECT_EQ(receipt->positions(0).sequence(), 1);
  // The repetition settled against the first, which was stored.
  EXPECT_EQ(receipt->previous_chain(), "");
}

TEST_F(IngestionServiceTest, ReadWithoutFollowEndsAtTheHead) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(SubmitBatch(MakeBatch("a", absl::StrCat(i), 900)).ok());
  grpc::ClientContext context;
  ReadRecordsRequest request;
  request.mutable_after()->set_log("main");
  request.mutable_after()->set_sequence(100);
  const auto reader = stub_->ReadRecords(&context, request);
  ReadRecordsResponse chunk;
  int64_t next = 101;
  while (reader->Read(&chunk)) {
    for (const auto& entry : chunk.entries()) {
      EXPECT_EQ(entry.first_sequence(), next);
      next += entry.records_size();
    }
    EXPECT_EQ(chunk.position().sequence(), next - 1);
    EXPECT_EQ(chunk.head().sequence(), 2700);
    EXPECT_TRUE(chunk.has_send_time());
  }
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_EQ(next, 2701);
  EXPECT_EQ(chunk.position().digest(), chunk.head().digest());
}

TEST_F(IngestionServiceTest, FollowerSeesLaterCommitsAndHeartbeats) {
  grpc::ClientContext context;
  ReadRecordsRequest request;
  request.mutable_after()->set_log("main");
  request.set_follow(true);
  const auto reader = stub_->ReadRecords(&context, request);
  ReadRecordsResponse chunk;
  ASSERT_TRUE(reader->Read(&chunk));
  EXPECT_EQ(chunk.entries_size(), 0);
  EXPECT_EQ(chunk.head().sequence(), 0);
  for (int i = 1; i <= 3; ++i) {
    const auto receipt = SubmitBatch(MakeBatch("a", absl::StrCat(i), 2));
    do {
      ASSERT_TRUE(reader->Read(&chunk));
    } while (chunk.entries().empty());
    EXPECT_EQ(chunk.entries(0).batch_id(), absl::StrCat(i));
    EXPECT_EQ(chunk.position().SerializeAsString(), receipt->positions(0).SerializeAsString());
  }
  ASSERT_TRUE(reader->Read(&chunk));
  EXPECT_EQ(chunk.entries_size(), 0);
  EXPECT_EQ(chunk.position().sequence(), 6);
  EXPECT_EQ(chunk.position().digest().size(), 32);
  context.TryCancel();
  while (reader->Read(&chunk)) {
  }
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::CANCELLED);
}

TEST_F(IngestionServiceTest, FollowerSeesWhatAnotherReplicaCommits) {
  grpc::ClientContext context;
  ReadRecordsRequest request;
  request.mutable_after()->set_log("main");
  request.set_follow(true);
  const auto reader = stub_->ReadRecords(&context, request);
  ReadRecordsResponse chunk;
  ASSERT_TRUE(reader->Read(&chunk));
  RecordLog other(postgres_);
  Batch batch = MakeBatch("b", "1", 1);
  std::vector<AdmittedBatch> batches;
  batches.push_back(Admit(batch, batch.SerializeAsString(), Routing(), absl::Now()));
  ASSERT_TRUE(other.Append(batches, absl::Now(), absl::Now() + absl::Seconds(30))[0].ok());
  do {
    ASSERT_TRUE(reader->Read(&chunk));
  } while (chunk.entries().empty());
  EXPECT_EQ(chunk.entries(0).sender(), "b");
  context.TryCancel();
}

TEST_F(IngestionServiceTest, PositionsThatCannotBeReadAreRefused) {
  const auto code = [&](const std::string& log, int64_t sequence) {
    grpc::ClientContext context;
    ReadRecordsRequest request;
    request.mutable_after()->set_log(log);
    request.mutable_after()->set_sequence(sequence);
    const auto reader = stub_->ReadRecords(&context, request);
    ReadRecordsResponse chunk;
    while (reader->Read(&chunk)) {
    }
    return reader->Finish().error_code();
  };
  EXPECT_EQ(code("", 0), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(code("main", -1), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(code("nowhere", 0), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(code("main", 1), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(code("main", 0), grpc::StatusCode::OK);
}

TEST_F(IngestionServiceTest, SendersAreListedInPages) {
  for (const char* const sender : {"b", "a", "c"}) ASSERT_TRUE(SubmitBatch(MakeBatch(sender, "1", 1)).ok());
  const auto list = [&](int page_size, const std::string& token, ListSendersResponse* response) {
    grpc::ClientContext context;
    ListSendersRequest request;
    request.set_page_size(page_size);
    request.set_page_token(token);
    return stub_->ListSenders(&context, request, response).error_code();
  };
  ListSendersResponse page;
  EXPECT_EQ(list(2, "", &page), grpc::StatusCode::OK);
  EXPECT_EQ(page.senders_size(), 2);
  EXPECT_EQ(list(2, page.next_page_token(), &page), grpc::StatusCode::OK);
  ASSERT_EQ(page.senders_size(), 1);
  EXPECT_EQ(page.senders(0).name(), "c");
  EXPECT_EQ(list(0, "", &page), grpc::StatusCode::OK);
  EXPECT_EQ(page.senders_size(), 3);
  EXPECT_EQ(list(-1, "", &page), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(list(1001, "", &page), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_EQ(list(1, "No token", &page), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(IngestionServiceTest, StopEndsReadersAndIdleStreams) {
  grpc::ClientContext read_context, write_context;
  ReadRecordsRequest request;
  request.mutable_after()->set_log("main");
  request.set_follow(true);
  const auto reader = stub_->ReadRecords(&read_context, request);
  ReadRecordsResponse chunk;
  ASSERT_TRUE(reader->Read(&chunk));
  const auto stream = stub_->SubmitRecords(&write_context);
  ASSERT_TRUE(stream->Write(MakeBatch("a", "1", 1)));
  BatchResult result;
  ASSERT_TRUE(stream->Read(&result));

  service_->Stop();
  while (reader->Read(&chunk)) {
  }
  EXPECT_EQ(reader->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_FALSE(stream->Read(&result));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  // And so do new ones.
  grpc::ClientContext late_context;
  const auto late = stub_->SubmitRecords(&late_context);
  EXPECT_FALSE(late->Read(&result));
  EXPECT_EQ(late->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(IngestionServiceTest, StopAnswersWhatWasTaken) {
  grpc::ClientContext context;
  const auto stream = stub_->SubmitRecords(&context);
  {
    LockedLog locked(postgres_);
    ASSERT_TRUE(stream->Write(MakeBatch("a", "1", 1)));
    locked.AwaitAppender();
    service_->Stop();
  }
  BatchResult result;
  ASSERT_TRUE(stream->Read(&result));
  EXPECT_TRUE(result.has_receipt());
  EXPECT_FALSE(stream->Read(&result));
  EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
}

AdmittedBatch Admitted(const std::string& id) {
  Batch batch = MakeBatch("a", id, 100);
  return Admit(batch, batch.SerializeAsString(), Routing(), absl::Now());
}

TEST_F(IngestionServiceTest, NextGroupIsAppendedWhileAnAnswerIsGiven) {
  absl::Notification answered;
  const auto submit_next = [&](RecordLog::Outcome outcome) {
    EXPECT_TRUE(outcome.ok()) << outcome.status();
    // It counts as appended before it is answered.
    EXPECT_EQ(appender_->generation(), 1);
    EXPECT_TRUE(appender_->Submit(Admitted("2"), [&](RecordLog::Outcome) { answered.Notify(); }).ok());
    appender_->AwaitAppend(1, absl::InfiniteFuture());
    EXPECT_FALSE(answered.HasBeenNotified());
  };
  ASSERT_TRUE(appender_->Submit(Admitted("1"), submit_next).ok());
  answered.WaitForNotification();
}

TEST_F(IngestionServiceTest, FullQueueIsRefusedWithADelayAndDrainAnswersWhatIsQueued) {
  Appender::Options options;
  options.max_queued_bytes = 3 * Admitted("0").bytes;
  Appender appender(log_, options);
  std::atomic<int> answered = 0;
  int taken = 0;
  absl::Status refused;
  {
    const LockedLog locked(postgres_);
    while (refused.ok()) {
      refused = appender.Submit(Admitted(std::to_string(taken)), [&](RecordLog::Outcome outcome) {
        EXPECT_TRUE(outcome.ok()) << outcome.status();
        ++answered;
      });
      if (refused.ok()) ++taken;
    }
    EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
    const google::rpc::Status details = ToRpcStatus(refused);
    ASSERT_EQ(details.details_size(), 1);
    EXPECT_TRUE(details.details(0).Is<google::rpc::RetryInfo>());
    EXPECT_EQ(taken, 3);
    EXPECT_EQ(answered, 0);
  }
  appender.Drain();
  EXPECT_EQ(answered, taken);
  EXPECT_EQ(appender.Submit(Admitted("late"), [](RecordLog::Outcome) { FAIL(); }).code(),
            absl::StatusCode::kUnavailable);
}

}  // namespace
}  // namespace chiso
