#include "services/ingestion/ingestion_service.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/time_util.h>
#include <grpcpp/support/method_handler.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "common/errors.h"
#include "common/rpc/deadline.h"
#include "common/rpc/raw_message.h"
#include "common/rpc/rpc_status.h"
#include "services/ingestion/limits.h"
#include "services/ingestion/received_batch.h"
#include "services/ingestion/request_rules.h"

namespace chiso {
namespace {

namespace iv1 = ingestion::v1;

using google::protobuf::util::TimeUtil;
using ingestion::v1::ReadRecordsRequest;
using ingestion::v1::ReadRecordsResponse;
using record::v1::Position;

// How many records are looked through for an answer: at first, and at most. Each scan looks through the
// summaries of the whole month too, whatever it gives.
constexpr int64_t kUsualScan = 16'000;
constexpr int64_t kMaxScan = 32'000;
// At least, however large the records are that come.
constexpr int64_t kMinScan = 1'000;
// The longest silence of a stream of records.
constexpr absl::Duration kHeartbeat = absl::Seconds(1);
// How soon a reader sees what another replica has appended; this process's own commits wake it at once.
constexpr absl::Duration kPoll = absl::Milliseconds(100);
constexpr absl::Duration kReadTimeout = absl::Seconds(30);

absl::Status GoingDown() {
  return RetryLater(absl::StatusCode::kUnavailable, "the service is going down; call again",
                    absl::Milliseconds(500));
}

// How many records to look through next, after so many gave so many bytes: as many as should fit an answer.
int64_t NextScan(int64_t scanned, int64_t bytes) {
  if (scanned == 0) return kUsualScan;
  if (bytes == 0) return kMaxScan;
  return std::clamp(kUsualChunkBytes * scanned / bytes, kMinScan, kMaxScan);
}

// A ReadRecordsResponse: messages that stand one behind another are one message.
grpc::ByteBuffer ToAnswer(RecordLog::Stretch stretch, absl::Time asked) {
  ReadRecordsResponse rest;
  *rest.mutable_position() = std::move(stretch.position);
  *rest.mutable_head() = std::move(stretch.head);
  *rest.mutable_send_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(asked));
  const grpc::Slice pieces[] = {ToSlice(std::move(stretch.entries)), ToSlice(rest.SerializeAsString())};
  return {pieces, std::size(pieces)};
}

// Answers a well-formed question.
template <typename Request, typename Response, typename Answering>
grpc::Status Ask(const Request& request, Response* response, Answering answering) {
  if (absl::Status status = Check(request); !status.ok()) return ToGrpcStatus(status);
  return Answer(answering(), response);
}

}  // namespace

IngestionService::IngestionService(RecordLog& log, DossierLog& dossiers, Appender& appender, Routing routing,
                                   const Intake::Options& options)
    : log_(log),
      dossiers_(dossiers),
      appender_(appender),
      routing_(std::move(routing)),
      intake_(log, appender, routing_, options) {
  // What generated code does for methods whose messages are of other types than it says itself; it has none
  // for a synchronous method with raw answers.
  const int read_records = ReadRecordsRequest::descriptor()
                               ->file()
                               ->FindServiceByName("IngestionService")
                               ->FindMethodByName("ReadRecords")
                               ->index();
  MarkMethodStreamed(
      read_records,
      new grpc::internal::ServerStreamingHandler<IngestionService, ReadRecordsRequest, grpc::ByteBuffer>(
          [](IngestionService* service, grpc::ServerContext* context, const ReadRecordsRequest* request,
             grpc::ServerWriter<grpc::ByteBuffer>* writer) {
            if (absl::Status status = Check(*request); !status.ok()) return ToGrpcStatus(status);
            return ToGrpcStatus(service->Follow(*context, *request, *writer));
          },
          this));
}

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

absl::Status IngestionService::Follow(grpc::ServerContext& context, const ReadRecordsRequest& request,
                                      grpc::ServerWriter<grpc::ByteBuffer>& writer) {
  Position position = request.after();
  // Where to end; known after the first read.
  int64_t end = -1;
  RecordLog::ReadLimits limits{kUsualScan, kMaxChunkBytes};
  for (const int kind : request.kinds()) limits.kinds.push_back(static_cast<record::v1::RecordKind>(kind));
  absl::Time next_heartbeat = absl::InfinitePast();
  while (!context.IsCancelled()) {
    if (stopping_) return GoingDown();
    const int64_t generation = appender_.generation();
    if (end >= 0) limits.records = std::min(limits.records, end - position.sequence());
    // Before the head is read: what is committed since is not known by then.
    const absl::Time asked = absl::Now();
    absl::StatusOr<RecordLog::Stretch> stretch = log_.Read(position, limits, absl::Now() + kReadTimeout);
    if (!stretch.ok()) return stretch.status();
    const int64_t scanned = stretch->position.sequence() - position.sequence();
    limits.records = NextScan(scanned, static_cast<int64_t>(stretch->entries.size()));
    position = stretch->position;
    if (!request.follow() && end < 0) end = stretch->head.sequence();
    const bool at_end = position.sequence() >= (end < 0 ? stretch->head.sequence() : end);
    const absl::Time now = absl::Now();
    // A reader of some kinds also learns at once that what was left out was the last.
    if (!stretch->entries.empty() || (scanned > 0 && at_end) || now >= next_heartbeat) {
      if (!writer.Write(ToAnswer(*std::move(stretch), asked))) break;
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
