#include "services/reporting/watermark.h"

#include <algorithm>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/time/clock.h"
#include "common/errors.h"

namespace chiso {
namespace {

namespace rv1 = reporting::v1;

// The interval of polling for what other replicas record.
constexpr absl::Duration kPoll = absl::Milliseconds(100);
// How long a read may take. One that takes longer ends nobody's wait: each has a deadline of its own.
constexpr absl::Duration kReadTimeout = absl::Seconds(5);
// The interval at which a wait looks for a caller who has gone.
constexpr absl::Duration kGoneCheck = absl::Milliseconds(100);

}  // namespace

Watermark::Watermark(History& history) : history_(history), thread_([this] { Run(); }) {}

Watermark::~Watermark() {
  Stop();
  thread_.join();
}

void Watermark::Notify() {
  absl::MutexLock lock(&mutex_);
  ++generation_;
}

void Watermark::Stop() {
  absl::MutexLock lock(&mutex_);
  stopped_ = true;
}

void Watermark::Run() {
  // The generation before the last read.
  int64_t read = -1;
  const auto wanted = [this]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stopped_ || waiting_ > 0; };
  const auto due = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stopped_ || generation_ != read; };
  absl::MutexLock lock(&mutex_);
  while (true) {
    mutex_.Await(absl::Condition(&wanted));
    mutex_.AwaitWithTimeout(absl::Condition(&due), kPoll);
    if (stopped_) return;
    if (waiting_ == 0) continue;
    read = generation_;
    mutex_.Unlock();
    absl::StatusOr<rv1::Progress> progress = history_.GetProgress(absl::Now() + kReadTimeout);
    mutex_.Lock();
    if (!absl::IsDeadlineExceeded(progress.status())) seen_ = std::move(progress);
  }
}

bool Watermark::IsOver(const Positions& positions) const {
  return seen_ && (!seen_->ok() || Covers((*seen_)->positions(), positions));
}

absl::StatusOr<rv1::Progress> Watermark::Await(const Positions& positions, absl::Time deadline,
                                               const std::function<bool()>& gone) {
  absl::StatusOr<rv1::Progress> now = history_.GetProgress(deadline);
  if (!now.ok() || Covers(now->positions(), positions)) return now;
  const auto over = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stopped_ || IsOver(positions); };
  absl::MutexLock lock(&mutex_);
  // What was seen for those who waited before may be long ago.
  if (waiting_++ == 0) seen_.reset();
  const auto leave = absl::MakeCleanup([this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { --waiting_; });
  while (true) {
    if (stopped_) {
      return RetryLater(absl::StatusCode::kUnavailable, "the service is going down; call again",
                        absl::Milliseconds(500));
    }
    if (IsOver(positions)) return *seen_;
    const absl::Time at = absl::Now();
    if (at >= deadline) return absl::DeadlineExceededError("min_positions were not reached in time");
    if (gone()) return absl::CancelledError("the caller has gone");
    mutex_.AwaitWithDeadline(absl::Condition(&over), std::min(at + kGoneCheck, deadline));
  }
}

}  // namespace chiso
