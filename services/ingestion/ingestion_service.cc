#include "services/ingestion/ingestion_service.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "common/errors.h"
#include "common/rpc_status.h"
#include "common/server.h"
#include "common/text.h"
#include "services/ingestion/submit_stream.h"

namespace chiso {
namespace {

using google::protobuf::util::TimeUtil;
using ingestion::v1::Batch;
using ingestion::v1::ReadRecordsRequest;
using ingestion::v1::ReadRecordsResponse;
using record::v1::Position;

// A batch is read, checked and answered as a whole; more records share no more of a commit's cost, but their
// answer and everyone else's waits for them.
constexpr int kMaxBatchRecords = 10'000;
constexpr size_t kMaxBatchIdBytes = 200;
constexpr int kDefaultPageSize = 100;
constexpr int kMaxPageSize = 1000;
// Records of one chunk, and bytes of its records: large enough that the cost of a message does not matter.
constexpr int64_t kChunkRecords = 1000;
constexpr int64_t kChunkBytes = 1 << 20;
// The longest silence of a stream of records.
constexpr absl::Duration kHeartbeat = absl::Seconds(1);
// How soon a reader sees what another replica has appended; this process's own commits wake it at once.
constexpr absl::Duration kPoll = absl::Milliseconds(100);
constexpr absl::Duration kReadTimeout = absl::Seconds(30);

absl::Status CheckBatch(const Batch& batch) {
  if (!IsSenderName(batch.sender())) {
    return InvalidArgument("sender", "must be 1 to 100 characters of a-z, 0-9, '.', '_' and '-'");
  }
  const std::string& id = batch.batch_id();
  if (id.empty() || id.size() > kMaxBatchIdBytes || !std::all_of(id.begin(), id.end(), absl::ascii_isprint)) {
    return InvalidArgument("batch_id",
                           absl::StrCat("must be 1 to ", kMaxBatchIdBytes, " bytes of printable ASCII"));
  }
  if (batch.records().empty() || batch.records_size() > kMaxBatchRecords) {
    return InvalidArgument("records", absl::StrCat("must be 1 to ", kMaxBatchRecords));
  }
  return absl::OkStatus();
}

absl::Status GoingDown() {
  return RetryLater(absl::StatusCode::kUnavailable, "the service is going down; call again",
                    absl::Milliseconds(500));
}

}  // namespace

void IngestionService::Take(Batch& batch, absl::string_view received, const Appender::Done& done) {
  if (absl::Status status = CheckBatch(batch); !status.ok()) return done(status);
  AdmittedBatch admitted = Admit(batch, received, routing_, absl::Now());
  const absl::Status status = appender_.Submit(std::move(admitted), done);
  if (!status.ok()) done(status);
}

grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* IngestionService::SubmitRecords(
    grpc::CallbackServerContext*) {
  return new SubmitStream(*this);
}

grpc::ServerUnaryReactor* IngestionService::SubmitBatch(grpc::CallbackServerContext* context,
                                                        const grpc::ByteBuffer* request,
                                                        grpc::ByteBuffer* response) {
  grpc::ServerUnaryReactor* const reactor = context->DefaultReactor();
  thread_local Batch batch;
  grpc::Slice received;
  if (absl::Status status = ParseBatch(*request, received, batch); !status.ok()) {
    reactor->Finish(ToGrpcStatus(status));
    return reactor;
  }
  Take(batch, BytesOf(received), [reactor, response](RecordLog::Outcome outcome) {
    if (outcome.ok()) {
      bool own = false;
      grpc::SerializationTraits<ingestion::v1::Receipt>::Serialize(*outcome, response, &own);
    }
    reactor->Finish(ToGrpcStatus(outcome.status()));
  });
  return reactor;
}

grpc::Status IngestionService::ReadRecords(grpc::ServerContext* context, const ReadRecordsRequest* request,
                                           grpc::ServerWriter<ReadRecordsResponse>* writer) {
  if (request->after().log().empty()) return ToGrpcStatus(InvalidArgument("after.log", "must be given"));
  if (request->after().sequence() < 0)
    return ToGrpcStatus(InvalidArgument("after.sequence", "must be at least 0"));
  return ToGrpcStatus(Follow(*context, *request, *writer));
}

absl::Status IngestionService::Follow(grpc::ServerContext& context, const ReadRecordsRequest& request,
                                      grpc::ServerWriter<ReadRecordsResponse>& writer) {
  Position position = request.after();
  // Where to end; known after the first read.
  int64_t end = -1;
  absl::Time next_heartbeat = absl::InfinitePast();
  while (!context.IsCancelled()) {
    if (stopping_) return GoingDown();
    const int64_t generation = appender_.generation();
    RecordLog::ReadLimits limits{kChunkRecords, kChunkBytes};
    if (end >= 0) limits.records = std::min(limits.records, end - position.sequence());
    // Before the head is read: what is committed since is not known by then.
    const absl::Time asked = absl::Now();
    absl::StatusOr<ReadRecordsResponse> chunk = log_.Read(position, limits, absl::Now() + kReadTimeout);
    if (!chunk.ok()) return chunk.status();
    position = chunk->position();
    if (!request.follow() && end < 0) end = chunk->head().sequence();
    const absl::Time now = absl::Now();
    if (!chunk->entries().empty() || now >= next_heartbeat) {
      *chunk->mutable_send_time() = TimeUtil::MicrosecondsToTimestamp(absl::ToUnixMicros(asked));
      if (!writer.Write(*chunk)) break;
      next_heartbeat = now + kHeartbeat;
    }
    if (!request.follow() && position.sequence() >= end) return absl::OkStatus();
    if (position.sequence() == chunk->head().sequence()) {
      appender_.AwaitAppend(generation, std::min(now + kPoll, next_heartbeat));
    }
  }
  return absl::CancelledError("the caller has gone");
}

grpc::Status IngestionService::ListSenders(grpc::ServerContext* context,
                                           const ingestion::v1::ListSendersRequest* request,
                                           ingestion::v1::ListSendersResponse* response) {
  if (request->page_size() < 0 || request->page_size() > kMaxPageSize) {
    return ToGrpcStatus(InvalidArgument("page_size", absl::StrCat("must be 0 to ", kMaxPageSize)));
  }
  if (!request->page_token().empty() && !IsSenderName(request->page_token())) {
    return ToGrpcStatus(InvalidArgument("page_token", "must be the next_page_token of an answer"));
  }
  const int page_size = request->page_size() == 0 ? kDefaultPageSize : request->page_size();
  return Answer(log_.ListSenders(request->page_token(), page_size, DeadlineOf(*context)), response);
}

bool IngestionService::Remember(SubmitStream* stream) {
  absl::MutexLock lock(&mutex_);
  streams_.insert(stream);
  return !stopping_;
}

void IngestionService::Forget(SubmitStream* stream) {
  absl::MutexLock lock(&mutex_);
  streams_.erase(stream);
}

void IngestionService::Stop() {
  absl::MutexLock lock(&mutex_);
  stopping_ = true;
  for (SubmitStream* stream : streams_) stream->Close();
}

}  // namespace chiso
