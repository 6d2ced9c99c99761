#include "services/ingestion/ingestion_service.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "common/errors.h"
#include "common/rpc/deadline.h"
#include "common/rpc/raw_message.h"
#include "common/rpc/rpc_status.h"
#include "services/ingestion/received_batch.h"
#include "services/ingestion/request_rules.h"

namespace chiso {
namespace {

namespace iv1 = ingestion::v1;

using google::protobuf::util::TimeUtil;
using ingestion::v1::ReadRecordsRequest;
using ingestion::v1::ReadRecordsResponse;
using record::v1::Position;

// Records of one chunk: large enough that the cost of a message does not matter.
constexpr int64_t kChunkRecords = 1000;
// How many are looked through at once where few of them are asked for.
constexpr int64_t kMaxScan = 16 * kChunkRecords;
// The longest silence of a stream of records.
constexpr absl::Duration kHeartbeat = absl::Seconds(1);
// How soon a reader sees what another replica has appended; this process's own commits wake it at once.
constexpr absl::Duration kPoll = absl::Milliseconds(100);
constexpr absl::Duration kReadTimeout = absl::Seconds(30);

absl::Status GoingDown() {
  return RetryLater(absl::StatusCode::kUnavailable, "the service is going down; call again",
                    absl::Milliseconds(500));
}

// Answers a well-formed question.
template <typename Request, typename Response, typename Answering>
grpc::Status Ask(const Request& request, Response* response, Answering answering) {
  if (absl::Status status = Check(request); !status.ok()) return ToGrpcStatus(status);
  return Answer(answering(), response);
}

}  // namespace

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* IngestionService::SubmitRecords(
    grpc::CallbackServerContext* context) {
  // The library reports no end of a call before this method has returned.
  SubmitStream* const stream = new SubmitStream(*context, intake_, *this);
  absl::MutexLock lock(&mutex_);
  streams_.insert(stream);
  if (stopping_) stream->Close();
  return stream;
}

void IngestionService::OnEnded(SubmitStream& stream) {
  absl::MutexLock lock(&mutex_);
  streams_.erase(&stream);
}

void IngestionService::OnCrowded() {
  absl::MutexLock lock(&mutex_);
  // Another may have made room.
  if (!intake_.IsCrowded()) return;
  SubmitStream* slowest = nullptr;
  absl::Time since = absl::InfiniteFuture();
  for (SubmitStream* const stream : streams_) {
    const absl::Time waiting = stream->waiting_since();
    if (waiting >= since) continue;
    slowest = stream;
    since = waiting;
  }
  if (slowest != nullptr) slowest->BreakOff();
}

grpc::ServerUnaryReactor* IngestionService::SubmitBatch(grpc::CallbackServerContext* context,
                                                        const grpc::ByteBuffer* request,
                                                        grpc::ByteBuffer* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  const Intake::Turn turn(intake_);
  grpc::Slice message;
  ReceivedBatch received(BytesOf(*request, message));
  if (!received.status().ok()) {
    reactor->Finish(ToGrpcStatus(received.status()));
    return reactor;
  }
  intake_.Submit(received, [reactor, response](RecordLog::Outcome outcome) {
    if (outcome.ok()) *response = ToByteBuffer(*outcome);
    reactor->Finish(ToGrpcStatus(outcome.status()));
  });
  return reactor;
}

grpc::Status IngestionService::ReadRecords(grpc::ServerContext* context, const ReadRecordsRequest* request,
                                           grpc::ServerWriter<ReadRecordsResponse>* writer) {
  if (absl::Status status = Check(*request); !status.ok()) return ToGrpcStatus(status);
  return ToGrpcStatus(Follow(*context, *request, *writer));
}

absl::Status IngestionService::Follow(grpc::ServerContext& context, const ReadRecordsRequest& request,
                                      grpc::ServerWriter<ReadRecordsResponse>& writer) {
  Position position = request.after();
  // Where to end; known after the first read.
  int64_t end = -1;
  RecordLog::ReadLimits limits{kChunkRecords, kMaxChunkBytes};
  for (const int kind : request.kinds()) limits.kinds.push_back(static_cast<record::v1::RecordKind>(kind));
  absl::Time next_heartbeat = absl::InfinitePast();
  while (!context.IsCancelled()) {
    if (stopping_) return GoingDown();
    const int64_t generation = appender_.generation();
    if (end >= 0) limits.records = std::min(limits.records, end - position.sequence());
    // Before the head is read: what is committed since is not known by then.
    const absl::Time asked = absl::Now();
    absl::StatusOr<ReadRecordsResponse> chunk = log_.Read(position, limits, absl::Now() + kReadTimeout);
    if (!chunk.ok()) return chunk.status();
    const bool moved = chunk->position().sequence() > position.sequence();
    limits.records = chunk->entries().empty() ? std::min(2 * limits.records, kMaxScan) : kChunkRecords;
    position = chunk->position();
    if (!request.follow() && end < 0) end = chunk->head().sequence();
    const bool at_end = position.sequence() >= (end < 0 ? chunk->head().sequence() : end);
    const absl::Time now = absl::Now();
    // A reader of some kinds also learns at once that what was left out was the last.
    if (!chunk->entries().empty() || (moved && at_end) || now >= next_heartbeat) {
      *chunk->mutable_send_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(asked));
      if (!writer.Write(*chunk)) break;
      next_heartbeat = now + kHeartbeat;
    }
    if (!at_end) continue;
    if (!request.follow()) return absl::OkStatus();
    appender_.AwaitAppend(generation, std::min(now + kPoll, next_heartbeat));
  }
  return absl::CancelledError("the caller has gone");
}

grpc::Status IngestionService::ListSenders(grpc::ServerContext* context,
                                           const iv1::ListSendersRequest* request,
                                           iv1::ListSendersResponse* response) {
  return Ask(*request, response,
             [&] { return log_.ListSenders(*request, absl::Now(), DeadlineOf(*context)); });
}

grpc::Status IngestionService::ListSenderFindings(grpc::ServerContext* context,
                                                  const iv1::ListSenderFindingsRequest* request,
                                                  iv1::ListSenderFindingsResponse* response) {
  return Ask(*request, response, [&] { return log_.ListSenderFindings(*request, DeadlineOf(*context)); });
}

grpc::Status IngestionService::ListReceipts(grpc::ServerContext* context,
                                            const iv1::ListReceiptsRequest* request,
                                            iv1::ListReceiptsResponse* response) {
  return Ask(*request, response, [&] { return log_.ListReceipts(*request, DeadlineOf(*context)); });
}

grpc::Status IngestionService::ListRejections(grpc::ServerContext* context,
                                              const iv1::ListRejectionsRequest* request,
                                              iv1::ListRejectionsResponse* response) {
  return Ask(*request, response, [&] { return log_.ListRejections(*request, DeadlineOf(*context)); });
}

grpc::Status IngestionService::GetDossier(grpc::ServerContext* context, const iv1::GetDossierRequest* request,
                                          iv1::GetDossierResponse* response) {
  return Ask(*request, response, [&] {
    return dossiers_.Get(request->code(), routing_.LogOfCode(request->code()), DeadlineOf(*context));
  });
}

grpc::Status IngestionService::ListDossierRevisions(grpc::ServerContext* context,
                                                    const iv1::ListDossierRevisionsRequest* request,
                                                    iv1::ListDossierRevisionsResponse* response) {
  return Ask(*request, response, [&] {
    return dossiers_.ListRevisions(*request, routing_.LogOfCode(request->code()), DeadlineOf(*context));
  });
}

void IngestionService::Stop() {
  absl::MutexLock lock(&mutex_);
  stopping_ = true;
  for (SubmitStream* stream : streams_) stream->Close();
}

}  // namespace chiso
