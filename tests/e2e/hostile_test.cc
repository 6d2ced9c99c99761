// Whoever sends what no contract allows gets an answer all the same, and harms nobody.

#include "tests/e2e/hostile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/message.h"
#include "tests/fuzz/question.h"
#include "tests/load/raw_call.h"
#include "tests/suite.h"

namespace chiso::testing {
namespace {

using namespace ingestion::v1;  // NOLINT: the methods are this file's vocabulary.
using grpc::StatusCode;
using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;

// The inputs from which the fuzz target goes on, in order of their names: what is almost or not at all a
// message, and messages that say anything.
std::vector<std::string> Corpus(const std::string& target) {
  std::set<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(SourcePath("tests/fuzz/corpus/" + target))) {
    paths.insert(entry.path());
  }
  std::vector<std::string> inputs;
  for (const std::filesystem::path& path : paths) inputs.push_back(ReadFile(path));
  return inputs;
}

// Calls `f` for each place up to `end`, by several threads.
void InParallel(size_t end, const std::function<void(size_t)>& f) {
  constexpr size_t kThreads = 8;
  std::vector<std::thread> threads;
  for (size_t thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      for (size_t i = thread; i < end && !::testing::Test::HasFailure(); i += kThreads) f(i);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

// Whether the bytes are a message that the method takes.
bool IsQuestion(const std::string& method, const std::string& bytes) {
  const auto& service = *google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(
      IngestionService::service_full_name());
  const auto& prototype = *google::protobuf::MessageFactory::generated_factory()->GetPrototype(
      service.FindMethodByName(method)->input_type());
  return std::unique_ptr<google::protobuf::Message>(prototype.New())->ParseFromString(bytes);
}

std::string Repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

// The corpus as it is, and every batch of it once more under names of its own: without them the service looks
// no further.
std::vector<std::string> BatchesOfAnything() {
  std::vector<std::string> messages = Corpus("batch");
  for (size_t i = 0, end = messages.size(); i < end; ++i) {
    Batch batch;
    if (!batch.ParseFromString(messages[i])) continue;
    batch.set_sender("hostile");
    batch.set_batch_id(absl::StrCat("hostile-", i));
    messages.push_back(batch.SerializeAsString());
  }
  return messages;
}

TEST_F(Hostile, WhatIsNoBatchIsRefusedWithAStatus) {
  const std::vector<std::string> messages = BatchesOfAnything();
  InParallel(messages.size(), [&](size_t i) {
    Batch batch;
    const bool is_batch = batch.ParseFromString(messages[i]);
    const grpc::Status status = CallRaw(channel_, "SubmitBatch", {BufferOf(messages[i])}).status;
    if (is_batch) {
      EXPECT_THAT(status.error_code(),
                  AnyOf(StatusCode::OK, StatusCode::INVALID_ARGUMENT, StatusCode::ALREADY_EXISTS))
          << status.error_message() << ": " << batch.ShortDebugString();
    } else {
      EXPECT_EQ(status.error_code(), StatusCode::INVALID_ARGUMENT) << status.error_message();
    }
  });
}

TEST_F(Hostile, WhatIsNoBatchEndsItsStreamAfterTheAnswersBeforeIt) {
  const std::vector<std::string> messages = BatchesOfAnything();
  InParallel(messages.size(), [&](size_t i) {
    const grpc::ByteBuffer good =
        BufferOf(RefusedBatch("hostile", static_cast<int>(i), 3).SerializeAsString());
    const bool is_batch = Batch().ParseFromString(messages[i]);
    const RawAnswer answer = CallRaw(channel_, "SubmitRecords", {good, BufferOf(messages[i]), good});
    EXPECT_EQ(answer.status.error_code(), is_batch ? StatusCode::OK : StatusCode::INVALID_ARGUMENT)
        << answer.status.error_message();
    ASSERT_EQ(answer.messages.size(), is_batch ? 3u : 1u);
    BatchResult first;
    ASSERT_TRUE(first.ParseFromString(answer.messages[0]));
    EXPECT_EQ(first.receipt().rejected_count(), 3) << first.error().message();
    EXPECT_TRUE(!is_batch || answer.messages[2] == answer.messages[0]);
  });
}

TEST_F(Hostile, WhatIsNoQuestionIsRefusedWithAStatus) {
  AwaitProgress(senders_, 20);
  const std::vector<std::string> questions = Corpus("question");
  InParallel(questions.size(), [&](size_t i) {
    const std::string method(fuzz::QuestionOf(questions[i]));
    const std::string bytes = questions[i].substr(1);
    const bool reads = method == "ReadRecords";
    const grpc::Status status = CallRaw(channel_, method, {BufferOf(bytes)}, reads ? 1 : 2).status;
    // The library itself says INTERNAL of what it cannot parse. Who reads leaves before the end.
    EXPECT_THAT(status.error_code(), AnyOf(StatusCode::OK, StatusCode::INVALID_ARGUMENT,
                                           StatusCode::NOT_FOUND, StatusCode::FAILED_PRECONDITION,
                                           IsQuestion(method, bytes) ? StatusCode::OK : StatusCode::INTERNAL,
                                           reads ? StatusCode::CANCELLED : StatusCode::OK))
        << method << " " << i << ": " << status.error_message();
  });
}

TEST_F(Hostile, MessagesAboveTheLimitAreRefusedAndNotKept) {
  AwaitProgress(senders_, 20);
  suite_.ForgetPeak("ingestion");
  const int64_t before = suite_.MemoryOf("ingestion").resident;
  const grpc::ByteBuffer huge = HugeBuffer(64);
  for (int i = 0; i < 12; ++i) {
    const auto channel = OwnChannel(suite_.Address("ingestion"));
    constexpr const char* kMethods[] = {"SubmitBatch", "GetDossier", "SubmitRecords"};
    const RawAnswer answer = CallRaw(channel, kMethods[i % 3], {huge});
    EXPECT_EQ(answer.status.error_code(), StatusCode::RESOURCE_EXHAUSTED) << answer.status.error_message();
  }
  // One or two of them at a time, never all.
  EXPECT_LT(suite_.MemoryOf("ingestion").peak - before, 256 * kResidentMiB);
}

std::string ExchangeDossier(const std::string& code) {
  return absl::StrCat("{\"MaHoSo\": \"", code,
                      "\", \"MaTTHC\": \"2.000815\", \"DonViXuLy\": \"H44.1\", "
                      "\"NgayTiepNhan\": \"20260803080000\", \"TrangThaiHoSo\": \"4\"}\n");
}

TEST_F(Hostile, AFileOfAnythingCostsNoneOfItsDossiers) {
  std::string noise(4 * kMiB, '\0');
  std::mt19937 random(seed_);
  for (char& c : noise) c = static_cast<char>(random());
  const std::string element = "{\"MaHoSo\": ";
  const std::string files[] = {
      absl::StrCat(element, std::string(1'000'000, '['), "\n"),
      absl::StrCat(element, Repeated("{\"a\": ", 200'000), "\n"),
      absl::StrCat(Repeated("[", 1'000'000), "\n"),
      absl::StrCat(element, "\"", std::string(64 * kMiB, 'x'), "\"}\n"),
      absl::StrCat(element, "\"H44-260803-1000\"", std::string(64 * kMiB, ' '), "}\n"),
      absl::StrCat(element, std::string(8 * kMiB, '9'), "}\n"),
      absl::StrCat(element, "\"\\ud800\", \"NgayTiepNhan\": 1e999999}\n"),
      absl::StrCat(element, "\"", noise, "\n"),
      absl::StrCat(element, std::string(1000, '\0'), "}\n"),
  };
  int number = 0;
  for (const std::string& file : files) {
    const std::string before = absl::StrCat("H47.", ++number, "-260803-1000");
    const std::string behind = absl::StrCat("H47.", number, "-260803-1001");
    const std::string path =
        suite_.File(absl::StrCat("hostile-", number, ".json"),
                    absl::StrCat(ExchangeDossier(before), file, ExchangeDossier(behind)));
    const Outcome outcome = suite_.Client({"import", "records", path, "--no-wait", "--sender", "hostile"});
    EXPECT_EQ(outcome.exit_code, 1) << number << ": " << outcome.err.substr(0, 2000);
    EXPECT_THAT(outcome.err, HasSubstr(".json:2")) << number;
    EXPECT_THAT(outcome.err, AllOf(Not(HasSubstr("Sanitizer")), Not(HasSubstr("runtime error")))) << number;
    // What nobody can read is not shown to anybody either.
    EXPECT_LT(outcome.err.size() + outcome.out.size(), 4000u) << number;
    for (const std::string& code : {before, behind}) {
      GetDossierRequest request;
      request.set_code(code);
      grpc::ClientContext context;
      GetDossierResponse response;
      EXPECT_TRUE(stub_->GetDossier(&context, request, &response).ok()) << code;
    }
  }
}

}  // namespace
}  // namespace chiso::testing
