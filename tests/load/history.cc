#include "tests/load/history.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/time/clock.h"
#include "tests/load/senders.h"
#include "tests/suite.h"

namespace chiso::testing {
namespace {

using google::protobuf::Struct;
using google::protobuf::util::JsonStringToMessage;
using google::protobuf::util::MessageToJsonString;
using ingestion::v1::Batch;

// Against the histories that scores alone are compared by: long enough to be under way for a while.
constexpr int kSize = 5;
// Records that arrive together at most, of all senders.
constexpr uint32_t kMostTogether = 16;
// Between two attempts at something that is away for the moment.
constexpr absl::Duration kPause = absl::Milliseconds(20);

record::v1::Record RecordOf(const Struct& content) {
  std::string json;
  record::v1::Record record;
  EXPECT_TRUE(MessageToJsonString(content, &json).ok());
  EXPECT_TRUE(JsonStringToMessage(json, &record).ok()) << json;
  return record;
}

}  // namespace

std::vector<Batch> BatchesOfHistory(uint32_t seed, absl::Time as_of) {
  const Outcome printed = RunProgram({"/usr/bin/env", "python3", "-B", SourcePath("tests/oracle/history.py"),
                                      absl::StrCat(seed), "--size", absl::StrCat(kSize), "--as-of",
                                      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", as_of, absl::UTCTimeZone())});
  EXPECT_EQ(printed.exit_code, 0) << printed.err;
  std::mt19937 random(seed);
  std::vector<Batch> batches;
  std::map<std::string, Batch> together;  // by sender
  uint32_t left = 0;
  for (const absl::string_view text : absl::StrSplit(printed.out, '\n', absl::SkipEmpty())) {
    Struct line;
    EXPECT_TRUE(JsonStringToMessage(std::string(text), &line).ok()) << text;
    // The heading, and the passing of time, which the services see by themselves.
    if (!line.fields().contains("record")) continue;
    if (left == 0) {
      left = 1 + random() % kMostTogether;
      for (auto& [sender, batch] : together) batches.push_back(std::move(batch));
      together.clear();
    }
    --left;
    const std::string& sender = line.fields().at("sender").string_value();
    *together[sender].add_records() = RecordOf(line.fields().at("record").struct_value());
    together[sender].set_sender(sender);
  }
  for (auto& [sender, batch] : together) batches.push_back(std::move(batch));
  for (size_t i = 0; i < batches.size(); ++i) batches[i].set_batch_id(absl::StrCat(i));
  return batches;
}

BatchSender::BatchSender(std::vector<Batch> batches, const std::string& address)
    : batches_(std::move(batches)), stub_(ingestion::v1::IngestionService::NewStub(OwnChannel(address))) {}

void BatchSender::Run() {
  for (const Batch& batch : batches_) {
    const absl::Time give_up = absl::Now() + kHanging;
    while (true) {
      grpc::ClientContext context;
      context.set_deadline(absl::ToChronoTime(give_up));
      ingestion::v1::Receipt receipt;
      const grpc::Status status = stub_->SubmitBatch(&context, batch, &receipt);
      if (status.ok()) break;
      if (!IsPassing(status)) {
        ADD_FAILURE() << batch.batch_id() << ": " << status.error_code() << " " << status.error_message();
        return;
      }
      absl::SleepFor(kPause);
    }
    Advance();
  }
}

}  // namespace chiso::testing
