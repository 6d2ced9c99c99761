// Sends scores to reporting.

#ifndef CHISO_SERVICES_SCORING_PUBLISHER_H_
#define CHISO_SERVICES_SCORING_PUBLISHER_H_

#include <memory>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "chiso/reporting/v1/reporting_service.grpc.pb.h"
#include "common/record/positions.h"
#include "grpcpp/grpcpp.h"
#include "services/scoring/outbox.h"
#include "services/scoring/state.h"

namespace chiso {

// Sends changes of the state to reporting in a thread of its own, once the state has caught up with the logs:
// first everything, as a snapshot, so that nothing stays there that this process does not know. Several
// updates are on their way at a time. After the stream broke, unanswered ones are sent again; where reporting
// holds less than it had answered, because it was restored from an older state, or another writer has
// written, everything is. No error ends it: each kind is logged once and waited out.
//
// A publisher that a newer one has fenced stops writing. It takes over again once the progress at reporting
// has not moved for a while, because then the newer one is gone.
class Publisher {
 public:
  // `writer` names this process in reporting's log lines.
  Publisher(const std::shared_ptr<grpc::Channel>& reporting, std::string writer, State& state);
  // Cancels the call under way and waits for the thread.
  ~Publisher();

 private:
  using Stream = grpc::ClientReaderWriterInterface<reporting::v1::RecordScoresRequest,
                                                   reporting::v1::RecordScoresResponse>;

  void Run();
  // Opens a stream and sends until it breaks or this publisher is stopped; returns the stream's status.
  absl::Status Publish();
  // The following return, with false, where the stream is broken.
  bool Open(Stream& stream);
  void SendChanges(Stream& stream);
  // Reads the answer to the oldest update.
  bool ReadAnswer(Stream& stream);
  // Waits, within bounds, until the state holds all that reporting accounts for.
  void AwaitNoStepBack(const reporting::v1::Progress& progress);
  // After having been fenced: waits until the progress at reporting has not moved for a while.
  void AwaitSilenceOfTheOther();
  // Logs an outage, unless it was logged already.
  void Tell(const absl::Status& outage);
  bool Stopped();

  const std::unique_ptr<reporting::v1::ReportingService::Stub> stub_;
  const std::string writer_;
  State& state_;
  // The thread's own:
  Outbox outbox_;
  int under_way_ = 0;   // updates without an answer
  Positions answered_;  // what reporting has made durable
  absl::Status told_;   // the outage that was logged last, unless changes have been sent since
  absl::Mutex mutex_;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  grpc::ClientContext* call_ ABSL_GUARDED_BY(mutex_) = nullptr;
  std::thread thread_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_PUBLISHER_H_
