// Whoever floods, stalls or does not listen holds up nobody but himself.
//
// CHISO_TINY_BATCHES says how many tiny batches are sent.

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "tests/e2e/hostile.h"
#include "tests/load/raw_call.h"
#include "tests/load/senders.h"
#include "tests/load/worker.h"
#include "tests/suite.h"

namespace chiso::testing {
namespace {

using namespace ingestion::v1;  // NOLINT: the methods are this file's vocabulary.

using Stream = grpc::ClientReaderWriter<Batch, BatchResult>;

// Streams batches of one record each.
class Flood final : public Worker {
 public:
  Flood(int number, int batches, std::shared_ptr<grpc::Channel> channel)
      : sender_(absl::StrCat("flood-", number)),
        batches_(batches),
        stub_(IngestionService::NewStub(channel)) {}
  ~Flood() override { Finish(); }

  const std::string& sender() const { return sender_; }

 private:
  void Run() override {
    grpc::ClientContext context;
    const auto stream = stub_->SubmitRecords(&context);
    constexpr int kWindow = 32;
    for (int written = 0, read = 0; read < batches_; ++read) {
      for (; written < batches_ && written - read < kWindow; ++written) stream->Write(Make());
      BatchResult result;
      ASSERT_TRUE(stream->Read(&result)) << stream->Finish().error_message();
      ASSERT_TRUE(result.has_receipt()) << result.error().message();
      Advance();
    }
    stream->WritesDone();
    EXPECT_TRUE(stream->Finish().ok());
  }

  Batch Make() {
    Batch batch;
    batch.set_sender(sender_);
    batch.set_batch_id(absl::StrCat(++last_));
    record::v1::Record& record = *batch.add_records();
    record.set_revision(last_);
    record.mutable_progress()->set_dossier_code("H46-260803-1000");
    record.mutable_progress()->mutable_process_time()->set_seconds(1'785'000'000 + last_);
    return batch;
  }

  const std::string sender_;
  const int batches_;
  const std::unique_ptr<IngestionService::Stub> stub_;
  int last_ = 0;
};

TEST_F(Hostile, TinyBatchesByManyStreamsCrowdOutNobodyAndLeaveNothingInMemory) {
  constexpr int kStreams = 16;
  const int batches = Number("CHISO_TINY_BATCHES", 20'000) / kStreams;
  check_whole_ = batches < 10'000;
  std::vector<std::unique_ptr<Flood>> floods;
  for (int i = 0; i < kStreams; ++i) {
    floods.push_back(std::make_unique<Flood>(i, batches, OwnChannel(suite_.Address("ingestion"))));
    floods.back()->Start();
  }
  // By then everything that is kept has been made. A fifth of a million takes longer than anything may hang.
  const int warm = std::min(batches / 5, 2'000);
  EXPECT_TRUE(Await([&] { return floods[0]->progress() >= warm; }));
  const int64_t before = suite_.MemoryOf("ingestion").resident;
  // One of many, each of which has a window full of batches in every commit: so this many commits at least.
  AwaitProgress(senders_, 10);
  EXPECT_LT(floods[0]->progress(), batches) << "the flood was over before the others got on";
  for (const auto& flood : floods) flood->Finish();
  EXPECT_LT(suite_.MemoryOf("ingestion").resident - before, 64 * kResidentMiB);

  std::map<std::string, int64_t> counts;
  ListSendersResponse senders;
  grpc::ClientContext context;
  ASSERT_TRUE(stub_->ListSenders(&context, ListSendersRequest(), &senders).ok());
  for (const ingestion::v1::Sender& sender : senders.senders())
    counts[sender.name()] = sender.accepted_count();
  for (const auto& flood : floods) EXPECT_EQ(counts[flood->sender()], batches) << flood->sender();
}

// Writes batches with long answers and reads none, until it is cancelled.
class DeafSender {
 public:
  DeafSender(int number, const std::string& address)
      : stub_(IngestionService::NewStub(NarrowChannel(address))), thread_([this, number] {
          const auto stream = stub_->SubmitRecords(&context_);
          for (int i = 0; stream->Write(RefusedBatch(absl::StrCat("deaf-", number), i, 300)); ++i) ++written_;
          stream->Finish();
        }) {}
  ~DeafSender() {
    context_.TryCancel();
    thread_.join();
  }

  int written() const { return written_; }

 private:
  const std::unique_ptr<IngestionService::Stub> stub_;
  grpc::ClientContext context_;
  std::atomic<int> written_ = 0;
  std::thread thread_;
};

TEST_F(Hostile, StreamsWhoseAnswersNobodyReadsHoldUpNobody) {
  AwaitProgress(senders_, 20);
  suite_.ForgetPeak("ingestion");
  const int64_t before = suite_.MemoryOf("ingestion").resident;
  std::vector<std::unique_ptr<DeafSender>> deaf;
  for (int i = 0; i < 4; ++i) deaf.push_back(std::make_unique<DeafSender>(i, suite_.Address("ingestion")));
  // By then the service has long had as many as it takes from one stream.
  for (const auto& sender : deaf) EXPECT_TRUE(Await([&] { return sender->written() >= 40; }));
  AwaitProgress(senders_, 50);
  EXPECT_LT(suite_.MemoryOf("ingestion").peak - before, 256 * kResidentMiB);
  ExpectUnharmed();
  // They keep the service from ending no longer than the drain.
  EXPECT_EQ(suite_.Stop("ingestion", SIGTERM), 0) << suite_.LogOf("ingestion");
  deaf.clear();
  suite_.Start("ingestion");
  suite_.AwaitServing("ingestion");
  StartSenders();
}

// A prefix that promises a message of so many bytes, and those that follow.
std::string Promise(uint8_t size, const std::string& given) {
  std::string bytes(5, '\0');
  bytes[4] = static_cast<char>(size);
  return bytes + given;
}

TEST_F(Hostile, ConnectionsThatStallHoldUpNobody) {
  const std::string half_message =
      absl::StrCat(Http2Preface(), Http2Call("SubmitRecords"), Http2Data(Promise(200, "half")));
  const std::string half_frame =
      absl::StrCat(Http2Preface(), Http2Call("SubmitRecords"), Http2Data(Promise(200, "half"), 10'000));
  const std::string beginnings[] = {
      "",
      "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
      Http2Preface().substr(0, 10),
      absl::StrCat(Http2Preface(), std::string("\0\0", 2)),
      absl::StrCat(Http2Preface(), std::string(1000, '\xff')),
      absl::StrCat(Http2Preface(), Http2Call("SubmitBatch")),
      absl::StrCat(Http2Preface(), Http2Call("ReadRecords"), Http2Data(Promise(200, "half"))),
      half_message,
      half_frame,
      std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11),  // TLS
  };
  std::deque<RawConnection> connections;
  for (int i = 0; i < 20; ++i) {
    for (const std::string& beginning : beginnings) {
      connections.emplace_back(suite_.Address("ingestion")).Send(beginning);
    }
  }
  std::deque<grpc::ClientContext> contexts;
  std::vector<std::unique_ptr<Stream>> idle;
  for (int i = 0; i < 200; ++i) idle.push_back(stub_->SubmitRecords(&contexts.emplace_back()));
  AwaitProgress(senders_, 50);
  // Whoever has been silent may still speak.
  for (size_t i = 0; i < idle.size(); ++i) {
    BatchResult result;
    ASSERT_TRUE(idle[i]->Write(RefusedBatch("idle", static_cast<int>(i), 1)));
    ASSERT_TRUE(idle[i]->Read(&result));
    EXPECT_TRUE(result.has_receipt()) << result.error().message();
    idle[i]->WritesDone();
    EXPECT_TRUE(idle[i]->Finish().ok());
  }
}

TEST_F(Hostile, ReadersThatDoNotReadHoldUpNobody) {
  // More than fits between a reader and the service.
  Batch batch;
  batch.set_sender("bulk");
  for (int i = 0; i < 5000; ++i) {
    record::v1::Record& record = *batch.add_records();
    record.set_revision(1);
    record.mutable_progress()->set_dossier_code(absl::StrCat("H46.", std::string(40, '1'), "-260803-", i));
    record.mutable_progress()->mutable_process_time()->set_seconds(1'785'000'000);
  }
  for (int number = 0; number < 4; ++number) {
    batch.set_batch_id(absl::StrCat(number));
    grpc::ClientContext context;
    Receipt receipt;
    ASSERT_TRUE(stub_->SubmitBatch(&context, batch, &receipt).ok());
  }
  std::deque<grpc::ClientContext> contexts;
  std::vector<std::unique_ptr<grpc::ClientReader<ReadRecordsResponse>>> slow;
  std::vector<std::unique_ptr<IngestionService::Stub>> stubs;
  for (int i = 0; i < 40; ++i) {
    ReadRecordsRequest request;
    request.mutable_after()->set_log("main");
    request.set_follow(i % 2 == 0);
    stubs.push_back(IngestionService::NewStub(NarrowChannel(suite_.Address("ingestion"))));
    slow.push_back(stubs.back()->ReadRecords(&contexts.emplace_back(), request));
  }
  Follower follower(addresses_);
  follower.Start();
  AwaitProgress({&follower}, 4 * 5000);
  AwaitProgress(senders_, 50);
  AwaitProgress({&follower}, 1);
  follower.Finish();
  ExpectUnharmed();
  // Who comes back to it misses nothing.
  ReadRecordsResponse response;
  while (slow[1]->Read(&response)) {
  }
  EXPECT_TRUE(slow[1]->Finish().ok());
  EXPECT_GE(response.position().sequence(), 4 * 5000);
  for (grpc::ClientContext& context : contexts) context.TryCancel();
  for (size_t i = 0; i < slow.size(); ++i) {
    if (i != 1) slow[i]->Finish();
  }
  StartSenders();
}

}  // namespace
}  // namespace chiso::testing
