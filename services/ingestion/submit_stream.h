// One call of SubmitRecords: reads batches while earlier ones wait for their commit, and answers in their
// order.

#ifndef CHISO_SERVICES_INGESTION_SUBMIT_STREAM_H_
#define CHISO_SERVICES_INGESTION_SUBMIT_STREAM_H_

#include <deque>
#include <optional>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "chiso/ingestion/v1/ingestion_service.pb.h"
#include "grpcpp/grpcpp.h"
#include "services/ingestion/log/record_log.h"

namespace chiso {

class IngestionService;

// Parses a message. `received` keeps its bytes; the batch is valid until the thread's next call.
// INVALID_ARGUMENT where it is not a Batch.
absl::StatusOr<ingestion::v1::Batch*> ParseBatch(const grpc::ByteBuffer& message, grpc::Slice& received);
absl::string_view BytesOf(const grpc::Slice& slice);

// Deletes itself when the call is over. The library calls the On… methods, one of each kind at a time.
class SubmitStream final : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  // How many batches may wait for their answers before the stream stops reading: enough to keep a group
  // commit busy, few enough that the caller soon feels the pressure.
  static constexpr size_t kWindow = 32;
  // The answers of all streams that their callers have not taken yet; above it a stream is not read while it
  // has one of them. Answers to bad batches are long, and a caller may never read them.
  static constexpr int64_t kMaxUnsentBytes = 64 << 20;

  explicit SubmitStream(IngestionService& service);

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
    int64_t bytes = 0;  // of the answer
  };

  void TakeMessage();
  // A stream may always have one batch under way, so none can be kept waiting by others for ever.
  bool MayRead() const ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void DropFirst() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  void Answer(Slot& slot, RecordLog::Outcome outcome);
  // Starts whatever can be started next. Returns how the call ends once nothing is left; then the caller must
  // give it to End, after unlocking. Where it returns nothing, another thread may be the one to end the call,
  // so nothing of this object may be touched after unlocking.
  std::optional<absl::Status> Go() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_);
  // Nor may it be afterwards.
  void End(const absl::Status& end);

  IngestionService& service_;
  grpc::ByteBuffer request_;   // Belongs to the read under way, then to TakeMessage.
  grpc::ByteBuffer response_;  // Belongs to the write under way.

  absl::Mutex mutex_;
  std::deque<Slot> slots_ ABSL_GUARDED_BY(mutex_);
  // A read is under way, or what it gave is being taken.
  bool reading_ ABSL_GUARDED_BY(mutex_) = false;
  bool writing_ ABSL_GUARDED_BY(mutex_) = false;
  // The caller is gone: answers are waited for and dropped.
  bool broken_ ABSL_GUARDED_BY(mutex_) = false;
  bool finished_ ABSL_GUARDED_BY(mutex_) = false;
  // How the call will end; once set, nothing more is read.
  std::optional<absl::Status> end_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_SUBMIT_STREAM_H_
