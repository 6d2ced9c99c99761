#include "tools/client/import/submit_call.h"

#include <utility>

#include "common/rpc/rpc_status.h"

namespace chiso {
namespace {

void* const kStepTag = reinterpret_cast<void*>(1);
void* const kReadTag = reinterpret_cast<void*>(2);

}  // namespace

SubmitCall::SubmitCall(ingestion::v1::IngestionService::Stub& stub, absl::Time deadline)
    : stream_(stub.AsyncSubmitRecords(&context_, &queue_, kStepTag)) {
  open_ = Await(deadline);
  if (open_) StartRead();
}

SubmitCall::~SubmitCall() {
  if (!finished_) {
    context_.TryCancel();
    Finish(absl::Now()).IgnoreError();
  }
  queue_.Shutdown();
  void* tag;
  bool ok;
  while (queue_.Next(&tag, &ok)) {
  }
}

bool SubmitCall::Write(const ingestion::v1::Batch& batch, absl::Time deadline) {
  if (!open_) return false;
  stream_->Write(batch, kStepTag);
  return open_ = Await(deadline);
}

bool SubmitCall::Read(ingestion::v1::BatchResult& result, absl::Time deadline) {
  while (results_.empty() && reading_) {
    if (!AwaitNext(deadline)) break;
  }
  if (results_.empty()) return open_ = false;
  result = std::move(results_.front());
  results_.pop_front();
  return true;
}

absl::Status SubmitCall::Finish(absl::Time deadline) {
  if (open_) {
    stream_->WritesDone(kStepTag);
    open_ = Await(deadline);
  }
  grpc::Status status;
  stream_->Finish(&status, kStepTag);
  Await(deadline);
  finished_ = true;
  if (late_) return absl::DeadlineExceededError("no answer in time");
  return FromGrpcStatus(status);
}

void SubmitCall::StartRead() {
  reading_ = true;
  stream_->Read(&next_, kReadTag);
}

// Waits for the one step under way.
bool SubmitCall::Await(absl::Time deadline) {
  stepping_ = true;
  while (stepping_) AwaitNext(deadline);
  return step_ok_;
}

// Waits until the step or the read ends. At the deadline cancels the call, which ends both soon, and returns
// false.
bool SubmitCall::AwaitNext(absl::Time deadline) {
  void* tag;
  bool ok = false;
  bool in_time = true;
  if (queue_.AsyncNext(&tag, &ok, absl::ToChronoTime(deadline)) != grpc::CompletionQueue::GOT_EVENT) {
    context_.TryCancel();
    late_ = true;
    in_time = false;
    queue_.Next(&tag, &ok);
    ok = false;
  }
  if (tag == kReadTag) {
    reading_ = false;
    if (!ok) return false;
    results_.push_back(std::move(next_));
    StartRead();
  } else {
    stepping_ = false;
    step_ok_ = ok;
  }
  return in_time;
}

}  // namespace chiso
