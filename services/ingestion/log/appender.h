// The group committer: one thread takes all the batches that wait and appends them in one transaction, so
// that the cost of a commit is shared by everyone who waits for it. A second thread answers while the next
// group is being appended.

#ifndef CHISO_SERVICES_INGESTION_LOG_APPENDER_H_
#define CHISO_SERVICES_INGESTION_LOG_APPENDER_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "services/ingestion/admission/admitted_batch.h"
#include "services/ingestion/limits.h"
#include "services/ingestion/log/record_log.h"

namespace chiso {

// Thread-safe.
class Appender {
 public:
  static constexpr absl::Duration kAppendTimeout = absl::Seconds(15);

  struct Options {
    // What the batches that wait may take in memory.
    int64_t max_queued_bytes = kMaxQueuedBytes;
    // What one transaction appends at most, but always a first batch. A larger group gains nothing, and
    // everyone waits for it.
    int64_t max_group_records = 20'000;
    int64_t max_group_bytes = 16 << 20;
    // How long one transaction may take, the wait for the heads of the logs included. Well above what it
    // takes on a slow disk, and below the age at which its client counts as dead (common/sql/dead_clients.h).
    absl::Duration append_timeout = kAppendTimeout;
  };
  using Done = std::function<void(RecordLog::Outcome)>;

  // `log` must outlive this object.
  Appender(RecordLog& log, const Options& options);
  // Drains.
  ~Appender();
  Appender(const Appender&) = delete;
  Appender& operator=(const Appender&) = delete;

  // Queues the batch. `done` is called once with its outcome, on this object's answering thread, and must not
  // block. Batches of one caller are appended and answered in the order of the calls. RESOURCE_EXHAUSTED with
  // RetryInfo: the queue is full. UNAVAILABLE: draining. Then `done` is not called.
  absl::Status Submit(AdmittedBatch batch, Done done);

  // Whether so little waits that a caller who has a batch waiting already may bring another.
  bool HasRoom() const;
  // Whether batches wait for the group that is being appended to end.
  bool HasWaiting() const;
  // For how long nothing has been appended although something waits; zero where nothing does.
  absl::Duration stalled_time() const;

  // Refuses further batches, answers all that are queued, and ends the threads. May be called again, but not
  // by two threads at once.
  void Drain();

  // Counts the groups that this object has appended. A group counts as soon as it is committed, before its
  // batches are answered.
  int64_t generation() const;
  // Waits until the generation differs from `seen`, or the deadline.
  void AwaitAppend(int64_t seen, absl::Time deadline) const;

 private:
  struct Waiting {
    AdmittedBatch batch;
    Done done;
  };
  struct Answer {
    Done done;
    RecordLog::Outcome outcome;
  };

  // The appending thread.
  void RunAppending();
  // Waits for batches, and for the answers before them to be taken; empty: draining, and none is left.
  std::vector<Waiting> TakeGroup();
  void Append(std::vector<Waiting> group);

  // The answering thread.
  void RunAnswering();
  // Waits for answers; empty: the appending thread has ended, and none is left.
  std::vector<Answer> TakeAnswers();

  RecordLog& log_;
  const Options options_;
  mutable absl::Mutex mutex_;
  std::deque<Waiting> queue_ ABSL_GUARDED_BY(mutex_);
  // Of the queue and of the group that is being appended.
  int64_t queued_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  int64_t generation_ ABSL_GUARDED_BY(mutex_) = 0;
  // When the first of the groups was begun of which none has been appended; InfiniteFuture: nothing waits.
  absl::Time stalled_since_ ABSL_GUARDED_BY(mutex_) = absl::InfiniteFuture();
  // Those to the group that was appended last, in its order, until the answering thread takes them.
  std::vector<Answer> answers_ ABSL_GUARDED_BY(mutex_);
  bool draining_ ABSL_GUARDED_BY(mutex_) = false;
  // The appending thread has not ended.
  bool appending_ ABSL_GUARDED_BY(mutex_) = true;
  // The last members, because they use the others.
  std::thread appending_thread_;
  std::thread answering_thread_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_INGESTION_LOG_APPENDER_H_
