#include "services/ingestion/submit_stream.h"

#include <utility>

#include "absl/time/clock.h"
#include "common/errors.h"
#include "common/rpc/raw_message.h"
#include "common/rpc/rpc_status.h"
#include "services/ingestion/limits.h"
#include "services/ingestion/received_batch.h"

namespace chiso {
namespace {

// How many batches may wait for their answers before the stream stops reading: enough to keep a group commit
// busy, few enough that the caller soon feels the pressure.
constexpr size_t kWindow = 32;
// Names longer than a name may be are not repeated.
constexpr size_t kMaxEcho = 200;

}  // namespace

// How long a stream lives: the library calls OnDone once Finish was called and no read or write is under way.
// Finish is called once, by whoever's Go returned how the call ends: no slot is left then, so no answer is to
// come that would touch the stream. Whoever's Go returned nothing may find the stream deleted as soon as it
// has unlocked.
//
// Order of locks: the service's, the stream's, the appender's. The appender calls Answer without its lock,
// and the owner is called without the stream's.

SubmitStream::SubmitStream(grpc::CallbackServerContext& context, Intake& intake, Owner& owner)
    : context_(context), intake_(intake), owner_(owner) {
  absl::MutexLock lock(&mutex_);
  // Only a read can be started yet.
  Go();
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

absl::Time SubmitStream::waiting_since() const {
  absl::MutexLock lock(&mutex_);
  return writing_ ? writing_since_ : absl::InfiniteFuture();
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
  const Intake::Turn turn(intake_);
  grpc::Slice message;
  ReceivedBatch received(BytesOf(request_, message));
  request_.Clear();
  Slot* slot = nullptr;
  {
    absl::MutexLock lock(&mutex_);
    // After Close the call may already be over but for this read; what it gave was not taken.
    if (end_.has_value()) return;
    if (!received.status().ok()) {
      end_ = received.status();
      return;
    }
    const ingestion::v1::Batch& batch = received.batch();
    slot = &slots_.emplace_back();
    slot->bytes = kAnswerBytesOfRecord * batch.records_size();
    unsent_bytes_ += slot->bytes;
    if (batch.sender().size() <= kMaxEcho) slot->result.set_sender(batch.sender());
    if (batch.batch_id().size() <= kMaxEcho) slot->result.set_batch_id(batch.batch_id());
  }
  // A deque's elements stay where they are when others come and go at its ends.
  intake_.Submit(received, [this, slot](RecordLog::Outcome outcome) { Answer(*slot, std::move(outcome)); });
}

void SubmitStream::Answer(Slot& slot, RecordLog::Outcome outcome) {
  // Of others, because of this object nothing may be touched once it is unlocked.
  Owner& owner = owner_;
  const Intake& intake = intake_;
  std::optional<absl::Status> end;
  {
    absl::MutexLock lock(&mutex_);
    if (outcome.ok()) {
      *slot.result.mutable_receipt() = *std::move(outcome);
    } else {
      *slot.result.mutable_error() = ToRpcStatus(outcome.status());
    }
    slot.answered = true;
    unsent_bytes_ -= slot.bytes;
    slot.bytes = static_cast<int64_t>(slot.result.ByteSizeLong());
    unsent_bytes_ += slot.bytes;
    intake_.AddUnsent(slot.bytes);
    // Under the same lock: an answered slot alone does not keep the stream alive.
    end = Go();
  }
  if (end.has_value()) End(*end);
  if (intake.IsCrowded()) owner.OnCrowded();
}

void SubmitStream::OnWriteDone(bool ok) {
  std::optional<absl::Status> end;
  {
    absl::MutexLock lock(&mutex_);
    writing_ = false;
    Forget(std::exchange(writing_bytes_, 0));
    if (!ok) broken_ = true;
    end = Go();
  }
  if (end.has_value()) End(*end);
}

bool SubmitStream::MayRead() const {
  if (slots_.empty() && !writing_) return true;
  return slots_.size() < kWindow && intake_.HasRoom(unsent_bytes_);
}

void SubmitStream::SendFirst() {
  response_ = ToByteBuffer(slots_.front().result);
  writing_ = true;
  writing_bytes_ = slots_.front().bytes;
  writing_since_ = absl::Now();
  slots_.pop_front();
  StartWrite(&response_);
}

void SubmitStream::Forget(int64_t bytes) {
  unsent_bytes_ -= bytes;
  intake_.RemoveUnsent(bytes);
}

std::optional<absl::Status> SubmitStream::Go() {
  if (finished_) return {};
  while (broken_ && !slots_.empty() && slots_.front().answered) {
    Forget(slots_.front().bytes);
    slots_.pop_front();
  }
  if (!writing_ && !slots_.empty() && slots_.front().answered) SendFirst();
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
  owner_.OnEnded(*this);
  delete this;
}

}  // namespace chiso
