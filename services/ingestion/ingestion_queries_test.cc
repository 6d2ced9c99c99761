// What the service answers about its logs, over real sockets.

#include <memory>

#include "common/rpc/channel.h"
#include "common/rpc/rpc_status.h"
#include "common/rpc/server.h"
#include "gmock/gmock.h"
#include "services/ingestion/ingestion_service.h"
#include "services/ingestion/testing/log_test_base.h"

namespace chiso {
namespace {

using ingestion::v1::IngestionService;
using testing::DossierOf;
using testing::ProgressOf;

namespace iv1 = ingestion::v1;

constexpr char kCode[] = "H44.1-260803-0001";

class IngestionQueriesTest : public testing::LogTest {
 protected:
  void SetUp() override {
    Server::Options options;
    options.listen = "127.0.0.1:0";
    auto server = Server::Start(options, {{IngestionService::service_full_name(), &service_}});
    ASSERT_TRUE(server.ok()) << server.status();
    server_ = *std::move(server);
    stub_ = IngestionService::NewStub(Connect(absl::StrCat("127.0.0.1:", server_->port())));
  }
  void TearDown() override {
    service_.Stop();
    server_->Shutdown();
  }

  template <typename Request, typename Response>
  using Method = grpc::Status (IngestionService::Stub::*)(grpc::ClientContext*, const Request&, Response*);

  template <typename Request, typename Response>
  Response Ask(Method<Request, Response> method, const Request& request,
               grpc::StatusCode expected = grpc::StatusCode::OK) {
    grpc::ClientContext context;
    Response response;
    EXPECT_EQ((stub_.get()->*method)(&context, request, &response).error_code(), expected);
    return response;
  }
  Appender appender_{log_, Appender::Options()};
  chiso::IngestionService service_{log_, dossiers_, appender_, *Routing::Parse("H44=north")};
  std::unique_ptr<Server> server_;
  std::unique_ptr<IngestionService::Stub> stub_;
};

TEST_F(IngestionQueriesTest, DossierIsAskedOfTheLogThatItsCodeBelongsTo) {
  ASSERT_TRUE(log_.EnsureLogs({"north"}, testing::Soon()).ok());
  iv1::Batch batch;
  batch.set_sender("a");
  batch.set_batch_id("1");
  *batch.add_records() = DossierOf(kCode, 1);
  *batch.add_records() = ProgressOf(kCode, 1, "2026-08-04 12:00:00");
  // A dossier that is refused.
  *batch.add_records() = DossierOf("?", 1);
  EXPECT_EQ(Ask(&IngestionService::Stub::SubmitBatch, batch).accepted_count(), 2);

  iv1::GetDossierRequest dossier;
  dossier.set_code(kCode);
  EXPECT_EQ(Ask(&IngestionService::Stub::GetDossier, dossier).dossier().log(), "north");
  iv1::ListDossierRevisionsRequest revisions;
  revisions.set_code(kCode);
  EXPECT_EQ(Ask(&IngestionService::Stub::ListDossierRevisions, revisions).records_size(), 2);
  iv1::ListReceiptsRequest receipts;
  receipts.set_sender("a");
  EXPECT_EQ(Ask(&IngestionService::Stub::ListReceipts, receipts).receipts_size(), 1);
  EXPECT_EQ(Ask(&IngestionService::Stub::ListRejections, iv1::ListRejectionsRequest()).rejections_size(), 1);
  EXPECT_TRUE(Ask(&IngestionService::Stub::ListSenders, iv1::ListSendersRequest()).senders(0).has_silence());
  Ask(&IngestionService::Stub::ListSenderFindings, iv1::ListSenderFindingsRequest());

  dossier.set_code("H44.1-260803-0002");
  Ask(&IngestionService::Stub::GetDossier, dossier, grpc::StatusCode::NOT_FOUND);
  receipts.set_sender("b");
  Ask(&IngestionService::Stub::ListReceipts, receipts, grpc::StatusCode::NOT_FOUND);
}

TEST_F(IngestionQueriesTest, MalformedQuestionsAreRefused) {
  const auto invalid = grpc::StatusCode::INVALID_ARGUMENT;
  Ask(&IngestionService::Stub::GetDossier, iv1::GetDossierRequest(), invalid);
  Ask(&IngestionService::Stub::ListDossierRevisions, iv1::ListDossierRevisionsRequest(), invalid);
  Ask(&IngestionService::Stub::ListReceipts, iv1::ListReceiptsRequest(), invalid);
  iv1::ListRejectionsRequest rejections;
  rejections.set_page_token("x");
  Ask(&IngestionService::Stub::ListRejections, rejections, invalid);
  iv1::ListSenderFindingsRequest findings;
  findings.set_page_size(1001);
  Ask(&IngestionService::Stub::ListSenderFindings, findings, invalid);
}

TEST_F(IngestionQueriesTest, QuestionsBeyondTheirBoundsAreRefusedBeforeAnythingIsDone) {
  // Millions of kinds cost the database minutes, thousands a second.
  for (const auto& [kinds, code] : {std::pair(33, grpc::StatusCode::INVALID_ARGUMENT),
                                    std::pair(60'000, grpc::StatusCode::INVALID_ARGUMENT),
                                    std::pair(4'000'000, grpc::StatusCode::RESOURCE_EXHAUSTED)}) {
    iv1::ReadRecordsRequest request;
    request.mutable_after()->set_log("main");
    request.mutable_kinds()->Resize(kinds, record::v1::RECORD_KIND_DOSSIER);
    grpc::ClientContext context;
    const auto reader = stub_->ReadRecords(&context, request);
    iv1::ReadRecordsResponse response;
    EXPECT_FALSE(reader->Read(&response));
    EXPECT_EQ(reader->Finish().error_code(), code) << kinds;
  }
  iv1::ListSendersRequest senders;
  senders.set_page_token(std::string(60'000, 'x'));
  Ask(&IngestionService::Stub::ListSenders, senders, grpc::StatusCode::INVALID_ARGUMENT);
  senders.set_page_token(std::string(70'000, 'x'));
  Ask(&IngestionService::Stub::ListSenders, senders, grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(IngestionQueriesTest, WhatIsPackedIsRefusedBeforeItIsUnpacked) {
  for (const auto algorithm : {GRPC_COMPRESS_GZIP, GRPC_COMPRESS_DEFLATE}) {
    grpc::ClientContext context;
    context.set_compression_algorithm(algorithm);
    iv1::ListSendersRequest request;
    request.set_page_token(std::string(1000, 'x'));
    iv1::ListSendersResponse response;
    EXPECT_EQ(stub_->ListSenders(&context, request, &response).error_code(), grpc::StatusCode::UNIMPLEMENTED);
  }
}

TEST_F(IngestionQueriesTest, ReaderOfSomeKindsLearnsHowFarTheLogIsThoughNothingIsForIt) {
  const int64_t head = Append("a", {DossierOf("H1-1", 1), DossierOf("H1-2", 1)}).positions(0).sequence();
  iv1::ReadRecordsRequest request;
  request.mutable_after()->set_log("main");
  request.add_kinds(record::v1::RECORD_KIND_PROGRESS);
  iv1::ReadRecordsResponse chunk;
  {
    grpc::ClientContext context;
    const auto reader = stub_->ReadRecords(&context, request);
    while (reader->Read(&chunk)) EXPECT_EQ(chunk.entries_size(), 0);
    EXPECT_TRUE(reader->Finish().ok());
    EXPECT_EQ(chunk.position().SerializeAsString(), chunk.head().SerializeAsString());
    EXPECT_EQ(chunk.position().sequence(), head);
  }
  grpc::ClientContext context;
  request.set_follow(true);
  const auto reader = stub_->ReadRecords(&context, request);
  Append("a", {DossierOf("H1-3", 1)});
  Append("a", {ProgressOf("H1-3", 1, "2026-08-04 12:00:00")});
  do ASSERT_TRUE(reader->Read(&chunk));
  while (chunk.entries().empty());
  EXPECT_EQ(chunk.entries(0).first_sequence(), head + 2);
  EXPECT_TRUE(chunk.entries(0).records(0).has_progress());
  context.TryCancel();
}

TEST_F(IngestionQueriesTest, ReaderOfAKindThatIsRareGetsThroughALongLog) {
  std::vector<record::v1::Record> records(9000, DossierOf("H1-1", 1));
  for (int i = 0; i < 5; ++i) Append("a", records);
  Append("a", {ProgressOf("H1-1", 1, "2026-08-04 12:00:00")});
  for (int i = 0; i < 2; ++i) Append("a", records);
  iv1::ReadRecordsRequest request;
  request.mutable_after()->set_log("main");
  request.add_kinds(record::v1::RECORD_KIND_PROGRESS);
  grpc::ClientContext context;
  const auto reader = stub_->ReadRecords(&context, request);
  iv1::ReadRecordsResponse chunk;
  std::vector<int64_t> found;
  while (reader->Read(&chunk)) {
    for (const auto& entry : chunk.entries()) found.push_back(entry.first_sequence());
  }
  EXPECT_TRUE(reader->Finish().ok());
  EXPECT_THAT(found, ::testing::ElementsAre(45'001));
  EXPECT_EQ(chunk.position().sequence(), 63'001);
}

}  // namespace
}  // namespace chiso
