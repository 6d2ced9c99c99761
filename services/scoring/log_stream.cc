#include "services/scoring/log_stream.h"

#include <utility>

#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "common/rpc/raw_message.h"
#include "common/rpc/rpc_status.h"
#include "grpcpp/impl/rpc_method.h"
#include "services/scoring/facts.h"

namespace chiso {
namespace {

using grpc::internal::RpcMethod;

// As the generated stub calls the method, but for the answers, which are left as bytes.
std::unique_ptr<grpc::ClientReader<grpc::ByteBuffer>> Call(const std::shared_ptr<grpc::Channel>& ingestion,
                                                           grpc::ClientContext& call,
                                                           const record::v1::Position& after, bool follow) {
  ingestion::v1::ReadRecordsRequest request;
  *request.mutable_after() = after;
  request.set_follow(follow);
  // All others would be skipped.
  for (const record::v1::RecordKind kind : ScoredKinds()) request.add_kinds(kind);
  const RpcMethod method("/chiso.ingestion.v1.IngestionService/ReadRecords", RpcMethod::SERVER_STREAMING,
                         ingestion);
  using Factory = grpc::internal::ClientReaderFactory<grpc::ByteBuffer>;
  return std::unique_ptr<grpc::ClientReader<grpc::ByteBuffer>>(
      Factory::Create(ingestion.get(), method, &call, request));
}

bool CanResume(const record::v1::Position& position) {
  return position.sequence() == 0 || !position.digest().empty();
}

}  // namespace

LogStream::LogStream(const std::shared_ptr<grpc::Channel>& ingestion, grpc::ClientContext& call,
                     const record::v1::Position& after, bool follow)
    : call_(call), reader_(Call(ingestion, call, after, follow)) {}

std::optional<LogFacts> LogStream::Next() {
  LogFacts facts;
  grpc::ByteBuffer response;
  while (reader_->Read(&response)) {
    grpc::Slice slice;
    if (!AddResponse(BytesOf(response, slice), facts)) {
      malformed_ = true;
      call_.TryCancel();
      return std::nullopt;
    }
    if (CanResume(facts.reached)) return facts;
  }
  return std::nullopt;
}

absl::Status LogStream::Finish() {
  absl::Status status = FromGrpcStatus(reader_->Finish());
  return malformed_ ? absl::InternalError("an answer of ingestion cannot be read") : status;
}

}  // namespace chiso
