// What ingestion holds of messages just below its limits, whatever they are made of: four at once, and then
// it still answers.
//
// CHISO_PEAK_MIB: the bound, for a service that is built otherwise than this test.

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <iostream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "common/bounds/limits.h"
#include "tests/e2e/hostile.h"
#include "tests/load/raw_call.h"
#include "tests/suite.h"

namespace chiso::testing {
namespace {

using namespace ingestion::v1;  // NOLINT: the methods are this file's vocabulary.
using grpc::StatusCode;

constexpr int kMostMebibytes = 400 * (kResidentMiB / kMiB);

constexpr int kAtOnce = 4;

std::string Varint(uint64_t value) {
  std::string bytes;
  for (; value >= 0x80; value >>= 7) bytes.push_back(static_cast<char>(value | 0x80));
  bytes.push_back(static_cast<char>(value));
  return bytes;
}

// A field with a length.
std::string Field(int number, const std::string& content) {
  return absl::StrCat(Varint(number << 3 | 2), Varint(content.size()), content);
}

std::string Number(int number, uint64_t value) { return absl::StrCat(Varint(number << 3), Varint(value)); }

// The text again and again, in at most so many bytes.
std::string Filled(size_t size, const std::string& text) {
  std::string bytes = text;
  while (2 * bytes.size() <= size) bytes += bytes;
  return bytes.append(bytes, 0, (size - bytes.size()) / text.size() * text.size());
}

// Fields of Batch, of Record and of Dossier.
constexpr int kRecords = 4, kUnit = 11, kDossier = 13, kProcedure = 17;
constexpr int kCodes = 16, kSupplements = 20;
// Room for what is around.
constexpr size_t kSize = kMaxMessageBytes - 1000;

std::string BatchWith(const std::string& records) {
  return absl::StrCat(Field(1, "hostile"), Field(2, "1"), records);
}
std::string RecordWith(const std::string& content) { return Field(kRecords, Number(1, 1) + content); }
std::string DossierWith(const std::string& content) {
  return RecordWith(Field(kDossier, Field(1, "H44.1-260803-0001") + content));
}

// A batch of 10,000 records that are as large as they can be; `record` gives one of about so many bytes.
std::string TenThousand(const std::function<std::string(size_t)>& record) {
  const std::string one = record(kSize / 10'000 - 60);
  return BatchWith(Filled(10'000 * one.size(), one));
}

// A group inside a group and so on.
std::string Groups(int depth) {
  constexpr char kBegin = 15 << 3 | 3, kEnd = 15 << 3 | 4;
  return std::string(depth, kBegin) + std::string(depth, kEnd);
}

struct Kind {
  const char* name;
  const char* method;
  std::string message;
};

// Messages that a few bytes of make much of.
std::vector<Kind> WorstKinds() {
  const std::string none = Field(kSupplements, "");
  const std::string two_kinds = Field(kDossier, "") + Field(kUnit, "");
  const std::string three_parts = Field(17, "") + Field(18, "") + Field(19, "");
  return {
      {"empty supplements of one dossier", "SubmitBatch", BatchWith(DossierWith(Filled(kSize, none)))},
      {"empty supplements of 10,000 dossiers", "SubmitRecords",
       TenThousand([&](size_t size) { return DossierWith(Filled(size, none)); })},
      {"empty components, results and fees", "SubmitBatch",
       BatchWith(DossierWith(Filled(kSize, three_parts)))},
      {"empty records", "SubmitRecords", BatchWith(Filled(kSize, Field(kRecords, "")))},
      {"a record that changes its kind", "SubmitBatch", BatchWith(RecordWith(Filled(kSize, two_kinds)))},
      {"empty texts", "SubmitRecords", BatchWith(DossierWith(Filled(kSize, Field(kCodes, ""))))},
      {"short texts", "SubmitBatch",
       BatchWith(DossierWith(Filled(kSize, Field(kCodes, "1234567890123456"))))},
      {"numbers one by one", "SubmitBatch",
       BatchWith(RecordWith(Field(kProcedure, Filled(kSize, Number(4, 1)))))},
      {"numbers in one field", "SubmitRecords",
       BatchWith(RecordWith(Field(kProcedure, Field(4, std::string(kSize, 1)))))},
      {"unknown numbers", "SubmitBatch", BatchWith(Filled(kSize, Number(15, 1)))},
      {"unknown groups", "SubmitRecords", BatchWith(Filled(kSize, Groups(90)))},
      // These are within the limits, and are taken.
      {"refused records with much in them", "SubmitRecords",
       TenThousand([](size_t size) { return DossierWith(Field(2, std::string(size, '?'))); })},
      {"as many parts as there may be", "SubmitBatch",
       TenThousand([&](size_t) { return DossierWith(Filled(3 * 45, none)); })},
      {"kinds to read", "ReadRecords", Field(1, Field(1, "main")) + Field(3, std::string(kSize, 3))},
      {"unknown numbers in a question", "ListSenders", Filled(kSize, Number(15, 1))},
      {"a code as long as a message", "GetDossier", Field(1, std::string(kSize, 'H'))},
  };
}

TEST(Memory, FourOfTheLargestMessagesAtOnceStayBelowTheBoundAndAreAnswered) {
  const int most = chiso::testing::Number("CHISO_PEAK_MIB", kMostMebibytes);
  const google::protobuf::LogSilencer silencer;
  Suite suite({"ingestion"});
  int64_t worst = 0;
  for (const Kind& kind : WorstKinds()) {
    ASSERT_LE(kind.message.size(), static_cast<size_t>(kMaxMessageBytes)) << kind.name;
    suite.ForgetPeak("ingestion");
    const grpc::ByteBuffer message = BufferOf(kind.message);
    std::vector<std::thread> callers;
    for (int i = 0; i < kAtOnce; ++i) {
      callers.emplace_back([&] {
        const auto channel = OwnChannel(suite.Address("ingestion"));
        const RawAnswer answer = CallRaw(channel, kind.method, {message}, 2);
        EXPECT_TRUE(answer.status.error_code() == StatusCode::OK ||
                    answer.status.error_code() == StatusCode::INVALID_ARGUMENT ||
                    answer.status.error_code() == StatusCode::ALREADY_EXISTS ||
                    answer.status.error_code() == StatusCode::RESOURCE_EXHAUSTED)
            << kind.name << ": " << answer.status.error_code() << " " << answer.status.error_message();
      });
    }
    for (std::thread& caller : callers) caller.join();
    const Memory memory = suite.MemoryOf("ingestion");
    std::cout << memory.peak / kMiB << " MiB at most, " << memory.resident / kMiB
              << " afterwards: " << kind.name << std::endl;
    worst = std::max(worst, memory.peak);
  }
  EXPECT_LT(worst / kMiB, most);
  // It still answers.
  const auto stub = IngestionService::NewStub(suite.Channel("ingestion"));
  grpc::ClientContext context;
  Receipt receipt;
  EXPECT_TRUE(stub->SubmitBatch(&context, RefusedBatch("after", 1, 1), &receipt).ok());
}

}  // namespace
}  // namespace chiso::testing
