#include "services/scoring/follower.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/errors.h"
#include "common/log.h"
#include "services/scoring/log_stream.h"

namespace chiso {
namespace {

constexpr absl::Duration kRetryDelay = absl::Milliseconds(200);
// How often the progress of the first reading is told.
constexpr absl::Duration kProgressPeriod = absl::Seconds(5);

}  // namespace

Follower::Follower(std::shared_ptr<grpc::Channel> ingestion, std::string log, State& state,
                   std::function<void()> on_diverged)
    : ingestion_(std::move(ingestion)),
      log_(std::move(log)),
      state_(state),
      on_diverged_(std::move(on_diverged)) {
  resume_.set_log(log_);
  thread_ = std::thread([this] { Run(); });
}

Follower::~Follower() {
  {
    absl::MutexLock lock(&mutex_);
    stopped_ = true;
    if (call_ != nullptr) call_->TryCancel();
  }
  thread_.join();
}

bool Follower::Stopped() {
  absl::MutexLock lock(&mutex_);
  return stopped_;
}

void Follower::Run() {
  while (!Stopped()) {
    const absl::Status status = ReadOn();
    // By its reason, not its code: whatever stands between may answer with any code, and a restart mends none
    // of that.
    if (ReasonOf(status) == "LOG_DIVERGED") {
      SPDLOG_CRITICAL("log {} is not the one that was read: {}", log_, std::string(status.message()));
      on_diverged_();
      return;
    }
    absl::MutexLock lock(&mutex_);
    if (!stopped_ && (told_.ok() || status.code() != told_.code())) {
      SPDLOG_WARN("reading log {} ended, resuming: {}", log_, std::string(status.message()));
      // A stream that ended in order has been cut off all the same.
      told_ = status.ok() ? absl::UnavailableError("") : status;
    }
    mutex_.AwaitWithTimeout(absl::Condition(&stopped_), kRetryDelay);
  }
}

// Of the first reading, which may take minutes; afterwards the log is followed in silence.
void Follower::TellProgress(int64_t head) {
  if (caught_up_) return;
  const absl::Time now = absl::Now();
  const int64_t read = resume_.sequence();
  if (read >= head) {
    caught_up_ = true;
    SPDLOG_INFO("read log {} to its end: {} records in {}", log_, read,
                absl::FormatDuration(now - began_at_));
  } else if (now - told_progress_at_ >= kProgressPeriod) {
    told_progress_at_ = now;
    const absl::Duration left =
        (now - began_at_) * (static_cast<double>(head - read) / std::max<int64_t>(read, 1));
    SPDLOG_INFO("reading log {}: {} of {} records, {} %, about {} left", log_, read, head, read * 100 / head,
                absl::FormatDuration(absl::Trunc(left, absl::Seconds(1))));
  }
}

absl::Status Follower::ReadOn() {
  grpc::ClientContext call;
  {
    absl::MutexLock lock(&mutex_);
    if (stopped_) return absl::CancelledError("stopped");
    call_ = &call;
  }
  LogStream stream(ingestion_, call, resume_, /*follow=*/true);
  while (const std::optional<LogFacts> read = stream.Next()) {
    if (!told_.ok()) SPDLOG_INFO("reading log {} again after sequence {}", log_, resume_.sequence());
    told_ = absl::OkStatus();
    // Invariant: the state holds exactly the records up to `resume_`, so a log that was restored to before
    // any of them is noticed on resuming.
    state_.Apply(*read);
    resume_ = read->reached;
    TellProgress(read->head);
  }
  const absl::Status status = stream.Finish();
  absl::MutexLock lock(&mutex_);
  call_ = nullptr;
  return status;
}

}  // namespace chiso
