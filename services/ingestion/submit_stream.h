// One call of SubmitRecords: reads batches while earlier ones wait for their commit, and answers in their
// order.

#ifndef CHISO_SERVICES_INGESTION_SUBMIT_STREAM_H_
#define CHISO_SERVICES_INGESTION_SUBMIT_STREAM_H_

#include <deque>
#include <functional>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "chiso/ingestion/v1/ingestion_service.pb.h"
#include "grpcpp/grpcpp.h"
#include "services/ingestion/intake.h"
#include "services/ingestion/log/record_log.h"

namespace chiso {

// Deletes itself when the call is over. The library calls the On… methods, of each kind one at a time; the
// intake answers on a thread of its own.
class SubmitStream final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  // `intake` must outlive this object. `ended` is called when the call is over, right before this object
  // deletes itself.
  SubmitStream(Intake& intake, std::function<void(SubmitStream&)> ended);

  // Reads no more, answers what was taken, and ends the call with UNAVAILABLE. Thread-safe.
  void Close();

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone() override;

 private:
  // A batch that was read, and its answer as soon as there is one.
  struct Slot {
    ingestion::v1::BatchResult result;
    bool answered = false;
    // What the answer takes, as it counts at the intake.
    int64_t bytes = 0;
  };

  // Hands what was read to the intake.
  void TakeMessage();
  // A stream may always have one batch under way, so none can be kept waiting by others for ever.
  bool MayRead() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Forgets the first slot, whose answer is sent or wanted by nobody.
  void DropFirst() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Answers the slot; called once for each.
  void Answer(Slot& slot, RecordLog::Outcome outcome);
  // Starts whatever can be started next. Returns how the call ends once nothing is left; then the caller must
  // give it to End, after unlocking. Where it returns nothing, another thread may be the one to end the call,
  // so nothing of this object may be touched after unlocking.
  std::optional<absl::Status> Go() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Ends the call. Nothing of this object may be touched afterwards.
  void End(const absl::Status& end);

  Intake& intake_;
  const std::function<void(SubmitStream&)> ended_;
  grpc::ByteBuffer request_;   // Belongs to the read under way, then to TakeMessage.
  grpc::ByteBuffer response_;  // Belongs to the write under way.

  absl::Mutex mutex_;
  // In the order of the batches. Those before the first that is not answered may be sent.
  std::deque<Slot> slots_ ABSL_GUARDED_BY(mutex_);
  // A read is under way, or what it gave is being taken.
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  // The caller is gone: answers are waited for and dropped.
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;
  // Go has returned how the call ends.
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  // How the call will end; once set, nothing more is read.
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_SUBMIT_STREAM_H_
