// Compares all scores with what the logs give, in the background.

#ifndef CHISO_SERVICES_SCORING_SHADOW_H_
#define CHISO_SERVICES_SCORING_SHADOW_H_

#include <string>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "chiso/scoring/v1/recompute.pb.h"
#include "common/service/periodic_worker.h"
#include "services/scoring/replay.h"
#include "services/scoring/state.h"

namespace chiso {

// Takes one top-level unit after another, in the order of their codes and then from the first again, from
// when the logs have been read to their end; so it holds the records of one at a time. Thread-safe.
class Shadow {
 public:
  // `interval`: the pause between two of them. `state`, and what `read` uses, must outlive this object.
  Shadow(const State& state, absl::Duration interval, ReadLog read);

  // Lets no further comparison begin; the one under way ends when `read` breaks off.
  void Stop() { worker_.Stop(); }

  scoring::v1::DriftStatus status() const;

 private:
  absl::StatusOr<absl::Duration> CheckNext();

  const State& state_;
  const absl::Duration interval_;
  const ReadLog read_;
  std::string last_;  // the unit that was taken last; the worker's own
  mutable absl::Mutex mutex_;
  scoring::v1::DriftStatus status_ ABSL_GUARDED_BY(mutex_);
  // The last member: its thread uses the others.
  PeriodicWorker worker_;
};

}  // namespace chiso

#endif  // CHISO_SERVICES_SCORING_SHADOW_H_
