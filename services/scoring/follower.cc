#include "services/scoring/follower.h"

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "common/errors.h"
#include "common/log.h"
#include "common/rpc/rpc_status.h"
#include "services/scoring/facts.h"

namespace chiso {
namespace {

constexpr absl::Duration kRetryDelay = absl::Milliseconds(200);
// How often the progress of the first reading is told.
constexpr absl::Duration kProgressPeriod = absl::Seconds(5);

}  // namespace

Follower::Follower(const std::shared_ptr<grpc::Channel>& ingestion, std::string log, State& state,
                   std::function<void()> on_diverged)
    : stub_(ingestion::v1::IngestionService::NewStub(ingestion)),
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
  ingestion::v1::ReadRecordsRequest request;
  *request.mutable_after() = resume_;
  request.set_follow(true);
  // The kinds that scores are made of; all others would be skipped.
  for (const record::v1::RecordKind kind : ScoredKinds()) request.add_kinds(kind);
  const auto reader = stub_->ReadRecords(&call, request);
  ingestion::v1::ReadRecordsResponse response, run;
  while (reader->Read(&response)) {
    if (!told_.ok()) SPDLOG_INFO("reading log {} again after sequence {}", log_, resume_.sequence());
    told_ = absl::OkStatus();
    // Invariant: the state holds exactly the records up to `resume_`, a position with a digest (or the
    // beginning). Records are applied only once such a position is reached, so that a log restored to before
    // any applied record is noticed on resuming.
    run.mutable_entries()->MergeFrom(response.entries());
    if (response.position().sequence() > 0 && response.position().digest().empty()) continue;
    run.mutable_entries()->Swap(response.mutable_entries());
    run.clear_entries();
    state_.Apply(response);
    resume_ = response.position();
    TellProgress(response.head().sequence());
  }
  const absl::Status status = FromGrpcStatus(reader->Finish());
  absl::MutexLock lock(&mutex_);
  call_ = nullptr;
  return status;
}

}  // namespace chiso
