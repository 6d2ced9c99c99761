// One call of SubmitRecords: reads batches while earlier ones wait for their commit, and answers in their
// order.

#ifndef CHISO_SERVICES_INGESTION_SUBMIT_STREAM_H_
#define CHISO_SERVICES_INGESTION_SUBMIT_STREAM_H_

#include <cstdint>
#include <deque>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "chiso/ingestion/v1/ingestion_service.pb.h"
#include "grpcpp/grpcpp.h"
#include "services/ingestion/intake.h"
#include "services/ingestion/log/record_log.h"

namespace chiso {

// Deletes itself when the call is over. The library calls the On… methods, of each kind one at a time; the
// intake answers on a thread of its own.
class SubmitStream final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  // Who has the streams. Its methods are called without the stream's lock.
  class Owner {
   public:
    virtual ~Owner() = default;
    // The call is over; right after this the stream deletes itself.
    virtual void OnEnded(SubmitStream& stream) = 0;
    // The answers that callers have not taken are more than they may be.
    virtual void OnCrowded() = 0;
  };

  // `intake` and `owner` must outlive this object, `context` is the call's.
  SubmitStream(grpc::CallbackServerContext& context, Intake& intake, Owner& owner);

  // Reads no more, answers what was taken, and ends the call with UNAVAILABLE. Thread-safe.
  void Close();
  // Since when an answer has waited for the caller to take it; the infinite future: none does. Thread-safe.
  absl::Time waiting_since() const;
  // Ends the call with CANCELLED, whatever its caller has not taken. Requires: it is not over. Thread-safe.
  void BreakOff() { context_.TryCancel(); }

  void OnReadDone(bool ok) override;
  void OnWriteDone(bool ok) override;
  void OnDone() override;

 private:
  // A batch that was read, and its answer as soon as there is one.
  struct Slot {
    ingestion::v1::BatchResult result;
    bool answered = false;
    // What the answer takes; before there is one, what it may take.
    int64_t bytes = 0;
  };

  // Hands what was read to the intake.
  void TakeMessage();
  // A stream whose answers are all taken may always have one batch under way, so none can be kept waiting by
  // others for ever.
  bool MayRead() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // The first slot's answer begins to be sent.
  void SendFirst() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // An answer of so many bytes is taken, or wanted by nobody.
  void Forget(int64_t bytes) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Answers the slot; called once for each.
  void Answer(Slot& slot, RecordLog::Outcome outcome);
  // Starts whatever can be started next. Returns how the call ends once nothing is left; then the caller must
  // give it to End, after unlocking. Where it returns nothing, another thread may be the one to end the call,
  // so nothing of this object may be touched after unlocking.
  std::optional<absl::Status> Go() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Ends the call. Nothing of this object may be touched afterwards.
  void End(const absl::Status& end);

  grpc::CallbackServerContext& context_;
  Intake& intake_;
  Owner& owner_;
  grpc::ByteBuffer request_;   // Belongs to the read under way, then to TakeMessage.
  grpc::ByteBuffer response_;  // Belongs to the write under way.

  mutable absl::Mutex mutex_;
  // In the order of the batches. Those before the first that is not answered may be sent.
  std::deque<Slot> slots_ ABSL_GUARDED_BY(mutex_);
  // A read is under way, or what it gave is being taken.
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  // What the write under way takes, and since when it has been.
  int64_t writing_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::Time writing_since_ ABSL_GUARDED_BY(mutex_);
  // Of the slots and of the write under way.
  int64_t unsent_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  // The caller is gone: answers are waited for and dropped.
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;
  // Go has returned how the call ends.
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  // How the call will end; once set, nothing more is read.
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_SUBMIT_STREAM_H_
