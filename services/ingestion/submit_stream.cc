#include "services/ingestion/submit_stream.h"

#include <google/protobuf/arena.h>

#include <utility>
#include <vector>

#include "common/errors.h"
#include "common/rpc/rpc_status.h"
#include "services/ingestion/ingestion_service.h"

namespace chiso {
namespace {

// Names longer than a name may be are not repeated.
constexpr size_t kMaxEcho = 200;
// What a thread keeps to parse into: a batch of 3,000 dossiers.
constexpr size_t kArenaBytes = 2 << 20;

template <typename Message>
grpc::ByteBuffer Serialize(const Message& message) {
  grpc::ByteBuffer bytes;
  bool own = false;
  grpc::SerializationTraits<Message>::Serialize(message, &bytes, &own);
  return bytes;
}

}  // namespace

absl::string_view BytesOf(const grpc::Slice& slice) {
  return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
}

absl::StatusOr<ingestion::v1::Batch*> ParseBatch(const grpc::ByteBuffer& message, grpc::Slice& received) {
  // A dossier is a dozen small messages. In an arena they cost two thirds of what they cost one by one, and
  // its first block holds a usual batch. There are few threads, so there are few of these.
  thread_local std::vector<char> block(kArenaBytes);
  thread_local google::protobuf::Arena arena(block.data(), block.size());
  arena.Reset();
  ingestion::v1::Batch* const batch = google::protobuf::Arena::CreateMessage<ingestion::v1::Batch>(&arena);
  if (!message.DumpToSingleSlice(&received).ok() ||
      !batch->ParseFromArray(received.begin(), static_cast<int>(received.size()))) {
    return ErrorWithReason(absl::StatusCode::kInvalidArgument, "MESSAGE_MALFORMED",
                           "the message is not a chiso.ingestion.v1.Batch with texts in UTF-8");
  }
  return batch;
}

SubmitStream::SubmitStream(IngestionService& service) : service_(service) {
  if (!service_.Remember(this)) {
    Close();
    return;
  }
  std::optional<absl::Status> end;
  {
    absl::MutexLock lock(&mutex_);
    end = Go();
  }
  if (end.has_value()) End(*end);
}

void SubmitStream::Close() {
  std::optional<absl::Status> end;
  {
    absl::MutexLock lock(&mutex_);
    if (!end_.has_value()) {
      end_ = RetryLater(absl::StatusCode::kUnavailable,
                        "the service is going down; send again what has no answer", absl::Milliseconds(500));
    }
    end = Go();
  }
  if (end.has_value()) End(*end);
}

void SubmitStream::OnReadDone(bool ok) {
  if (ok) TakeMessage();
  std::optional<absl::Status> end;
  {
    absl::MutexLock lock(&mutex_);
    reading_ = false;
    if (!ok && !end_.has_value()) end_ = absl::OkStatus();
    end = Go();
  }
  if (end.has_value()) End(*end);
}

void SubmitStream::TakeMessage() {
  grpc::Slice received;
  const absl::StatusOr<ingestion::v1::Batch*> parsed = ParseBatch(request_, received);
  request_.Clear();
  Slot* slot = nullptr;
  {
    absl::MutexLock lock(&mutex_);
    // After Close the call may already be over but for this read; what it gave was not taken.
    if (end_.has_value()) return;
    if (!parsed.ok()) {
      end_ = parsed.status();
      return;
    }
    const ingestion::v1::Batch& batch = **parsed;
    slot = &slots_.emplace_back();
    if (batch.sender().size() <= kMaxEcho) slot->result.set_sender(batch.sender());
    if (batch.batch_id().size() <= kMaxEcho) slot->result.set_batch_id(batch.batch_id());
  }
  // A deque's elements stay where they are when others come and go at its ends.
  service_.Take(**parsed, BytesOf(received),
                [this, slot](RecordLog::Outcome outcome) { Answer(*slot, std::move(outcome)); });
}

void SubmitStream::Answer(Slot& slot, RecordLog::Outcome outcome) {
  std::optional<absl::Status> end;
  {
    absl::MutexLock lock(&mutex_);
    if (outcome.ok()) {
      *slot.result.mutable_receipt() = *std::move(outcome);
    } else {
      *slot.result.mutable_error() = ToRpcStatus(outcome.status());
    }
    slot.answered = true;
    slot.bytes = static_cast<int64_t>(slot.result.ByteSizeLong());
    service_.unsent_bytes_ += slot.bytes;
    // Under the same lock: an answered slot alone does not keep the stream alive.
    end = Go();
  }
  if (end.has_value()) End(*end);
}

void SubmitStream::OnWriteDone(bool ok) {
  std::optional<absl::Status> end;
  {
    absl::MutexLock lock(&mutex_);
    writing_ = false;
    if (!ok) broken_ = true;
    end = Go();
  }
  if (end.has_value()) End(*end);
}

bool SubmitStream::MayRead() const {
  if (slots_.empty()) return true;
  return slots_.size() < kWindow && service_.appender_.HasRoom() && service_.unsent_bytes_ < kMaxUnsentBytes;
}

void SubmitStream::DropFirst() {
  service_.unsent_bytes_ -= slots_.front().bytes;
  slots_.pop_front();
}

std::optional<absl::Status> SubmitStream::Go() {
  if (finished_) return {};
  while (broken_ && !slots_.empty() && slots_.front().answered) DropFirst();
  if (!writing_ && !slots_.empty() && slots_.front().answered) {
    response_ = Serialize(slots_.front().result);
    DropFirst();
    writing_ = true;
    StartWrite(&response_);
  }
  if (!end_.has_value() && !reading_ && MayRead()) {
    reading_ = true;
    StartRead(&request_);
  }
  if (!end_.has_value() || writing_ || !slots_.empty()) return {};
  finished_ = true;
  return end_;
}

void SubmitStream::End(const absl::Status& end) {
  // A read may still be under way: the library ends it before OnDone.
  Finish(ToGrpcStatus(end));
}

void SubmitStream::OnDone() {
  service_.Forget(this);
  delete this;
}

}  // namespace chiso
