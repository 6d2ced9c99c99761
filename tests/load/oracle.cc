#include "tests/load/oracle.h"

#include <gtest/gtest.h>

#include <deque>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "common/sha256.h"
#include "tests/load/audit.h"
#include "tests/load/numbered_batch.h"

namespace chiso::testing {
namespace {

using namespace ingestion::v1;  // NOLINT: the methods are this file's vocabulary.

// How many repeated batches may wait for their answers.
constexpr size_t kWindow = 16;

// The last position of a log, serialised.
std::string HeadOf(IngestionService::Stub& stub, const std::string& log) {
  ReadRecordsRequest request;
  request.mutable_after()->set_log(log);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(1));
  const auto reader = stub.ReadRecords(&context, request);
  ReadRecordsResponse response;
  EXPECT_TRUE(reader->Read(&response)) << log;
  context.TryCancel();
  reader->Finish();
  return response.head().SerializeAsString();
}

// File and dossier of a code as ImportedCode gives it.
std::pair<int, int> ImportedOf(const std::string& serialised) {
  record::v1::Record record;
  EXPECT_TRUE(record.ParseFromString(serialised));
  const std::vector<std::string> parts = absl::StrSplit(record.dossier().code(), absl::ByAnyChar(".-"));
  std::pair<int, int> numbers = {-1, -1};
  EXPECT_TRUE(parts.size() == 5 && absl::SimpleAtoi(parts[1], &numbers.first) &&
              absl::SimpleAtoi(parts[2], &numbers.second))
      << record.dossier().code();
  return numbers;
}

// Removes the element; gives its value, or nothing.
template <typename Key>
std::string Remove(std::map<Key, std::string>& map, const Key& key) {
  const auto it = map.find(key);
  if (it == map.end()) return "";
  std::string value = std::move(it->second);
  map.erase(it);
  return value;
}

// What the logs hold of a numbered batch must be what it was made of.
void CheckNumbered(const LoggedRun& run, const std::vector<std::string>& records) {
  const int sender = SenderNumber(run.batch.first), number = BatchNumber(run.batch.second);
  ASSERT_GT(number, 0) << run.batch.second;
  const NumberedBatch made = MakeNumberedBatch(sender, number);
  const auto part = made.accepted.find(run.log);
  EXPECT_TRUE(part != made.accepted.end() && part->second == records)
      << run.batch.second << " of " << run.batch.first << " lies in " << run.log
      << " other than it was sent: " << records.size() << " records of "
      << (part == made.accepted.end() ? 0 : part->second.size());
}

// What a receipt says of a numbered batch must follow from what it was made of.
void CheckNumbered(const Receipt& receipt) {
  const NumberedBatch made =
      MakeNumberedBatch(SenderNumber(receipt.sender()), BatchNumber(receipt.batch_id()));
  EXPECT_EQ(receipt.digest(), Sha256(made.batch.SerializeAsString())) << receipt.batch_id();
  std::map<int32_t, Reason> refused;
  for (const Verdict& verdict : receipt.verdicts()) {
    if (verdict.severity() == SEVERITY_REJECTED) refused[verdict.index()] = verdict.reason();
  }
  EXPECT_TRUE(refused == made.refused)
      << receipt.batch_id() << " of " << receipt.sender() << " has other verdicts than it deserves";
}

}  // namespace

std::string Oracle::ImportedCode(int file, int dossier) {
  return absl::StrCat("H45.", file, ".", dossier, "-260803-1000");
}

void Oracle::Acknowledge(int sender, int number, const Receipt& receipt) {
  EXPECT_EQ(receipt.sender(), SenderName(sender));
  EXPECT_EQ(BatchNumber(receipt.batch_id()), number);
  const std::string bytes = receipt.SerializeAsString();
  absl::MutexLock lock(&mutex_);
  const auto [known, is_new] = receipts_.try_emplace({sender, number}, bytes);
  EXPECT_TRUE(is_new || known->second == bytes)
      << "batch " << number << " of " << sender << " was given two different receipts";
}

void Oracle::AcknowledgeImport(const Receipt& receipt) {
  EXPECT_EQ(receipt.sender(), kImporter);
  const std::string bytes = receipt.SerializeAsString();
  absl::MutexLock lock(&mutex_);
  const auto [known, is_new] = imported_.try_emplace(receipt.batch_id(), bytes);
  EXPECT_TRUE(is_new || known->second == bytes) << receipt.batch_id() << " was given two different receipts";
}

void Oracle::AcknowledgeFile(int file, int dossiers) {
  absl::MutexLock lock(&mutex_);
  files_[file] = dossiers;
}

int64_t Oracle::acknowledged() const {
  absl::MutexLock lock(&mutex_);
  return static_cast<int64_t>(receipts_.size());
}

void Oracle::Check(IngestionService::Stub& stub) const {
  absl::MutexLock lock(&mutex_);
  Audit audit(stub);
  // How often each dossier of each file is in the log.
  std::map<int, std::map<int, int>> dossiers;
  audit.ReadLogs([&](const LoggedRun& run, const std::vector<std::string>& records) {
    if (SenderNumber(run.batch.first) > 0) CheckNumbered(run, records);
    if (run.batch.first != kImporter) return;
    for (const std::string& record : records) {
      const auto [file, dossier] = ImportedOf(record);
      EXPECT_EQ(++dossiers[file][dossier], 1) << dossier << " of file " << file << " is in the log twice";
    }
  });
  for (const auto& [file, count] : files_) {
    EXPECT_EQ(static_cast<int>(dossiers[file].size()), count) << "dossiers are missing of file " << file;
  }

  std::map<std::pair<int, int>, std::string> numbered = receipts_;
  std::map<std::string, std::string> imported = imported_;
  audit.ReadReceipts([&](const Receipt& receipt) {
    const std::pair<int, int> batch = {SenderNumber(receipt.sender()), BatchNumber(receipt.batch_id())};
    std::string given;
    if (batch.first > 0) {
      CheckNumbered(receipt);
      given = Remove(numbered, batch);
      EXPECT_NE(given, "") << receipt.batch_id() << " of " << receipt.sender() << " was stored unknown to it";
    } else if (receipt.sender() == kImporter) {
      given = Remove(imported, receipt.batch_id());
    }
    EXPECT_TRUE(given.empty() || given == receipt.SerializeAsString())
        << receipt.batch_id() << " of " << receipt.sender() << " was given another receipt than is listed";
  });
  EXPECT_TRUE(numbered.empty()) << numbered.size() << " acknowledged batches are lost, the first is "
                                << numbered.begin()->first.second << " of " << numbered.begin()->first.first;
  EXPECT_TRUE(imported.empty()) << imported.size() << " acknowledged batches of the importer are lost";
  audit.CheckDigests();
}

void Oracle::CheckRepeats(IngestionService::Stub& stub) const {
  absl::MutexLock lock(&mutex_);
  const std::vector<std::string> before = {HeadOf(stub, "reference"), HeadOf(stub, "main")};
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(10));
  const auto stream = stub.SubmitRecords(&context);
  std::deque<const std::string*> sent;
  const auto read = [&] {
    BatchResult result;
    ASSERT_TRUE(stream->Read(&result)) << stream->Finish().error_message();
    EXPECT_TRUE(result.receipt().SerializeAsString() == *sent.front())
        << result.batch_id() << " of " << result.sender()
        << " got another receipt the second time: " << result.error().message();
    sent.pop_front();
  };
  for (const auto& [batch, bytes] : receipts_) {
    ASSERT_TRUE(stream->Write(MakeNumberedBatch(batch.first, batch.second).batch));
    sent.push_back(&bytes);
    if (sent.size() == kWindow) read();
    if (::testing::Test::HasFailure()) return;
  }
  while (!sent.empty() && !::testing::Test::HasFailure()) read();
  stream->WritesDone();
  EXPECT_TRUE(stream->Finish().ok());
  const std::vector<std::string> after = {HeadOf(stub, "reference"), HeadOf(stub, "main")};
  EXPECT_EQ(after, before) << "repeated batches were stored";
}

}  // namespace chiso::testing
