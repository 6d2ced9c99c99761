// One call of SubmitRecords, step by step, each step bounded in time.

#ifndef CHISO_TOOLS_CLIENT_IMPORT_SUBMIT_CALL_H_
#define CHISO_TOOLS_CLIENT_IMPORT_SUBMIT_CALL_H_

#include <deque>
#include <memory>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "grpcpp/grpcpp.h"

namespace chiso {

// A step that returns false ends the call; Finish returns the reason. Not thread-safe.
//
// From the beginning to the end of the call an answer is being read, also while a batch is being written. So
// the two sides never wait for one another: the service for its answers to be taken before it reads, and the
// caller for its batch to be read before it takes them.
class SubmitCall {
 public:
  // Begins the call.
  SubmitCall(ingestion::v1::IngestionService::Stub& stub, absl::Time deadline);
  // A call that was not finished is cancelled.
  ~SubmitCall();
  SubmitCall(const SubmitCall&) = delete;
  SubmitCall& operator=(const SubmitCall&) = delete;

  // Answers that arrive meanwhile are kept for Read: as many as there are batches without one at most.
  bool Write(const ingestion::v1::Batch& batch, absl::Time deadline);
  bool Read(ingestion::v1::BatchResult& result, absl::Time deadline);
  // How the call ended. A call that is still open is ended in order, after all answers have been read.
  // DEADLINE_EXCEEDED: a step took too long.
  absl::Status Finish(absl::Time deadline);

 private:
  void StartRead();
  bool Await(absl::Time deadline);
  bool AwaitNext(absl::Time deadline);

  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::ClientAsyncReaderWriter<ingestion::v1::Batch, ingestion::v1::BatchResult>> stream_;
  // Belongs to the read under way.
  ingestion::v1::BatchResult next_;
  std::deque<ingestion::v1::BatchResult> results_;
  // There is one step at a time besides the read; how the last one ended.
  bool stepping_ = false;
  bool step_ok_ = false;
  bool reading_ = false;
  bool open_ = false;
  bool late_ = false;
  bool finished_ = false;
};

}  // namespace chiso

#endif  // CHISO_TOOLS_CLIENT_IMPORT_SUBMIT_CALL_H_
