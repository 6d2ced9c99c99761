#include "tests/load/senders.h"

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <future>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "tests/load/numbered_batch.h"

namespace chiso::testing {
namespace {

using namespace ingestion::v1;  // NOLINT: the methods are this file's vocabulary.

// Between two attempts at something that is away for the moment.
constexpr absl::Duration kPause = absl::Milliseconds(20);
// How long a sender or a reader stays with one service.
constexpr absl::Duration kStay = absl::Seconds(20);
// Enough batches of the client's that its window never holds a whole file.
constexpr int kFileDossiers = 12'000;

// The client's exit code where a service cannot be reached.
constexpr int kServiceFailed = 3;

std::chrono::system_clock::time_point HangsAt() { return absl::ToChronoTime(absl::Now() + kHanging); }

// False: a failure of the test.
bool ExpectPassing(const grpc::Status& status, const std::string& what) {
  if (status.ok() || IsPassing(status)) return true;
  ADD_FAILURE() << what << " ended with " << status.error_code() << ": " << status.error_message();
  return false;
}

}  // namespace

bool IsPassing(const grpc::Status& status) {
  // gRPC itself says CANCELLED to a call that comes just as a service goes down.
  return status.error_code() == grpc::StatusCode::UNAVAILABLE ||
         status.error_code() == grpc::StatusCode::RESOURCE_EXHAUSTED ||
         status.error_code() == grpc::StatusCode::CANCELLED;
}

StreamSender::StreamSender(int sender, size_t window, const Addresses& addresses, Oracle& oracle)
    : sender_(sender), window_(window), addresses_(addresses), oracle_(oracle), random_(sender) {}

void StreamSender::Run() {
  while (!finishing() || !again_.empty()) {
    RunStream();
    if (::testing::Test::HasFailure()) return;
    if (!again_.empty()) absl::SleepFor(kPause);
  }
}

void StreamSender::RunStream() {
  const auto stub = IngestionService::NewStub(OwnChannel(addresses_.Pick(random_)));
  grpc::ClientContext context;
  context.set_deadline(HangsAt());
  const auto stream = stub->SubmitRecords(&context);
  const int64_t before = progress();
  // New streams find new services.
  int left = 100 + static_cast<int>(random_() % 400);
  const absl::Time leave = absl::Now() + kStay;
  bool open = true;
  while (open) {
    while (open && sent_.size() < window_ && left > 0 && absl::Now() < leave &&
           (!again_.empty() || !finishing())) {
      open = Write(*stream);
      --left;
    }
    if (!open || sent_.empty()) break;
    BatchResult result;
    open = stream->Read(&result);
    if (open) Take(result);
  }
  if (open) stream->WritesDone();
  // Answers that came before the end.
  for (BatchResult result; stream->Read(&result);) Take(result);
  const grpc::Status status = stream->Finish();
  ExpectPassing(status, SenderName(sender_));
  if (!status.ok() && progress() > before) ends_.push_back(status);
  EXPECT_TRUE(!status.ok() || sent_.empty()) << "a stream ended well, and batches have no answer";
  again_.insert(again_.begin(), sent_.begin(), sent_.end());
  sent_.clear();
}

bool StreamSender::Write(Stream& stream) {
  int number;
  if (again_.empty()) {
    number = ++last_;
  } else {
    number = again_.front();
    again_.pop_front();
  }
  sent_.push_back(number);
  return stream.Write(MakeNumberedBatch(sender_, number).batch);
}

void StreamSender::Take(const BatchResult& result) {
  if (sent_.empty()) {
    ADD_FAILURE() << "an answer to nothing: " << result.batch_id();
    return;
  }
  const int number = sent_.front();
  sent_.pop_front();
  EXPECT_EQ(BatchNumber(result.batch_id()), number) << "answers must come in the order of the batches";
  if (result.has_receipt()) {
    oracle_.Acknowledge(sender_, number, result.receipt());
    Advance();
    return;
  }
  ExpectPassing({static_cast<grpc::StatusCode>(result.error().code()), result.error().message()},
                absl::StrCat("batch ", number));
  again_.push_back(number);
}

UnarySender::UnarySender(int sender, const Addresses& addresses, Oracle& oracle)
    : sender_(sender), addresses_(addresses), oracle_(oracle) {}

void UnarySender::Run() {
  while (!finishing() && !::testing::Test::HasFailure()) {
    const int number = ++last_;
    const Batch batch = MakeNumberedBatch(sender_, number).batch;
    for (bool taken = false; !taken && !::testing::Test::HasFailure();) {
      std::vector<std::future<bool>> calls;
      UpdateStubs();
      for (const auto& [address, stub] : stubs_) {
        calls.push_back(std::async(std::launch::async, [this, &stub = *stub, &batch, number] {
          return Submit(stub, batch, number);
        }));
      }
      for (std::future<bool>& call : calls) taken |= call.get();
      if (!taken) absl::SleepFor(kPause);
    }
    Advance();
  }
  stubs_.clear();
}

// A connection to a service that goes down would hold it up: a client that is idle hears of it only after
// seconds.
void UnarySender::UpdateStubs() {
  std::map<std::string, std::unique_ptr<IngestionService::Stub>> stubs;
  for (const std::string& address : addresses_.All()) {
    auto& stub = stubs[address];
    stub = std::move(stubs_[address]);
    if (stub == nullptr) stub = IngestionService::NewStub(OwnChannel(address));
  }
  stubs_.swap(stubs);
}

bool UnarySender::Submit(IngestionService::Stub& stub, const Batch& batch, int number) {
  grpc::ClientContext context;
  context.set_deadline(HangsAt());
  Receipt receipt;
  const grpc::Status status = stub.SubmitBatch(&context, batch, &receipt);
  if (status.ok()) oracle_.Acknowledge(sender_, number, receipt);
  ExpectPassing(status, SenderName(sender_));
  return status.ok();
}

void Importer::Kill() {
  absl::MutexLock lock(&mutex_);
  if (client_ == nullptr) return;
  killed_ = true;
  client_->Kill();
}

void Importer::Run() {
  while (!finishing() && !::testing::Test::HasFailure()) {
    std::string dossiers;
    for (int i = 0; i < kFileDossiers; ++i) {
      absl::StrAppend(&dossiers, "{\"MaHoSo\": \"", Oracle::ImportedCode(file_, i),
                      "\", \"MaTTHC\": \"2.000815\", \"KenhThucHien\": \"2\", \"DonViXuLy\": \"H44.1\", "
                      "\"NgayTiepNhan\": \"20260803080000\", \"TrangThaiHoSo\": \"4\"}\n");
    }
    const std::string path = suite_.File(absl::StrCat("load-", file_, ".json"), dossiers);
    while (!Import(path) && !::testing::Test::HasFailure()) {
    }
    oracle_.AcknowledgeFile(file_, kFileDossiers);
    ++file_;
    Advance();
  }
}

bool Importer::Import(const std::string& path) {
  const std::string receipts = absl::StrCat(path, ".receipts");
  std::vector<std::string> command = command_;
  command.insert(command.end(), {"import", "records", path, "--no-wait", "--sender", Oracle::kImporter,
                                 "--receipts", receipts});
  Program client(command);
  {
    absl::MutexLock lock(&mutex_);
    client_ = &client;
    killed_ = false;
  }
  const Outcome outcome = client.Wait();
  AcknowledgeReceipts(receipts);
  absl::MutexLock lock(&mutex_);
  client_ = nullptr;
  // It may have ended well just before.
  if (killed_ && outcome.exit_code != 0) return false;
  // Where each of its calls meets another fault it gives up after 30 s, as it says; whoever runs it again
  // loses nothing.
  if (outcome.exit_code == kServiceFailed) return false;
  EXPECT_EQ(outcome.exit_code, 0) << "the client must outlive the service: " << outcome.err;
  return outcome.exit_code == 0;
}

// What the client wrote down before it ended, however it did.
void Importer::AcknowledgeReceipts(const std::string& path) {
  const std::string content = ReadFile(path);
  std::vector<std::string> lines = absl::StrSplit(content, '\n');
  // Behind the last line end there is nothing, or a line broken off.
  lines.pop_back();
  for (const std::string& line : lines) {
    Receipt receipt;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(line, &receipt).ok()) << line;
    oracle_.AcknowledgeImport(receipt);
  }
}

Follower::Follower(const Addresses& addresses) : addresses_(addresses), random_(1) {
  position_.set_log("main");
}

void Follower::Run() {
  while (!finishing() && !::testing::Test::HasFailure()) {
    Follow();
    absl::SleepFor(kPause);
  }
}

void Follower::Follow() {
  const auto stub = IngestionService::NewStub(OwnChannel(addresses_.Pick(random_)));
  grpc::ClientContext context;
  context.set_deadline(HangsAt());
  ReadRecordsRequest request;
  *request.mutable_after() = position_;
  request.set_follow(true);
  const auto reader = stub->ReadRecords(&context, request);
  int64_t sequence = position_.sequence();
  const absl::Time leave = absl::Now() + kStay;
  const auto stays = [&] { return !finishing() && absl::Now() < leave; };
  for (ReadRecordsResponse response; stays() && reader->Read(&response);) {
    for (const record::v1::LogEntry& entry : response.entries()) {
      EXPECT_EQ(entry.first_sequence(), sequence + 1) << "the log has a gap";
      sequence += entry.records_size();
    }
    EXPECT_EQ(response.position().sequence(), sequence);
    if (!response.position().digest().empty()) position_ = response.position();
    for (; sequence_ < sequence; ++sequence_) Advance();
  }
  const bool left = !stays();
  if (left) context.TryCancel();
  const grpc::Status status = reader->Finish();
  if (!left) ExpectPassing(status, "the reader");
}

}  // namespace chiso::testing
