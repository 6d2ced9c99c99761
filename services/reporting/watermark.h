// The watermark of the recorded scores: the position of each log up to which they account for its records.

#ifndef CHISO_SERVICES_REPORTING_WATERMARK_H_
#define CHISO_SERVICES_REPORTING_WATERMARK_H_

#include <cstdint>
#include <functional>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "chiso/reporting/v1/reporting_service.pb.h"
#include "common/record/positions.h"
#include "services/reporting/history/history.h"

namespace chiso {

// Lets calls wait until the watermark has passed given positions. Thread-safe.
class Watermark {
 public:
  // `history` must outlive this object.
  explicit Watermark(History& history) : history_(history) {}

  // This process has recorded something: waiting calls read the watermark again. What other replicas record
  // is noticed by polling.
  void Notify();
  // Ends all present and future waits with UNAVAILABLE.
  void Stop();

  // Waits until the watermark has reached all the positions, and returns it. DEADLINE_EXCEEDED: it has not by
  // the deadline. CANCELLED: `gone`, which is polled, says that the caller waits no more. An unknown log is
  // waited for as well, because it may be written to for the first time.
  absl::StatusOr<reporting::v1::Progress> Await(const Positions& positions, absl::Time deadline,
                                                const std::function<bool()>& gone);

 private:
  History& history_;
  absl::Mutex mutex_;
  // The number of times that this process has recorded something.
  int64_t generation_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_WATERMARK_H_
