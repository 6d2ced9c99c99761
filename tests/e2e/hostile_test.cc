// Whoever sends what no contract allows gets an answer all the same, and harms nobody.
//
// CHISO_FUZZ_ROUNDS says how often anything random is tried, CHISO_SEED with which dice; the seed is printed.

#include "tests/e2e/hostile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "tests/load/mutation.h"
#include "tests/load/numbered_batch.h"
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

// How often anything random is tried.
int Rounds() { return Number("CHISO_FUZZ_ROUNDS", 800); }

// Calls `f` so many times, by several threads; each call has its number, and dice of its own thread.
void InParallel(int times, uint32_t seed, const std::function<void(int, std::mt19937&)>& f) {
  constexpr int kThreads = 8;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      std::mt19937 random(seed + static_cast<uint32_t>(thread));
      for (int i = thread; i < times && !::testing::Test::HasFailure(); i += kThreads) f(i, random);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

std::string Repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

// A batch of anything.
Batch AnyBatch(int number, std::mt19937& random) {
  Batch batch;
  FillAtRandom(batch, random);
  batch.set_sender("hostile");
  batch.set_batch_id(absl::StrCat("hostile-", number));
  return batch;
}

TEST_F(Hostile, WhatIsNoBatchIsRefusedWithAStatus) {
  InParallel(Rounds(), seed_, [this](int i, std::mt19937& random) {
    Batch batch = i % 3 == 0 ? MakeNumberedBatch(3, 1 + i).batch : AnyBatch(i, random);
    batch.set_sender("hostile");
    const std::string bytes = Mutate(batch.SerializeAsString(), random);
    Batch parsed;
    const bool is_batch = parsed.ParseFromString(bytes);
    const grpc::Status status = CallRaw(channel_, "SubmitBatch", {BufferOf(bytes)}).status;
    if (is_batch) {
      EXPECT_THAT(status.error_code(),
                  AnyOf(StatusCode::OK, StatusCode::INVALID_ARGUMENT, StatusCode::ALREADY_EXISTS))
          << status.error_message() << ": " << parsed.ShortDebugString();
    } else {
      EXPECT_EQ(status.error_code(), StatusCode::INVALID_ARGUMENT) << status.error_message();
    }
  });
}

TEST_F(Hostile, WhatIsNoBatchEndsItsStreamAfterTheAnswersBeforeIt) {
  InParallel(Rounds() / 4, seed_, [this](int i, std::mt19937& random) {
    const grpc::ByteBuffer good = BufferOf(RefusedBatch("hostile", i, 3).SerializeAsString());
    const std::string bad = Mutate(AnyBatch(i, random).SerializeAsString(), random);
    const bool is_batch = Batch().ParseFromString(bad);
    const RawAnswer answer = CallRaw(channel_, "SubmitRecords", {good, BufferOf(bad), good});
    EXPECT_EQ(answer.status.error_code(), is_batch ? StatusCode::OK : StatusCode::INVALID_ARGUMENT)
        << answer.status.error_message();
    ASSERT_EQ(answer.messages.size(), is_batch ? 3u : 1u);
    BatchResult first;
    ASSERT_TRUE(first.ParseFromString(answer.messages[0]));
    EXPECT_EQ(first.receipt().rejected_count(), 3) << first.error().message();
    EXPECT_TRUE(!is_batch || answer.messages[2] == answer.messages[0]);
  });
}

template <typename Request>
void AskAnything(const std::shared_ptr<grpc::Channel>& channel, const std::string& method, int times,
                 uint32_t seed) {
  InParallel(times, seed, [&](int i, std::mt19937& random) {
    Request request;
    FillAtRandom(request, random);
    std::string bytes = request.SerializeAsString();
    if (i % 2 == 0) bytes = Mutate(bytes, random);
    const bool is_request = request.ParseFromString(bytes);
    const bool reads = method == "ReadRecords";
    const grpc::Status status = CallRaw(channel, method, {BufferOf(bytes)}, reads ? 1 : 2).status;
    // The library itself says INTERNAL of what it cannot parse. Who reads leaves before the end.
    const StatusCode other = !is_request ? StatusCode::INTERNAL
                             : reads     ? StatusCode::CANCELLED
                                         : StatusCode::OK;
    EXPECT_THAT(status.error_code(), AnyOf(StatusCode::OK, StatusCode::INVALID_ARGUMENT,
                                           StatusCode::NOT_FOUND, StatusCode::FAILED_PRECONDITION, other))
        << method << ": " << status.error_message() << ": " << request.ShortDebugString();
  });
}

TEST_F(Hostile, WhatIsNoQuestionIsRefusedWithAStatus) {
  AwaitProgress(senders_, 20);
  const int times = Rounds() / 8;
  AskAnything<ReadRecordsRequest>(channel_, "ReadRecords", times, seed_);
  AskAnything<ListSendersRequest>(channel_, "ListSenders", times, seed_);
  AskAnything<ListSenderFindingsRequest>(channel_, "ListSenderFindings", times, seed_);
  AskAnything<ListReceiptsRequest>(channel_, "ListReceipts", times, seed_);
  AskAnything<ListRejectionsRequest>(channel_, "ListRejections", times, seed_);
  AskAnything<GetDossierRequest>(channel_, "GetDossier", times, seed_);
  AskAnything<ListDossierRevisionsRequest>(channel_, "ListDossierRevisions", times, seed_);
  AskAnything<ListDossiersRequest>(channel_, "ListDossiers", times, seed_);
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
