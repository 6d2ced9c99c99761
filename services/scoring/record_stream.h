// Reads a log from its beginning up to a position.

#ifndef CHISO_SERVICES_SCORING_RECORD_STREAM_H_
#define CHISO_SERVICES_SCORING_RECORD_STREAM_H_

#include <memory>
#include <set>

#include "absl/base/thread_annotations.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "chiso/ingestion/v1/ingestion_service.grpc.pb.h"
#include "chiso/record/v1/kind.pb.h"
#include "chiso/record/v1/log.pb.h"
#include "grpcpp/grpcpp.h"

namespace chiso {

// Thread-safe.
class RecordStream {
 public:
  using Take = absl::FunctionRef<absl::Status(const record::v1::LogEntry&)>;

  explicit RecordStream(const std::shared_ptr<grpc::Channel>& ingestion);

  // Calls `take` with all records of those kinds up to and including the position, in their order; what
  // `take` does not take ends the reading with its error. FAILED_PRECONDITION, reason LOG_DIVERGED: the log
  // does not hold the history that the position names. NOT_FOUND: there is no such log. CANCELLED: after
  // Stop. DEADLINE_EXCEEDED, or UNAVAILABLE: ingestion is away, or ended in between.
  absl::Status ReadUpTo(const record::v1::Position& end, absl::Span<const record::v1::RecordKind> kinds,
                        absl::Time deadline, Take take);

  // Breaks off every reading, those to come too.
  void Stop();

 private:
  // One call, which Stop can break off.
  class Call;

  absl::Status CheckHistory(const record::v1::Position& end, absl::Time deadline);

  const std::unique_ptr<ingestion::v1::IngestionService::Stub> stub_;
  absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  std::set<grpc::ClientContext*> calls_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_RECORD_STREAM_H_
