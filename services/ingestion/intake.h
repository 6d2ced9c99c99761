// The way of a batch from an edge to the appender, the same for a single call and for a stream.

#ifndef CHISO_SERVICES_INGESTION_INTAKE_H_
#define CHISO_SERVICES_INGESTION_INTAKE_H_

#include <atomic>
#include <cstdint>

#include "services/ingestion/admission/routing.h"
#include "services/ingestion/log/appender.h"
#include "services/ingestion/log/record_log.h"
#include "services/ingestion/received_batch.h"

namespace chiso {

// Thread-safe.
class Intake {
 public:
  // All must outlive this object.
  Intake(const RecordLog& log, Appender& appender, const Routing& routing)
      : log_(log), appender_(appender), routing_(routing) {}

  // Checks the batch, admits its records and queues it to be appended. Changes the batch. `done` is called
  // once with the outcome: here, or later on a thread of the appender's. Requires: `received` was parsed.
  void Submit(ReceivedBatch& received, const Appender::Done& done);

  // Whether a stream that has a batch under way may bring another: the appender's queue has room, and the
  // answers that callers have not taken yet are less than 64 MiB.
  bool HasRoom() const;
  // An answer of so many bytes begins to wait for its caller, or no longer does.
  void AddUnsent(int64_t bytes) { unsent_bytes_ += bytes; }
  void RemoveUnsent(int64_t bytes) { unsent_bytes_ -= bytes; }

 private:
  const RecordLog& log_;
  Appender& appender_;
  const Routing& routing_;
  // Of the answers of all streams.
  std::atomic<int64_t> unsent_bytes_ = 0;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_INTAKE_H_
