// Waiting until records are accounted for.

#ifndef CHISO_SERVICES_REPORTING_PROGRESS_GATE_H_
#define CHISO_SERVICES_REPORTING_PROGRESS_GATE_H_

#include <cstdint>
#include <functional>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "chiso/record/v1/log.pb.h"
#include "chiso/reporting/v1/reporting_service.pb.h"
#include "google/protobuf/repeated_ptr_field.h"
#include "services/reporting/history/history.h"

namespace chiso {

// Thread-safe.
class ProgressGate {
 public:
  // `history` must outlive this object.
  explicit ProgressGate(History& history) : history_(history) {}

  // Tells that this process has recorded something: those who wait look again. What other replicas record is
  // seen by looking now and then.
  void Notify();
  // Lets all who wait, and will, return UNAVAILABLE.
  void Stop();

  // Waits until the recorded scores have reached all the positions, and returns how far they have come.
  // DEADLINE_EXCEEDED: they have not by the deadline. CANCELLED: `gone`, which is asked now and then, says
  // that nobody waits any more. A log that is not known is waited for as well: it may be written to for the
  // first time.
  absl::StatusOr<reporting::v1::Progress> Await(
      const google::protobuf::RepeatedPtrField<record::v1::Position>& positions, absl::Time deadline,
      const std::function<bool()>& gone);

 private:
  History& history_;
  absl::Mutex mutex_;
  // Counts what this process has recorded.
  int64_t generation_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_PROGRESS_GATE_H_
