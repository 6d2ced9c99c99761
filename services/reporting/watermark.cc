#include "services/reporting/watermark.h"

#include <algorithm>

#include "absl/time/clock.h"
#include "common/errors.h"

namespace chiso {
namespace {

namespace rv1 = reporting::v1;

// The interval of polling for what other replicas record.
constexpr absl::Duration kPoll = absl::Milliseconds(100);

}  // namespace

void Watermark::Notify() {
  absl::MutexLock lock(&mutex_);
  ++generation_;
}

void Watermark::Stop() {
  absl::MutexLock lock(&mutex_);
  stopped_ = true;
}

absl::StatusOr<rv1::Progress> Watermark::Await(const Positions& positions, absl::Time deadline,
                                               const std::function<bool()>& gone) {
  while (true) {
    int64_t seen = 0;
    {
      absl::MutexLock lock(&mutex_);
      seen = generation_;
    }
    absl::StatusOr<rv1::Progress> progress = history_.GetProgress(deadline);
    if (!progress.ok() || Covers(progress->positions(), positions)) return progress;
    const absl::Time now = absl::Now();
    if (now >= deadline) return absl::DeadlineExceededError("min_positions were not reached in time");
    if (gone()) return absl::CancelledError("the caller has gone");
    absl::MutexLock lock(&mutex_);
    if (stopped_) {
      return RetryLater(absl::StatusCode::kUnavailable, "the service is going down; call again",
                        absl::Milliseconds(500));
    }
    const auto may_go_on = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
      return generation_ != seen || stopped_;
    };
    mutex_.AwaitWithDeadline(absl::Condition(&may_go_on), std::min(now + kPoll, deadline));
  }
}

}  // namespace chiso
