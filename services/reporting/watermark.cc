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
// For how long a read is recent.
constexpr absl::Duration kRecent = absl::Seconds(1);

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
  const auto due = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) {
    return stopped_ || asked_ || generation_ != read;
  };
  absl::MutexLock lock(&mutex_);
  while (true) {
    mutex_.Await(absl::Condition(&wanted));
    mutex_.AwaitWithTimeout(absl::Condition(&due), kPoll);
    if (stopped_) return;
    if (waiting_ == 0) continue;
    read = generation_;
    asked_ = false;
    const int64_t number = ++begun_;
    const absl::Time began = absl::Now();
    mutex_.Unlock();
    absl::StatusOr<rv1::Progress> progress = history_.GetProgress(absl::Now() + kReadTimeout);
    mutex_.Lock();
    if (absl::IsDeadlineExceeded(progress.status())) continue;
    seen_ = std::move(progress);
    seen_number_ = number;
    seen_at_ = began;
  }
}

bool Watermark::IsOver(const Positions& positions, int64_t after) const {
  return seen_number_ > after && (!seen_.ok() || Covers(seen_->positions(), positions));
}

absl::StatusOr<rv1::Progress> Watermark::Await(const Positions& positions, absl::Time deadline,
                                               const std::function<bool()>& gone) {
  absl::MutexLock lock(&mutex_);
  // What was read before this call may be long ago.
  const int64_t after = begun_;
  const auto over = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return stopped_ || IsOver(positions, after); };
  ++waiting_;
  asked_ = true;
  const auto leave = absl::MakeCleanup([this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { --waiting_; });
  while (true) {
    if (stopped_) {
      return RetryLater(absl::StatusCode::kUnavailable, "the service is going down; call again",
                        absl::Milliseconds(500));
    }
    if (IsOver(positions, after)) return seen_;
    const absl::Time at = absl::Now();
    if (at >= deadline) return absl::DeadlineExceededError("min_positions were not reached in time");
    if (gone()) return absl::CancelledError("the caller has gone");
    mutex_.AwaitWithDeadline(absl::Condition(&over), std::min(at + kGoneCheck, deadline));
  }
}

absl::StatusOr<rv1::Progress> Watermark::Recent(absl::Time deadline, const std::function<bool()>& gone) {
  {
    absl::MutexLock lock(&mutex_);
    // The clock may go back.
    if (seen_.ok() && absl::AbsDuration(absl::Now() - seen_at_) < kRecent) return seen_;
  }
  return Await({}, deadline, gone);
}

}  // namespace chiso
