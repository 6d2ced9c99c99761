#include "tools/client/import/submit_call.h"

#include "common/rpc/rpc_status.h"

namespace chiso {

SubmitCall::SubmitCall(ingestion::v1::IngestionService::Stub& stub, absl::Time deadline)
    : stream_(stub.AsyncSubmitRecords(&context_, &queue_, nullptr)) {
  open_ = Await(deadline);
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
  stream_->Write(batch, nullptr);
  return open_ = Await(deadline);
}

bool SubmitCall::Read(ingestion::v1::BatchResult& result, absl::Time deadline) {
  if (!open_) return false;
  stream_->Read(&result, nullptr);
  return open_ = Await(deadline);
}

absl::Status SubmitCall::Finish(absl::Time deadline) {
  if (open_) {
    stream_->WritesDone(nullptr);
    open_ = Await(deadline);
  }
  grpc::Status status;
  stream_->Finish(&status, nullptr);
  Await(deadline);
  finished_ = true;
  if (late_) return absl::DeadlineExceededError("no answer in time");
  return FromGrpcStatus(status);
}

// Waits for the one step under way. At the deadline cancels the call, which ends the step soon.
bool SubmitCall::Await(absl::Time deadline) {
  void* tag;
  bool ok = false;
  if (queue_.AsyncNext(&tag, &ok, absl::ToChronoTime(deadline)) == grpc::CompletionQueue::GOT_EVENT)
    return ok;
  context_.TryCancel();
  late_ = true;
  queue_.Next(&tag, &ok);
  return false;
}

}  // namespace chiso
