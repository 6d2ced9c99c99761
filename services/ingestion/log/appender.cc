#include "services/ingestion/log/appender.h"

#include <algorithm>
#include <utility>

#include "absl/algorithm/container.h"
#include "common/errors.h"
#include "common/sql/dead_clients.h"

namespace chiso {
namespace {

// A full queue is about this much work.
constexpr absl::Duration kRetryDelay = absl::Milliseconds(500);

// Else a replica could end what another is still appending.
static_assert(Appender::kAppendTimeout < kDeadTransaction);

bool IsUnavailable(const RecordLog::Outcome& outcome) { return absl::IsUnavailable(outcome.status()); }

}  // namespace

// The lock is held neither while a group is appended nor while answers are given: a `done` may submit.

Appender::Appender(RecordLog& log, const Options& options)
    : log_(log),
      options_(options),
      appending_thread_([this] { RunAppending(); }),
      answering_thread_([this] { RunAnswering(); }) {}

Appender::~Appender() { Drain(); }

absl::Status Appender::Submit(AdmittedBatch batch, Done done) {
  absl::MutexLock lock(&mutex_);
  if (draining_)
    return RetryLater(absl::StatusCode::kUnavailable, "the service is going down; send again", kRetryDelay);
  if (queued_bytes_ > 0 && queued_bytes_ + batch.bytes > options_.max_queued_bytes) {
    return RetryLater(absl::StatusCode::kResourceExhausted, "the queue of batches is full; send again",
                      kRetryDelay);
  }
  queued_bytes_ += batch.bytes;
  queue_.push_back({std::move(batch), std::move(done)});
  return absl::OkStatus();
}

bool Appender::HasRoom() const {
  absl::MutexLock lock(&mutex_);
  return queued_bytes_ < options_.max_queued_bytes / 2;
}

bool Appender::HasWaiting() const {
  absl::MutexLock lock(&mutex_);
  return !queue_.empty();
}

absl::Duration Appender::stalled_time() const {
  absl::MutexLock lock(&mutex_);
  return std::max(absl::ZeroDuration(), absl::Now() - stalled_since_);
}

void Appender::Drain() {
  {
    absl::MutexLock lock(&mutex_);
    draining_ = true;
  }
  if (appending_thread_.joinable()) appending_thread_.join();
  if (answering_thread_.joinable()) answering_thread_.join();
}

int64_t Appender::generation() const {
  absl::MutexLock lock(&mutex_);
  return generation_;
}

void Appender::AwaitAppend(int64_t seen, absl::Time deadline) const {
  absl::MutexLock lock(&mutex_);
  const auto changed = [&]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return generation_ != seen; };
  mutex_.AwaitWithDeadline(absl::Condition(&changed), deadline);
}

std::vector<Appender::Waiting> Appender::TakeGroup() {
  absl::MutexLock lock(&mutex_);
  // Answers may be as long as what they answer. So a group waits until the answering thread has taken those
  // to the one before: never more than two groups' answers are kept.
  const auto ready = [this]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) {
    return answers_.empty() && (!queue_.empty() || draining_);
  };
  mutex_.Await(absl::Condition(&ready));
  std::vector<Waiting> group;
  int64_t records = 0, bytes = 0;
  while (!queue_.empty()) {
    const AdmittedBatch& next = queue_.front().batch;
    records += next.accepted_count + static_cast<int64_t>(next.rejections.size());
    bytes += next.bytes;
    if (!group.empty() && (records > options_.max_group_records || bytes > options_.max_group_bytes)) break;
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return group;
}

void Appender::Append(std::vector<Waiting> group) {
  std::vector<AdmittedBatch> batches;
  int64_t bytes = 0;
  for (Waiting& waiting : group) {
    bytes += waiting.batch.bytes;
    batches.push_back(std::move(waiting.batch));
  }
  const absl::Time now = absl::Now();
  {
    absl::MutexLock lock(&mutex_);
    stalled_since_ = std::min(stalled_since_, now);
  }
  std::vector<RecordLog::Outcome> outcomes = log_.Append(batches, now, now + options_.append_timeout);
  absl::MutexLock lock(&mutex_);
  if (queue_.empty() || !absl::c_all_of(outcomes, IsUnavailable)) stalled_since_ = absl::InfiniteFuture();
  queued_bytes_ -= bytes;
  ++generation_;
  for (size_t i = 0; i < group.size(); ++i) {
    answers_.push_back({std::move(group[i].done), std::move(outcomes[i])});
  }
}

void Appender::RunAppending() {
  for (std::vector<Waiting> group = TakeGroup(); !group.empty(); group = TakeGroup()) {
    Append(std::move(group));
  }
  absl::MutexLock lock(&mutex_);
  appending_ = false;
}

std::vector<Appender::Answer> Appender::TakeAnswers() {
  absl::MutexLock lock(&mutex_);
  const auto ready = [this]()
                         ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex_) { return !answers_.empty() || !appending_; };
  mutex_.Await(absl::Condition(&ready));
  return std::exchange(answers_, {});
}

void Appender::RunAnswering() {
  for (std::vector<Answer> answers = TakeAnswers(); !answers.empty(); answers = TakeAnswers()) {
    for (Answer& answer : answers) answer.done(std::move(answer.outcome));
  }
}

}  // namespace chiso
