// Seals the partitions of `record`: gives those of months that are over a B-tree, so that what is about one
// subject is found at once.

#ifndef CHISO_SERVICES_INGESTION_LOG_SEALER_H_
#define CHISO_SERVICES_INGESTION_LOG_SEALER_H_

#include <functional>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "common/service/periodic_worker.h"
#include "common/sql/postgres.h"

struct pg_cancel;

namespace chiso {

// Works in a thread of its own, from the constructor to the destructor, which breaks off a seal that is under
// way. Of any number of processes one seals at a time. A partition is sealed as a whole or not at all.
// Nothing waits for it: no record is added to a month that is over.
class PartitionSealer {
 public:
  // `postgres` must outlive this object and hold IngestionSchema(). `now` is asked about every minute.
  PartitionSealer(Postgres& postgres, std::function<absl::Time()> now);
  ~PartitionSealer();
  PartitionSealer(const PartitionSealer&) = delete;
  PartitionSealer& operator=(const PartitionSealer&) = delete;

 private:
  // Seals a partition; false: there is none, or another process is at it.
  absl::StatusOr<bool> SealOne(absl::Time deadline);

  Postgres& postgres_;
  const std::function<absl::Time()> now_;
  absl::Mutex mutex_;
  // Of the transaction that is under way.
  pg_cancel* cancel_ ABSL_GUARDED_BY(mutex_) = nullptr;
  // The last member: its thread uses the others.
  PeriodicWorker worker_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_LOG_SEALER_H_
