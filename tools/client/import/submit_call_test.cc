#include "tools/client/import/submit_call.h"

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "common/rpc/channel.h"
#include "common/rpc/server.h"

namespace chiso {
namespace {

using ingestion::v1::Batch;
using ingestion::v1::BatchResult;
using ingestion::v1::IngestionService;

constexpr int kBatches = 4;
// More than ever lies between the two sides, whose windows grow.
constexpr size_t kLong = 12 << 20;

// Reads no batch before the answer to the one before it is taken, as a service does whose answers take much.
class OneByOne final : public IngestionService::Service {
  grpc::Status SubmitRecords(grpc::ServerContext*,
                             grpc::ServerReaderWriter<BatchResult, Batch>* stream) override {
    Batch batch;
    while (stream->Read(&batch)) {
      BatchResult result;
      result.set_batch_id(batch.batch_id());
      result.mutable_error()->set_message(std::string(kLong, 'x'));
      if (!stream->Write(result)) break;
    }
    return grpc::Status::OK;
  }
};

TEST(SubmitCall, CallerAndServiceNeverWaitForOneAnother) {
  OneByOne service;
  const auto server =
      Server::Start({.listen = "127.0.0.1:0"}, {{IngestionService::service_full_name(), &service}});
  ASSERT_TRUE(server.ok()) << server.status();
  const auto stub = IngestionService::NewStub(Connect(absl::StrCat("127.0.0.1:", (*server)->port())));
  const absl::Time deadline = absl::Now() + absl::Minutes(1);
  SubmitCall call(*stub, deadline);
  Batch batch;
  batch.add_records()->mutable_dossier()->set_code(std::string(kLong, 'x'));
  for (int i = 0; i < kBatches; ++i) {
    batch.set_batch_id(absl::StrCat(i));
    ASSERT_TRUE(call.Write(batch, deadline)) << i << ": " << call.Finish(deadline);
  }
  BatchResult result;
  for (int i = 0; i < kBatches; ++i) {
    ASSERT_TRUE(call.Read(result, deadline)) << i << ": " << call.Finish(deadline);
    EXPECT_EQ(result.batch_id(), absl::StrCat(i));
  }
  EXPECT_TRUE(call.Finish(deadline).ok());
}

TEST(SubmitCall, AStepThatTakesTooLongIsDeadlineExceeded) {
  OneByOne service;
  const auto server =
      Server::Start({.listen = "127.0.0.1:0"}, {{IngestionService::service_full_name(), &service}});
  ASSERT_TRUE(server.ok()) << server.status();
  const auto stub = IngestionService::NewStub(Connect(absl::StrCat("127.0.0.1:", (*server)->port())));
  SubmitCall call(*stub, absl::Now() + absl::Minutes(1));
  // Nothing was sent, so no answer comes.
  BatchResult result;
  EXPECT_FALSE(call.Read(result, absl::Now()));
  EXPECT_EQ(call.Finish(absl::Now() + absl::Minutes(1)).code(), absl::StatusCode::kDeadlineExceeded);
}

}  // namespace
}  // namespace chiso
