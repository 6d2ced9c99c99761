// The watermark of the recorded scores: the position of each log up to which they account for its records.

#ifndef CHISO_SERVICES_REPORTING_WATERMARK_H_
#define CHISO_SERVICES_REPORTING_WATERMARK_H_

#include <cstdint>
#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "chiso/reporting/v1/reporting_service.pb.h"
#include "common/record/positions.h"
#include "services/reporting/history/history.h"

namespace chiso {

// Lets calls wait until the watermark has passed given positions. One thread asks the database for all of
// them, and only while somebody waits. Thread-safe.
class Watermark {
 public:
  // `history` must outlive this object.
  explicit Watermark(History& history);
  // Stops.
  ~Watermark();
  Watermark(const Watermark&) = delete;
  Watermark& operator=(const Watermark&) = delete;

  // This process has recorded something: the watermark is read again at once. What other replicas record is
  // noticed by polling.
  void Notify();
  // Ends all present and future waits with UNAVAILABLE.
  void Stop();

  // Waits until the watermark has reached all the positions, and returns it. DEADLINE_EXCEEDED: it has not by
  // the deadline. CANCELLED: `gone`, which is polled, says that the caller waits no more. An unknown log is
  // waited for as well, because it may be written to for the first time. Otherwise as History::GetProgress.
  absl::StatusOr<reporting::v1::Progress> Await(const Positions& positions, absl::Time deadline,
                                                const std::function<bool()>& gone);
  // The watermark as it was within the last second, so that many who ask share one read. Otherwise as Await.
  absl::StatusOr<reporting::v1::Progress> Recent(absl::Time deadline, const std::function<bool()>& gone);

 private:
  // The watching thread.
  void Run();
  // Whether a wait for the positions is over: by a read after the given one they are reached, or it cannot be
  // known.
  bool IsOver(const Positions& positions, int64_t after) const ABSL_SHARED_LOCKS_REQUIRED(mutex_);

  History& history_;
  absl::Mutex mutex_;
  // The number of times that this process has recorded something.
  int64_t generation_ ABSL_GUARDED_BY(mutex_) = 0;
  int waiting_ ABSL_GUARDED_BY(mutex_) = 0;
  // Somebody has come since the last read began.
  bool asked_ ABSL_GUARDED_BY(mutex_) = false;
  // The number of the read that began last; that of the one which gave `seen_`.
  int64_t begun_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t seen_number_ ABSL_GUARDED_BY(mutex_) = 0;
  absl::StatusOr<reporting::v1::Progress> seen_ ABSL_GUARDED_BY(mutex_);
  // When that read began.
  absl::Time seen_at_ ABSL_GUARDED_BY(mutex_) = absl::InfinitePast();
  bool stopped_ ABSL_GUARDED_BY(mutex_) = false;
  // The last member: it uses the others.
  std::thread thread_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_REPORTING_WATERMARK_H_
