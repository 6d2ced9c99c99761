// The way of a batch from an edge to the appender, the same for a single call and for a stream.

#ifndef CHISO_SERVICES_INGESTION_INTAKE_H_
#define CHISO_SERVICES_INGESTION_INTAKE_H_

#include <atomic>
#include <cstdint>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "services/ingestion/admission/routing.h"
#include "services/ingestion/limits.h"
#include "services/ingestion/log/appender.h"
#include "services/ingestion/log/record_log.h"
#include "services/ingestion/received_batch.h"

namespace chiso {

// Thread-safe.
class Intake {
 public:
  // What answers may take that callers have not taken yet.
  struct Options {
    int64_t max_unsent_of_stream = kMaxUnsentOfStream;
    int64_t max_unsent_bytes = kMaxUnsentBytes;
  };

  // All must outlive this object.
  Intake(const RecordLog& log, Appender& appender, const Routing& routing, const Options& options)
      : log_(log), appender_(appender), routing_(routing), options_(options) {}

  // One of kMaxAdmitting that hold a message as more than gRPC's bytes at a time. It waits for its turn.
  class Turn {
   public:
    explicit Turn(Intake& intake);
    ~Turn();
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

   private:
    Intake& intake_;
  };

  // Checks the batch, admits its records and queues it to be appended. Changes the batch. `done` is called
  // once with the outcome: here, or later on a thread of the appender's. Requires: `received` was parsed, in
  // a turn that lasts.
  void Submit(ReceivedBatch& received, const Appender::Done& done);

  // Whether a stream that has a batch under way, and so many bytes of answers that its caller has not taken
  // or has to expect, may bring another.
  bool HasRoom(int64_t unsent_bytes) const;
  // An answer of so many bytes begins to wait for its caller, or no longer does.
  void AddUnsent(int64_t bytes) { unsent_bytes_ += bytes; }
  void RemoveUnsent(int64_t bytes) { unsent_bytes_ -= bytes; }
  // Whether answers take more than they may, so that a stream has to be ended.
  bool IsCrowded() const { return unsent_bytes_ > options_.max_unsent_bytes; }

 private:
  const RecordLog& log_;
  Appender& appender_;
  const Routing& routing_;
  const Options options_;
  // Of the answers of all streams.
  std::atomic<int64_t> unsent_bytes_ = 0;
  absl::Mutex mutex_;
  int admitting_ ABSL_GUARDED_BY(mutex_) = 0;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_INTAKE_H_
